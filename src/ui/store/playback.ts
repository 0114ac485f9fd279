import type { StoreApi } from 'zustand/vanilla'
import type { Step } from '../../core/scene/steps'
import type { AppState } from './app-state'

/** Milliseconds at speed 1 (visual language, Motion). */
const MOTION_MS = { hopOnWire: 420, hopInNode: 280, decision: 160, wrap: 320, drop: 80 + 160 + 520 } as const

/** How the clock of the page is asked for the next frame; a test gives its own. */
export interface FrameClock {
  request(callback: (nowMs: number) => void): number
  cancel(handle: number): void
}

/** How long the way from one step to the next takes at speed 1, in milliseconds. */
export function motionMs(from: Step, to: Step): number {
  if (to.kind === 'drop') return MOTION_MS.drop
  if (to.kind !== 'frame') return MOTION_MS.decision
  if (from.mode !== to.mode) return MOTION_MS.wrap
  return from.netns === to.netns ? MOTION_MS.hopInNode : MOTION_MS.hopOnWire
}

/**
 * Advances the playhead once a frame while `motion` is not `still`, and asks for no frame otherwise.
 * Returns the way to stop it for good.
 */
export function startPlayback(store: StoreApi<AppState>, clock: FrameClock): () => void {
  let handle: number | undefined
  let lastMs: number | undefined
  const tick = (nowMs: number): void => {
    handle = undefined
    const elapsedMs = lastMs === undefined ? 0 : nowMs - lastMs
    lastMs = nowMs
    advance(store, elapsedMs)
    schedule()
  }
  const schedule = (): void => {
    if (store.getState().motion === 'still') lastMs = undefined
    else handle ??= clock.request(tick)
  }
  const unsubscribe = store.subscribe(schedule)
  schedule()
  return () => {
    unsubscribe()
    if (handle !== undefined) clock.cancel(handle)
  }
}

function advance(store: StoreApi<AppState>, elapsedMs: number): void {
  const { playhead, motion, steps, setPlayhead, scrub } = store.getState()
  if (motion === 'still') return
  const from = steps[playhead.step]
  const to = steps[playhead.step + 1]
  if (!from || !to) {
    scrub(playhead.step)
    return
  }
  const progress = playhead.progress + (elapsedMs * playhead.speed) / motionMs(from, to)
  if (progress < 1) {
    setPlayhead({ progress })
    return
  }
  const arrived = playhead.step + 1
  if (motion === 'step' || arrived >= steps.length - 1) scrub(arrived)
  else setPlayhead({ step: arrived, progress: 0 })
}
