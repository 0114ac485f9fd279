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

/** The simulation that runs, what was done to it, and where in the trace it begins. */
interface World {
  readonly simulation: Simulation
  readonly firstEntry: number
  readonly processes: ProcessHandle[]
  deeds: Deed[]
  edits: readonly Edit[]
}

function newWorld(simulation: Simulation, firstEntry: number): World {
  return { simulation, firstEntry, processes: [], deeds: [], edits: [] }
}

/**
 * A simulation in which one can go back: since the same deeds give the same trace, a moment of the past is reached by doing
 * again what was done until then, in a new simulation from the beginning. What came after that moment stays in the trace.
 */
export class RetracedSimulation implements SteeredSimulation {
  private world: World
  private readonly left: Timeline[] = []
  /** Within a deed: what happens is part of it. */
  private isBusy = false
  /** While one looks back: entries after which nothing goes on. */
  private endEntry = Infinity

  constructor(
    simulation: Simulation,
    private readonly seed: number,
  ) {
    this.world = newWorld(simulation, 0)
  }

  /** Does something and notes it; `again` is called once more each time that the simulation begins anew. */
  do<T>(again: () => T): T {
    if (this.isBusy) return again()
    this.world.deeds.push({ entries: this.entryCount - this.world.firstEntry, again })
    return this.busy(again)
  }

  /**
   * Goes back to when the trace had `atEntry` entries, and has `act` done at that very moment; then goes on to the end of what was
   * being done. `begin` brings everything but the simulation back to its beginning. False: there is no such moment.
   */
  goBack(atEntry: number, network: NetworkSpec, begin: () => void, act: () => void): boolean {
    const timeline = this.timelineAt(atEntry)
    if (!timeline) return false
    for (const process of this.world.processes) if (process.exitStatus === undefined) this.simulation.interrupt(process)
    this.left.push(this.timeline())
    const entries = atEntry - timeline.firstEntry
    this.world = newWorld(this.simulation.startOver(network, this.seed), this.entryCount)
    this.world.deeds = timeline.deeds.filter((deed) => deed.entries < entries)
    this.world.edits = [...timeline.edits.filter((edit) => edit.entries <= entries), { entries, act }]
    this.simulation.awaitMoments(this.world.edits.map((edit) => ({ entryCount: this.world.firstEntry + edit.entries, act: edit.act })))
    this.busy(() => {
      begin()
      for (const deed of this.world.deeds) deed.again()
    })
    return true
  }

  /**
   * What `look` finds at a moment of the past, in mid-flight: what was done until then is done again in `past`, a simulation of which
   * nothing is kept. `begin` brings everything but the simulation back to its beginning; who calls puts it back. Undefined: there
   * is no such moment, or more than `maxEntries` lead to it.
   */
  lookBack<T>(atEntry: number, maxEntries: number, past: () => Simulation, begin: () => void, look: () => T): T | undefined {
    const timeline = this.timelineAt(atEntry)
    const entries = atEntry - (timeline?.firstEntry ?? 0)
    if (!timeline || entries > maxEntries) return undefined
    const { world } = this
    const seen: T[] = []
    try {
      this.world = newWorld(past(), 0)
      this.endEntry = entries
      const moments = timeline.edits.filter((edit) => edit.entries <= entries).map((edit) => ({ entryCount: edit.entries, act: edit.act }))
      this.simulation.awaitMoments([...moments, { entryCount: entries, act: () => seen.push(look()) }])
      this.busy(() => {
        begin()
        for (const deed of timeline.deeds) if (deed.entries < entries) deed.again()
      })
    } finally {
      this.world = world
      this.endEntry = Infinity
    }
    return seen[0]
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
    this.world.processes.push(process)
    return process
  }

  runUntil(untilNs: number, limits: RunLimits = {}): boolean {
    const relative = this.relative(limits)
    return this.do(() => this.simulation.runUntil(untilNs, this.absolute(relative)))
  }

  runToExit(process: ProcessHandle, limits: RunLimits = {}): boolean {
    const number = this.world.processes.indexOf(process)
    const relative = this.relative(limits)
    return this.do(() => this.simulation.runToExit(this.process(number), this.absolute(relative)))
  }

  interrupt(process: ProcessHandle): void {
    const number = this.world.processes.indexOf(process)
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

  private get simulation(): Simulation {
    return this.world.simulation
  }

  private timelineAt(atEntry: number): Timeline | undefined {
    return [...this.left, this.timeline()].find(({ firstEntry, endEntry }) => atEntry > firstEntry && atEntry <= endEntry)
  }

  private timeline(): Timeline {
    const { firstEntry, deeds, edits } = this.world
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
    return required(this.world.processes[number], `process ${number} of the session`)
  }

  /** Limits count entries of the whole trace; a deed that is done again has others before it. */
  private relative({ maxEntries }: RunLimits): number | undefined {
    return maxEntries === undefined ? undefined : maxEntries - this.world.firstEntry
  }

  private absolute(entries: number | undefined): RunLimits {
    const most = Math.min(entries ?? Infinity, this.endEntry)
    return most === Infinity ? {} : { maxEntries: this.world.firstEntry + most }
  }
}
