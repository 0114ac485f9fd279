import { madeKeys } from '../calico/wireguard-keys'
import type { ClusterNode } from '../model/cluster'
import type { Nic, Sysctls, Underlay, UnderlayNode, UnderlaySegment } from '../model/underlay'
import type { Ipv4 } from '../wire/ipv4-address'
import { prefixContains } from '../wire/ipv4-address'
import { NODE_SYSCTLS, dhcpRoute, linkAddress, macOf } from './node-card'

/**
 * The network below with exactly these nodes, in their order. The cards of those that are gone are unplugged; a node that is
 * new gets one in the segment that holds its address, set up as those of its neighbours are, and joins last.
 */
export function plugNodes(underlay: Underlay, nodes: readonly ClusterNode[]): Underlay {
  if (nodes.length === underlay.nodes.length && nodes.every(({ name }, i) => underlay.nodes[i]?.name === name)) return underlay
  const present = new Map(underlay.nodes.map((node) => [node.name, node]))
  const plugged = nodes.map((node) => present.get(node.name) ?? newNode(underlay, node))
  const staying = new Set(nodes.map(({ name }) => name))
  const isGone = (device: string): boolean => present.has(device) && !staying.has(device)
  const segments = underlay.segments.map((segment): UnderlaySegment => {
    const joining = plugged.filter(({ name }) => !present.has(name)).flatMap(({ name, nics }) => nics.filter((nic) => isIn(segment, nic)).map((nic) => ({ device: name, nic: nic.name })))
    return { ...segment, members: [...segment.members.filter(({ device }) => !isGone(device)), ...joining] }
  })
  return { ...underlay, segments, nodes: plugged }
}

/** The segment where a node of this address would be plugged in. */
export function segmentFor({ segments }: Underlay, address: Ipv4): UnderlaySegment | undefined {
  return segments.find(({ cidr }) => prefixContains(cidr, address))
}

function isIn({ name }: UnderlaySegment, { attachedTo }: Nic): boolean {
  return attachedTo.kind === 'segment' && attachedTo.segment === name
}

function newNode(underlay: Underlay, node: ClusterNode): UnderlayNode {
  const { name, address, prefixLength } = node
  const segment = segmentFor(underlay, address)
  const neighbours = segment ? underlay.nodes.flatMap(({ nics }) => nics.filter((nic) => isIn(segment, nic))) : []
  const router = segment && underlay.routers.flatMap(({ nics }) => nics).find((nic) => isIn(segment, nic))
  const nicName = neighbours[0]?.name ?? 'eth0'
  const nic = segment && {
    name: nicName,
    mac: macOf(address),
    mtuBytes: neighbours[0]?.mtuBytes ?? segment.mtuBytes,
    address: linkAddress(address, prefixLength >= 31 ? segment.cidr.prefixLength : prefixLength, neighbours[0]?.address.prefixRouteMetric),
    attachedTo: { kind: 'segment', segment: segment.name } as const,
  }
  const keys = madeKeys(name)
  return {
    name,
    nics: nic ? [nic] : [],
    routes: router ? [dhcpRoute(nicName, address, router.address.address)] : [],
    sysctls: sharedSysctls(underlay.nodes),
    wireguard: { ...(keys.publicKey === node.wireguardPublicKey && keys.privateKey !== undefined ? { privateKey: keys.privateKey } : {}), peerOrder: [], allowedIpOrder: [] },
  }
}

/** What all nodes have alike is how the lab's machines are set up. */
function sharedSysctls([first, ...others]: readonly UnderlayNode[]): Sysctls {
  if (!first) return NODE_SYSCTLS
  return Object.fromEntries(Object.entries(first.sysctls).filter(([key, value]) => others.every(({ sysctls }) => sysctls[key] === value)))
}
