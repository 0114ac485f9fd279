import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../../model/netns-spec'
import type { RouteSpec } from '../../model/netns-spec'
import type { RouteExceptionView } from '../../engine/kernel-api'
import { formatIpv4 } from '../../wire/ipv4-address'
import { destinationText, protocolName, tableName } from './names'

export interface RouteTextOptions {
  readonly details: boolean
  readonly withTable: boolean
  /** Columns that the selection has fixed, and that are therefore not printed: `dev`, `via`, `src`, `proto`, `scope`. */
  readonly fixed?: ReadonlySet<string>
}

/** One line of `ip route`, trailing blank included (iproute2, iproute.c: print_route). */
export function routeText(route: RouteSpec, options: RouteTextOptions): string {
  const { details, fixed } = options
  const parts: string[] = []
  if (route.type !== 'unicast' || details) parts.push(route.type)
  parts.push(destinationText(route.destination))
  if (route.gateway !== undefined && !fixed?.has('via')) parts.push('via', formatIpv4(route.gateway))
  if (route.link !== undefined && !fixed?.has('dev')) parts.push('dev', route.link)
  if (options.withTable && (route.table !== ROUTE_TABLE.main || details)) parts.push('table', tableName(route.table))
  if ((route.protocol !== ROUTE_PROTOCOL.boot || details) && !fixed?.has('proto')) parts.push('proto', protocolName(route.protocol))
  if ((route.scope !== 'global' || details) && !fixed?.has('scope')) parts.push('scope', route.scope)
  if (route.preferredSource !== undefined && !fixed?.has('src')) parts.push('src', formatIpv4(route.preferredSource))
  if (route.metric !== 0) parts.push('metric', String(route.metric))
  if (route.onlink) parts.push('onlink')
  if (route.mtuBytes !== undefined) parts.push('mtu', String(route.mtuBytes))
  return `${parts.join(' ')} \n`
}

/** One object of `ip -j route`. */
export function routeJson(route: RouteSpec, withTable: boolean): Record<string, unknown> {
  return {
    ...(route.type === 'unicast' ? {} : { type: route.type }),
    dst: destinationText(route.destination),
    ...(route.gateway === undefined ? {} : { gateway: formatIpv4(route.gateway) }),
    ...(route.link === undefined ? {} : { dev: route.link }),
    ...(withTable && route.table !== ROUTE_TABLE.main ? { table: tableName(route.table) } : {}),
    ...(route.protocol === ROUTE_PROTOCOL.boot ? {} : { protocol: protocolName(route.protocol) }),
    ...(route.scope === 'global' ? {} : { scope: route.scope }),
    ...(route.preferredSource === undefined ? {} : { prefsrc: formatIpv4(route.preferredSource) }),
    ...(route.metric === 0 ? {} : { metric: route.metric }),
    flags: route.onlink ? ['onlink'] : [],
    ...(route.mtuBytes === undefined ? {} : { metrics: [{ mtu: route.mtuBytes }] }),
  }
}

/** Both lines of a destination that `ip route show cache` prints. */
export function exceptionText(exception: RouteExceptionView): string {
  const via = exception.gateway === undefined ? [] : ['via', formatIpv4(exception.gateway)]
  const route = [formatIpv4(exception.destination), ...via, 'dev', exception.link]
  return `${route.join(' ')} \n    ${['cache', ...learnedMtuWords(exception)].join(' ')} \n`
}

/** `expires 596sec mtu lock 552`: how long a path MTU counts, and whether it may grow smaller. */
export function learnedMtuWords(learned: { readonly mtuBytes?: number; readonly isMtuLocked?: true; readonly expiresInSeconds?: number }): readonly string[] {
  const expires = learned.expiresInSeconds === undefined ? [] : ['expires', `${learned.expiresInSeconds}sec`]
  return learned.mtuBytes === undefined ? expires : [...expires, 'mtu', ...(learned.isMtuLocked ? ['lock'] : []), String(learned.mtuBytes)]
}
