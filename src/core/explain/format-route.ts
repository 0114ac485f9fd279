import { ROUTE_PROTOCOL } from '../model/netns-spec'
import type { RouteSpec } from '../model/netns-spec'
import { formatIpv4, formatIpv4Prefix } from '../wire/ipv4-address'

const PROTOCOL_NAMES = new Map<number, string>(Object.entries(ROUTE_PROTOCOL).map(([name, number]) => [number, name]))
/** Calico's own number has no name in rt_protos: `ip route` prints `proto 80`. */
PROTOCOL_NAMES.set(ROUTE_PROTOCOL.felix, '80')

/** The destination as `ip route` prints it: `default`, a host without `/32`, else the prefix. */
export function formatDestination(route: RouteSpec): string {
  const { network, prefixLength } = route.destination
  if (prefixLength === 0) return 'default'
  return prefixLength === 32 ? formatIpv4(network) : formatIpv4Prefix(route.destination)
}

/** What stands in the `via` column: a gateway, or the type of a route that leads nowhere. */
export function formatVia(route: RouteSpec): string {
  if (route.type !== 'unicast') return route.type
  return route.gateway === undefined ? '' : formatIpv4(route.gateway)
}

/** The whole row, as `ip route` prints it (iproute2, iproute.c: print_route), without its table. */
export function formatFullRoute(route: RouteSpec): string {
  return [formatRouteLine(route), formatAttributes(route)].filter((part) => part !== '').join(' ')
}

/** What `ip route` prints of a row after its destination. */
export function formatWay(route: RouteSpec): string {
  const way = [route.gateway === undefined ? '' : `via ${formatIpv4(route.gateway)}`, route.link === undefined ? '' : `dev ${route.link}`]
  return [route.type === 'unicast' ? '' : route.type, ...way, formatAttributes(route)].filter((part) => part !== '').join(' ')
}

/** What `ip route` prints of a row after its device. */
export function formatAttributes(route: RouteSpec): string {
  const words = [
    route.protocol === ROUTE_PROTOCOL.boot ? '' : `proto ${PROTOCOL_NAMES.get(route.protocol) ?? String(route.protocol)}`,
    route.scope === 'global' ? '' : `scope ${route.scope}`,
    route.preferredSource === undefined ? '' : `src ${formatIpv4(route.preferredSource)}`,
    route.metric === 0 ? '' : `metric ${route.metric}`,
    route.onlink ? 'onlink' : '',
    route.mtuBytes === undefined ? '' : `mtu ${route.mtuBytes}`,
  ]
  return words.filter((word) => word !== '').join(' ')
}

/** What adds a row again, its table named where it is not the main one. */
export function routeAdded(route: RouteSpec): string {
  return `ip route add ${formatFullRoute(route)}${route.table === MAIN_TABLE ? '' : ` table ${route.table}`}`
}

const MAIN_TABLE = 254

/** One line, as `ip route get` names the row: `172.16.158.0/24 via 192.168.10.101 dev tunl0`. */
export function formatRouteLine(route: RouteSpec): string {
  const type = route.type === 'unicast' ? '' : `${route.type} `
  const via = route.gateway === undefined ? '' : ` via ${formatIpv4(route.gateway)}`
  const dev = route.link === undefined ? '' : ` dev ${route.link}`
  return `${type}${formatDestination(route)}${via}${dev}`
}
