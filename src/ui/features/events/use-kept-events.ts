import { useMemo } from 'react'
import type { Step } from '../../../core/scene/steps'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { eventFacts } from './event-facts'
import { parseEventFilter } from './event-filter'
import type { FilterProblem } from './event-filter'
import { filterNamesOf } from './filter-names'
import { lineOf } from './step-lines'

interface KeptEvents {
  /** Of the steps that are kept, in order; all of them while the filter is empty or not understood. */
  readonly positions: readonly number[]
  readonly problem: FilterProblem | undefined
  /** Where none is kept: how many would be, were they not hidden with ARP. */
  readonly hidden: number
}

/** The steps that the filter keeps. */
export function useKeptEvents(): KeptEvents {
  const words = useWords()
  const filter = useAppStore((state) => state.eventFilter)
  const trace = useAppStore((state) => state.trace)
  const allSteps = useAppStore((state) => state.allSteps)
  const steps = useAppStore((state) => state.steps)
  const inventory = useAppStore((state) => state.inventory)
  return useMemo(() => {
    const all = Array.from(steps, (_, position) => position)
    if (filter.trim() === '' || !inventory) return { positions: all, problem: undefined, hidden: 0 }
    const reading = parseEventFilter(filter, filterNamesOf(inventory, allSteps))
    if (!reading.ok) return { positions: all, problem: reading.problem, hidden: 0 }
    const startNs = steps[0]?.timeNs ?? 0
    const isKept = (step: Step | undefined, number?: number): boolean =>
      step !== undefined && reading.predicate(eventFacts(step, trace, inventory, { line: lineOf(step, { trace, allSteps, inventory, words }), number, startNs }))
    const positions = all.filter((position) => isKept(steps[position], position + 1))
    return { positions, problem: undefined, hidden: positions.length > 0 ? 0 : allSteps.filter((step) => isKept(step)).length }
  }, [filter, trace, allSteps, steps, inventory, words])
}
