import type { SteeredSimulation } from '../engine/simulation-api'

/** How far simulated time may go at a time. */
export interface BurstLimits {
  readonly maxNs: number
  readonly maxEntries: number
  /** Asked between instants; true: somebody outside wants to go on first (a program has ended, a line was printed). */
  readonly mustStop: () => boolean
}

/** `quiet`: something was recorded, and for a while nothing more will be. `idle`: nothing at all happened in the time given. */
export type BurstEnd = 'quiet' | 'idle' | 'stopped' | 'full'

/** A round trip lies within this; the next packet of a ping does not. */
const QUIET_NS = 1_000_000

/** Runs to the end of the next burst of activity: what a person sees as one thing happening. */
export function advanceBurst(simulation: SteeredSimulation, limits: BurstLimits): BurstEnd {
  const horizonNs = simulation.nowNs + limits.maxNs
  const firstEntry = simulation.entryCount
  const maxEntries = firstEntry + limits.maxEntries
  for (;;) {
    const nextNs = simulation.nextDueNs()
    const hasHappened = simulation.entryCount > firstEntry
    if (hasHappened && nextNs > simulation.nowNs + QUIET_NS) return 'quiet'
    if (nextNs > horizonNs) {
      simulation.runUntil(horizonNs)
      return hasHappened ? 'quiet' : 'idle'
    }
    if (!simulation.runUntil(nextNs, { maxEntries })) return 'full'
    if (limits.mustStop()) return 'stopped'
  }
}
