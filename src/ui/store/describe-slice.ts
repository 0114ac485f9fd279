import { isDescribed } from '../../core/model/inventory'
import type { Inventory, InventoryNamespace } from '../../core/model/inventory'
import type { AppState, GetState, SetState, StoreDeps } from './app-state'

/** Of a large lab the interfaces of a namespace are known only when somebody looks at it. */
export interface DescribeSlice {
  /** Has namespaces of the lab described, by their indexes; those that are described already cost nothing. */
  readonly describe: (namespaces: readonly number[]) => Promise<void>
}

export function createDescribeSlice(set: SetState, get: GetState, deps: StoreDeps): DescribeSlice {
  return {
    describe: async (namespaces) => {
      const { labInventory: lab, trace } = get()
      const unknown = [...new Set(namespaces)].filter((index) => lab?.namespaces[index] !== undefined && !isDescribed(lab.namespaces[index]))
      if (!lab || unknown.length === 0) return
      const described = await deps.engine.describe(unknown)
      // the engine told them of the lab of all answers before its own, which may have been changed since they were asked for
      set((state) => (state.labInventory && state.trace === trace ? withDescribed(state, state.labInventory, described) : {}))
    },
  }
}

/** Whether an inventory is that of another one's lab, described further or not: they have their segments in common. */
function isOf(inventory: Inventory | undefined, lab: Inventory | undefined): inventory is Inventory {
  return inventory !== undefined && inventory.segments === lab?.segments
}

/** Wherever the lab is held as it is now; a run on an earlier one keeps that. */
function withDescribed(state: AppState, lab: Inventory, described: readonly InventoryNamespace[]): Partial<AppState> {
  const merged = new Map<Inventory, Inventory>()
  const merge = (inventory: Inventory): Inventory => {
    const known = merged.get(inventory)
    if (known) return known
    const namespaces = inventory.namespaces.slice()
    for (const namespace of described) namespaces[namespace.index] = namespace
    const whole = { ...inventory, namespaces }
    merged.set(inventory, whole)
    return whole
  }
  const ifOf = (inventory: Inventory | undefined): Inventory | undefined => (isOf(inventory, lab) ? merge(inventory) : inventory)
  return {
    labInventory: ifOf(state.labInventory),
    inventory: ifOf(state.inventory),
    runs: state.runs.map((run) => {
      const drawn = isOf(run.drawnOn, lab) ? { ...run, drawnOn: merge(run.drawnOn) } : run
      return drawn.later === undefined ? drawn : { ...drawn, later: drawn.later.map((later) => (isOf(later.inventory, lab) ? { ...later, inventory: merge(later.inventory) } : later)) }
    }),
  }
}
