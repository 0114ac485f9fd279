import type { Step } from '../../../core/scene/steps'

/** Widths of the columns of figures, as CSS lengths: of the widest figure in the list, so that rows stand in line. */
export interface EventColumns {
  readonly number: string
  readonly time: string
}

export function columnsOf(steps: readonly Step[]): EventColumns {
  const [first, last] = [steps[0]?.timeNs ?? 0, steps.at(-1)?.timeNs ?? 0]
  return { number: `max(1.25rem, ${String(steps.length).length}ch)`, time: `max(2.5rem, ${microseconds(last - first).length}ch)` }
}

export function microseconds(timeNs: number): string {
  return (timeNs / 1000).toFixed(1)
}
