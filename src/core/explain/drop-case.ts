import type { PlacedCommand } from '../model/fault'
import type { Inventory, InventoryNamespace } from '../model/inventory'
import type { Trace } from '../trace/trace'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Cures } from '../words/cures'
import type { Words } from '../words/en'
import type { DropContext } from './drop-context'

/** What the trace and the lab know of a drop beyond the place where it happened: the thing at fault in words, and what to type. */
export interface DropRemedy {
  readonly findings: readonly string[]
  readonly repairs: readonly PlacedCommand[]
  /** What shows the thing at fault, where it is elsewhere than the drop. */
  readonly evidence?: readonly PlacedCommand[]
  /** The findings say what to do: the reason's own cure would lead astray. */
  readonly isWhole?: boolean
}

/** A drop about which something is to be found out. */
export interface DropCase {
  readonly trace: Trace
  readonly context: DropContext
  readonly inventory: Inventory
  readonly words: Words
  readonly found: Cures['found']
}

export const NO_REMEDY: DropRemedy = { findings: [], repairs: [] }
/** How far back in the trace a cause is looked for. */
export const MAX_LOOK_BACK = 20_000

export function repaired(netns: string, ...commands: readonly string[]): DropRemedy {
  return { findings: [], repairs: commands.map((command) => ({ netns, command })) }
}

export function podWith({ namespaces }: Inventory, address: Ipv4): InventoryNamespace | undefined {
  return namespaces.find((candidate) => candidate.kind === 'pod' && candidate.address === address)
}

/** The node that a pod runs on. */
export function nodeOf({ namespaces }: Inventory, pod: InventoryNamespace | undefined): InventoryNamespace | undefined {
  return pod?.node === undefined ? undefined : namespaces[pod.node]
}

/** The node that has an address, or the node of the pod that has it. */
export function nodeWith(inventory: Inventory, address: Ipv4 | undefined): string | undefined {
  const holder = address === undefined ? undefined : inventory.namespaces.find((candidate) => candidate.address === address)
  return holder?.kind === 'node' ? holder.name : holder?.node === undefined ? undefined : inventory.namespaces[holder.node]?.name
}
