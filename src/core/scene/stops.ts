import type { Course } from './course'
import type { Step } from './steps'
import { legMs } from './timing'

/** Where playing stops next, and how long the way there takes at speed 1, in milliseconds. */
export interface Stop {
  readonly to: number
  readonly ms: number
}

/** Others may go on for so many times the way of the packet that is followed; after that one of them is followed. */
const PATIENCE = 3
const LEAST_MS = 420

/** The step after this one, as a person steps: whatever packet it speaks of. */
export function nextStep(steps: readonly Step[], course: Course, from: number): Stop | undefined {
  const to = from + 1
  return steps[to] === undefined ? undefined : { to, ms: msOf(steps, course, to, from) }
}

/**
 * Where playing goes from a step: with the packet that is followed to its own next step, while all others go on beside it; to
 * another packet's where this one has ended or waits for long, and where a packet is lost in a way not seen before.
 */
export function nextStop(steps: readonly Step[], course: Course, from: number): Stop | undefined {
  const sameEnd = lastOfSameDrops(steps, from)
  if (sameEnd > from + 1) return { to: sameEnd, ms: msOf(steps, course, sameEnd, from) }
  const own = course.after[from] ?? -1
  if (own <= from + 1) return nextStep(steps, course, from)
  const ownMs = msOf(steps, course, own, from)
  const longestMs = Math.max(LEAST_MS, ownMs) * PATIENCE
  const elapsedMs = new Map<number, number>()
  let busiestMs = 0
  for (let i = from + 1; i < own; i++) {
    const step = steps[i] as Step
    const passedMs = (elapsedMs.get(step.strand) ?? 0) + msOf(steps, course, i, from)
    elapsedMs.set(step.strand, passedMs)
    busiestMs = Math.max(busiestMs, passedMs)
    if (busiestMs > longestMs) return nextStep(steps, course, from)
    if (step.kind === 'drop' && isNewDrop(steps, i)) return { to: i, ms: Math.max(busiestMs, passedMs) }
  }
  return { to: own, ms: Math.max(ownMs, busiestMs) }
}

function msOf(steps: readonly Step[], course: Course, to: number, from: number): number {
  const before = course.before[to] ?? -1
  return legMs(steps[before < 0 ? from : before] as Step, steps[to] as Step)
}

/** Where one packet after the other is lost in one place, the first says it and the last ends it. */
function lastOfSameDrops(steps: readonly Step[], from: number): number {
  const first = steps[from] as Step
  let last = from
  while (first.kind === 'drop' && isSameDrop(first, steps[last + 1])) last++
  return last
}

function isSameDrop(a: Step, b: Step | undefined): boolean {
  return b?.kind === 'drop' && a.netns === b.netns && a.interfaceId === b.interfaceId
}

/** How far back a drop of the same kind still counts as seen. */
const MEMORY_STEPS = 500

function isNewDrop(steps: readonly Step[], position: number): boolean {
  const drop = steps[position] as Step
  for (let i = position - 1; i >= Math.max(0, position - MEMORY_STEPS); i--) {
    const earlier = steps[i]
    if (isSameDrop(drop, earlier)) return false
  }
  return true
}
