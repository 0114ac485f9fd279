import type { EncapsulationChoice } from '../core/model/encapsulation'
import type { Inventory } from '../core/model/inventory'
import type { Problem } from '../core/model/problem'
import type { FactChange } from '../core/trace/facts'
import type { TraceBlock } from '../core/trace/trace'

export type { EncapsulationChoice }

/**
 * The whole contract between page and engine. Every request carries an id; the replies to it carry the same id and
 * end with exactly one `done` or `fault`. Trace blocks are transferred, not copied.
 */
export type EngineRequest =
  | { readonly id: number; readonly kind: 'load-lab'; readonly files: readonly LabFile[]; readonly seed: number }
  /** Runs a command in a namespace to its end (or `untilMs` of simulated time). */
  | { readonly id: number; readonly kind: 'run'; readonly netns: string; readonly command: string; readonly untilMs?: number }
  /** What `calicoctl patch` does to the pools (and Felix for WireGuard): the dataplane is derived anew. */
  | { readonly id: number; readonly kind: 'set-encapsulation'; readonly mode: EncapsulationChoice['mode']; readonly scope: EncapsulationChoice['scope'] }
  /** Builds and reports the tables of a namespace that no packet has touched. */
  | { readonly id: number; readonly kind: 'look'; readonly netns: string }
  /** Ends the run with this id, as Ctrl-C does. */
  | { readonly id: number; readonly kind: 'interrupt'; readonly run: number }

export interface LabFile {
  readonly name: string
  readonly text: string
}

export type EngineReply =
  | { readonly id: number; readonly kind: 'lab-loaded'; readonly inventory: Inventory; readonly problems: readonly Problem[]; readonly encapsulation: EncapsulationChoice }
  /** The lab was not loaded; the one before stays. */
  | { readonly id: number; readonly kind: 'lab-refused'; readonly problems: readonly Problem[] }
  /** The lab is now this one; what ran before stays in the trace. */
  | { readonly id: number; readonly kind: 'lab-changed'; readonly inventory: Inventory; readonly encapsulation: EncapsulationChoice }
  | { readonly id: number; readonly kind: 'trace'; readonly blocks: readonly TraceBlock[]; readonly facts: readonly FactChange[] }
  | { readonly id: number; readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
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
  /** Set where the command changed what is drawn (a new mode, a link taken down). */
  readonly inventory?: Inventory
  readonly encapsulation?: EncapsulationChoice
}
