/** Learned path MTUs last ten minutes (net.ipv4.route.mtu_expires). */
const EXPIRES_NS = 600e9
/** Smallest path MTU that is believed (net.ipv4.route.min_pmtu: 512 + 20 + 20). */
const MIN_PMTU_BYTES = 552

export interface PathMtuException {
  readonly mtuBytes: number
  readonly expiresNs: number
  /** The MTU reported was below the minimum: locked, and DF is no longer set (RTAX_MTU lock). */
  readonly locked: boolean
}

/** The next-hop exceptions of a namespace that hold path MTUs (fnhe), by destination. */
export class PathMtuCache {
  private readonly exceptions = new Map<number, PathMtuException>()

  lookup(destination: number, nowNs: number): PathMtuException | undefined {
    if (this.exceptions.size === 0) return undefined
    const exception = this.exceptions.get(destination)
    return exception !== undefined && exception.expiresNs > nowNs ? exception : undefined
  }

  /** __ip_rt_update_pmtu (net/ipv4/route.c). `currentBytes` is the path MTU believed until now. False when nothing changed. */
  learn(destination: number, mtuBytes: number, currentBytes: number, nowNs: number): boolean {
    if (currentBytes < mtuBytes) return false
    const locked = mtuBytes < MIN_PMTU_BYTES
    const believed = locked ? Math.min(currentBytes, MIN_PMTU_BYTES) : mtuBytes
    this.exceptions.set(destination, { mtuBytes: believed, expiresNs: nowNs + EXPIRES_NS, locked })
    return true
  }

  flush(): void {
    this.exceptions.clear()
  }
}
