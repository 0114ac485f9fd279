import type { Program } from '../engine/kernel-api'
import { ROUTE_TABLE } from '../model/netns-spec'
import type { RouteSpec } from '../model/netns-spec'
import { formatIpv4, maskOf } from '../wire/ipv4-address'

/** `route -n` of net-tools 2.10: the main table as the BSD routing table. */
export const routeCommand: Program = function* (system, argv) {
  if (argv.length !== 2 || argv[1] !== '-n') {
    system.stderr(`route: only "route -n" is modelled; change routes with "ip route"\n`)
    return 4
  }
  const routes = system.routes().filter((route) => route.table === ROUTE_TABLE.main)
  system.stdout('Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n')
  system.stdout(routes.map(routeLine).join(''))
  return 0
}

/** A blackhole has flag U and no interface, for /proc/net/route says no more of it; a reject route has `!`. */
function routeLine(route: RouteSpec): string {
  const { network, prefixLength } = route.destination
  const flags = `U${route.gateway === undefined ? '' : 'G'}${prefixLength === 32 ? 'H' : ''}${route.type === 'unreachable' || route.type === 'prohibit' ? '!' : ''}`
  const columns = [formatIpv4(network), formatIpv4(route.gateway ?? 0), formatIpv4(maskOf(prefixLength))].map((text) => text.padEnd(15)).join(' ')
  return `${columns} ${flags.padEnd(5)} ${String(route.metric).padEnd(6)} ${'0'.padEnd(2)} ${'0'.padStart(7)} ${route.link ?? '*'}\n`
}
