import { once } from '../base/once'
import type { ClusterNode, IpPool } from '../model/cluster'
import type { RouteSpec } from '../model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import type { UnderlayNode } from '../model/underlay'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { networkOf, prefixContains } from '../wire/ipv4-address'
import { IPIP_DEVICE, VXLAN_DEVICE } from './interface-names'
import type { NetworkIndex } from './network-index'
import { findNextHop } from './next-hop'

/** The fields that most of Calico's routes share; each route says what differs. */
const PLAIN = {
  type: 'unicast',
  table: ROUTE_TABLE.main,
  protocol: ROUTE_PROTOCOL.boot,
  scope: 'global',
  metric: 0,
  onlink: false,
} as const

/**
 * Table main of a node as Calico fills it: a route to every other node's blocks and borrowed addresses by the mode of
 * their pool, a blackhole for its own blocks, a route to each own pod (felix/dataplane/linux/route_mgr.go, vxlan_mgr.go;
 * confd/pkg/backends/calico/bgp_processor.go).
 */
export function calicoRoutes(index: NetworkIndex, node: number): RouteSpec[] {
  const routes: RouteSpec[] = []
  const heard = once(() => index.bgp.heardBy(node))
  for (let remote = 0; remote < index.cluster.nodes.length; remote++) {
    if (remote === node) continue
    for (const block of index.allocation.blocksOfNode[remote] ?? []) {
      pushRemoteRoute(routes, index, { local: node, remote, heard }, block.cidr, block.pool)
    }
    for (const address of index.allocation.borrowedOfNode(remote)) {
      const pool = poolOf(index, address)
      if (pool) pushRemoteRoute(routes, index, { local: node, remote, heard }, { network: address, prefixLength: 32 }, pool)
    }
    pushVtepRoute(routes, index, remote)
  }
  routes.push(...blackholes(index, node), ...podRoutes(index, node))
  return routes
}

/** Whether the local node's own subnet holds the other's address: Calico asks the local mask alone. */
export function inSubnetOf(local: ClusterNode, remote: ClusterNode): boolean {
  return prefixContains({ network: networkOf(local.address, local.prefixLength), prefixLength: local.prefixLength }, remote.address)
}

function pushRemoteRoute(
  routes: RouteSpec[],
  index: NetworkIndex,
  { local, remote, heard }: { readonly local: number; readonly remote: number; readonly heard: () => ReadonlyMap<number, string> },
  destination: Ipv4Prefix,
  pool: IpPool,
): void {
  const [here, there, underlay] = [index.cluster.nodes[local], index.cluster.nodes[remote], index.cluster.underlay.nodes[local]]
  if (!here || !there || !underlay) return
  const wire = inSubnetOf(here, there)
  const route =
    pool.vxlanMode !== 'Never'
      ? vxlanRoute(index, local, remote, { destination, direct: pool.vxlanMode === 'CrossSubnet' && wire, there, underlay })
      : index.felixOf(local).programClusterRoutes
        ? felixRoute(index, local, destination, there, underlay, pool.ipipMode, wire)
        : index.cluster.calico.runsBird && !pool.disableBgpExport && heard().has(remote)
          ? birdRoute(index, destination, there, underlay, pool, wire)
          : undefined
  if (route) routes.push(route)
}

interface VxlanWay {
  readonly destination: Ipv4Prefix
  readonly direct: boolean
  readonly there: ClusterNode
  readonly underlay: UnderlayNode
}

function vxlanRoute(index: NetworkIndex, local: number, remote: number, way: VxlanWay): RouteSpec | undefined {
  const { destination, there, underlay } = way
  if (way.direct) {
    const link = parentNic(underlay)
    return { ...PLAIN, protocol: ROUTE_PROTOCOL.felix, destination, gateway: there.address, link, onlink: true }
  }
  const gateway = index.allocation.vxlanTunnelAddress(remote)
  if (gateway === undefined) return undefined
  return { ...PLAIN, destination, gateway, link: VXLAN_DEVICE, onlink: true, ...routeMtu(index, index.mtusOf(local).vxlanMtuBytes) }
}

/** IPIP and unencapsulated routes where Felix writes them (programClusterRoutes). */
function felixRoute(
  index: NetworkIndex,
  local: number,
  destination: Ipv4Prefix,
  there: ClusterNode,
  underlay: UnderlayNode,
  mode: IpPool['ipipMode'],
  wire: boolean,
): RouteSpec | undefined {
  const common = { ...PLAIN, protocol: ROUTE_PROTOCOL.felix, destination, gateway: there.address, onlink: true }
  const tunnelled = mode === 'Always' || (mode === 'CrossSubnet' && !wire)
  if (tunnelled) return { ...common, link: IPIP_DEVICE, ...routeMtu(index, index.mtusOf(local).ipipMtuBytes) }
  if (mode === 'CrossSubnet') return { ...common, link: parentNic(underlay) }
  // its no-encap manager does not start beside any overlay, and reaches no node behind a router
  const overlay = index.enabled.ipip || index.enabled.vxlan || index.enabled.wireguard
  return overlay || !wire ? undefined : { ...common, link: parentNic(underlay) }
}

/** What BIRD learned over BGP: next hop is the node, unless a route of the host leads there by way of a gateway. */
function birdRoute(
  index: NetworkIndex,
  destination: Ipv4Prefix,
  there: ClusterNode,
  underlay: UnderlayNode,
  pool: IpPool,
  wire: boolean,
): RouteSpec | undefined {
  const common = { ...PLAIN, protocol: ROUTE_PROTOCOL.bird, destination, metric: index.profile.bgpRouteMetric }
  if (pool.ipipMode === 'Always' || (pool.ipipMode === 'CrossSubnet' && !wire)) {
    return { ...common, gateway: there.address, link: IPIP_DEVICE, onlink: true }
  }
  const hop = findNextHop(underlay.nics, underlay.routes, there.address)
  return hop && { ...common, gateway: hop.gateway, link: hop.link }
}

/** A VTEP whose tunnel address lies in none of its node's blocks is reached without a gateway. */
function pushVtepRoute(routes: RouteSpec[], index: NetworkIndex, remote: number): void {
  const address = index.allocation.vxlanTunnelAddress(remote)
  if (address === undefined) return
  const covered = (index.allocation.blocksOfNode[remote] ?? []).some(({ cidr }) => cidr.prefixLength < 32 && prefixContains(cidr, address))
  if (!covered) routes.push({ ...PLAIN, scope: 'link', destination: { network: address, prefixLength: 32 }, link: VXLAN_DEVICE })
}

function blackholes(index: NetworkIndex, node: number): RouteSpec[] {
  const own = (index.allocation.blocksOfNode[node] ?? []).filter(({ cidr }) => cidr.prefixLength < 32)
  return own.flatMap(({ cidr, pool }): RouteSpec[] => {
    const byFelix = pool.vxlanMode !== 'Never' || index.felixOf(node).programClusterRoutes
    if (!byFelix && !index.cluster.calico.runsBird) return []
    return [{ ...PLAIN, type: 'blackhole', destination: cidr, protocol: byFelix ? ROUTE_PROTOCOL.felix : ROUTE_PROTOCOL.bird }]
  })
}

function podRoutes(index: NetworkIndex, node: number): RouteSpec[] {
  const routes: RouteSpec[] = []
  for (const pod of index.podsOfNode(node)) {
    const address = index.allocation.podAddress(pod)
    if (address === undefined) continue
    const destination = { network: address, prefixLength: 32 }
    routes.push({ ...PLAIN, scope: 'link', destination, link: index.hostVethOf(pod), metric: index.profile.podRouteMetric })
  }
  return routes
}

function routeMtu(index: NetworkIndex, mtuBytes: number): { readonly mtuBytes?: number } {
  return index.profile.tunnelRouteMtu ? { mtuBytes } : {}
}

function parentNic(underlay: UnderlayNode): string {
  return underlay.nics[0]?.name ?? 'eth0'
}

function poolOf(index: NetworkIndex, address: Ipv4): IpPool | undefined {
  return index.cluster.pools.find((pool) => prefixContains(pool.cidr, address))
}
