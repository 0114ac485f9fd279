import { haveSameNamespaces } from '../../core/model/both-inventories'
import type { FaultRef, PlacedCommand } from '../../core/model/fault'
import type { Inventory, InventoryNamespace } from '../../core/model/inventory'
import { addressOfNamespace } from '../../core/model/namespace-address'
import type { LabSettings } from '../../core/model/lab-settings'
import type { TypedChange } from '../../core/model/typed-change'
import type { Step } from '../../core/scene/steps'
import { Trace } from '../../core/trace/trace'
import { formatIpv4 } from '../../core/wire/ipv4-address'
import type { RunRecord } from '../../worker/protocol'
import type { GetState, SetState, StoreDeps } from './app-state'
import { createDraftSlice } from './draft-slice'
import type { DraftSlice } from './draft-slice'
import type { LaterLab } from './going-on'
import { faultOf } from './lab-slice'
import { isRepeatable } from './repeatable'
import { atRun, shownSteps } from './shown-run'

/** A command line that a person runs in one namespace, aimed at another. */
export interface FlowOrder {
  readonly from: number
  readonly to: number
  readonly command: string
  /** A server that runs meanwhile, usually in the other namespace. */
  readonly beside?: PlacedCommand
}

/** A flow that ran, and the lab as it was then. */
export interface FlowRun extends RunRecord, FlowOrder {
  readonly drawnOn: Inventory
  readonly under: LabSettings
  /** What the lab became while it ran, in order. */
  readonly later?: readonly LaterLab[]
  readonly faults: readonly FaultRef[]
  /** The terminal in which it was typed, where it was. */
  readonly terminal?: number
  /** What had been typed that changed the lab. */
  readonly changes: readonly TypedChange[]
  /** Index of the run that this one repeats after a change of the lab. */
  readonly repeats?: number
  /** The step at which the lab was changed: up to it, it is the run that it repeats. */
  readonly forkedAt?: number
}

export interface FlowSlice extends DraftSlice {
  /** Grows in place; `traceVersion` tells when. */
  readonly trace: Trace
  readonly traceVersion: number
  readonly runs: readonly FlowRun[]
  /** Index into `runs`, -1 before the first. */
  readonly currentRun: number
  /** Every step of the current run, ARP and neighbour upkeep included. */
  readonly allSteps: readonly Step[]
  /** The steps that are shown: `allSteps`, or those without ARP and neighbour upkeep. */
  readonly steps: readonly Step[]
  readonly showArp: boolean
  /** True from the click on the second pod until the run is in the trace. */
  readonly running: boolean
  readonly startFlow: (order: FlowOrder) => Promise<void>
  readonly startPing: (fromNetns: number, toNetns: number) => Promise<void>
  readonly repeatLastFlow: () => Promise<void>
  readonly showRun: (index: number) => void
  readonly setShowArp: (showArp: boolean) => void
  /** Has the engine report a namespace's tables that no packet has touched yet. */
  readonly look: (netns: number) => Promise<void>
}

export function createFlowSlice(set: SetState, get: GetState, deps: StoreDeps): FlowSlice {
  return {
    ...createDraftSlice(set),
    trace: new Trace(),
    traceVersion: 0,
    runs: [],
    currentRun: -1,
    allSteps: [],
    steps: [],
    showArp: false,
    running: false,
    startFlow: (order) => startFlow(set, get, deps, order),
    startPing: async (from, to) => {
      const target = get().labInventory?.namespaces[to]
      const address = target && addressToPing(target)
      if (address !== undefined) await startFlow(set, get, deps, { from, to, command: `ping -c 1 ${address}` })
    },
    repeatLastFlow: async () => {
      const { runs, currentRun } = get()
      const last = runs[currentRun]
      if (last && isRepeatable({ runs, currentRun })) await startFlow(set, get, deps, last, currentRun)
    },
    showRun: (index) => {
      const run = get().runs[index]
      if (run) set(atRun(get(), run, index))
    },
    setShowArp: (showArp) => {
      const { allSteps, steps, playhead } = get()
      const shown = shownSteps(allSteps, showArp)
      const entryIndex = steps[playhead.step]?.entryIndex ?? 0
      const step = Math.max(0, shown.findLastIndex((candidate) => candidate.entryIndex <= entryIndex))
      set({ showArp, steps: shown, playhead: { ...playhead, step, progress: 0, playing: false }, motion: 'still' })
    },
    look: async (netns) => {
      const name = get().inventory?.namespaces[netns]?.name
      if (name === undefined) return
      const { trace } = get()
      const delta = await deps.engine.look(name)
      if (get().trace !== trace || (delta.blocks.length === 0 && delta.facts.length === 0)) return
      for (const block of delta.blocks) trace.append(block)
      trace.appendFactChanges(delta.facts)
      set(({ traceVersion }) => ({ traceVersion: traceVersion + 1 }))
    },
  }
}

async function startFlow(set: SetState, get: GetState, deps: StoreDeps, order: FlowOrder, repeats?: number): Promise<void> {
  const { labInventory, settings, faults, changes, trace } = get()
  const { from, to, command, beside } = order
  const netns = labInventory?.namespaces[from]
  if (!labInventory || !settings || !netns) return
  // the tables follow the packet from here on, not the pod that was clicked
  set({ running: true, pendingFrom: undefined, selection: { kind: 'none' } })
  try {
    // asked for before it runs, so that its ends are known when it has run
    const described = get().describe([from, to, netns.node ?? from, labInventory.namespaces[to]?.node ?? to])
    const { run, blocks, facts } = await deps.engine.run(netns.name, command, beside)
    await described
    if (get().trace !== trace) return
    // it ran in the lab of all answers before its own: one that was changed meanwhile, or described further
    const lab = get().labInventory ?? labInventory
    const drawnOn = run.lab?.inventory ?? (haveSameNamespaces(lab, labInventory) ? lab : labInventory)
    for (const block of blocks) trace.append(block)
    trace.appendFactChanges(facts)
    const flow: FlowRun = { ...run, from, to, command, ...(beside && { beside }), drawnOn, under: run.lab?.settings ?? settings, faults, changes: run.lab?.changes ?? changes, ...(repeats === undefined ? {} : { repeats }) }
    set((state) => ({ ...atRun(state, flow, state.runs.length), runs: [...state.runs, flow], traceVersion: state.traceVersion + 1 }))
    if (!deps.prefersReducedMotion()) get().play()
  } catch (error) {
    if (get().trace === trace) set({ labStatus: faultOf(error) })
  } finally {
    set({ running: false })
  }
}

/** What a ping to a namespace is aimed at. */
export function addressToPing(netns: InventoryNamespace): string | undefined {
  const address = addressOfNamespace(netns)
  return address === undefined ? undefined : formatIpv4(address)
}
