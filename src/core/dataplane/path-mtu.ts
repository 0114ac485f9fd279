import type { Route } from './route'

/** Learned path MTUs last ten minutes (net.ipv4.route.mtu_expires). */
const EXPIRES_NS = 600e9
/** Smallest path MTU that is believed (net.ipv4.route.min_pmtu: 512 + 20 + 20). */
const MIN_PMTU_BYTES = 552
/** FNHE_HASH_SIZE buckets of FNHE_RECLAIM_DEPTH and one: what a next hop remembers at most. */
const MAX_EXCEPTIONS = 2048 * 6

/** What a route knows of one destination beside itself (struct fib_nh_exception). */
export interface RouteException {
  readonly destination: number
  /** 0: nothing is known (any more). */
  mtuBytes: number
  /** 0: never. */
  expiresNs: number
  /** The MTU reported was below the minimum: locked, and DF is no longer set (RTAX_MTU lock). */
  locked: boolean
  /** A packet has been routed by it since it was made. */
  isBound: boolean
  generation: number
}

/** The path MTUs that a namespace has learned, kept with the route that they go by (fnhe of net/ipv4/route.c). */
export class PathMtuCache {
  private generation = 0

  /** The path MTU that counts for a destination by this route now, if one was learned. */
  lookup(route: Route | null, destination: number, nowNs: number): RouteException | undefined {
    const exception = route?.exceptions?.get(destination)
    if (exception?.generation !== this.generation) return undefined
    return exception.mtuBytes > 0 && exception.expiresNs > nowNs ? exception : undefined
  }

  /** A packet is routed: an exception that was flushed begins anew, knowing nothing (rt_bind_exception). */
  bind(route: Route, destination: number, nowNs: number): void {
    if (route.exceptions === null) return
    const exception = route.exceptions.get(destination)
    if (exception === undefined) return
    if (exception.generation !== this.generation) {
      exception.generation = this.generation
      exception.mtuBytes = 0
      exception.expiresNs = 0
      exception.locked = false
    } else if (exception.expiresNs !== 0 && exception.expiresNs <= nowNs) {
      route.exceptions.delete(destination)
      return
    }
    exception.isBound = true
  }

  /** __ip_rt_update_pmtu. `currentBytes` is the path MTU believed until now. False when nothing changed. */
  learn(route: Route, destination: number, mtuBytes: number, currentBytes: number, nowNs: number): boolean {
    const known = this.lookup(route, destination, nowNs)
    if (known?.locked === true || currentBytes < mtuBytes) return false
    const locked = mtuBytes < MIN_PMTU_BYTES
    const believed = locked ? Math.min(currentBytes, MIN_PMTU_BYTES) : mtuBytes
    if (known?.mtuBytes === believed && !locked && nowNs < known.expiresNs - EXPIRES_NS / 2) return false
    route.exceptions ??= new Map<number, RouteException>()
    const isBound = route.exceptions.get(destination)?.isBound ?? false
    if (route.exceptions.size >= MAX_EXCEPTIONS) forgetOldest(route.exceptions)
    route.exceptions.set(destination, { destination, mtuBytes: believed, expiresNs: nowNs + EXPIRES_NS, locked, isBound, generation: this.generation })
    return true
  }

  /** `ip route flush cache`: exceptions stay where they are, but what they say counts no more. */
  flush(): void {
    this.generation++
  }

  /** The exceptions of a route that a dump shows: in force and in use (fnhe_dump_bucket). */
  shown(route: Route, nowNs: number): readonly RouteException[] {
    const exceptions = [...(route.exceptions?.values() ?? [])]
    return exceptions.filter(({ generation, expiresNs, isBound }) => isBound && generation === this.generation && (expiresNs === 0 || expiresNs > nowNs))
  }
}

/** The route's link has another MTU: what was learned by it follows (fib_nhc_update_mtu). */
export function followLinkMtu(route: Route, beforeBytes: number, afterBytes: number): void {
  for (const exception of route.exceptions?.values() ?? []) {
    if (exception.locked) {
      if (afterBytes > exception.mtuBytes) continue
      exception.locked = false
      exception.mtuBytes = afterBytes
    } else if (afterBytes < exception.mtuBytes || beforeBytes === exception.mtuBytes) exception.mtuBytes = afterBytes
  }
}

/** fnhe_remove_oldest, over the whole table instead of one of its buckets. */
function forgetOldest(exceptions: Map<number, RouteException>): void {
  const oldest = exceptions.keys().next()
  if (oldest.done !== true) exceptions.delete(oldest.value)
}
