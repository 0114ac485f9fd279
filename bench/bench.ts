/**
 * What a `*.bench.ts` file exports, beside `name: string`: `run(): Promise<readonly BenchRow[]>`. It runs in a plain Node
 * of its own with `gc()` at hand, warms up what it measures, and does not assert: tests do that.
 */
export interface BenchRow {
  readonly name: string
  readonly value: number
  /** What `value` counts: `hops/s`, `lookups/s`, `bytes/hop`, `ms`. */
  readonly unit: string
}

/** Calls a second: `work` is called for `seconds`, after a tenth of that as warm-up, and returns how many things it did. */
export function perSecond(work: () => number, seconds = 1): number {
  const count = (untilMs: number): { readonly done: number; readonly elapsedMs: number } => {
    const startMs = performance.now()
    let done = 0
    let elapsedMs = 0
    do {
      done += work()
      elapsedMs = performance.now() - startMs
    } while (elapsedMs < untilMs)
    return { done, elapsedMs }
  }
  count(seconds * 100)
  const { done, elapsedMs } = count(seconds * 1000)
  return (done / elapsedMs) * 1000
}
