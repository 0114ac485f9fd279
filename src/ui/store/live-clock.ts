import type { StoreApi } from 'zustand/vanilla'
import type { EngineClient } from '../../worker/client'
import type { AppState } from './app-state'
import { hasSeen } from './terminal-slice'

/** The page's own time; a test gives its own. */
export interface WallClock {
  nowMs(): number
  later(work: () => void, delayMs: number): void
}

/** Simulated time that may pass at a time, and the wall time that it takes at most. */
const BURST_NS = 1_000_000_000
const MOST_MS = 1000

/**
 * The clock of terminals. While a line runs, simulated time goes on in bursts: the next one when the stage has shown the last,
 * and not sooner than the simulated pause between them. It also lets terminals show what the playhead has passed.
 */
export function startLiveClock(store: StoreApi<AppState>, engine: Pick<EngineClient, 'advance'>, wall: WallClock): () => void {
  let isStopped = false
  let isWaiting = false
  /** Nothing waits for time, as far as the engine has told; a line that begins or ends is a reason to ask. */
  let isAsleep = true
  let lastNs = 0
  let lines = store.getState().liveLines

  const step = async (): Promise<void> => {
    const askedMs = wall.nowMs()
    const clock = await engine.advance(BURST_NS)
    const passedMs = Math.min(MOST_MS, Math.max(0, (clock.nowNs - lastNs) / 1e6))
    lastNs = clock.nowNs
    isAsleep = !clock.isLive
    const dueMs = askedMs + passedMs / store.getState().playhead.speed
    wall.later(() => {
      isWaiting = false
      look()
    }, Math.max(0, dueMs - wall.nowMs()))
  }
  const look = (): void => {
    const state = store.getState()
    if (state.terminalFeed.isHolding) state.terminalFeed.release((atEntry) => hasSeen(store.getState(), atEntry))
    if (state.liveLines !== lines) isAsleep = false
    lines = state.liveLines
    if (isStopped || isWaiting || isAsleep || !hasSeen(state, state.trace.entryCount)) return
    isWaiting = true
    step().catch(() => {
      // the engine is gone or was restarted; the next line asks again
      isWaiting = false
      isAsleep = true
    })
  }
  const unsubscribe = store.subscribe(look)
  return () => {
    isStopped = true
    unsubscribe()
  }
}
