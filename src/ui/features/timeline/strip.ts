import { groupSteps } from '../../../core/scene/steps'
import type { Step, StepGroup } from '../../../core/scene/steps'

/** A decision takes this much of a frame's room. */
const DECISION_WIDTH = 0.56
const GROUP_GAP_PX = 6
const MIN_FRAME_PX = 20
/** The ring of the current step reaches over its mark: at the ends there is room for it. */
const EDGE_PX = 5

/** Where every mark of a timeline stands, in pixels from its start. */
export interface Strip {
  readonly framePx: number
  readonly widthPx: number
  readonly groups: readonly StepGroup[]
  /** Left edge of each step, and at the end that of what would follow. */
  readonly lefts: Float64Array
}

/** Marks share the room there is; where they would be too narrow, the strip is longer than the room. */
export function stripOf(steps: readonly Step[], roomPx: number): Strip {
  const groups = groupSteps(steps)
  let units = 0
  for (const { kind } of steps) units += unitsOf(kind)
  const framePx = Math.max(MIN_FRAME_PX, (roomPx - 2 * EDGE_PX - GROUP_GAP_PX * groups.length) / Math.max(1, units))
  const lefts = new Float64Array(steps.length + 1)
  let x = EDGE_PX
  for (const group of groups) {
    for (let i = group.first; i < group.end; i++) {
      lefts[i] = x
      x += unitsOf((steps[i] as Step).kind) * framePx
    }
    x += GROUP_GAP_PX
  }
  lefts[steps.length] = x
  return { framePx, widthPx: Math.max(0, x - GROUP_GAP_PX) + EDGE_PX, groups, lefts }
}

export function widthOf(strip: Strip, step: Step): number {
  return unitsOf(step.kind) * strip.framePx
}

/** Right edge of a group's last mark. */
export function rightOfGroup(strip: Strip, group: StepGroup): number {
  return (strip.lefts[group.end] as number) - GROUP_GAP_PX
}

/** The steps [first, end) that a window of the strip shows, wholly or in part. */
export function stepsBetween(strip: Strip, fromPx: number, toPx: number): { readonly first: number; readonly end: number } {
  return { first: Math.max(0, firstAfter(strip.lefts, fromPx) - 1), end: Math.min(strip.lefts.length - 1, firstAfter(strip.lefts, toPx)) }
}

/** The groups [first, end) that some steps [first, end) lie in. */
export function groupsBetween({ groups }: Strip, steps: { readonly first: number; readonly end: number }): { readonly first: number; readonly end: number } {
  const starts = { length: groups.length, at: (k: number) => (groups[k] as StepGroup).first }
  return { first: Math.max(0, firstAfter(starts, steps.first) - 1), end: firstAfter(starts, steps.end - 1) }
}

/** The step whose mark stands at `x`, or is nearest to it. */
export function stepAt(strip: Strip, x: number): number {
  const last = strip.lefts.length - 2
  return Math.min(last, Math.max(0, firstAfter(strip.lefts, x) - 1))
}

/** How far to scroll so that a step is seen with room on both sides, as far as the strip has it; the same as now where it is. */
export function scrolledTo(strip: Strip, position: number, scrollPx: number, roomPx: number): number {
  const margin = Math.min(roomPx / 4, 3 * strip.framePx)
  const left = strip.lefts[position] ?? 0
  const wantedPx = left - margin < scrollPx ? left - margin : Math.max(scrollPx, left + margin - roomPx)
  return Math.max(0, Math.min(wantedPx, strip.widthPx - roomPx))
}

function unitsOf(kind: Step['kind']): number {
  return kind === 'decision' ? DECISION_WIDTH : 1
}

function firstAfter(ascending: { readonly length: number; at(k: number): number | undefined }, x: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending.at(middle) as number) <= x) low = middle + 1
    else high = middle
  }
  return low
}
