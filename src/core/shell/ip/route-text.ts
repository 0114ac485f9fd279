import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../../model/netns-spec'
import type { RouteExceptionView, RouteView } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import { destinationText, protocolName, tableName } from './names'
import { PLAIN } from './paint'
import type { Paint } from './paint'

export interface RouteTextOptions {
  readonly details: boolean
  readonly withTable: boolean
  readonly paint?: Paint
  /** Columns that the selection has fixed, and that are therefore not printed: `dev`, `via`, `src`, `proto`, `scope`, `metric`. */
  readonly fixed?: ReadonlySet<string>
}

/** One line of `ip route`, trailing blank included (iproute2, iproute.c: print_route). */
export function routeText(route: RouteView, options: RouteTextOptions): string {
  const { details, fixed, paint = PLAIN } = options
  let line = route.type !== 'unicast' || details ? `${route.type} ` : ''
  const destination = `${destinationText(route.destination)} `
  line += route.destination.prefixLength === 0 ? destination : paint.address(destination)
  if (route.gateway !== undefined && !fixed?.has('via')) line += `via ${paint.address(`${formatIpv4(route.gateway)} `)}`
  if (route.link !== undefined && !fixed?.has('dev')) line += `dev ${paint.link(`${route.link} `)}`
  if (options.withTable && (route.table !== ROUTE_TABLE.main || details)) line += `table ${tableName(route.table)} `
  if ((route.protocol !== ROUTE_PROTOCOL.boot || details) && !fixed?.has('proto')) line += `proto ${protocolName(route.protocol)} `
  if ((route.scope !== 'global' || details) && !fixed?.has('scope')) line += `scope ${route.scope} `
  if (route.preferredSource !== undefined && !fixed?.has('src')) line += `src ${paint.address(`${formatIpv4(route.preferredSource)} `)}`
  if (route.metric !== 0 && !fixed?.has('metric')) line += `metric ${route.metric} `
  if (route.onlink) line += 'onlink '
  if (route.isLinkDown === true) line += 'linkdown '
  if (route.mtuBytes !== undefined) line += `mtu ${route.mtuBytes} `
  return `${line}\n`
}

/** One object of `ip -j route`. */
export function routeJson(route: RouteView, withTable: boolean, details: boolean): Record<string, unknown> {
  return {
    ...(route.type === 'unicast' && !details ? {} : { type: route.type }),
    dst: destinationText(route.destination),
    ...(route.gateway === undefined ? {} : { gateway: formatIpv4(route.gateway) }),
    ...(route.link === undefined ? {} : { dev: route.link }),
    ...(withTable && (route.table !== ROUTE_TABLE.main || details) ? { table: tableName(route.table) } : {}),
    ...(route.protocol === ROUTE_PROTOCOL.boot && !details ? {} : { protocol: protocolName(route.protocol) }),
    ...(route.scope === 'global' && !details ? {} : { scope: route.scope }),
    ...(route.preferredSource === undefined ? {} : { prefsrc: formatIpv4(route.preferredSource) }),
    ...(route.metric === 0 ? {} : { metric: route.metric }),
    flags: [...(route.onlink ? ['onlink'] : []), ...(route.isLinkDown === true ? ['linkdown'] : [])],
    ...(route.mtuBytes === undefined ? {} : { metrics: [{ mtu: route.mtuBytes }] }),
  }
}

/** Both lines of a destination that `ip route show cache` prints. */
export function exceptionText(exception: RouteExceptionView, paint: Paint): string {
  const via = exception.gateway === undefined ? '' : `via ${paint.address(`${formatIpv4(exception.gateway)} `)}`
  const route = `${paint.address(`${formatIpv4(exception.destination)} `)}${via}dev ${paint.link(`${exception.link} `)}`
  return `${route}\n    ${['cache', ...learnedMtuWords(exception)].join(' ')} \n`
}

/** `expires 596sec mtu lock 552`: how long a path MTU counts, and whether it may grow smaller. */
export function learnedMtuWords(learned: { readonly mtuBytes?: number; readonly isMtuLocked?: true; readonly expiresInSeconds?: number }): readonly string[] {
  const expires = learned.expiresInSeconds === undefined ? [] : ['expires', `${learned.expiresInSeconds}sec`]
  return learned.mtuBytes === undefined ? expires : [...expires, 'mtu', ...(learned.isMtuLocked ? ['lock'] : []), String(learned.mtuBytes)]
}
