import type { RouteSpec } from '../model/netns-spec'
import { ROUTE_TABLE } from '../model/netns-spec'
import type { Nic } from '../model/underlay'
import type { Ipv4 } from '../wire/ipv4-address'
import { networkOf, prefixContains } from '../wire/ipv4-address'

export interface NextHop {
  readonly gateway: Ipv4
  readonly link: string
}

/**
 * Resolves a BGP next hop as BIRD does with `gateway recursive`: over the longest of the host's own routes that holds it.
 * `undefined` where none does; BIRD then shows the route as unreachable and gives the kernel none.
 */
export function findNextHop(nics: readonly Nic[], routes: readonly RouteSpec[], address: Ipv4): NextHop | undefined {
  let best: NextHop | undefined
  let bestLength = -1
  for (const nic of nics) {
    const { prefixLength } = nic.address
    if (prefixLength <= bestLength || networkOf(nic.address.address, prefixLength) !== networkOf(address, prefixLength)) continue
    best = { gateway: address, link: nic.name }
    bestLength = prefixLength
  }
  for (const route of routes) {
    const { prefixLength } = route.destination
    if (route.table !== ROUTE_TABLE.main || route.type !== 'unicast' || route.link === undefined) continue
    if (prefixLength <= bestLength || !prefixContains(route.destination, address)) continue
    best = { gateway: route.gateway ?? address, link: route.link }
    bestLength = prefixLength
  }
  return best
}
