import type { BgpSession } from '../model/bgp'
import type { BgpPeer, Cluster } from '../model/cluster'
import type { UnderlayDevice } from '../model/underlay'
import type { Ipv4 } from '../wire/ipv4-address'
import { formatIpv4, parseIpv4 } from '../wire/ipv4-address'
import { parseSelector } from './selector'

/** The underlay's routers that speak BGP pass on all that they hear: one speaker, as far as the nodes can tell. */
export const ROUTERS = -1

/** A session, and who is at its other end: a node, the routers, or nobody who passes anything on. */
export interface NodeSession extends BgpSession {
  readonly other?: number
}

/** Who speaks BGP with whom, and who hears of whose routes. */
export interface BgpSessions {
  readonly asOf: (node: number) => number
  readonly sessionsOf: (node: number) => readonly NodeSession[]
  /** The nodes whose routes reach a node, each with the name of the session that they come over. */
  readonly heardBy: (node: number) => ReadonlyMap<number, string>
}

/** By the rules that confd writes BIRD's configuration by (confd/pkg/backends/calico/client.go, confd/etc/calico/confd/templates/bird.cfg.template). */
export function bgpSessions(cluster: Cluster): BgpSessions {
  const asOf = (node: number): number => cluster.nodes[node]?.asNumber ?? cluster.bgp.asNumber
  const peerings = cluster.bgpPeers.map((peer) => peeringOf(peer, cluster))
  const besideMesh = (node: number): NodeSession[] => [...peerings.flatMap((peering) => peerSessions(peering, cluster, node, asOf)), ...nearRouters(cluster, node, asOf)]
  const sessionsOf = (node: number): readonly NodeSession[] => {
    const all = [...meshSessions(cluster, node, asOf), ...besideMesh(node)]
    return [...new Map(all.toReversed().map((one) => [one.peer, one])).values()].toReversed()
  }
  const isOneAs = new Set(cluster.nodes.map((_, node) => asOf(node))).size === 1
  // a node that is no reflector passes nothing on to its own AS, which a mesh of thousands need not be asked for
  const toForeign = isOneAs ? besideMesh : sessionsOf
  return { asOf, sessionsOf, heardBy: (node) => heardBy(cluster, node, { asOf, sessionsOf, toForeign }) }
}

/** Whom a BGPPeer brings together. */
export interface Peering {
  readonly kind: BgpSession['kind']
  readonly locals: ReadonlySet<number>
  /** The nodes at the other end. */
  readonly nodes: ReadonlySet<number>
  /** Where the other end is an address: who has it. */
  readonly address?: Ipv4
  readonly isRouter: boolean
  readonly asNumber?: number
}

/** `undefined` as a selector is that of all nodes; one that cannot be read selects none. */
export function peeringOf(peer: BgpPeer, cluster: Cluster): Peering {
  const { nodes, underlay } = cluster
  const indexes = nodes.map((_, i) => i)
  const selected = (text: string | undefined): number[] => {
    const selects = parseSelector(text || 'all()')
    return indexes.filter((i) => selects?.(nodes[i]?.labels ?? {}) === true)
  }
  const locals = peer.node === undefined ? selected(peer.nodeSelector) : indexes.filter((i) => nodes[i]?.name === peer.node)
  const address = parseIpv4(peer.peerIp ?? '')
  const others = peer.peerSelector ? selected(peer.peerSelector) : indexes.filter((i) => address !== undefined && nodes[i]?.address === address)
  return {
    kind: peer.node === undefined && !peer.nodeSelector ? 'Global' : 'Node',
    locals: new Set(locals),
    nodes: new Set(others),
    ...(peer.peerSelector || address === undefined ? {} : { address }),
    isRouter: address !== undefined && underlay.routers.some((router) => router.bgp && holds(router, address)),
    ...(peer.asNumber === undefined ? {} : { asNumber: peer.asNumber }),
  }
}

function holds(device: UnderlayDevice, address: Ipv4): boolean {
  return [...device.nics.map((nic) => nic.address), ...device.loopback].some((own) => own.address === address)
}

function session(kind: BgpSession['kind'], peer: Ipv4, asNumber: number, isEstablished: boolean, other?: number): NodeSession {
  return { name: `${kind}_${formatIpv4(peer).replaceAll('.', '_')}`, kind, peer, asNumber, isEstablished, ...(other === undefined ? {} : { other }) }
}

type AsOf = (node: number) => number

/** Every node with every other, but for route reflectors; in the order of names. */
function meshSessions({ nodes, bgp }: Cluster, node: number, asOf: AsOf): NodeSession[] {
  if (!bgp.nodeToNodeMeshEnabled || nodes[node]?.routeReflectorClusterId !== undefined) return []
  const others = nodes.flatMap((other, i) => (i === node || other.routeReflectorClusterId !== undefined ? [] : [{ ...other, i }]))
  return others.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ address, i }) => session('Mesh', address, asOf(i), true, i))
}

/** Those of one BGPPeer: a node that it selects speaks to the other end, and a node at the other end answers. */
function peerSessions({ kind, locals, nodes: others, address, isRouter, asNumber }: Peering, { nodes }: Cluster, node: number, asOf: AsOf): NodeSession[] {
  const found: NodeSession[] = []
  const add = (one: BgpSession['kind'], other: number, wanted: number, isBoth: boolean) => {
    const peer = nodes[other]?.address
    if (other !== node && peer !== undefined) found.push(session(one, peer, wanted, isBoth, isBoth ? other : undefined))
  }
  // the AS that is written is that of the other end; it is asked only where an address says who that is
  const fits = (other: number, local: number): boolean => address === undefined || (asNumber ?? asOf(local)) === asOf(other)
  if (locals.has(node)) {
    for (const other of others) add(kind, other, address === undefined ? asOf(other) : (asNumber ?? asOf(node)), fits(other, node))
    if (address !== undefined && others.size === 0) found.push(session(kind, address, asNumber ?? asOf(node), isRouter, isRouter ? ROUTERS : undefined))
  }
  if (others.has(node)) for (const local of locals) if (fits(node, local)) add('Node', local, asOf(local), true)
  return found
}

/** The routers of the lab that peer with the nodes of their segments: they learn, and tell these nodes nothing. */
function nearRouters({ underlay }: Cluster, node: number, asOf: AsOf): NodeSession[] {
  const segments = new Set(underlay.nodes[node]?.nics.flatMap(({ attachedTo }) => (attachedTo.kind === 'segment' ? [attachedTo.segment] : [])))
  const legs = underlay.routers.filter(({ bgp }) => bgp).flatMap(({ nics }) => nics.filter(({ attachedTo }) => attachedTo.kind === 'segment' && segments.has(attachedTo.segment)))
  return legs.map(({ address }) => session('Global', address.address, asOf(node), true))
}

/** Of what a speaker has heard, that which it passes on over a session: everything, what clients and other ASes said, or the latter alone (RFC 4271, 9.2; RFC 4456, 6). */
type PassedOn = 2 | 1 | 0

interface Speakers {
  readonly asOf: AsOf
  readonly sessionsOf: (node: number) => readonly NodeSession[]
  /** At least those of a node's sessions that lead out of its AS. */
  readonly toForeign: (node: number) => readonly NodeSession[]
}

/** Back from the one that hears: over each session, then over those from which the speaker there passes on what it heard. */
function heardBy({ nodes }: Cluster, hearer: number, { asOf, sessionsOf, toForeign }: Speakers): ReadonlyMap<number, string> {
  const clusterId = (node: number): string | undefined => nodes[node]?.routeReflectorClusterId
  const isClient = (node: number, of: number): boolean => clusterId(of) !== undefined && clusterId(node) !== clusterId(of)
  const passedOn = (from: number, to: number): PassedOn => {
    if (from === ROUTERS || to === ROUTERS || asOf(from) !== asOf(to)) return 2
    return clusterId(from) === undefined ? 0 : isClient(to, from) ? 2 : 1
  }
  const open = (node: number, of = sessionsOf): readonly NodeSession[] => (node === ROUTERS ? atRouters() : of(node).filter(({ isEstablished }) => isEstablished))
  const atRouters = (): NodeSession[] => nodes.flatMap((_, i) => open(i, toForeign).flatMap((one) => (one.other === ROUTERS ? [{ ...one, other: i }] : [])))
  const heard = new Map<number, string>()
  const most = new Map<number, PassedOn>()
  const queue: { readonly speaker: number; readonly over: string; readonly passes: PassedOn }[] = []
  const hear = (speaker: number, over: string, passes: PassedOn): void => {
    if (speaker === hearer) return
    if (speaker !== ROUTERS && !heard.has(speaker)) heard.set(speaker, over)
    if ((most.get(speaker) ?? -1) >= passes) return
    most.set(speaker, passes)
    queue.push({ speaker, over, passes })
  }
  for (const { other, name } of open(hearer)) if (other !== undefined) hear(other, name, passedOn(other, hearer))
  for (const { speaker, over, passes } of queue) {
    if (heard.size >= nodes.length - 1) break
    for (const { other, asNumber } of open(speaker, passes === 0 ? toForeign : sessionsOf)) {
      if (other === undefined) continue
      const isForeign = speaker !== ROUTERS && asNumber !== asOf(speaker)
      if (passes === 2 || isForeign || (passes === 1 && isClient(other, speaker))) hear(other, over, passedOn(other, speaker))
    }
  }
  return heard
}
