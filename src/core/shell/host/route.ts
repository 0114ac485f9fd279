import type { Program, System } from '../../engine/kernel-api'
import { ROUTE_TABLE } from '../../model/netns-spec'
import type { RouteSpec } from '../../model/netns-spec'
import { formatIpv4, maskOf } from '../../wire/ipv4-address'
import { ROUTE } from '../manual/host'
import { lettersOf, optionErrorText, parseOptions } from '../options'
import { toolRelease } from '../tool-release'
import { changeRoutes } from './route-change'

const LETTERS = lettersOf(ROUTE)

/** `route` of net-tools 2.10: the main table as the BSD routing table, add and del. */
export const routeCommand: Program = function* (system, argv) {
  const words = argv.slice(1)
  const at = words.findIndex((word) => word === 'add' || word === 'del' || word === 'delete' || word === 'flush')
  if (at >= 0) return changeRoutes(system, words[at] === 'add' ? 'add' : words[at] === 'flush' ? 'flush' : 'del', words.slice(at + 1))
  const parsed = parseOptions(words, LETTERS)
  if (!parsed.ok || parsed.value.operands.length > 0) {
    system.stderr(parsed.ok ? `route: "${parsed.value.operands.join(' ')}" is not modelled; Hopscope's route has add and del\n` : optionErrorText('route', parsed.error, LETTERS))
    return 4
  }
  const { flags } = parsed.value
  if (flags.has('V')) {
    system.stdout(`net-tools ${toolRelease(system).netTools}\n`)
    return 0
  }
  system.stdout(routeTableText(system, flags.has('n'), flags.has('e')))
  return 0
}

/** The main table as `route -e` or without it prints it. */
export function routeTableText(system: System, isNumeric: boolean, isExtended: boolean): string {
  const routes = system.routes().filter((route) => route.table === ROUTE_TABLE.main)
  const heading = `Kernel IP routing table\nDestination     Gateway         Genmask         Flags ${isExtended ? '  MSS Window  irtt' : 'Metric Ref    Use'} Iface\n`
  return `${heading}${routes.map((route) => routeLine(route, isNumeric, isExtended)).join('')}`
}

/** A blackhole has flag U and no interface, for /proc/net/route says no more of it; a reject route has `!` instead. */
function routeLine(route: RouteSpec, isNumeric: boolean, isExtended: boolean): string {
  const { network, prefixLength } = route.destination
  const isReject = route.type === 'unreachable' || route.type === 'prohibit'
  const flags = `${isReject ? '!' : 'U'}${route.gateway === undefined ? '' : 'G'}${prefixLength === 32 ? 'H' : ''}`
  const destination = prefixLength === 0 && !isNumeric ? 'default' : formatIpv4(network)
  const gateway = isReject ? '-' : formatIpv4(route.gateway ?? 0)
  const columns = [destination, gateway, formatIpv4(maskOf(prefixLength))].map((text) => text.padEnd(15)).join(' ')
  const link = isReject ? '-' : (route.link ?? '*')
  const figures = isExtended ? `${'0'.padStart(5)} ${'0'.padEnd(6)} ${'0'.padStart(5)}` : `${String(isReject ? 0 : route.metric).padEnd(6)} ${(isReject ? '-' : '0').padEnd(2)} ${'0'.padStart(7)}`
  return `${columns} ${flags.padEnd(5)} ${figures} ${link}\n`
}
