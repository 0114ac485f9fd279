import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { required } from '../base/assert'
import { changeEncapsulation, encapsulationOf } from '../calico/change-encapsulation'
import { deriveNetwork } from '../calico/derive-network'
import { createSimulation } from '../engine/simulation'
import type { Program } from '../engine/kernel-api'
import type { ProcessHandle, Simulation } from '../engine/simulation-api'
import type { LabText } from '../import/manifest'
import { readLab } from '../import/read-lab'
import type { Cluster } from '../model/cluster'
import type { EncapsulationChoice } from '../model/encapsulation'
import type { NetworkSpec } from '../model/network-spec'
import type { Problem } from '../model/problem'
import { calicoctlOn } from '../shell/calicoctl'
import { parseCommandLine } from '../shell/command-line'
import { commandNamed, fabricCommandNamed } from '../shell/commands'
import type { FactChange } from '../trace/facts'
import type { TraceBlock } from '../trace/trace'
import { outcomeOf } from './outcome'
import type { Outcome } from './outcome'
import { findPlace } from './place'
import type { Place } from './place'
import { unsimulatedDevice } from './simulated-devices'

/** One command that was run, and where in the trace it lies: entries [firstEntry, endEntry). */
export interface CommandRecord {
  /** As it was typed. */
  readonly netns: string
  readonly command: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly outcome: Outcome
  readonly startNs: number
  readonly firstEntry: number
  readonly endEntry: number
  /** The command changed the cluster's resources, and with them the network. */
  readonly networkChanged: boolean
}

/** What has been recorded since it was last taken; the blocks are the taker's, to keep or to transfer. */
export interface RecordedPart {
  readonly blocks: readonly TraceBlock[]
  readonly facts: readonly FactChange[]
}

export interface SessionOptions {
  readonly seed: number
}

/** Where a command must stop; it is then interrupted, as by Ctrl-C. */
export interface CommandLimits {
  /** Simulated time at which the run ends, whether or not the command has. */
  readonly untilNs?: number
  /** Trace entries that the command may add. */
  readonly maxEntries?: number
}

/** Programs whose exit status says whether anybody answered. */
const EXIT_TELLS_REPLY: ReadonlySet<string> = new Set(['ping', 'arping'])

/** A lab that runs: resources, the network derived from them, and one simulation. The page's worker and the command line both stand on it. */
export class LabSession {
  private clusterNow: Cluster
  private readonly simulation: Simulation
  private networkChanges = 0
  /** Why the network cannot be run, if so. */
  private refusal: string | undefined

  private constructor(cluster: Cluster, options: SessionOptions) {
    const network = deriveNetwork(cluster)
    this.clusterNow = cluster
    this.refusal = unsimulatedDevice(network)
    this.simulation = createSimulation(network, { seed: options.seed, record: true })
  }

  /** Reads a lab; problems are all of them, and warnings come with the session too. */
  static open(files: readonly LabText[], options: SessionOptions): { readonly session?: LabSession; readonly problems: readonly Problem[] } {
    const { cluster, problems } = readLab(files)
    return cluster ? { session: new LabSession(cluster, options), problems } : { problems }
  }

  get cluster(): Cluster {
    return this.clusterNow
  }

  get network(): NetworkSpec {
    return this.simulation.network
  }

  get encapsulation(): EncapsulationChoice {
    return encapsulationOf(this.clusterNow)
  }

  get nowNs(): number {
    return this.simulation.nowNs
  }

  /** What has been recorded since the last call, by commands, waits and looks. */
  take(): RecordedPart {
    return this.simulation.drain()
  }

  /** Does what `calicoctl patch` does to the pools, and to Felix for WireGuard. Throws, and changes nothing, where the result cannot be simulated. */
  setEncapsulation(mode: EncapsulationChoice['mode'], scope: EncapsulationChoice['scope']): void {
    const done = this.replaceCluster(changeEncapsulation(this.clusterNow, { mode, scope }))
    if (!done.ok) throw new Error(done.error)
  }

  /** Lets simulated time pass. */
  wait(durationNs: number): void {
    this.simulation.runUntil(this.simulation.nowNs + durationNs)
  }

  /** Builds the tables of a namespace that no packet has touched. False: there is no such namespace. */
  look(netns: string): boolean {
    const place = findPlace(this.network, netns)
    if (place.ok && place.value.kind === 'namespace') this.simulation.look(place.value.name)
    return place.ok && place.value.kind === 'namespace'
  }

  /** What is wrong with a place or command line, if anything, before it is run. */
  problemWith(netns: string, command: string): string | undefined {
    const plan = this.plan(netns, command)
    return plan.ok ? undefined : plan.error
  }

  /** Starts a command; the error says what is wrong with place or command line, and nothing has run. */
  begin(netns: string, command: string): Result<CommandRun, string> {
    const plan = this.plan(netns, command)
    if (!plan.ok) return plan
    const program = this.programOf(plan.value.place, plan.value.argv[0] ?? '')
    return ok(new CommandRun(this.simulation, plan.value, program, () => this.networkChanges))
  }

  /** Runs a command to its end or its limits. Entries recorded before it stay to be taken first: they come with `before`. */
  run(netns: string, command: string, limits: CommandLimits = {}): Result<{ readonly record: CommandRecord; readonly parts: readonly RecordedPart[] }, string> {
    const before = this.take()
    const run = this.begin(netns, command)
    if (!run.ok) return run
    run.value.advance(limits)
    const during = this.take()
    return ok({ record: run.value.finish(during), parts: [before, during] })
  }

  private plan(netns: string, command: string): Result<RunPlan, string> {
    const place = findPlace(this.network, netns)
    if (!place.ok) return place
    if (this.refusal !== undefined) return err(this.refusal)
    const argv = parseCommandLine(command)
    if (!argv.ok) return err(`${command}: ${argv.error}`)
    return argv.value.length === 0 ? err('there is no command') : ok({ netns, command, place: place.value, argv: argv.value })
  }

  private programOf(place: Place, name: string): Program {
    if (place.kind === 'segments') return fabricCommandNamed(name, place.segments)
    if (name !== 'calicoctl') return commandNamed(name)
    return calicoctlOn({ cluster: this.clusterNow, replace: (cluster) => this.replaceCluster(cluster) })
  }

  private replaceCluster(cluster: Cluster): Result<void, string> {
    const network = deriveNetwork(cluster)
    const missing = unsimulatedDevice(network)
    if (missing !== undefined) return err(missing)
    this.clusterNow = cluster
    this.refusal = undefined
    this.networkChanges++
    this.simulation.reload(network)
    return ok(undefined)
  }
}

interface RunPlan {
  readonly netns: string
  readonly command: string
  readonly place: Place
  readonly argv: readonly string[]
}

/** A command under way: it can be let run in slices, so that a caller may show its output and stop it. */
export class CommandRun {
  stdout = ''
  stderr = ''
  private readonly process: ProcessHandle
  private readonly startNs: number
  private readonly firstEntry: number
  private readonly changesBefore: number

  constructor(
    private readonly simulation: Simulation,
    private readonly plan: RunPlan,
    program: Program,
    private readonly networkChanges: () => number,
  ) {
    this.startNs = simulation.nowNs
    this.firstEntry = simulation.entryCount
    this.changesBefore = networkChanges()
    const output = {
      stdout: (text: string): void => {
        this.stdout += text
      },
      stderr: (text: string): void => {
        this.stderr += text
      },
    }
    this.process = simulation.start(plan.place.name, program, plan.argv, output)
  }

  get hasEnded(): boolean {
    return this.process.exitStatus !== undefined
  }

  /** Lets it run until it ends; a limit that is reached interrupts it. */
  advance(limits: CommandLimits): void {
    const maxEntries = limits.maxEntries === undefined ? {} : { maxEntries: this.firstEntry + limits.maxEntries }
    if (limits.untilNs === undefined) this.simulation.runToExit(this.process, maxEntries)
    else this.simulation.runUntil(limits.untilNs, maxEntries)
    if (!this.hasEnded) this.interrupt()
  }

  /** Lets it run until it ends or has added this many entries; true when it has ended. */
  advanceBy(entries: number): boolean {
    if (!this.hasEnded) this.simulation.runToExit(this.process, { maxEntries: this.simulation.entryCount + entries })
    return this.hasEnded
  }

  interrupt(): void {
    if (!this.hasEnded) this.simulation.interrupt(this.process)
  }

  /** The record of the command, which has ended. `recorded` is all that was taken while it ran. */
  finish(recorded: RecordedPart): CommandRecord {
    const { netns, command, place, argv } = this.plan
    const exit = required(this.process.exitStatus, `exit status of ${command}`)
    const outcome = outcomeOf(recorded.blocks, { netns: place.index, exit, exitTellsReply: EXIT_TELLS_REPLY.has(argv[0] ?? '') })
    return {
      netns,
      command,
      exit,
      stdout: this.stdout,
      stderr: this.stderr,
      outcome,
      startNs: this.startNs,
      firstEntry: this.firstEntry,
      endEntry: this.simulation.entryCount,
      networkChanged: this.networkChanges() > this.changesBefore,
    }
  }
}
