import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Netns } from '../dataplane/netns'
import type { Route } from '../dataplane/route'
import { decideInput } from '../dataplane/route-input'
import { meantDestination, routeOutput } from '../dataplane/route-output'
import { ROUTE_TABLE } from '../model/netns-spec'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Errno, RouteAnswer, RouteExceptionView, RouteQuery } from './kernel-api'

/** RTM_GETROUTE: what the kernel would do with a packet of this host, or (with `inLink`) with one that arrives there. */
export function routeGet(netns: Netns, query: RouteQuery): Result<RouteAnswer, Errno> {
  return query.inLink === undefined ? outputRoute(netns, query) : inputRoute(netns, query, query.inLink)
}

/** RTM_GETROUTE dump of cached routes: the exceptions, route by route in the order of a dump. */
export function routeExceptionsOf(netns: Netns): readonly RouteExceptionView[] {
  const { nowNs } = netns.env
  return routesInDumpOrder(netns).flatMap((route) =>
    netns.pathMtu.shown(route, nowNs).map((exception) => ({
      destination: exception.destination as Ipv4,
      link: route.device?.name ?? '',
      ...(route.spec.gateway === undefined ? {} : { gateway: route.spec.gateway }),
      ...(exception.locked ? { isMtuLocked: true } : {}),
      ...(exception.mtuBytes === 0 ? {} : { mtuBytes: exception.mtuBytes, expiresInSeconds: Math.floor((exception.expiresNs - nowNs) / 1e9) }),
    })),
  )
}

/** All tables as `ip route show table all` prints them: numbered ones first, then main, default and local. */
export function routesInDumpOrder(netns: Netns): readonly Route[] {
  const order = [ROUTE_TABLE.main, ROUTE_TABLE.default, ROUTE_TABLE.local] as readonly number[]
  const rank = (table: number): number => (order.includes(table) ? order.indexOf(table) + 1 : 0)
  return [...netns.fib.allTables()].sort((x, y) => rank(x.id) - rank(y.id) || x.id - y.id).flatMap((table) => table.inDumpOrder())
}

function outputRoute(netns: Netns, query: RouteQuery): Result<RouteAnswer, Errno> {
  const outDevice = query.outLink === undefined ? null : netns.device(query.outLink)
  if (outDevice === undefined) return err({ code: 'ENODEV' })
  const found = routeOutput(netns, { destination: meantDestination(query.to, query.from ?? 0), source: query.from ?? 0, mark: query.mark ?? 0, outDevice, anySource: false })
  if (!found.ok) return err({ code: found.error.code })
  const { route, device, source, isLocal } = found.value
  const learned = netns.pathMtu.lookup(route, query.to, netns.env.nowNs)
  return ok({
    type: isLocal ? 'local' : route?.isBroadcast === true ? 'broadcast' : 'unicast',
    link: device.name,
    table: tableOf(netns, route),
    source: source as Ipv4,
    ...(route?.spec.gateway !== undefined ? { gateway: route.spec.gateway } : {}),
    ...(learned?.locked === true ? { isMtuLocked: true } : {}),
    ...(learned ? { mtuBytes: learned.mtuBytes, expiresInSeconds: Math.floor((learned.expiresNs - netns.env.nowNs) / 1e9) } : {}),
  })
}

function inputRoute(netns: Netns, query: RouteQuery, inLink: string): Result<RouteAnswer, Errno> {
  const device = netns.device(inLink)
  if (device === undefined) return err({ code: 'ENODEV' })
  const decision = decideInput(netns, device, query.from ?? 0, query.to, query.mark ?? 0)
  if (decision.verdict === 'forward') {
    const { spec } = decision.route
    return ok({ type: 'unicast', link: decision.route.device?.name ?? '', table: tableOf(netns, decision.route), ...(spec.gateway !== undefined ? { gateway: spec.gateway } : {}) })
  }
  if (decision.verdict === 'local') return ok({ type: decision.route?.isLocal === true ? 'local' : 'broadcast', link: 'lo', table: tableOf(netns, decision.route) })
  if (decision.verdict === 'refused') return err({ code: netns.fib.error })
  return err({ code: decision.reason === 'forwarding-disabled' ? 'EHOSTUNREACH' : 'EINVAL' })
}

/** The table that the kernel names: until somebody adds a rule, the local table is kept in one trie with the main one (fib_unmerge). */
function tableOf(netns: Netns, route: Route | null): number {
  return netns.fib.hasCustomRules && route !== null ? route.spec.table : ROUTE_TABLE.main
}
