import * as z from 'zod/mini'
import { CALICO_VERSIONS, NETFILTER_TABLES } from '../model/cluster'
import { cidrField, interfaceAddressField, linkNameField, macField, mtuField, nameField, notOfForm, wireguardKeyField } from './field-schema'
import { parseRouteLine } from './route-line'

/** `kind: Underlay` of hopscope.dev/v1: docs/spec/lab-format.md in the form that checks it and from which the JSON Schema is made. */

const routesField = z.array(
  z.string().check(z.maxLength(300, { error: notOfForm('long-route') }), z.refine((line) => parseRouteLine(line).ok, {
    error: (issue) => {
      const result = parseRouteLine(String(issue.input))
      return notOfForm('route', result.ok ? '' : result.error)
    },
  })),
).check(z.describe('Routes in the words of `ip route add`, in the order in which they are added.'))

const sysctlsField = z.record(
  z.string().check(z.regex(/^net[./][A-Za-z0-9_./-]{1,120}$/, { error: notOfForm('sysctl') })),
  z.union([z.int(), z.string().check(z.maxLength(100))]),
).check(z.describe('Kernel settings, with dots or slashes: `net/ipv4/conf/all/rp_filter: 0`.'))

const memberField = z.strictObject({
  node: z.optional(nameField),
  router: z.optional(nameField),
  host: z.optional(nameField),
  interface: z.optional(linkNameField).check(z.describe("A node's network card (eth0), or which leg of the device is meant.")),
  mac: z.optional(macField).check(z.describe("A node's card; 02:00: and its address where absent.")),
  mtu: z.optional(mtuField).check(z.describe("A node's card; the segment's where absent.")),
  address: z.optional(interfaceAddressField).check(z.describe("A node's card; the address that Calico knows where absent.")),
  prefixRouteMetric: z.optional(z.int().check(z.minimum(0), z.maximum(0xffffffff))).check(z.describe('Metric of the connected route that the address makes.')),
}).check(z.refine((member) => [member.node, member.router, member.host].filter((name) => name !== undefined).length === 1, {
  error: notOfForm('member'),
}))

const segmentField = z.strictObject({
  name: nameField,
  cidr: cidrField,
  mtu: z._default(mtuField, 1500),
  members: z._default(z.array(memberField), []).check(z.describe('In the order in which the cards joined; what is not listed joins after them.')),
  filters: z._default(z.array(z.string().check(z.maxLength(300))), []).check(z.describe('What the fabric drops, as `ebtables -A FORWARD` takes it: `-p IPv4 --ip-proto 4 -j DROP`.')),
  sourceDestinationCheck: z._default(z.boolean(), false).check(z.describe("A cloud's check: packets whose address belongs to no card are dropped.")),
})

const legField = z.strictObject({
  name: linkNameField,
  segment: z.optional(nameField),
  peer: z.optional(z.string().check(z.regex(/^[a-z0-9][-a-z0-9.]*\/[A-Za-z0-9][A-Za-z0-9_.-]*$/, { error: notOfForm('device-leg') }))),
  address: interfaceAddressField,
  mac: z.optional(macField),
  mtu: z.optional(mtuField),
}).check(z.refine((leg) => (leg.segment === undefined) !== (leg.peer === undefined), {
  error: notOfForm('leg'),
}))

const deviceFields = {
  name: nameField,
  legs: z._default(z.array(legField), []),
  loopback: z._default(z.array(interfaceAddressField), []).check(z.describe('Further addresses on lo: `8.8.8.8/32`.')),
  routes: z._default(routesField, []),
  sysctls: z._default(sysctlsField, {}),
}

const nodeField = z.strictObject({
  name: nameField,
  routes: z._default(routesField, []).check(z.describe('Beside the default route by the segment’s router; a `default` among them stands instead of it.')),
  sysctls: z._default(sysctlsField, {}),
  defaultRoute: z._default(z.boolean(), true).check(z.describe('Whether the node has a default route by way of its segment’s first router.')),
  wireguard: z.prefault(z.strictObject({
    privateKey: z.optional(wireguardKeyField),
    peers: z._default(z.array(nameField), []).check(z.describe('Nodes in the order in which this node lists them; Felix’s own order is that of a Go map.')),
    allowedIps: z._default(z.array(cidrField), []).check(z.describe('The order in which all others list this node’s addresses.')),
  }), {}),
})

const calicoField = z.strictObject({
  version: z.optional(z.enum(CALICO_VERSIONS)),
  netfilter: z.optional(z.array(z.enum(NETFILTER_TABLES))).check(z.describe('The tables that are programmed; what a lab leaves out is part of the lab.')),
  bgp: z._default(z.boolean(), true).check(z.describe('Whether the nodes run BIRD; false as with calico_backend `vxlan` or `none`.')),
  podMtu: z.optional(mtuField).check(z.describe('`mtu` of the CNI configuration; the smallest that every enabled encapsulation leaves where absent.')),
  workloadRpFilter: z.optional(z.int().check(z.minimum(0), z.maximum(2))).check(z.describe('rp_filter of the cali… links; that of conf/default where absent.')),
  tunnelDevices: z._default(z.enum(['before-pods', 'after-pods']), 'before-pods').check(z.describe('Whether tunnel devices have lower interface numbers than the pods’.')),
  rulesWithoutComment: z._default(z.array(z.string().check(z.maxLength(15))), []).check(z.describe('Tunnel devices whose MASQUERADE rule carries no `cali:` comment.')),
})

const specField = z.strictObject({
  segments: z.optional(z.array(segmentField).check(z.maxLength(4096))).check(z.describe('Inferred from the nodes’ addresses where absent.')),
  routers: z.optional(z.array(z.strictObject({ ...deviceFields, bgp: z._default(z.boolean(), false).check(z.describe('Peers with the nodes and learns their blocks.')) }))),
  hosts: z.optional(z.array(z.strictObject(deviceFields))),
  nodes: z._default(z.array(nodeField), []),
  nodeDefaults: z.prefault(z.strictObject({ sysctls: z._default(sysctlsField, {}) }), {}).check(z.describe('For every node, before its own.')),
  calico: z.prefault(calicoField, {}),
})

export const underlaySchema = z.strictObject({
  apiVersion: z.literal('hopscope.dev/v1'),
  kind: z.literal('Underlay'),
  metadata: z.looseObject({ name: nameField.check(z.describe('The lab’s name.')) }),
  spec: z.prefault(specField, {}),
})

export type UnderlayDocument = z.output<typeof underlaySchema>
export type UnderlaySpecDocument = UnderlayDocument['spec']
export type SegmentDocument = z.output<typeof segmentField>
export type MemberDocument = z.output<typeof memberField>
export type DeviceDocument = NonNullable<UnderlaySpecDocument['routers']>[number] | NonNullable<UnderlaySpecDocument['hosts']>[number]
export type LegDocument = z.output<typeof legField>
export type NodeDocument = z.output<typeof nodeField>
