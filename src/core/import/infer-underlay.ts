import { OVERHEAD_BYTES, enabledEncapsulations } from '../calico/mtu'
import type { ClusterNode } from '../model/cluster'
import { FELIX_DEFAULTS } from '../model/cluster'
import type { Ipv4Prefix } from '../wire/ipv4-address'
import { broadcastOf, formatIpv4, formatIpv4Prefix, networkOf, prefixContains } from '../wire/ipv4-address'
import type { ClusterDraft } from './cluster-draft'
import type { ProblemFacts } from '../words/say-problem'
import type { DeviceDocument, UnderlaySpecDocument } from './underlay-schema'
import { underlaySchema } from './underlay-schema'

/** The mask that is assumed for a node of which only the bare address is known. */
export const ASSUMED_PREFIX_LENGTH = 24
const ASSUMED_MTU_BYTES = 1500
const MAX_MTU_BYTES = 65535

type InferredParts = Required<Pick<UnderlaySpecDocument, 'segments' | 'routers' | 'hosts'>>

/** What tells of the cards' MTU. */
type InferredFrom = Pick<ClusterDraft, 'felix' | 'installed' | 'pools'>

export interface InferredUnderlay {
  readonly parts: InferredParts
  readonly assumptions: {
    readonly segments: ProblemFacts<'segments-inferred'>
    readonly router: ProblemFacts<'router-inferred'>
    readonly host: ProblemFacts<'host-inferred'>
    /** Where the MTU is more than 1,500: the setting that says so. */
    readonly mtu?: ProblemFacts<'mtu-inferred'>
  }
}

/**
 * The plainest network that the nodes' addresses allow: a segment for each subnet, one router with the first address of
 * each, and behind it one outside host with 8.8.8.8. Its MTU is 1,500, or what Felix's tunnels are told to need.
 */
export function inferUnderlay(nodes: readonly ClusterNode[], takenNames: ReadonlySet<string>, draft: InferredFrom): InferredUnderlay {
  const { mtuBytes, because } = leastMtu(draft)
  const subnets = subnetsOf(nodes)
  const router = freeName('router', takenNames)
  const host = freeName('inet', takenNames)
  const addresses = new Set(nodes.map(({ address }) => formatIpv4(address)))
  const legs = subnets.map((subnet, i) => ({
    name: `eth-${letters(i)}`,
    segment: `lan-${letters(i)}`,
    address: `${routerAddress(subnet, addresses)}/${subnet.prefixLength}`,
  }))
  const line: DeviceDocument = {
    name: host,
    legs: [{ name: 'eth0', peer: `${router}/eth-inet`, address: '203.0.113.2/30' }],
    loopback: ['8.8.8.8/32'],
    routes: ['default via 203.0.113.1 dev eth0'],
    sysctls: {},
  }
  const raw = {
    apiVersion: 'hopscope.dev/v1',
    kind: 'Underlay',
    metadata: { name: 'inferred' },
    spec: {
      segments: subnets.map((subnet, i) => ({ name: `lan-${letters(i)}`, cidr: formatIpv4Prefix(subnet), mtu: mtuBytes })),
      routers: [
        {
          name: router,
          legs: [...legs, { name: 'eth-inet', peer: `${host}/eth0`, address: '203.0.113.1/30' }],
          routes: ['8.8.8.8/32 via 203.0.113.2 dev eth-inet'],
          bgp: false,
        },
      ],
      hosts: [line],
    },
  }
  const { segments = [], routers = [], hosts = [] } = underlaySchema.parse(raw).spec
  const assumptions = {
    segments: { segments: segments.map(({ name, cidr }) => `${name} ${cidr}`).join(', '), mtu: String(mtuBytes) },
    router: { router, addresses: legs.map(({ address }) => address).join(', ') },
    host: { host },
    ...(because === undefined ? {} : { mtu: { mtu: String(mtuBytes), setting: because } }),
  }
  return { parts: { segments, routers, hosts }, assumptions }
}

/** A tunnel's MTU that somebody set leaves room for its headers: whoever set it knows of cards that take so much. */
function leastMtu({ felix, installed, pools }: InferredFrom): { readonly mtuBytes: number; readonly because?: string } {
  if (installed.foundMtu) {
    const { setting, mtuBytes } = installed.foundMtu
    const enabled = enabledEncapsulations({ felix: { ...FELIX_DEFAULTS, ...felix }, pools: pools.map(({ pool }) => pool) })
    const most = Math.max(0, ...(['ipip', 'vxlan', 'wireguard'] as const).map((kind) => (enabled[kind] ? OVERHEAD_BYTES[kind] : 0)))
    const cardBytes = Math.min(mtuBytes + most, MAX_MTU_BYTES)
    return cardBytes === ASSUMED_MTU_BYTES ? { mtuBytes: cardBytes } : { mtuBytes: cardBytes, because: setting }
  }
  const needs = (
    [
      ['ipipMTU', felix.ipipMtuBytes, OVERHEAD_BYTES.ipip],
      ['vxlanMTU', felix.vxlanMtuBytes, OVERHEAD_BYTES.vxlan],
      ['wireguardMTU', felix.wireguardMtuBytes, OVERHEAD_BYTES.wireguard],
    ] as const
  ).map(([field, tunnelBytes = 0, overheadBytes]) => ({ mtuBytes: Math.min(tunnelBytes + overheadBytes, MAX_MTU_BYTES), because: `${field} ${tunnelBytes}` }))
  const [most] = needs.toSorted((a, b) => b.mtuBytes - a.mtuBytes)
  return most && most.mtuBytes > ASSUMED_MTU_BYTES ? most : { mtuBytes: ASSUMED_MTU_BYTES }
}

/** The widest subnets first; a node whose mask is narrower joins the one that holds it. */
function subnetsOf(nodes: readonly ClusterNode[]): Ipv4Prefix[] {
  const own = nodes.map(({ address, prefixLength }) => {
    const length = prefixLength >= 31 ? ASSUMED_PREFIX_LENGTH : prefixLength
    return { network: networkOf(address, length), prefixLength: length }
  })
  const found = new Map<string, Ipv4Prefix>()
  const lengths = new Set<number>()
  for (const subnet of own.toSorted((a, b) => a.prefixLength - b.prefixLength)) {
    const covered = [...lengths].some((length) =>
      found.has(formatIpv4Prefix({ network: networkOf(subnet.network, length), prefixLength: length })),
    )
    if (covered) continue
    found.set(formatIpv4Prefix(subnet), subnet)
    lengths.add(subnet.prefixLength)
  }
  // in the order in which the nodes stand in the file
  const ordered = own.flatMap((subnet) => [...found.values()].filter((wide) => prefixContains(wide, subnet.network)))
  return [...new Set(ordered)]
}

/** The first address of a subnet, or the last usable ones where nodes have it. */
function routerAddress(subnet: Ipv4Prefix, taken: ReadonlySet<string>): string {
  const last = broadcastOf(subnet.network, subnet.prefixLength)
  const candidates = [subnet.network + 1, last - 1, last - 2, last - 3].map((address) => formatIpv4(address))
  return candidates.find((address) => !taken.has(address)) ?? formatIpv4(subnet.network + 1)
}

function freeName(wish: string, taken: ReadonlySet<string>): string {
  let name = wish
  for (let i = 2; taken.has(name); i++) name = `${wish}-${i}`
  return name
}

/** a, b, … z, aa, ab, … */
function letters(index: number): string {
  const tail = String.fromCharCode(97 + (index % 26))
  return index < 26 ? tail : letters(Math.floor(index / 26) - 1) + tail
}
