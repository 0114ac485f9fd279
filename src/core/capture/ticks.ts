/** Doubles at the time of today, in nanoseconds since 1970, lie this far apart: half of it is what a time may be off. */
const COARSE_NS = 256

/** Seconds, and whole ticks of a microsecond or a nanosecond within the second. Times of long after 1970 are as exact as a double. */
export function ticksOf(timeNs: number, tickNs: 1 | 1000): { readonly seconds: number; readonly ticks: number } {
  const exact = timeNs > Number.MAX_SAFE_INTEGER ? timeNs + COARSE_NS / 2 : timeNs
  const seconds = Math.floor(exact / 1e9)
  return { seconds, ticks: Math.floor((exact % 1e9) / tickNs) }
}
