import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Netns } from '../dataplane/netns'
import { decideInput } from '../dataplane/route-input'
import { routeOutput } from '../dataplane/route-output'
import { ROUTE_TABLE } from '../model/netns-spec'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Errno, RouteAnswer, RouteQuery } from './kernel-api'

/** RTM_GETROUTE: what the kernel would do with a packet of this host, or (with `inLink`) with one that arrives there. */
export function routeGet(netns: Netns, query: RouteQuery): Result<RouteAnswer, Errno> {
  return query.inLink === undefined ? outputRoute(netns, query) : inputRoute(netns, query, query.inLink)
}

function outputRoute(netns: Netns, query: RouteQuery): Result<RouteAnswer, Errno> {
  const outDevice = query.outLink === undefined ? null : netns.device(query.outLink)
  if (outDevice === undefined) return err({ code: 'ENODEV' })
  const found = routeOutput(netns, { destination: query.to, source: query.from ?? 0, mark: query.mark ?? 0, outDevice, anySource: false })
  if (!found.ok) return err({ code: found.error.code })
  const { route, device, source, isLocal } = found.value
  const learned = netns.pathMtu.lookup(query.to, netns.env.nowNs)
  return ok({
    type: isLocal ? 'local' : route?.isBroadcast === true ? 'broadcast' : 'unicast',
    link: device.name,
    table: route?.spec.table ?? ROUTE_TABLE.main,
    source: source as Ipv4,
    ...(route?.spec.gateway !== undefined ? { gateway: route.spec.gateway } : {}),
    ...(learned ? { mtuBytes: learned.mtuBytes, expiresInSeconds: Math.floor((learned.expiresNs - netns.env.nowNs) / 1e9) } : {}),
  })
}

function inputRoute(netns: Netns, query: RouteQuery, inLink: string): Result<RouteAnswer, Errno> {
  const device = netns.device(inLink)
  if (device === undefined) return err({ code: 'ENODEV' })
  const decision = decideInput(netns, device, query.from ?? 0, query.to, query.mark ?? 0)
  if (decision.verdict === 'forward') {
    const { spec } = decision.route
    return ok({ type: 'unicast', link: decision.route.device?.name ?? '', table: spec.table, ...(spec.gateway !== undefined ? { gateway: spec.gateway } : {}) })
  }
  if (decision.verdict === 'local') return ok({ type: decision.route?.isLocal === true ? 'local' : 'broadcast', link: 'lo', table: ROUTE_TABLE.local })
  if (decision.verdict === 'refused') return err({ code: netns.fib.error })
  return err({ code: decision.reason === 'forwarding-disabled' ? 'EHOSTUNREACH' : 'EINVAL' })
}
