import type { Result } from '../base/result'
import { IPV4_LIMITED_BROADCAST, IPV4_LOOPBACK, isMulticast } from '../wire/ipv4-address'
import type { Device } from './device'
import { recordEvent } from './environment'
import type { FibError } from './fib'
import type { Netns } from './netns'
import type { Route } from './route'

const LOOPBACK_NETWORK = 127

/** The address that 0.0.0.0 stands for as a destination: the sender's own, or loopback's where it has none yet. */
export function meantDestination(destination: number, source: number): number {
  if (destination !== 0) return destination
  return source === 0 ? IPV4_LOOPBACK : source
}

export interface OutputKey {
  readonly destination: number
  /** 0: to be chosen. */
  readonly source: number
  readonly mark: number
  /** SO_BINDTODEVICE, or null. */
  readonly outDevice: Device | null
  /** The source need not be an address of this host (FLOWI_FLAG_ANYSRC). */
  readonly anySource: boolean
}

export interface OutputRoute {
  readonly route: Route | null
  readonly device: Device
  readonly nextHop: number
  readonly source: number
  readonly isLocal: boolean
  /** Only a program that asked for it may send there (SO_BROADCAST). */
  readonly isBroadcast: boolean
}

export interface OutputError {
  readonly code: FibError
  /** The blackhole, unreachable or prohibit route behind it. */
  readonly refusedBy: Route | undefined
}

/** Where a packet of this host goes and which source address it gets (ip_route_output_key_hash_rcu, net/ipv4/route.c). */
export function routeOutput(netns: Netns, key: OutputKey): Result<OutputRoute, OutputError> {
  if (key.source !== 0 && !key.anySource && !netns.holds(key.source)) {
    return { ok: false, error: { code: 'EINVAL', refusedBy: undefined } }
  }
  const { fib } = netns
  const route = fib.lookup({
    destination: key.destination,
    source: key.source,
    mark: key.mark,
    inIfindex: 1,
    outIfindex: key.outDevice === null ? 0 : key.outDevice.ifindex,
  })
  if (route === undefined) {
    // A socket bound to a device assumes that the destination is on its link.
    if (key.outDevice !== null && fib.refusedBy === undefined) return onLink(netns, key, key.outDevice)
    return { ok: false, error: { code: fib.error, refusedBy: fib.refusedBy } }
  }
  if (route.isLocal) {
    const source = key.source !== 0 ? key.source : (route.spec.preferredSource ?? key.destination)
    return { ok: true, value: { route, device: netns.devices[0] as Device, nextHop: key.destination, source, isLocal: true, isBroadcast: false } }
  }
  const device = route.device as Device
  // __mkroute_output: a loopback address as source stays on the host.
  if (key.source >>> 24 === LOOPBACK_NETWORK && !device.isLoopback && !device.conf.routeLocalnet) return { ok: false, error: { code: 'EINVAL', refusedBy: undefined } }
  netns.pathMtu.bind(route, key.destination, netns.env.nowNs)
  const source = key.source !== 0 ? key.source : (route.spec.preferredSource ?? netns.selectAddress(device, route.gateway !== 0 ? route.gateway : key.destination))
  const isToAll = route.isBroadcast || key.destination === IPV4_LIMITED_BROADCAST
  const nextHop = route.gateway !== 0 && !isToAll && !isMulticast(key.destination) ? route.gateway : key.destination
  return { ok: true, value: { route, device, nextHop, source, isLocal: false, isBroadcast: isToAll } }
}

function onLink(netns: Netns, key: OutputKey, device: Device): Result<OutputRoute, OutputError> {
  const source = key.source !== 0 ? key.source : netns.selectAddress(device, key.destination)
  return { ok: true, value: { route: null, device, nextHop: key.destination, source, isLocal: false, isBroadcast: key.destination === IPV4_LIMITED_BROADCAST } }
}

/** Notes which route an output decision took, for the packet in hand. */
export function recordRoute(netns: Netns, route: Route | null, skb: Parameters<typeof recordEvent>[3], destination: number): void {
  if (route === null) return
  recordEvent(netns, 'route.selected', route.device, skb, route.id, destination | 0, netns.fib.rule?.id ?? -1)
}
