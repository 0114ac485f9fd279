import type { Fault, FaultRef, PlacedCommand } from '../core/model/fault'
import type { Inventory } from '../core/model/inventory'
import type { LabSettings } from '../core/model/lab-settings'
import type { Problem } from '../core/model/problem'
import type { FactChange } from '../core/trace/facts'
import type { TraceBlock } from '../core/trace/trace'

/**
 * The whole contract between page and engine. Every request carries an id; the replies to it carry the same id and
 * end with exactly one `done` or `fault`. Trace blocks are transferred, not copied.
 */
export type EngineRequest =
  | { readonly id: number; readonly kind: 'load-lab'; readonly files: readonly LabFile[]; readonly seed: number }
  /**
   * Runs a command in a namespace to its end (or `untilMs` of simulated time). `beside` is started first, in a namespace of
   * its own, and ended with it: a server for a client.
   */
  | { readonly id: number; readonly kind: 'run'; readonly netns: string; readonly command: string; readonly beside?: PlacedCommand; readonly untilMs?: number }
  /** Brings the lab to these settings with these faults and no others; the dataplane is derived anew where settings differ. */
  | { readonly id: number; readonly kind: 'change-lab'; readonly settings: LabSettings; readonly faults: readonly FaultRef[] }
  /** What could be broken on the way between two namespaces. */
  | { readonly id: number; readonly kind: 'list-faults'; readonly from: string; readonly to: string }
  /** Runs commands that only look, one after the other, and tells what they print; they are no flow. */
  | { readonly id: number; readonly kind: 'ask'; readonly netns: string; readonly commands: readonly string[] }
  /** Builds and reports the tables of a namespace that no packet has touched. */
  | { readonly id: number; readonly kind: 'look'; readonly netns: string }
  /** Ends the run with this id, as Ctrl-C does. */
  | { readonly id: number; readonly kind: 'interrupt'; readonly run: number }

export interface LabFile {
  readonly name: string
  readonly text: string
}

/** The lab as the engine has it now. */
export interface LabState {
  readonly inventory: Inventory
  readonly settings: LabSettings
  readonly faults: readonly Fault[]
  /** The pools that give addresses to pods. */
  readonly poolNames: readonly string[]
}

/** What a command printed. */
export interface Answer {
  readonly command: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export type EngineReply =
  /** The first lab's files are read: it can be drawn while the rest of the engine is on its way. */
  | { readonly id: number; readonly kind: 'lab-read'; readonly inventory: Inventory }
  | { readonly id: number; readonly kind: 'lab-loaded'; readonly lab: LabState; readonly problems: readonly Problem[] }
  /** The lab was not loaded; the one before stays. */
  | { readonly id: number; readonly kind: 'lab-refused'; readonly problems: readonly Problem[] }
  /** The lab is now this one; what ran before stays in the trace. */
  | { readonly id: number; readonly kind: 'lab-changed'; readonly lab: LabState }
  | { readonly id: number; readonly kind: 'faults'; readonly faults: readonly Fault[] }
  | { readonly id: number; readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly id: number; readonly kind: 'trace'; readonly blocks: readonly TraceBlock[]; readonly facts: readonly FactChange[] }
  | { readonly id: number; readonly kind: 'run-ended'; readonly run: RunRecord }
  | { readonly id: number; readonly kind: 'done' }
  /** A bug of ours, or a request that cannot be; the engine goes on with its last good state. */
  | { readonly id: number; readonly kind: 'fault'; readonly message: string }

/** One command that was run, and where in the trace it lies: entries [firstEntry, endEntry). */
export interface RunRecord {
  readonly ns: string
  readonly command: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly outcome: string
  readonly firstEntry: number
  readonly endEntry: number
  /** Set where the command changed the cluster's resources (a new mode). */
  readonly lab?: LabState
}
