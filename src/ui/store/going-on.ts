import { haveSameNamespaces } from '../../core/model/both-inventories'
import type { EncapsulationMode } from '../../core/model/encapsulation'
import type { Inventory } from '../../core/model/inventory'
import type { AppState } from './app-state'
import type { FlowRun } from './flow-slice'

/** What the lab became while a flow ran in it. */
export interface LaterLab {
  /** Trace entries that had happened by then. */
  readonly atEntry: number
  readonly inventory: Inventory
  readonly mode: EncapsulationMode
}

/** A flow that has not ended goes on in the changed lab; what it crossed until then was the lab before. */
export function goingOnIn(run: FlowRun, later: LaterLab): FlowRun {
  const goesOn = run.outcome === 'under way' && haveSameNamespaces(run.drawnOn, later.inventory)
  return goesOn ? { ...run, later: [...(run.later ?? []), later] } : run
}

/** Every mode that the lab was in while a flow ran, each once, the first one first. */
export function modesOf({ under, later = [] }: Pick<FlowRun, 'under' | 'later'>): readonly EncapsulationMode[] {
  return [...new Set([under.mode, ...later.map(({ mode }) => mode)])]
}

/** The lab in which the step in sight happened, where its flow has outlasted a lab. */
export function labInSight({ runs, currentRun, steps, playhead }: Pick<AppState, 'runs' | 'currentRun' | 'steps' | 'playhead'>): Inventory | undefined {
  const run = runs[currentRun]
  const step = steps[playhead.step]
  if (run?.later === undefined || step === undefined) return undefined
  return run.later.findLast(({ atEntry }) => atEntry <= step.entryIndex)?.inventory ?? run.drawnOn
}
