import { z } from 'zod'
import { CALICO_VERSIONS, NETFILTER_TABLES } from '../model/cluster'
import { cidrField, interfaceAddressField, linkNameField, macField, mtuField, nameField, wireguardKeyField } from './field-schema'
import { parseRouteLine } from './route-line'

/** `kind: Underlay` of hopscope.dev/v1: docs/spec/lab-format.md in the form that checks it and from which the JSON Schema is made. */

const routesField = z
  .array(
    z
      .string()
      .max(300, { error: 'is longer than 300 characters|Shorten it.' })
      .refine((line) => parseRouteLine(line).ok, {
        error: (issue) => {
          const result = parseRouteLine(String(issue.input))
          return `is no route: ${result.ok ? '' : result.error}|Write it as ip route add takes it: 8.8.8.8/32 via 203.0.113.2 dev eth-i.`
        },
      }),
  )
  .describe('Routes in the words of `ip route add`, in the order in which they are added.')

const sysctlsField = z
  .record(
    z.string().regex(/^net[./][A-Za-z0-9_./-]{1,120}$/, { error: 'is no sysctl of the network|Write it as net/ipv4/ip_forward.' }),
    z.union([z.int(), z.string().max(100)]),
  )
  .describe('Kernel settings, with dots or slashes: `net/ipv4/conf/all/rp_filter: 0`.')

const memberField = z
  .strictObject({
    node: nameField.optional(),
    router: nameField.optional(),
    host: nameField.optional(),
    interface: linkNameField.optional().describe("A node's network card (eth0), or which leg of the device is meant."),
    mac: macField.optional().describe("A node's card; 02:00: and its address where absent."),
    mtu: mtuField.optional().describe("A node's card; the segment's where absent."),
    address: interfaceAddressField.optional().describe("A node's card; the address that Calico knows where absent."),
    prefixRouteMetric: z.int().min(0).max(0xffffffff).optional().describe('Metric of the connected route that the address makes.'),
  })
  .refine((member) => [member.node, member.router, member.host].filter((name) => name !== undefined).length === 1, {
    error: 'is not one of node, router and host|Name exactly one of them.',
  })

const segmentField = z.strictObject({
  name: nameField,
  cidr: cidrField,
  mtu: mtuField.default(1500),
  members: z.array(memberField).default([]).describe('In the order in which the cards joined; what is not listed joins after them.'),
  filters: z
    .array(z.string().max(300))
    .default([])
    .describe('What the fabric drops, as `ebtables -A FORWARD` takes it: `-p IPv4 --ip-proto 4 -j DROP`.'),
  sourceDestinationCheck: z.boolean().default(false).describe("A cloud's check: packets whose address belongs to no card are dropped."),
})

const legField = z
  .strictObject({
    name: linkNameField,
    segment: nameField.optional(),
    peer: z
      .string()
      .regex(/^[a-z0-9][-a-z0-9.]*\/[A-Za-z0-9][A-Za-z0-9_.-]*$/, { error: 'is no DEVICE/LEG|Write it as inet/eth0.' })
      .optional(),
    address: interfaceAddressField,
    mac: macField.optional(),
    mtu: mtuField.optional(),
  })
  .refine((leg) => (leg.segment === undefined) !== (leg.peer === undefined), {
    error: 'has not exactly one of segment and peer|Say which segment it is plugged into, or which DEVICE/LEG is at the other end.',
  })

const deviceFields = {
  name: nameField,
  legs: z.array(legField).default([]),
  loopback: z.array(interfaceAddressField).default([]).describe('Further addresses on lo: `8.8.8.8/32`.'),
  routes: routesField.default([]),
  sysctls: sysctlsField.default({}),
}

const nodeField = z.strictObject({
  name: nameField,
  routes: routesField
    .default([])
    .describe('Beside the default route by the segment’s router; a `default` among them stands instead of it.'),
  sysctls: sysctlsField.default({}),
  defaultRoute: z.boolean().default(true).describe('Whether the node has a default route by way of its segment’s first router.'),
  wireguard: z
    .strictObject({
      privateKey: wireguardKeyField.optional(),
      peers: z
        .array(nameField)
        .default([])
        .describe('Nodes in the order in which this node lists them; Felix’s own order is that of a Go map.'),
      allowedIps: z.array(cidrField).default([]).describe('The order in which all others list this node’s addresses.'),
    })
    .prefault({}),
})

const calicoField = z.strictObject({
  version: z.enum(CALICO_VERSIONS).optional(),
  netfilter: z
    .array(z.enum(NETFILTER_TABLES))
    .optional()
    .describe('The tables that are programmed; what a lab leaves out is part of the lab.'),
  podMtu: mtuField
    .optional()
    .describe('`mtu` of the CNI configuration; the smallest that every enabled encapsulation leaves where absent.'),
  workloadRpFilter: z.int().min(0).max(2).optional().describe('rp_filter of the cali… links; that of conf/default where absent.'),
  tunnelDevices: z
    .enum(['before-pods', 'after-pods'])
    .default('before-pods')
    .describe('Whether tunnel devices have lower interface numbers than the pods’.'),
  rulesWithoutComment: z.array(z.string().max(15)).default([]).describe('Tunnel devices whose MASQUERADE rule carries no `cali:` comment.'),
})

const specField = z.strictObject({
  segments: z.array(segmentField).max(4096).optional().describe('Inferred from the nodes’ addresses where absent.'),
  routers: z
    .array(z.strictObject({ ...deviceFields, bgp: z.boolean().default(false).describe('Peers with the nodes and learns their blocks.') }))
    .optional(),
  hosts: z.array(z.strictObject(deviceFields)).optional(),
  nodes: z.array(nodeField).default([]),
  nodeDefaults: z
    .strictObject({ sysctls: sysctlsField.default({}) })
    .prefault({})
    .describe('For every node, before its own.'),
  calico: calicoField.prefault({}),
})

export const underlaySchema = z.strictObject({
  apiVersion: z.literal('hopscope.dev/v1'),
  kind: z.literal('Underlay'),
  metadata: z.looseObject({ name: nameField.describe('The lab’s name.') }),
  spec: specField.prefault({}),
})

export type UnderlayDocument = z.output<typeof underlaySchema>
export type UnderlaySpecDocument = UnderlayDocument['spec']
export type SegmentDocument = z.output<typeof segmentField>
export type MemberDocument = z.output<typeof memberField>
export type DeviceDocument = NonNullable<UnderlaySpecDocument['routers']>[number] | NonNullable<UnderlaySpecDocument['hosts']>[number]
export type LegDocument = z.output<typeof legField>
export type NodeDocument = z.output<typeof nodeField>
