import type { ReadingProgress } from '../core/import/reading-progress'
import type { Fault, FaultRef, PlacedCommand } from '../core/model/fault'
import type { Inventory, InventoryNamespace } from '../core/model/inventory'
import type { LabSettings } from '../core/model/lab-settings'
import type { Problem } from '../core/model/problem'
import type { TypedChange } from '../core/model/typed-change'
import type { FactChange } from '../core/trace/facts'
import type { TraceBlock } from '../core/trace/trace'

export type { ReadingProgress } from '../core/import/reading-progress'

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
  /** Brings the lab to these settings with these faults and typed changes and no others; the dataplane is derived anew where settings differ. */
  | { readonly id: number; readonly kind: 'change-lab'; readonly settings: LabSettings; readonly faults: readonly FaultRef[]; readonly changes: readonly TypedChange[] }
  /**
   * The same at a moment of the past, when the trace had `atEntry` entries: the run that was under way then goes on in the changed lab.
   * Its record is that of the whole run, told again; commands of terminals end.
   */
  | { readonly id: number; readonly kind: 'change-past'; readonly atEntry: number; readonly settings: LabSettings; readonly faults: readonly FaultRef[]; readonly changes: readonly TypedChange[] }
  /** What could be broken on the way between two namespaces. */
  | { readonly id: number; readonly kind: 'list-faults'; readonly from: string; readonly to: string }
  /**
   * Runs commands that only look, one after the other, and tells what they print; they are no flow. With `atEntry`: what they printed when
   * the trace had so many entries, where that moment can be reached.
   */
  | { readonly id: number; readonly kind: 'ask'; readonly netns: string; readonly commands: readonly string[]; readonly atEntry?: number }
  /** Builds and reports the tables of a namespace that no packet has touched. */
  | { readonly id: number; readonly kind: 'look'; readonly netns: string }
  /** Namespaces that somebody looks at, by their indexes; from now on every inventory of this lab describes them. */
  | { readonly id: number; readonly kind: 'describe'; readonly namespaces: readonly number[] }
  /** Ends the run with this id, as Ctrl-C does. */
  | { readonly id: number; readonly kind: 'interrupt'; readonly run: number }
  /**
   * A line typed in a terminal; the terminal is opened in the namespace by its first. Answered when the line has ended; what it
   * prints comes as events. Other requests are served meanwhile.
   */
  | { readonly id: number; readonly kind: 'type'; readonly terminal: number; readonly netns: string; readonly text: string }
  /** Ctrl-C in a terminal. */
  | { readonly id: number; readonly kind: 'interrupt-terminal'; readonly terminal: number }
  | { readonly id: number; readonly kind: 'close-terminal'; readonly terminal: number }
  /** Words that can go on a line that has been typed so far. */
  | { readonly id: number; readonly kind: 'complete'; readonly terminal: number; readonly netns: string; readonly text: string }
  /** Lets simulated time pass to the end of the next burst of activity, at most this long; for terminals, whose clock is the page's. */
  | { readonly id: number; readonly kind: 'advance'; readonly maxNs: number }
  | { readonly id: number; readonly kind: 'read-file'; readonly netns: string; readonly path: string }
  | { readonly id: number; readonly kind: 'write-file'; readonly netns: string; readonly path: string; readonly bytes: Uint8Array }

export interface LabFile {
  readonly name: string
  readonly text: string
}

/** The lab as the engine has it now. */
export interface LabState {
  readonly inventory: Inventory
  readonly settings: LabSettings
  readonly faults: readonly Fault[]
  /** What was typed that changed it, in order. */
  readonly changes: readonly TypedChange[]
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
  /** How far the reading of the files has come, where it takes long. */
  | { readonly id: number; readonly kind: 'lab-reading'; readonly progress: ReadingProgress }
  /** The first lab's files are read: it can be drawn while the rest of the engine is on its way. */
  | { readonly id: number; readonly kind: 'lab-read'; readonly inventory: Inventory }
  | { readonly id: number; readonly kind: 'lab-loaded'; readonly lab: LabState; readonly problems: readonly Problem[] }
  /** The lab was not loaded; the one before stays. */
  | { readonly id: number; readonly kind: 'lab-refused'; readonly problems: readonly Problem[] }
  /** The lab is now this one; what ran before stays in the trace. */
  | { readonly id: number; readonly kind: 'lab-changed'; readonly lab: LabState }
  | { readonly id: number; readonly kind: 'described'; readonly namespaces: readonly InventoryNamespace[] }
  | { readonly id: number; readonly kind: 'faults'; readonly faults: readonly Fault[] }
  /** `isThen`: they are of the moment that was asked for, and not of the present. */
  | { readonly id: number; readonly kind: 'answers'; readonly answers: readonly Answer[]; readonly isThen: boolean }
  | { readonly id: number; readonly kind: 'trace'; readonly blocks: readonly TraceBlock[]; readonly facts: readonly FactChange[] }
  | { readonly id: number; readonly kind: 'run-ended'; readonly run: RunRecord }
  /** The line has ended; `isUnfinished`: it was not begun, since it is only the beginning of one. */
  | { readonly id: number; readonly kind: 'line-ended'; readonly line: LineRecord }
  | { readonly id: number; readonly kind: 'line-unfinished' }
  | { readonly id: number; readonly kind: 'completions'; readonly completions: Completions }
  | { readonly id: number; readonly kind: 'advanced'; readonly clock: Clock }
  | { readonly id: number; readonly kind: 'file'; readonly bytes: Uint8Array | undefined }
  | EngineEvent
  | { readonly id: number; readonly kind: 'done' }
  /** A bug of ours, or a request that cannot be; the engine goes on with its last good state. */
  | { readonly id: number; readonly kind: 'fault'; readonly message: string }

/** What comes without having been asked for, in the order in which it happened; its id is that of no request. */
export type EngineEvent =
  | { readonly id: 0; readonly kind: 'printed'; readonly terminal: number; readonly text: string; /** Trace entries recorded before it was printed. */ readonly atEntry: number }
  | { readonly id: 0; readonly kind: 'recorded'; readonly blocks: readonly TraceBlock[]; readonly facts: readonly FactChange[] }
  | { readonly id: 0; readonly kind: 'file-written'; readonly netns: string; readonly path: string }

/** The simulated clock, as the page drives it. */
export interface Clock {
  readonly nowNs: number
  /** Some command waits for time to pass. */
  readonly isLive: boolean
  /** Something was recorded or printed in the time that passed. */
  readonly hasHappened: boolean
}

/** A line that was typed in a terminal, and where in the trace it lies: entries [firstEntry, endEntry). */
export interface LineRecord {
  readonly exit: number
  /** What stands before the next line. */
  readonly prompt: string
  /** The prompt is that of a shell inside the terminal's own. */
  readonly isNested: boolean
  /** The namespace in which the next line runs. */
  readonly place: string
  readonly outcome: string
  readonly firstEntry: number
  readonly endEntry: number
  /** Set where the line changed the lab. */
  readonly lab?: LabState
}

export interface Completions {
  /** Where in the line the completed word begins. */
  readonly from: number
  readonly words: readonly string[]
}

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
