import type { GetState, SetState, StoreDeps } from './app-state'

/** Multiples of the pace at which a hop on a wire takes 420 ms; the first is a crawl, which stops at every step for as long as it takes to read. */
export const SPEEDS = [0.125, 0.25, 0.5, 1, 2, 4] as const
export const CRAWL = SPEEDS[0]

/** What a motion's length is told by: every step its own weight, or the true time between two steps, stretched. */
export type PlayClock = 'steps' | 'time'

/**
 * Where the page stands in the current run. `progress` (0 to 1) is the way travelled from `step` to step `to`: the next one,
 * or while it plays the next one of the packet that is followed. Both change with every frame while something moves, so no component subscribes to it: painters read it.
 */
export interface Playhead {
  readonly step: number
  readonly progress: number
  /** Means something only while `progress` is not 0. */
  readonly to?: number
  readonly playing: boolean
  readonly speed: number
  readonly clock: PlayClock
}

/** What moves now: on to the end, one step only, or nothing. */
export type Motion = 'play' | 'step' | 'still'

export interface PlayheadSlice {
  readonly playhead: Playhead
  readonly motion: Motion
  /** How many times faster than its own a run is played: bursts of a live one are kept short. */
  readonly pace: number
  readonly setPlayhead: (change: Partial<Playhead>) => void
  readonly play: () => void
  readonly pause: () => void
  readonly togglePlay: () => void
  /** Travels one step on. A motion under way ends at once; a further press of the same goes on from there. */
  readonly stepForward: () => void
  readonly stepBack: () => void
  readonly scrub: (step: number) => void
  readonly setSpeed: (speed: number, clock?: PlayClock) => void
  /** The next faster or slower of SPEEDS; beyond the fastest, true time. */
  readonly changeSpeed: (by: 1 | -1) => void
}

export function createPlayheadSlice(set: SetState, get: GetState, deps: StoreDeps): PlayheadSlice {
  const lastStep = () => Math.max(0, get().steps.length - 1)
  const stand = (step: number) =>
    set(({ playhead }) => ({
      playhead: { step: Math.min(Math.max(0, step), lastStep()), progress: 0, playing: false, speed: playhead.speed, clock: playhead.clock },
      motion: 'still',
    }))
  const setSpeed = (speed: number, clock: PlayClock = 'steps') => set(({ playhead }) => ({ playhead: { ...playhead, speed, clock } }))
  return {
    playhead: { step: 0, progress: 0, playing: false, speed: 1, clock: 'steps' },
    motion: 'still',
    pace: 1,
    setPlayhead: (change) => set(({ playhead }) => ({ playhead: { ...playhead, ...change } })),
    play: () => {
      const { playhead, steps } = get()
      if (steps.length < 2) return
      const step = playhead.step >= lastStep() ? 0 : playhead.step
      set({ playhead: { ...playhead, step, playing: true }, motion: 'play' })
    },
    pause: () => set(({ playhead }) => ({ playhead: { ...playhead, playing: false }, motion: 'still' })),
    togglePlay: () => (get().playhead.playing ? get().pause() : get().play()),
    stepForward: () => {
      const { playhead, motion } = get()
      const travels = !deps.prefersReducedMotion()
      if (motion !== 'still' || !travels) stand(playhead.step + 1)
      if (travels && motion !== 'play' && get().playhead.step < lastStep()) set({ motion: 'step' })
    },
    stepBack: () => stand(get().playhead.progress > 0 ? get().playhead.step : get().playhead.step - 1),
    scrub: stand,
    setSpeed,
    changeSpeed: (by) => {
      const { speed, clock } = get().playhead
      const at = clock === 'time' ? SPEEDS.length : SPEEDS.findIndex((candidate) => candidate >= speed)
      const next = SPEEDS[at + by]
      if (next !== undefined) setSpeed(next)
      else if (by > 0) setSpeed(1, 'time')
    },
  }
}
