import { required } from '../base/assert'
import type { Program } from '../engine/kernel-api'
import type { ProcessHandle, SteeredSimulation } from '../engine/simulation-api'
import type { FactChange } from '../trace/facts'
import type { TraceBlock } from '../trace/trace'
import { outcomeOf } from './outcome'
import type { Outcome } from './outcome'
import type { Place } from './place'

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

/** Where a command must stop; it is then interrupted, as by Ctrl-C. */
export interface CommandLimits {
  /** Simulated time at which the run ends, whether or not the command has. */
  readonly untilNs?: number
  /** Trace entries that the command may add. */
  readonly maxEntries?: number
}

/** Programs whose exit status says whether anybody answered. */
const EXIT_TELLS_REPLY: ReadonlySet<string> = new Set(['ping', 'arping'])

/** A command line that has been read, and where it runs. */
export interface RunPlan {
  readonly netns: string
  readonly command: string
  readonly place: Place
  readonly argv: readonly string[]
}

/** Where a command came to run in the end, `kubectl exec` in a pod for example. */
export interface RanIn {
  /** Index of the namespace; -1 for the fabric. */
  readonly netns: number
  readonly program: string
}

/** What its session knows of a command. */
interface CommandWatch {
  networkChanges(): number
  ranIn(): RanIn
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
    private readonly simulation: SteeredSimulation,
    private readonly plan: RunPlan,
    program: Program,
    private readonly watched: CommandWatch,
  ) {
    this.startNs = simulation.nowNs
    this.firstEntry = simulation.entryCount
    this.changesBefore = watched.networkChanges()
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

  /** The record of the command, which has ended. `recorded` has all that was taken while it ran. */
  finish(recorded: RecordedPart): CommandRecord {
    const { netns, command } = this.plan
    const exit = required(this.process.exitStatus, `exit status of ${command}`)
    const ranIn = this.watched.ranIn()
    const outcome = outcomeOf(recorded.blocks, { firstEntry: this.firstEntry, netns: ranIn.netns, exit, exitTellsReply: EXIT_TELLS_REPLY.has(ranIn.program) })
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
      networkChanged: this.watched.networkChanges() > this.changesBefore,
    }
  }
}
