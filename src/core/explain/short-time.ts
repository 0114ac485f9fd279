/** Microseconds up to a thousand of them, then the unit that keeps the number short. */
export function shortTime(timeNs: number): string {
  if (timeNs < 1e6) return `${(timeNs / 1e3).toFixed(1)} µs`
  return timeNs < 1e9 ? `${(timeNs / 1e6).toFixed(2)} ms` : `${(timeNs / 1e9).toFixed(3)} s`
}
