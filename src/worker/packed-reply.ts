import type { Inventory } from '../core/model/inventory'
import { packNamespaces, unpackNamespaces } from '../core/model/namespace-columns'
import type { NamespaceColumns } from '../core/model/namespace-columns'
import type { EngineReply, LabState } from './protocol'

/** A reply on its way between the threads: the namespaces of an inventory travel beside it, as columns. */
export interface PackedReply {
  readonly reply: EngineReply
  readonly namespaces?: NamespaceColumns
}

export function packReply(reply: EngineReply): PackedReply {
  const inventory = inventoryIn(reply)
  return inventory === undefined ? { reply } : { reply: withInventory(reply, { ...inventory, namespaces: [] }), namespaces: packNamespaces(inventory.namespaces) }
}

export function unpackReply({ reply, namespaces }: PackedReply): EngineReply {
  const inventory = inventoryIn(reply)
  return inventory === undefined || namespaces === undefined ? reply : withInventory(reply, { ...inventory, namespaces: unpackNamespaces(namespaces) })
}

function inventoryIn(reply: EngineReply): Inventory | undefined {
  return reply.kind === 'lab-read' ? reply.inventory : labIn(reply)?.inventory
}

function labIn(reply: EngineReply): LabState | undefined {
  if (reply.kind === 'lab-loaded' || reply.kind === 'lab-changed') return reply.lab
  return reply.kind === 'run-ended' ? reply.run.lab : reply.kind === 'line-ended' ? reply.line.lab : undefined
}

function withInventory(reply: EngineReply, inventory: Inventory): EngineReply {
  if (reply.kind === 'lab-read') return { ...reply, inventory }
  const before = labIn(reply)
  if (before === undefined) return reply
  const lab = { ...before, inventory }
  switch (reply.kind) {
    case 'lab-loaded':
    case 'lab-changed':
      return { ...reply, lab }
    case 'run-ended':
      return { ...reply, run: { ...reply.run, lab } }
    case 'line-ended':
      return { ...reply, line: { ...reply.line, lab } }
    default:
      return reply
  }
}
