import { bothInventories, haveSameNamespaces } from '../../core/model/both-inventories'
import type { AppState, GetState, SetState, StoreDeps } from './app-state'
import type { FlowRun } from './flow-slice'
import type { LabChoices } from './lab-slice'
import { atRun } from './shown-run'

/** A place in the middle of a flow: what is changed there changes what comes after it, and nothing before. */
export interface PastMoment {
  readonly run: number
  /** Position among the steps that are shown. */
  readonly step: number
  /** Trace entries that have happened by then. */
  readonly atEntry: number
}

/**
 * Where a change of the lab takes place, if not in the present: a flow is stopped between its first step and its last. A
 * flow of a terminal goes on by itself; there is no going back in it.
 */
export function pastMoment({ runs, currentRun, steps, playhead, motion, labInventory }: Pick<AppState, 'runs' | 'currentRun' | 'steps' | 'playhead' | 'motion' | 'labInventory'>): PastMoment | undefined {
  const run = runs[currentRun]
  const step = steps[playhead.step]
  const isInside = playhead.step > 0 && playhead.step < steps.length - 1
  if (!run || !step || !isInside || !labInventory || run.terminal !== undefined || motion !== 'still') return undefined
  return haveSameNamespaces(run.drawnOn, labInventory) ? { run: currentRun, step: playhead.step, atEntry: step.entryIndex + 1 } : undefined
}

/** Brings the lab to these choices at a moment of the past. The flow goes on from there as another one; the old one is kept, to be compared. */
export async function changeInPast(set: SetState, get: GetState, deps: StoreDeps, moment: PastMoment, choices: LabChoices): Promise<void> {
  const { runs, trace } = get()
  const before = runs[moment.run]
  if (!before) return
  set({ running: true })
  try {
    const { lab, run, blocks, facts } = await deps.engine.changePast(moment.atEntry, choices.settings, choices.faults, choices.changes)
    if (get().trace !== trace) return
    for (const block of blocks) trace.append(block)
    trace.appendFactChanges(facts)
    const drawnOn = bothInventories(before.drawnOn, lab.inventory)
    const { settings: under, faults, changes, poolNames } = lab
    const { from, to, command, beside } = before
    const flow: FlowRun = { ...run, from, to, command, ...(beside && { beside }), drawnOn, under, faults, changes, repeats: moment.run, forkedAt: moment.step }
    set((state) => {
      const shown = atRun(state, flow, state.runs.length)
      return { ...shown, playhead: { ...shown.playhead, step: moment.step }, runs: [...state.runs, flow], labInventory: lab.inventory, settings: under, faults, changes, poolNames, traceVersion: state.traceVersion + 1 }
    })
    if (!deps.prefersReducedMotion()) get().play()
  } finally {
    set({ running: false })
  }
}
