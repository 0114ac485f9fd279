import { StepLog } from '../../core/scene/steps'
import type { Trace } from '../../core/trace/trace'
import { formatIpv4 } from '../../core/wire/ipv4-address'
import type { Inventory, InventoryNamespace } from '../../core/model/inventory'
import type { LineRecord } from '../../worker/protocol'
import type { AppState, GetState, SetState } from './app-state'
import { shownSteps } from './shown-run'
import type { FlowRun } from './flow-slice'

/** A line that was typed in a terminal and has not ended. */
export interface LiveLine {
  readonly terminal: number
  readonly netns: string
  readonly text: string
  readonly firstEntry: number
}

/** How many steps of a burst are played at the pace of a single flow; more of them go faster, so that a burst stays about a second and a half long. */
const STEPS_AT_PACE = 5

/**
 * The flow that a terminal's line is while it runs: a run like any other, whose end moves on. Its steps are read as they
 * come, each entry once.
 */
export class LiveRun {
  private current: { readonly line: LiveLine; readonly index: number; readonly log: StepLog; readonly trace: Trace } | undefined

  constructor(
    private readonly set: SetState,
    private readonly get: GetState,
    private readonly prefersReducedMotion: () => boolean,
  ) {}

  /** The trace has grown while this line ran. */
  extend(line: LiveLine): void {
    const state = this.get()
    const endEntry = state.trace.entryCount
    if (this.current?.line !== line) {
      if (endEntry === line.firstEntry || !this.begin(state, line)) return
    }
    const { current } = this
    // another lab has been loaded meanwhile: its trace is another one
    if (current?.trace !== state.trace) return
    const { runs, currentRun, showArp, playhead, motion, steps } = this.get()
    const grown = runs.map((run, index) => (index === current.index ? { ...run, endEntry } : run))
    if (currentRun !== current.index) return this.set({ runs: grown })
    const allSteps = current.log.readTo(endEntry)
    const shown = shownSteps(allSteps, showArp)
    const wasAtEnd = motion === 'still' && playhead.step >= steps.length - 1
    const more = shown.length - steps.length
    const goesOn = wasAtEnd && more > 0
    this.set({
      runs: grown,
      allSteps,
      steps: shown,
      // a burst may come in pieces: what is still ahead of the playhead counts
      pace: Math.max(1, (shown.length - playhead.step) / STEPS_AT_PACE),
      ...(goesOn && this.prefersReducedMotion() ? { playhead: { ...playhead, step: shown.length - 1, progress: 0, playing: false } } : {}),
      ...(goesOn && !this.prefersReducedMotion() ? { playhead: { ...playhead, playing: true }, motion: 'play' as const } : {}),
    })
  }

  /** The trace has grown while no line runs. After another flow of the page, what a line left behind is part of no flow: the line's own has ended before. */
  extendLast(): void {
    if (this.current && this.get().runs.length - 1 <= this.current.index) this.extend(this.current.line)
  }

  /** The line has ended; what it left behind with & may go on. */
  end(line: LiveLine, record: LineRecord): void {
    const { current } = this
    if (current?.line !== line) return
    this.extend(line)
    this.set(({ runs }) => ({ runs: runs.map((run, index) => (index === current.index ? { ...run, exit: record.exit, outcome: record.outcome, endEntry: Math.max(run.endEntry, record.endEntry) } : run)) }))
  }

  private begin(state: AppState, line: LiveLine): boolean {
    const { labInventory, settings, faults, changes, runs, trace } = state
    const from = labInventory?.namespaces.findIndex(({ name }) => name === line.netns) ?? -1
    if (!labInventory || !settings || from < 0) return false
    const to = targetOf(labInventory, line.text, from)
    const log = new StepLog(trace, { firstEntry: line.firstEntry, command: line.text }, labInventory)
    // what is no step has not been sent by anybody: a neighbour forgotten, a device gone
    if (log.readTo(trace.entryCount).length === 0) return false
    const run: FlowRun = { ns: line.netns, command: line.text, exit: 0, stdout: '', stderr: '', outcome: 'under way', firstEntry: line.firstEntry, endEntry: trace.entryCount, from, to, terminal: line.terminal, drawnOn: labInventory, under: settings, faults, changes }
    this.current = { line, index: runs.length, log, trace }
    this.set(({ playhead }) => ({ runs: [...runs, run], currentRun: runs.length, inventory: labInventory, allSteps: [], steps: [], playhead: { ...playhead, step: 0, progress: 0, playing: false }, motion: 'still' }))
    return true
  }
}

/** The namespace that a command line names, by an address or by its name. */
function targetOf({ namespaces }: Inventory, text: string, from: number): number {
  const words = new Set(text.split(/[\s|;&]+/))
  const isNamed = ({ name, address, links }: InventoryNamespace): boolean => words.has(name) || (address !== undefined && words.has(formatIpv4(address))) || links.some((link) => link.addresses.some((own) => words.has(formatIpv4(own.address))))
  const target = namespaces.findIndex((namespace, index) => index !== from && isNamed(namespace))
  return target < 0 ? from : target
}
