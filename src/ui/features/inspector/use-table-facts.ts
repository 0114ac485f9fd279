import { useEffect, useMemo } from 'react'
import { learnedFacts } from '../../../core/explain/learned-facts'
import type { Step } from '../../../core/scene/steps'
import type { Fact } from '../../../core/trace/facts'
import { useAppStore } from '../../store/app-store'

export interface TableFacts {
  readonly netns: number
  /** True while the namespace is the acting one, false where a person selected it. */
  readonly acting: boolean
  /** As they stood at the current step. */
  readonly facts: readonly Fact[]
  /** Those that came to be in the flow in sight. */
  readonly learned: ReadonlySet<number>
}

/**
 * The facts of the selected namespace, else of the one that acts at the current step. A namespace that has no more
 * than frames flooded to its NIC has no tables yet: the engine is asked for them, and the latest are shown.
 */
export function useTableFacts(): TableFacts | undefined {
  const selected = useAppStore(({ selection }) => (selection.kind === 'none' ? undefined : selection.kind === 'namespace' ? selection.index : selection.namespace))
  const acting = useAppStore((state) => actingNamespace(state.steps, state.playhead.step))
  const atEntry = useAppStore((state) => state.steps[state.playhead.step]?.entryIndex ?? Infinity)
  const trace = useAppStore((state) => state.trace)
  const traceVersion = useAppStore((state) => state.traceVersion)
  const firstEntry = useAppStore((state) => state.runs[state.currentRun]?.firstEntry)
  const look = useAppStore((state) => state.look)
  const netns = selected ?? acting
  const facts = useMemo(() => {
    if (netns === undefined || traceVersion < 0) return []
    const then = trace.factsAt(netns, atEntry)
    return then.some(isRoute) ? then : trace.factsAt(netns, Infinity)
  }, [trace, traceVersion, netns, atEntry])
  const learned = useMemo(() => learnedFacts(trace, facts, firstEntry ?? Infinity), [trace, facts, firstEntry])
  const unbuilt = !facts.some(isRoute)
  useEffect(() => {
    if (netns !== undefined && unbuilt) void look(netns)
  }, [netns, unbuilt, look])
  return netns === undefined ? undefined : { netns, acting: selected === undefined, facts, learned }
}

/** On a segment between two namespaces nobody has tables: the one that sent the frame still acts. */
function actingNamespace(steps: readonly Step[], position: number): number | undefined {
  for (let at = position; at >= 0; at--) {
    const netns = steps[at]?.netns
    if (netns === undefined || netns >= 0) return netns
  }
  return undefined
}

/** A namespace that has been built has at least the kernel's own routes. */
function isRoute(fact: Fact): boolean {
  return fact.kind === 'route'
}
