import type { StoreApi } from 'zustand/vanilla'
import { courseOf } from '../../core/scene/course'
import type { Course } from '../../core/scene/course'
import { nextStep, nextStop } from '../../core/scene/stops'
import { legibleMs, trueMs } from '../../core/scene/timing'
import type { Stop } from '../../core/scene/stops'
import type { Step } from '../../core/scene/steps'
import type { AppState } from './app-state'
import { CRAWL } from './playhead-slice'
import type { Playhead } from './playhead-slice'

/** How the clock of the page is asked for the next frame; a test gives its own. */
export interface FrameClock {
  request(callback: (nowMs: number) => void): number
  cancel(handle: number): void
}

/**
 * Advances the playhead once a frame while `motion` is not `still`, and asks for no frame otherwise.
 * Returns the way to stop it for good.
 */
export function startPlayback(store: StoreApi<AppState>, clock: FrameClock): () => void {
  let handle: number | undefined
  let lastMs: number | undefined
  const route = routeOf()
  const tick = (nowMs: number): void => {
    handle = undefined
    const elapsedMs = lastMs === undefined ? 0 : nowMs - lastMs
    lastMs = nowMs
    advance(store, route, elapsedMs)
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

function advance(store: StoreApi<AppState>, route: Route, elapsedMs: number): void {
  const { playhead, motion, pace, steps, setPlayhead, scrub } = store.getState()
  if (motion === 'still') return
  const stop = route(steps, playhead, motion)
  if (stop === undefined) {
    scrub(playhead.step)
    return
  }
  const progress = playhead.progress + (elapsedMs * playhead.speed * pace) / stop.ms
  if (progress < 1) setPlayhead({ progress, to: stop.to })
  else if (motion === 'step' || stop.to >= steps.length - 1) scrub(stop.to)
  else setPlayhead({ step: stop.to, progress: 0 })
}

/** Where it goes from a step, asked once a frame and worked out once a step: what is under way is brought to its end. */
type Route = (steps: readonly Step[], playhead: Playhead, motion: 'play' | 'step') => Stop | undefined

/** How a step's own length becomes that of the clock in use. */
function paced(steps: readonly Step[], { step: from, speed, clock }: Playhead, stop: Stop | undefined): Stop | undefined {
  const [start, end] = [steps[from], stop && steps[stop.to]]
  if (!stop || !start || !end) return stop
  if (clock === 'time') return { ...stop, ms: trueMs(start, end) }
  return speed === CRAWL ? { ...stop, ms: legibleMs(stop.ms, speed) } : stop
}

function routeOf(): Route {
  let course: { readonly of: readonly Step[]; readonly is: Course } | undefined
  let last: { readonly from: number; readonly stop: Stop | undefined } | undefined
  return (steps, playhead, motion) => {
    const { step: from, progress, speed } = playhead
    if (progress > 0 && last?.from === from) return last.stop
    if (course?.of !== steps) course = { of: steps, is: courseOf(steps) }
    const follows = motion === 'play' && speed !== CRAWL
    last = { from, stop: paced(steps, playhead, (follows ? nextStop : nextStep)(steps, course.is, from)) }
    return last.stop
  }
}
