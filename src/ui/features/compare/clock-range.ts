import { clockEndNs } from '../../../core/explain/flow-clock'
import type { FlowClock } from '../../../core/explain/flow-clock'

/** What the axis of the one clock shows; zero, when the packets leave their nodes, is in it. */
export interface ClockRange {
  readonly fromNs: number
  readonly toNs: number
}

/** Room to say when a flow began whose beginning is cut. */
const CUT_SHARE = 0.15

/** A flow that began longer before zero than all flows go on after it has its beginning cut: it would make slivers of the others. */
export function clockRange(clocks: readonly FlowClock[]): ClockRange | undefined {
  const toNs = Math.max(0, ...clocks.map((clock) => clockEndNs(clock) ?? 0))
  const firsts = clocks.flatMap(({ hops }) => hops[0]?.timeNs ?? [])
  const shown = firsts.filter((first) => first >= -toNs)
  const fromNs = Math.min(0, ...shown, ...(shown.length < firsts.length ? [-toNs * CUT_SHARE] : []))
  return toNs > fromNs ? { fromNs, toNs } : undefined
}

/** Round times, not more than eight. */
export function ticksOf({ fromNs, toNs }: ClockRange): readonly number[] {
  const least = (toNs - fromNs) / 8
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10)
  const first = Math.ceil(fromNs / step)
  const count = Math.floor(toNs / step) - first + 1
  return Array.from({ length: count }, (_, index) => (first + index) * step)
}
