/** A kernel tick at HZ=250. */
export const TICK_NS = 4e6
const TICKS_A_SECOND = 250

/** `jiffies`: whole ticks until now. */
export function ticksAt(nowNs: number): number {
  return Math.floor(nowNs / TICK_NS)
}

export function ticksOfMs(ms: number): number {
  return Math.ceil((ms * TICKS_A_SECOND) / 1000)
}
