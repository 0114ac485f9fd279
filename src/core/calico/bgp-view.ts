import type { BgpRoute, BgpSession, BgpView } from '../model/bgp'
import type { BgpPeer } from '../model/cluster'
import type { UnderlayDevice } from '../model/underlay'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4, parseIpv4, prefixContains } from '../wire/ipv4-address'
import type { NetworkIndex } from './network-index'
import { findNextHop } from './next-hop'

/** BIRD of a node, by the rules that confd writes its configuration by (confd/etc/calico/confd/templates/bird.cfg.template). */
export function bgpView(index: NetworkIndex, node: number): BgpView | undefined {
  const self = index.cluster.nodes[node]
  if (!self || !index.cluster.calico.runsBird) return undefined
  const asNumber = self.asNumber ?? index.cluster.bgp.asNumber
  const sessions = [...meshSessions(index, node), ...peerSessions(index, node, asNumber)]
  const own = (index.allocation.blocksOfNode[node] ?? []).map(({ cidr }) => cidr)
  return { routerId: self.address, asNumber, sessions, learned: learnedRoutes(index, node, sessions), own }
}

/** Every node with every other, but for route reflectors; in the order of names. */
function meshSessions(index: NetworkIndex, node: number): BgpSession[] {
  const { nodes, bgp } = index.cluster
  if (!bgp.nodeToNodeMeshEnabled || nodes[node]?.routeReflectorClusterId !== undefined) return []
  return nodes
    .filter((other, i) => i !== node && other.routeReflectorClusterId === undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ address, asNumber }) => session('Mesh', address, asNumber ?? bgp.asNumber, true))
}

function session(kind: BgpSession['kind'], peer: Ipv4, asNumber: number, isEstablished: boolean): BgpSession {
  return { name: `${kind}_${formatIpv4(peer).replaceAll('.', '_')}`, kind, peer, asNumber, isEstablished }
}

/** BGPPeers of this node, and the routers of the lab that peer with the nodes of their segments. */
function peerSessions(index: NetworkIndex, node: number, asNumber: number): BgpSession[] {
  const { nodes, bgpPeers, underlay } = index.cluster
  const self = nodes[node]
  const written = bgpPeers.flatMap((peer) => {
    const address = parseIpv4(peer.peerIp ?? '')
    const kind = kindOfPeer(peer, self?.name ?? '')
    if (address === undefined || kind === undefined || address === self?.address) return []
    const answers = nodes.some((other) => other.address === address) || [...underlay.routers, ...underlay.hosts].some((device) => holds(device, address))
    return [session(kind, address, peer.asNumber ?? asNumber, answers)]
  })
  const segments = new Set(underlay.nodes[node]?.nics.flatMap(({ attachedTo }) => (attachedTo.kind === 'segment' ? [attachedTo.segment] : [])))
  const routers = underlay.routers.filter(({ bgp }) => bgp).flatMap(({ nics }) => nics.filter(({ attachedTo }) => attachedTo.kind === 'segment' && segments.has(attachedTo.segment)))
  const near = routers.map(({ address }) => session('Global', address.address, asNumber, true))
  return [...written, ...near.filter(({ peer }) => !written.some((known) => known.peer === peer))]
}

function kindOfPeer({ node, nodeSelector }: BgpPeer, self: string): BgpSession['kind'] | undefined {
  if (node !== undefined) return node === self ? 'Node' : undefined
  if (nodeSelector === undefined) return 'Global'
  return nodeSelector === 'all()' ? 'Node' : undefined
}

function holds(device: UnderlayDevice, address: Ipv4): boolean {
  return [...device.nics.map((nic) => nic.address), ...device.loopback].some((own) => own.address === address)
}

function learnedRoutes(index: NetworkIndex, node: number, sessions: readonly BgpSession[]): BgpRoute[] {
  const underlay = index.cluster.underlay.nodes[node]
  const byPeer = new Map<number, string>(sessions.map(({ peer, name }) => [peer, name]))
  const reflector = sessions.find(({ isEstablished }) => isEstablished)?.name
  return index.cluster.nodes.flatMap((remote, i) => {
    const name = byPeer.get(remote.address) ?? reflector
    if (i === node || name === undefined || !underlay) return []
    const hop = findNextHop(underlay.nics, underlay.routes, remote.address)
    return exported(index, i).map((destination): BgpRoute => ({ destination, session: name, from: remote.address, ...(hop ? { via: hop } : {}) }))
  })
}

/** A node's blocks, and the single addresses that it borrowed from others. */
function exported(index: NetworkIndex, node: number): Ipv4Prefix[] {
  const blocks = (index.allocation.blocksOfNode[node] ?? []).filter(({ pool }) => !pool.disableBgpExport).map(({ cidr }) => cidr)
  const isExported = (address: Ipv4): boolean => index.cluster.pools.some(({ cidr, disableBgpExport }) => !disableBgpExport && prefixContains(cidr, address))
  const borrowed = index.allocation.borrowedOfNode(node).filter(isExported)
  return [...blocks, ...borrowed.map((address) => ({ network: address, prefixLength: 32 }))]
}
