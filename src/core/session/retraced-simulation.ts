import { required } from '../base/assert'
import type { Program, System } from '../engine/kernel-api'
import type { OutputSink, ProcessHandle, ProcessInput, RunLimits, Simulation, SteeredSimulation } from '../engine/simulation-api'
import type { NetworkSpec } from '../model/network-spec'

/** Something that was done to the simulation from outside, when so many entries had been recorded since its beginning. */
interface Deed {
  readonly entries: number
  readonly again: () => void
}

/** A change that was made in mid-flight, after so many entries. */
interface Edit {
  readonly entries: number
  readonly act: () => void
}

/** One simulation from its beginning on, as entries [firstEntry, endEntry) of the trace. */
interface Timeline {
  readonly firstEntry: number
  readonly endEntry: number
  readonly deeds: readonly Deed[]
  readonly edits: readonly Edit[]
}

/**
 * A simulation in which one can go back: since the same deeds give the same trace, a moment of the past is reached by doing
 * again what was done until then, in a new simulation from the beginning. What came after that moment stays in the trace.
 */
export class RetracedSimulation implements SteeredSimulation {
  private deeds: Deed[] = []
  private edits: readonly Edit[] = []
  private processes: ProcessHandle[] = []
  private firstEntry = 0
  private readonly left: Timeline[] = []
  /** Within a deed: what happens is part of it. */
  private isBusy = false

  constructor(
    private simulation: Simulation,
    private readonly seed: number,
  ) {}

  /** Does something and notes it; `again` is called once more each time that the simulation begins anew. */
  do<T>(again: () => T): T {
    if (this.isBusy) return again()
    this.deeds.push({ entries: this.entryCount - this.firstEntry, again })
    return this.busy(again)
  }

  /**
   * Goes back to when the trace had `atEntry` entries, and has `act` done at that very moment; then goes on to the end of what was
   * being done. `begin` brings everything but the simulation back to its beginning. False: there is no such moment.
   */
  goBack(atEntry: number, network: NetworkSpec, begin: () => void, act: () => void): boolean {
    const timeline = [...this.left, this.timeline()].find(({ firstEntry, endEntry }) => atEntry > firstEntry && atEntry <= endEntry)
    if (!timeline) return false
    for (const process of this.processes) if (process.exitStatus === undefined) this.simulation.interrupt(process)
    this.left.push(this.timeline())
    const entries = atEntry - timeline.firstEntry
    this.simulation = this.simulation.startOver(network, this.seed)
    this.processes = []
    this.firstEntry = this.entryCount
    this.deeds = timeline.deeds.filter((deed) => deed.entries < entries)
    this.edits = [...timeline.edits.filter((edit) => edit.entries <= entries), { entries, act }]
    this.simulation.awaitMoments(this.edits.map((edit) => ({ entryCount: this.firstEntry + edit.entries, act: edit.act })))
    this.busy(() => {
      begin()
      for (const deed of this.deeds) deed.again()
    })
    return true
  }

  get network(): NetworkSpec {
    return this.simulation.network
  }

  get nowNs(): number {
    return this.simulation.nowNs
  }

  get entryCount(): number {
    return this.simulation.entryCount
  }

  start(netns: string, program: Program, argv: readonly string[], output: OutputSink, input?: ProcessInput): ProcessHandle {
    const process = this.simulation.start(netns, program, argv, output, input)
    this.processes.push(process)
    return process
  }

  runUntil(untilNs: number, limits: RunLimits = {}): boolean {
    const relative = this.relative(limits)
    return this.do(() => this.simulation.runUntil(untilNs, this.absolute(relative)))
  }

  runToExit(process: ProcessHandle, limits: RunLimits = {}): boolean {
    const number = this.processes.indexOf(process)
    const relative = this.relative(limits)
    return this.do(() => this.simulation.runToExit(this.process(number), this.absolute(relative)))
  }

  interrupt(process: ProcessHandle): void {
    const number = this.processes.indexOf(process)
    this.do(() => this.simulation.interrupt(this.process(number)))
  }

  look(netns: string): void {
    this.do(() => this.simulation.look(netns))
  }

  nextDueNs(): number {
    return this.simulation.nextDueNs()
  }

  runNow(netns: string, program: Program, argv: readonly string[], output: OutputSink, input?: ProcessInput): number {
    return this.simulation.runNow(netns, program, argv, output, input)
  }

  systemIn(netns: string, program: string, output: OutputSink, input: ProcessInput): System {
    return this.simulation.systemIn(netns, program, output, input)
  }

  reload(network: NetworkSpec): void {
    this.simulation.reload(network)
  }

  drain(): ReturnType<Simulation['drain']> {
    return this.simulation.drain()
  }

  private timeline(): Timeline {
    const { firstEntry, deeds, edits } = this
    return { firstEntry, endEntry: this.entryCount, deeds, edits }
  }

  private busy<T>(work: () => T): T {
    const before = this.isBusy
    this.isBusy = true
    try {
      return work()
    } finally {
      this.isBusy = before
    }
  }

  private process(number: number): ProcessHandle {
    return required(this.processes[number], `process ${number} of the session`)
  }

  /** Limits count entries of the whole trace; a deed that is done again has others before it. */
  private relative({ maxEntries }: RunLimits): number | undefined {
    return maxEntries === undefined ? undefined : maxEntries - this.firstEntry
  }

  private absolute(entries: number | undefined): RunLimits {
    return entries === undefined ? {} : { maxEntries: this.firstEntry + entries }
  }
}
