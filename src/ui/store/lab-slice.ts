import type { Fault } from '../../core/model/fault'
import type { Inventory } from '../../core/model/inventory'
import { areSameSettings } from '../../core/model/lab-settings'
import type { LabSettings } from '../../core/model/lab-settings'
import type { TypedChange } from '../../core/model/typed-change'
import type { Problem } from '../../core/model/problem'
import { haveSameNamespaces } from '../../core/model/both-inventories'
import { Trace } from '../../core/trace/trace'
import type { ChangedLab, LoadedLab } from '../../worker/client'
import type { ReadingProgress } from '../../worker/protocol'
import type { LabFile } from '../../worker/protocol'
import type { GetState, SetState, StoreDeps } from './app-state'
import { goingOnIn } from './going-on'
import { changeInPast, pastMoment } from './past-change'

/** One seed for every page: the same lab and clicks give the same bytes to everybody. */
const SEED = 1

export type LabStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly name: string; /** Where it takes long. */ readonly progress?: ReadingProgress }
  | { readonly kind: 'ready' }
  /** The files were refused; the last good lab, if any, is still there. */
  | { readonly kind: 'refused'; readonly name: string }
  /** The engine broke or could not be reached. */
  | { readonly kind: 'fault'; readonly message: string }

/** `overtaken`: another one was asked for meanwhile. */
export type Loading = 'loaded' | 'failed' | 'overtaken'

/** Where a lab comes from: a file of Hopscope's own, or a person's files as they were read. */
export type LabSource = { readonly kind: 'built-in'; readonly name: string } | { readonly kind: 'files'; readonly files: readonly LabFile[] }

/** What a person has decided about a lab without editing its file. */
export interface LabChoices {
  readonly settings: LabSettings
  readonly faults: readonly Fault[]
  /** What was typed in terminals that changed the lab. */
  readonly changes: readonly TypedChange[]
}

/** A lab, and what was decided about it. */
export interface LabMoment extends LabChoices {
  readonly source: LabSource
}

export function momentOf(state: Pick<LabSlice, 'labSource' | 'settings' | 'faults' | 'changes'>): LabMoment | undefined {
  const { labSource: source, settings, faults, changes } = state
  return source && settings && { source, settings, faults, changes }
}

export interface LabSlice {
  /** What the stage draws: that of the current run, else of the lab as it is now. */
  readonly inventory: Inventory | undefined
  /** The lab as it is now. */
  readonly labInventory: Inventory | undefined
  readonly labSource: LabSource | undefined
  readonly settings: LabSettings | undefined
  /** As the lab's file has them: what "as the file says" goes back to. */
  readonly fileSettings: LabSettings | undefined
  /** What is broken on purpose. */
  readonly faults: readonly Fault[]
  /** What was typed in terminals that changed the lab. */
  readonly changes: readonly TypedChange[]
  /** The pools that give addresses to pods. */
  readonly poolNames: readonly string[]
  /** What was wrong with the files read last, warnings included. */
  readonly problems: readonly Problem[]
  readonly labStatus: LabStatus
  /** The files may still be on their way from the disk: of several labs that are asked for, the last one counts. */
  readonly loadLab: (files: readonly LabFile[] | Promise<readonly LabFile[]>) => Promise<void>
  readonly loadBuiltInLab: (name: string) => Promise<void>
  /** Whether the lab is there; what was before is not remembered. */
  readonly loadSource: (source: LabSource) => Promise<Loading>
  /**
   * Brings the lab to this state and repeats the last flow, so that one sees what the change changed; in the middle of a flow, at
   * that moment of it (past-change.ts). False: another choice, or another lab, has come since.
   */
  readonly applyChoices: (choices: LabChoices) => Promise<boolean>
  readonly dismissProblems: () => void
}

export function createLabSlice(set: SetState, get: GetState, deps: StoreDeps): LabSlice {
  /** What was asked for last. */
  let [lastLoad, lastChoices]: [unknown, unknown] = [undefined, undefined]
  const load = (reading: LabSource | Promise<LabSource>, noteBefore: () => void = () => undefined) => {
    lastLoad = reading
    return loadLab(set, get, deps, reading, { isLatest: () => lastLoad === reading, noteBefore })
  }
  const loadAnother = async (reading: LabSource | Promise<LabSource>) => {
    await load(reading, () => get().remember(momentOf(get())))
  }
  return {
    inventory: undefined,
    labInventory: undefined,
    labSource: undefined,
    settings: undefined,
    fileSettings: undefined,
    faults: [],
    changes: [],
    poolNames: [],
    problems: [],
    labStatus: { kind: 'none' },
    loadLab: async (files) => loadAnother(Promise.resolve(files).then((read) => ({ kind: 'files', files: read }))),
    loadBuiltInLab: (name) => loadAnother({ kind: 'built-in', name }),
    loadSource: (source) => load(source),
    applyChoices: (choices) => {
      lastChoices = choices
      return applyChoices(set, get, deps, choices, () => lastChoices === choices)
    },
    dismissProblems: () => set(({ labInventory }) => ({ problems: [], labStatus: { kind: labInventory ? 'ready' : 'none' } })),
  }
}

interface LoadTurn {
  /** No other lab has been asked for since. */
  readonly isLatest: () => boolean
  /** Called when the lab is about to take the place of the one before. */
  readonly noteBefore: () => void
}

async function loadLab(set: SetState, get: GetState, deps: StoreDeps, reading: LabSource | Promise<LabSource>, { isLatest, noteBefore }: LoadTurn): Promise<Loading> {
  try {
    const source = await reading
    if (!isLatest()) return 'overtaken'
    const name = source.kind === 'built-in' ? source.name : source.files.map((file) => file.name).join(', ')
    set({ labStatus: { kind: 'loading', name } })
    const files = source.kind === 'built-in' ? [await deps.fetchBuiltInLab(source.name)] : source.files
    if (!isLatest()) return 'overtaken'
    const lab = await deps.engine.loadLab(files, SEED, {
      reading: (progress) => {
        if (isLatest()) set({ labStatus: { kind: 'loading', name, progress } })
      },
      read: (inventory) => {
        if (get().labInventory === undefined) set({ inventory })
      },
    })
    if (lab.kind === 'loaded') {
      noteBefore()
      // the engine has it, and so has the page, until it has the next one
      set({ ...freshLab(lab), labSource: source, ...(isLatest() ? {} : { labStatus: get().labStatus }) })
    } else if (isLatest()) set({ problems: lab.problems, labStatus: { kind: 'refused', name } })
    return isLatest() ? (lab.kind === 'loaded' ? 'loaded' : 'failed') : 'overtaken'
  } catch (error) {
    if (!isLatest()) return 'overtaken'
    set({ labStatus: faultOf(error) })
    return 'failed'
  }
}

async function applyChoices(set: SetState, get: GetState, deps: StoreDeps, choices: LabChoices, isLatest: () => boolean): Promise<boolean> {
  const { settings, faults, changes, trace } = get()
  if (!settings) return false
  // controls show the choice at once; the engine's answer replaces it unless a later choice has
  set(choices)
  try {
    // a mode is chosen for a whole flow; what is broken or mended is broken there
    const moment = areSameSettings(choices.settings, settings) ? pastMoment(get()) : undefined
    if (moment) await changeInPast(set, get, deps, moment, choices)
    else {
      const changed = await deps.engine.changeLab(choices.settings, choices.faults, choices.changes)
      if (get().trace !== trace) return false
      set(changedLab(get(), changed))
      if (!isLatest()) return false
      set({ settings: changed.lab.settings, faults: changed.lab.faults, changes: changed.lab.changes })
      await get().repeatLastFlow()
    }
  } catch (error) {
    // what was chosen for a lab that has gone is no fault
    if (get().trace !== trace) return false
    if (isLatest()) set({ settings, faults, changes })
    set({ labStatus: faultOf(error) })
  }
  return isLatest() && get().trace === trace
}

export function faultOf(error: unknown): LabStatus {
  return { kind: 'fault', message: error instanceof Error ? error.message : String(error) }
}

/** A new lab starts a new trace: nothing of the last one is left. */
function freshLab({ lab, problems, blocks, facts }: LoadedLab) {
  const trace = new Trace()
  for (const block of blocks) trace.append(block)
  trace.appendFactChanges(facts)
  return {
    inventory: lab.inventory,
    labInventory: lab.inventory,
    settings: lab.settings,
    fileSettings: lab.settings,
    faults: lab.faults,
    changes: lab.changes,
    poolNames: lab.poolNames,
    problems,
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
    pace: 1,
    playhead: { step: 0, progress: 0, playing: false, speed: 1, clock: 'steps' as const },
    terminals: [],
    activeTerminal: 0,
    liveLines: [],
    writtenFile: undefined,
  }
}

function changedLab(state: ReturnType<GetState>, { lab, blocks, facts }: ChangedLab) {
  for (const block of blocks) state.trace.append(block)
  state.trace.appendFactChanges(facts)
  return { ...stageOf(state, lab), traceVersion: state.traceVersion + 1 }
}

/**
 * The stage after a change of the lab. Where namespaces were added or taken away their numbers are others: no earlier run can be
 * drawn or repeated on it, and the lab is shown as it is.
 */
export function stageOf(state: ReturnType<GetState>, { inventory, settings }: Pick<ChangedLab['lab'], 'inventory' | 'settings'>): Partial<ReturnType<GetState>> {
  const drawn = { inventory, labInventory: inventory }
  const isSame = state.labInventory !== undefined && haveSameNamespaces(state.labInventory, inventory)
  if (isSame) return { ...drawn, runs: state.runs.map((run) => goingOnIn(run, { atEntry: state.trace.entryCount, inventory, mode: settings.mode })) }
  const { playhead } = state
  return { ...drawn, currentRun: -1, allSteps: [], steps: [], pendingFrom: undefined, selection: { kind: 'none' }, motion: 'still', playhead: { ...playhead, step: 0, progress: 0, playing: false } }
}
