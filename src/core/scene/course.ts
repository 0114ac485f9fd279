import type { Step } from './steps'

/** The stops of one strand, as positions in a list of steps, ascending. Between two of them it is on its way. */
export interface StrandCourse {
  readonly strand: number
  readonly stops: readonly number[]
  /** True where the first stop is another strand's: the one that this one left. */
  readonly branches: boolean
}

/** How the packets of a run go through a list of its steps; whole lists and filtered ones alike. */
export interface Course {
  /** By position: where the step's packet was before, or what it came from; -1 for a beginning. */
  readonly before: Int32Array
  /** By position: where the step's packet is next, as a whole, as its first fragment or as its reply; -1 at its end. */
  readonly after: Int32Array
  readonly strands: readonly StrandCourse[]
}

/** Reads a list once. */
export function courseOf(steps: readonly Step[]): Course {
  const before = new Int32Array(steps.length).fill(-1)
  const after = new Int32Array(steps.length).fill(-1)
  const strands = new Map<number, { readonly strand: number; readonly stops: number[]; readonly branches: boolean }>()
  const link = (from: number, to: number): void => {
    if (from >= 0 && (after[from] as number) < 0) after[from] = to
  }
  for (const [position, step] of steps.entries()) {
    if (step.strand < 0) continue
    let course = strands.get(step.strand)
    if (course === undefined) {
      const left = step.origin === undefined ? -1 : lastUpTo(steps, strands.get(step.origin.strand)?.stops ?? [], step.origin.entryIndex)
      course = { strand: step.strand, stops: left < 0 ? [] : [left], branches: left >= 0 }
      strands.set(step.strand, course)
    }
    const from = course.stops.at(-1) ?? -1
    before[position] = from
    link(from, position)
    course.stops.push(position)
    for (const joined of step.joins ?? []) {
      const fragment = strands.get(joined)
      if (fragment === undefined) continue
      link(fragment.stops.at(-1) ?? -1, position)
      fragment.stops.push(position)
    }
  }
  return { before, after, strands: [...strands.values()] }
}

/** The last of `stops` whose entry is not after `entryIndex`, or -1. */
function lastUpTo(steps: readonly Step[], stops: readonly number[], entryIndex: number): number {
  return stops.findLast((stop) => (steps[stop]?.entryIndex ?? Infinity) <= entryIndex) ?? -1
}

/** The stop at or before a position (not whole while a packet is on its way), by its index in `stops`; -1 before the first. */
export function stopAt(stops: readonly number[], position: number): number {
  let low = 0
  let high = stops.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stops[middle] as number) <= position) low = middle + 1
    else high = middle
  }
  return low - 1
}
