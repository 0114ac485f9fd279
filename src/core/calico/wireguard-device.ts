import { once } from '../base/once'
import type { RouteSpec, RuleSpec, WireguardPeerSpec, WireguardSpec } from '../model/netns-spec'
import { ROUTE_PROTOCOL } from '../model/netns-spec'
import type { Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import { WIREGUARD_DEVICE } from './interface-names'
import type { NetworkIndex } from './network-index'
import { tunnelPrefixes } from './network-index'

/** The lowest index of routeTableRanges, which Felix gives to WireGuard. */
const WIREGUARD_TABLE = 1

/**
 * What Felix programs on a node for WireGuard (felix/wireguard/wireguard.go), or nothing where the node has no key. Its peers
 * and routes, one and more for each other node, are made when they are first asked for.
 */
export interface NodeWireguard {
  readonly device: WireguardSpec
  readonly rule: RuleSpec
  readonly routes: () => readonly RouteSpec[]
}

export function nodeWireguard(index: NetworkIndex, node: number): NodeWireguard | undefined {
  const keys = index.enabled.wireguard ? index.keysOf(node) : undefined
  const address = index.allocation.wireguardAddress(node)
  if (!keys || address === undefined) return undefined
  const felix = index.felixOf(node)
  const mark = index.profile.marks.wireguard
  const order = index.cluster.underlay.nodes[node]?.wireguard.peerOrder ?? []
  const remote = once(() => remoteSide(index, node))
  const peers = once(() => inOrder(remote().peers, order, (peer) => peer.node).map(({ node: _node, ...peer }) => peer))
  const device: WireguardSpec = {
    kind: 'wireguard',
    name: WIREGUARD_DEVICE,
    mtuBytes: index.mtusOf(node).wireguardMtuBytes,
    up: true,
    addresses: [{ address, prefixLength: 32 }],
    listenPort: felix.wireguardListeningPort,
    fwmark: mark,
    ...(keys.privateKey === undefined ? {} : { privateKey: keys.privateKey }),
    get publicKey() {
      return keys.publicKey
    },
    get peers() {
      return peers()
    },
  }
  const rule = { priority: felix.wireguardRoutingRulePriority, table: WIREGUARD_TABLE, fwmark: { value: mark, mask: mark }, not: true }
  return { device, rule, routes: () => [...remote().routes, ...localCidrs(index, node).map((cidr) => tableRoute(cidr, 'throw'))] }
}

interface NamedPeer extends WireguardPeerSpec {
  readonly node: string
}

/** The listed ones first, as listed; the rest as they were. */
function inOrder<T>(items: readonly T[], order: readonly string[], nameOf: (item: T) => string): T[] {
  if (order.length === 0) return [...items]
  const place = (item: T) => (order.includes(nameOf(item)) ? order.indexOf(nameOf(item)) : order.length)
  return items.toSorted((a, b) => place(a) - place(b))
}

function remoteSide(index: NetworkIndex, node: number): { readonly peers: NamedPeer[]; readonly routes: RouteSpec[] } {
  const peers: NamedPeer[] = []
  const routes: RouteSpec[] = []
  const { nodes } = index.cluster
  for (const [remote, { name, address }] of nodes.entries()) {
    if (remote === node) continue
    const allowedIps = allCidrs(index, remote)
    const keys = index.keysOf(remote)
    for (const cidr of allowedIps) routes.push(tableRoute(cidr, keys ? 'unicast' : 'throw'))
    if (!keys) continue
    peers.push({
      node: name,
      publicKey: keys.publicKey,
      endpoint: { address, port: index.felixOf(remote).wireguardListeningPort },
      allowedIps,
      persistentKeepaliveSeconds: index.felixOf(node).wireguardKeepAliveSeconds,
    })
  }
  return { peers, routes }
}

/** A node's blocks, its borrowed addresses and its tunnel addresses: the AllowedIPs that others give it. */
function allCidrs(index: NetworkIndex, node: number): Ipv4Prefix[] {
  const cidrs = [
    ...(index.allocation.blocksOfNode[node] ?? []).map(({ cidr }) => cidr),
    ...tunnelPrefixes(index, node),
    ...index.allocation.borrowedOfNode(node).map((network) => ({ network, prefixLength: 32 })),
  ]
  const once = [...new Map(cidrs.map((cidr) => [formatIpv4Prefix(cidr), cidr])).values()]
  const order = index.cluster.underlay.nodes[node]?.wireguard.allowedIpOrder ?? []
  return inOrder(once, order.map(formatIpv4Prefix), formatIpv4Prefix)
}

function localCidrs(index: NetworkIndex, node: number): Ipv4Prefix[] {
  const blocks = (index.allocation.blocksOfNode[node] ?? []).map(({ cidr }) => cidr)
  return allCidrs(index, node).filter((cidr) => blocks.includes(cidr) || !blocks.some((block) => prefixContains(block, cidr.network)))
}

function tableRoute(destination: Ipv4Prefix, type: 'unicast' | 'throw'): RouteSpec {
  const common = { destination, table: WIREGUARD_TABLE, protocol: ROUTE_PROTOCOL.boot, metric: 0, onlink: false }
  return type === 'throw' ? { ...common, type, scope: 'global' } : { ...common, type, scope: 'link', link: WIREGUARD_DEVICE }
}
