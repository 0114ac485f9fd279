import type { KernelDraws } from '../dataplane/kernel-draws'
import type { NetworkSpec } from '../model/network-spec'
import type { FactChange } from '../trace/facts'
import type { Moment } from '../trace/recorder'
import type { TraceBlock } from '../trace/trace'
import type { FileStore, Program, System } from './kernel-api'

/** A running lab: one clock, one trace. Made by `createSimulation` (simulation.ts). */
export interface Simulation {
  readonly network: NetworkSpec
  readonly nowNs: number
  /** Starts a program in a namespace, at the present simulated time. */
  start(netns: string, program: Program, argv: readonly string[], output: OutputSink, input?: ProcessInput): ProcessHandle
  /**
   * Runs a program here and now, also from within another one: the clock stands still. Returns its exit status; a program
   * that would have to wait is ended as Ctrl-C does it.
   */
  runNow(netns: string, program: Program, argv: readonly string[], output: OutputSink, input?: ProcessInput): number
  /** What the program of that name sees of a namespace that it moves into (`kubectl exec`). */
  systemIn(netns: string, program: string, output: OutputSink, input: ProcessInput): System
  /** Runs until no event is due at or before `untilNs` and then lets the clock stand there. Returns false if `maxEntries` stopped it. */
  runUntil(untilNs: number, limits?: RunLimits): boolean
  /** Runs until the process has ended (its events only bound by `limits`). */
  runToExit(process: ProcessHandle, limits?: RunLimits): boolean
  /** When the next thing happens if nobody types anything; Infinity: never. */
  nextDueNs(): number
  /** Asks a process to end as Ctrl-C does: the generator's `return`, exit status 130. */
  interrupt(process: ProcessHandle): void
  /** Entries recorded so far. */
  readonly entryCount: number
  /** Takes what has been recorded since the last call: blocks to be handed over, and fact changes. */
  drain(): { readonly blocks: readonly TraceBlock[]; readonly facts: readonly FactChange[] }
  /** Builds a namespace's tables if no packet has yet, so that its facts are in the log. */
  look(netns: string): void
  /** Another simulation from its very beginning, whose trace goes on where this one's ends. This one is over. */
  startOver(network: NetworkSpec, seed: number): Simulation
  /** Has something done at the very moment at which so many entries have been recorded, in mid-flight; several are given in order. */
  awaitMoments(moments: readonly Moment[]): void
  /** Replaces the network by a newly derived one (a mode toggle, an edit): running state that both share is kept. */
  reload(network: NetworkSpec): void
}

/** A simulation as who lets it run needs it. */
export type SteeredSimulation = Omit<Simulation, 'startOver' | 'awaitMoments'>

export interface RunLimits {
  /** Stops when this many entries have been recorded in all. */
  readonly maxEntries?: number
}

export interface OutputSink {
  stdout(text: string): void
  stderr(text: string): void
}

/** What a program reads besides the network; without it, nothing is piped in and there are no files. */
export interface ProcessInput {
  readonly stdin: Uint8Array
  readonly files: FileStore
}

export const NO_INPUT: ProcessInput = { stdin: new Uint8Array(0), files: { read: () => undefined, write: () => false } }

export interface ProcessHandle {
  readonly pid: number
  /** Undefined while it runs. */
  readonly exitStatus: number | undefined
}

export interface SimulationOptions {
  readonly seed: number
  /** False: nothing is recorded; for benchmarks. */
  readonly record: boolean
  /** What the kernel would draw; constants if nobody says. */
  readonly draws?: KernelDraws
}
