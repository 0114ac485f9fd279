import type { Inventory } from '../../core/model/inventory'
import type { Problem } from '../../core/model/problem'
import type { ChangedLab, LoadedLab } from '../../worker/client'
import type { EncapsulationChoice, LabFile } from '../../worker/protocol'
import { Trace } from '../../core/trace/trace'
import type { GetState, SetState, StoreDeps } from './app-state'

/** One seed for every page: the same lab and clicks give the same bytes to everybody. */
const SEED = 1

export type LabStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly name: string }
  | { readonly kind: 'ready' }
  /** The files were refused; the last good lab, if any, is still there. */
  | { readonly kind: 'refused'; readonly name: string }
  /** The engine broke or could not be reached. */
  | { readonly kind: 'fault'; readonly message: string }

export interface LabSlice {
  /** What the stage draws: that of the current run, else of the lab as it is now. */
  readonly inventory: Inventory | undefined
  /** The lab as it is now. */
  readonly labInventory: Inventory | undefined
  readonly encapsulation: EncapsulationChoice | undefined
  /** What was wrong with the files read last, warnings included. */
  readonly problems: readonly Problem[]
  readonly labStatus: LabStatus
  readonly loadLab: (files: readonly LabFile[]) => Promise<void>
  readonly loadBuiltInLab: (name: string) => Promise<void>
  /** Derives the lab anew and repeats the last flow, so that one sees what the change changed. */
  readonly setEncapsulation: (mode: EncapsulationChoice['mode'], scope: EncapsulationChoice['scope']) => Promise<void>
  readonly dismissProblems: () => void
}

export function createLabSlice(set: SetState, get: GetState, deps: StoreDeps): LabSlice {
  const fault = (error: unknown) => set({ labStatus: { kind: 'fault', message: error instanceof Error ? error.message : String(error) } })
  const loadLab = async (files: readonly LabFile[]) => {
    const name = files.map((file) => file.name).join(', ')
    set({ labStatus: { kind: 'loading', name } })
    try {
      const lab = await deps.engine.loadLab(files, SEED)
      if (lab.kind === 'loaded') set(freshLab(lab))
      else set({ problems: lab.problems, labStatus: { kind: 'refused', name } })
    } catch (error) {
      fault(error)
    }
  }
  return {
    inventory: undefined,
    labInventory: undefined,
    encapsulation: undefined,
    problems: [],
    labStatus: { kind: 'none' },
    loadLab,
    loadBuiltInLab: async (name) => {
      set({ labStatus: { kind: 'loading', name } })
      try {
        await loadLab([await deps.fetchBuiltInLab(name)])
      } catch (error) {
        fault(error)
      }
    },
    setEncapsulation: async (mode, scope) => {
      const before = get().encapsulation
      if (!before) return
      // the switch shows the choice at once; the engine's answer replaces it unless a later choice has
      const choice = { ...before, mode, scope }
      set({ encapsulation: choice })
      try {
        const changed = await deps.engine.setEncapsulation(mode, scope)
        const isLatest = get().encapsulation === choice
        set(changedLab(get(), changed))
        if (isLatest) set({ encapsulation: changed.encapsulation })
        if (isLatest) await get().repeatLastFlow()
      } catch (error) {
        set({ encapsulation: before })
        fault(error)
      }
    },
    dismissProblems: () => set(({ labInventory }) => ({ problems: [], labStatus: { kind: labInventory ? 'ready' : 'none' } })),
  }
}

/** A new lab starts a new trace: nothing of the last one is left. */
function freshLab(lab: LoadedLab) {
  const trace = new Trace()
  for (const block of lab.blocks) trace.append(block)
  trace.appendFactChanges(lab.facts)
  return {
    inventory: lab.inventory,
    labInventory: lab.inventory,
    encapsulation: lab.encapsulation,
    problems: lab.problems,
    labStatus: { kind: 'ready' as const },
    trace,
    traceVersion: 0,
    runs: [],
    currentRun: -1,
    allSteps: [],
    steps: [],
    selection: { kind: 'none' as const },
    pendingFrom: undefined,
    motion: 'still' as const,
    playhead: { step: 0, progress: 0, playing: false, speed: 1 },
  }
}

function changedLab(state: ReturnType<GetState>, lab: ChangedLab) {
  for (const block of lab.blocks) state.trace.append(block)
  state.trace.appendFactChanges(lab.facts)
  return {
    inventory: lab.inventory,
    labInventory: lab.inventory,
    traceVersion: state.traceVersion + 1,
  }
}
