import { useMemo } from 'react'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { eventFacts } from './event-facts'
import { parseEventFilter } from './event-filter'
import type { FilterProblem } from './event-filter'
import { lineOf } from './step-lines'

/** The positions of the steps that the filter keeps, in order; all of them while it is empty or not understood. */
export function useKeptEvents(): { readonly positions: readonly number[]; readonly problem: FilterProblem | undefined } {
  const words = useWords()
  const filter = useAppStore((state) => state.eventFilter)
  const trace = useAppStore((state) => state.trace)
  const allSteps = useAppStore((state) => state.allSteps)
  const steps = useAppStore((state) => state.steps)
  const inventory = useAppStore((state) => state.inventory)
  return useMemo(() => {
    const reading = parseEventFilter(filter)
    const all = Array.from(steps, (_, position) => position)
    if (!reading.ok) return { positions: all, problem: reading.problem }
    if (filter.trim() === '' || !inventory) return { positions: all, problem: undefined }
    const isKept = (position: number): boolean => {
      const step = steps[position]
      return step !== undefined && reading.predicate(eventFacts(step, trace, inventory, lineOf(step, { trace, allSteps, inventory, words })))
    }
    return { positions: all.filter(isKept), problem: undefined }
  }, [filter, trace, allSteps, steps, inventory, words])
}
