import { IPV4_LIMITED_BROADCAST, isMulticast } from '../wire/ipv4-address'
import type { Device } from './device'
import type { Netns } from './netns'
import type { Route } from './route'

/** What becomes of a received packet. 'refused' leaves error and refusing route in the namespace's fib. */
export type InputDecision =
  | { readonly verdict: 'forward'; readonly route: Route; readonly redirect: boolean }
  | { readonly verdict: 'local'; readonly route: Route | null }
  | { readonly verdict: 'refused' }
  | { readonly verdict: 'martian'; readonly reason: 'martian-source' | 'martian-destination' | 'reverse-path-filter' | 'forwarding-disabled' | 'not-for-this-host'; readonly by: number }

const REFUSED: InputDecision = { verdict: 'refused' }
const MARTIAN_SOURCE: InputDecision = { verdict: 'martian', reason: 'martian-source', by: -1 }
const MARTIAN_DESTINATION: InputDecision = { verdict: 'martian', reason: 'martian-destination', by: -1 }
const NOT_FORWARDING: InputDecision = { verdict: 'martian', reason: 'forwarding-disabled', by: -1 }
/** 224.0.0.1, the one group that every host is in and that is modelled. */
const ALL_SYSTEMS_GROUP = 0xe000_0001
const NO_MEMBER: InputDecision = { verdict: 'martian', reason: 'not-for-this-host', by: -1 }
const LOCAL_BROADCAST: InputDecision = { verdict: 'local', route: null }

/** ip_route_input_slow (net/ipv4/route.c) for unicast and broadcast. */
export function decideInput(netns: Netns, device: Device, source: number, destination: number, mark: number): InputDecision {
  if (isMulticast(source) || source === IPV4_LIMITED_BROADCAST) return MARTIAN_SOURCE
  if (destination === IPV4_LIMITED_BROADCAST) return LOCAL_BROADCAST
  if (source >>> 24 === 0) return MARTIAN_SOURCE
  if (destination >>> 24 === 0) return MARTIAN_DESTINATION
  if (isMulticast(destination)) return destination === ALL_SYSTEMS_GROUP ? LOCAL_BROADCAST : NO_MEMBER
  if (destination >>> 24 === 127 && !device.isLoopback && !device.conf.routeLocalnet) return MARTIAN_DESTINATION
  if (source >>> 24 === 127 && !device.isLoopback && !device.conf.routeLocalnet) return MARTIAN_SOURCE
  const { fib } = netns
  const route = fib.hasCustomRules ? fib.lookup({ destination, source, mark, inIfindex: device.ifindex, outIfindex: 0 }) : fib.lookupDestination(destination)
  if (route === undefined) return device.conf.forwarding ? REFUSED : NOT_FORWARDING
  if (route.isBroadcast) return { verdict: 'local', route }
  const rule = fib.rule
  if (!route.isLocal && !device.conf.forwarding) return NOT_FORWARDING
  const valid = validateSource(netns, device, source, destination, mark, route.isLocal ? 0 : (route.device as Device).ifindex)
  fib.rule = rule
  if (valid.verdict === 'refused') return valid.because
  if (route.isLocal) return { verdict: 'local', route }
  return { verdict: 'forward', route, redirect: valid.onLink && route.device === device && device.conf.sendRedirects && isRedirectUseful(device, source, route) }
}

/** IN_DEV_SHARED_MEDIA, or the sender is on the gateway's subnet. */
function isRedirectUseful(device: Device, source: number, route: Route): boolean {
  if (device.conf.sharedMedia) return true
  return device.addresses.some(({ address, prefixLength }) => sameSubnet(address, source, prefixLength) && sameSubnet(address, route.gateway, prefixLength))
}

function sameSubnet(x: number, y: number, prefixLength: number): boolean {
  return prefixLength === 0 || (x ^ y) >>> (32 - prefixLength) === 0
}

type SourceCheck = { readonly verdict: 'valid'; readonly onLink: boolean } | { readonly verdict: 'refused'; readonly because: InputDecision }

const VALID: SourceCheck = { verdict: 'valid', onLink: false }
const VALID_ON_LINK: SourceCheck = { verdict: 'valid', onLink: true }
const SPOOFED_LOCAL: SourceCheck = { verdict: 'refused', because: MARTIAN_SOURCE }

/** fib_validate_source (net/ipv4/fib_frontend.c): the reverse path filter, and whether the sender is on the link. */
function validateSource(netns: Netns, device: Device, source: number, destination: number, mark: number, outIfindex: number): SourceCheck {
  const { conf } = device
  const { fib } = netns
  if (conf.rpFilter === 0 && !fib.hasCustomRules && (device.ifindex !== outIfindex || !conf.sendRedirects)) {
    if (conf.acceptLocal) return VALID
    const owner = netns.deviceOfAddress(source)
    return owner !== undefined && !device.isLoopback ? SPOOFED_LOCAL : VALID
  }
  const key = { destination: source, source: destination, mark: conf.srcValidMark ? mark : 0, inIfindex: outIfindex, outIfindex: 0 }
  const route = fib.lookup(key)
  if (route === undefined) return conf.rpFilter > 0 ? failsReversePath(fib.refusedBy?.id ?? -1) : VALID
  if (route.isLocal) return conf.acceptLocal || device.isLoopback ? VALID : SPOOFED_LOCAL
  if (route.isBroadcast) return SPOOFED_LOCAL
  if (route.device === device) return route.gateway === 0 ? VALID_ON_LINK : VALID
  if (device.addresses.length === 0) return conf.rpFilter > 0 ? failsReversePath(route.id) : VALID
  if (conf.rpFilter === 1) return failsReversePath(route.id)
  const back = fib.lookup({ ...key, outIfindex: device.ifindex })
  return back?.gateway === 0 && !back.isLocal ? VALID_ON_LINK : VALID
}

function failsReversePath(by: number): SourceCheck {
  return { verdict: 'refused', because: { verdict: 'martian', reason: 'reverse-path-filter', by } }
}
