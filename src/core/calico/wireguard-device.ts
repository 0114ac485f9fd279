import type { RouteSpec, RuleSpec, WireguardPeerSpec, WireguardSpec } from '../model/netns-spec'
import { ROUTE_PROTOCOL } from '../model/netns-spec'
import type { Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import { WIREGUARD_DEVICE } from './interface-names'
import type { NetworkIndex } from './network-index'
import { tunnelPrefixes } from './network-index'

/** The lowest index of routeTableRanges, which Felix gives to WireGuard. */
const WIREGUARD_TABLE = 1

/** What Felix programs on a node for WireGuard (felix/wireguard/wireguard.go), or nothing where the node has no key. */
export interface NodeWireguard {
  readonly device: WireguardSpec
  readonly rule: RuleSpec
  readonly routes: readonly RouteSpec[]
}

export function nodeWireguard(index: NetworkIndex, node: number): NodeWireguard | undefined {
  const keys = index.enabled.wireguard ? index.keysOf(node) : undefined
  const address = index.allocation.wireguardAddress(node)
  if (!keys || address === undefined) return undefined
  const felix = index.felixOf(node)
  const mark = index.profile.marks.wireguard
  const { peers, routes } = remoteSide(index, node)
  const device: WireguardSpec = {
    kind: 'wireguard',
    name: WIREGUARD_DEVICE,
    mtuBytes: index.mtusOf(node).wireguardMtuBytes,
    up: true,
    addresses: [{ address, prefixLength: 32 }],
    listenPort: felix.wireguardListeningPort,
    fwmark: mark,
    ...(keys.privateKey === undefined ? {} : { privateKey: keys.privateKey }),
    publicKey: keys.publicKey,
    peers,
  }
  const rule = { priority: felix.wireguardRoutingRulePriority, table: WIREGUARD_TABLE, fwmark: { value: mark, mask: mark }, not: true }
  return { device, rule, routes: [...routes, ...localCidrs(index, node).map((cidr) => tableRoute(cidr, 'throw'))] }
}

function remoteSide(index: NetworkIndex, node: number): { readonly peers: WireguardPeerSpec[]; readonly routes: RouteSpec[] } {
  const peers: WireguardPeerSpec[] = []
  const routes: RouteSpec[] = []
  const { nodes } = index.cluster
  for (const [remote, { address }] of nodes.entries()) {
    if (remote === node) continue
    const allowedIps = allCidrs(index, remote)
    const keys = index.keysOf(remote)
    for (const cidr of allowedIps) routes.push(tableRoute(cidr, keys ? 'unicast' : 'throw'))
    if (!keys) continue
    peers.push({
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
  return [...new Map(cidrs.map((cidr) => [formatIpv4Prefix(cidr), cidr])).values()]
}

function localCidrs(index: NetworkIndex, node: number): Ipv4Prefix[] {
  const blocks = (index.allocation.blocksOfNode[node] ?? []).map(({ cidr }) => cidr)
  return allCidrs(index, node).filter((cidr) => blocks.includes(cidr) || !blocks.some((block) => prefixContains(block, cidr.network)))
}

function tableRoute(destination: Ipv4Prefix, type: 'unicast' | 'throw'): RouteSpec {
  const common = { destination, table: WIREGUARD_TABLE, protocol: ROUTE_PROTOCOL.boot, metric: 0, onlink: false }
  return type === 'throw' ? { ...common, type, scope: 'global' } : { ...common, type, scope: 'link', link: WIREGUARD_DEVICE }
}
