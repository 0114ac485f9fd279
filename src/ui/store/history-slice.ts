import { ENCAPSULATION_MODES } from '../../core/model/encapsulation'
import { isSameFault } from '../../core/model/fault'
import type { Fault } from '../../core/model/fault'
import type { LabSettings } from '../../core/model/lab-settings'
import { suggestedFlow } from '../../core/scene/suggested-flow'
import type { GetState, SetState, StoreDeps } from './app-state'
import { momentOf } from './lab-slice'
import type { LabChoices, LabMoment, Loading } from './lab-slice'
import { isRepeatable } from './repeatable'
import { parseSavedLab } from './saved-lab'

/** States that can be gone back to; each holds references, so that a session's worth is cheap. */
const MAX_REMEMBERED = 100

export interface HistorySlice {
  /** Opens the lab of the last visit as it was left; where there is none, or it does not load any more, the built-in one. */
  readonly openLastLab: (otherwise: string) => Promise<void>
  readonly past: readonly LabMoment[]
  readonly future: readonly LabMoment[]
  readonly changeSettings: (change: Partial<LabSettings>) => Promise<void>
  /** As the lab's file has the MTU, which no number says. */
  readonly forgetMtu: () => Promise<void>
  readonly breakOrMend: (fault: Fault) => Promise<void>
  /** Repeats the flow in every mode, one after the other; the lab is as it was in the end, unless something else is chosen meanwhile. */
  readonly runInEveryMode: () => Promise<void>
  /** What can be broken on the way of the flow in sight. */
  readonly listFaults: () => Promise<readonly Fault[]>
  /** Notes a state that can be gone back to; nothing leads on from there any more. */
  readonly remember: (moment: LabMoment | undefined) => void
  readonly undo: () => Promise<void>
  readonly redo: () => Promise<void>
}

export function createHistorySlice(set: SetState, get: GetState, deps: StoreDeps): HistorySlice {
  const change = async (choices: LabChoices) => {
    const before = get()
    get().remember(momentOf(before))
    await get().applyChoices(choices)
    // what the engine refused is no change to be undone
    const isRefused = get().settings === before.settings && get().faults === before.faults
    if (isRefused) set(({ past }) => ({ past: past.slice(0, -1) }))
  }
  /** A lab that is on its way back: what came before it can be told when it is there. */
  let comingBack: Promise<Loading> | undefined
  const goTo = async (now: LabMoment, to: LabMoment) => {
    if (to.source !== now.source) {
      comingBack = get().loadSource(to.source)
      const loading = await comingBack
      comingBack = undefined
      if (loading !== 'loaded') return
    }
    // objects of their own, so that the same choice made twice is told apart
    await get().applyChoices({ settings: { ...to.settings }, faults: [...to.faults], changes: [...to.changes] })
  }
  return {
    openLastLab: (otherwise) => openLastLab(get, deps, otherwise),
    past: [],
    future: [],
    changeSettings: async (settingsChange) => {
      const { settings, faults, changes } = get()
      if (settings) await change({ settings: { ...settings, ...settingsChange }, faults, changes })
    },
    forgetMtu: async () => {
      const { settings, faults, changes } = get()
      if (!settings) return
      const { mtuBytes: _asFile, ...others } = settings
      await change({ settings: others, faults, changes })
    },
    breakOrMend: async (fault) => {
      const { settings, faults, changes } = get()
      if (!settings) return
      const others = faults.filter((active) => !isSameFault(active, fault))
      await change({ settings: { ...settings }, faults: others.length < faults.length ? others : [...faults, fault], changes })
    },
    runInEveryMode: async () => {
      const { settings, faults, changes, runs, currentRun } = get()
      if (!settings || !isRepeatable({ runs, currentRun })) return
      // its own mode last: what is shown then is the lab as it is
      const others = ENCAPSULATION_MODES.filter((mode) => mode !== settings.mode)
      for (const mode of [...others, settings.mode]) if (!(await get().applyChoices({ settings: { ...settings, mode }, faults: [...faults], changes: [...changes] }))) return
    },
    listFaults: async () => {
      const ends = endsInSight(get())
      return ends ? deps.engine.listFaults(ends.from, ends.to) : []
    },
    remember: (moment) => {
      if (moment) set(({ past }) => ({ past: [...past.slice(-MAX_REMEMBERED + 1), moment], future: [], placesFuture: [] }))
    },
    undo: async () => {
      while (comingBack) await comingBack
      const { past, future } = get()
      const [to, now] = [past.at(-1), momentOf(get())]
      if (!to || !now) return
      set({ past: past.slice(0, -1), future: [now, ...future] })
      await goTo(now, to)
    },
    redo: async () => {
      while (comingBack) await comingBack
      const { past, future } = get()
      const [to, now] = [future[0], momentOf(get())]
      if (!to || !now) return
      set({ past: [...past, now], future: future.slice(1) })
      await goTo(now, to)
    },
  }
}

async function openLastLab(get: GetState, deps: StoreDeps, otherwise: string): Promise<void> {
  const saved = parseSavedLab(deps.savedLab.read())
  const loading = saved ? await get().loadSource(saved.source) : 'failed'
  if (loading === 'failed') await get().loadSource({ kind: 'built-in', name: otherwise })
  if (!saved || loading !== 'loaded') return
  // the engine tells the scripts; what this version cannot do any more is left as the file has it
  const faults = saved.faults.map((fault) => ({ ...fault, script: [], repair: [] }))
  const isAsFile = JSON.stringify([saved.settings, saved.faults, saved.changes]) === JSON.stringify([get().settings, get().faults, get().changes])
  if (!isAsFile) await get().applyChoices({ settings: saved.settings, faults, changes: saved.changes })
  if (get().labStatus.kind === 'fault') get().dismissProblems()
}

/** Names of the two ends of the current flow; before the first, of the one that the page suggests. */
export function endsInSight({ labInventory, runs, currentRun }: Pick<ReturnType<GetState>, 'labInventory' | 'runs' | 'currentRun'>): { readonly from: string; readonly to: string } | undefined {
  const namespaces = labInventory?.namespaces ?? []
  const run = runs[currentRun]
  const suggested = labInventory && suggestedFlow(labInventory)
  const from = namespaces[run ? run.from : (suggested?.[0] ?? -1)]
  const to = namespaces[run ? run.to : (suggested?.[1] ?? -1)]
  return from && to && { from: from.name, to: to.name }
}
