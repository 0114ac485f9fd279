import { useMemo } from 'react'
import { useAppStore } from '../../store/app-store'
import { usedFacts } from '../../../core/explain/used-facts'
import type { UsedFacts } from '../../../core/explain/used-facts'

/** The rows of a namespace's tables that light up at the current step. */
export function useUsedFacts(netns: number | undefined): UsedFacts {
  const trace = useAppStore((state) => state.trace)
  const firstEntry = useAppStore((state) => state.runs[state.currentRun]?.firstEntry ?? 0)
  const step = useAppStore((state) => state.steps[state.playhead.step])
  return useMemo(() => usedFacts(trace, firstEntry, step, netns ?? -1), [trace, firstEntry, step, netns])
}
