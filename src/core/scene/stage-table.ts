import type { Inventory, InventoryNamespace } from '../model/inventory'
import { formatIpv4 } from '../wire/ipv4-address'
import type { Step } from './steps'

/** A place of the stage as a row: what the picture says by where things stand and which numbers they wear. */
export interface StageTableRow {
  /** Index of the namespace; of a segment, where something happened between namespaces, -1 - INDEX. */
  readonly place: number
  readonly kind: InventoryNamespace['kind'] | 'segment'
  readonly name: string
  /** A pod's node, else the segments that it is plugged into. */
  readonly within: readonly string[]
  /** `tunl0 172.16.34.0`, in order of the interfaces; a segment's CIDR. */
  readonly addresses: readonly string[]
  /** Positions in the list of steps, ascending. */
  readonly visits: readonly number[]
}

export interface StageTable {
  readonly rows: readonly StageTableRow[]
  /** Places without a row: the lab is large, and the packet does not come there. */
  readonly folded: number
}

/** Above this many places only those where the packet comes have a row. */
export const MOST_PLACES = 200

/** The stage as a table: every place in the lab's order, with the steps of the flow that happen there. */
export function stageTable(inventory: Inventory, steps: readonly Step[]): StageTable {
  const visits = new Map<number, number[]>()
  for (const [position, step] of steps.entries()) {
    const there = visits.get(step.netns)
    if (there === undefined) visits.set(step.netns, [position])
    else there.push(position)
  }
  const isSmall = inventory.namespaces.length <= MOST_PLACES
  const shown = inventory.namespaces.filter(({ index }) => isSmall || visits.has(index))
  const segments = inventory.segments.flatMap((segment, index): readonly StageTableRow[] => {
    const place = -1 - index
    const there = visits.get(place)
    return there === undefined ? [] : [{ place, kind: 'segment', name: segment.name, within: [], addresses: [segment.cidr], visits: there }]
  })
  return {
    rows: [...shown.map((namespace) => rowOf(namespace, inventory, visits.get(namespace.index) ?? [])), ...segments],
    folded: inventory.namespaces.length - shown.length,
  }
}

function rowOf(namespace: InventoryNamespace, inventory: Inventory, visits: readonly number[]): StageTableRow {
  const { index: place, kind, name, node, links } = namespace
  const host = node === undefined ? undefined : inventory.namespaces[node]?.name
  const segments = [...new Set(links.flatMap(({ segment }) => segment ?? []))]
  const addresses = links.filter((link) => link.kind !== 'loopback').flatMap((link) => link.addresses.map(({ address }) => `${link.name} ${formatIpv4(address)}`))
  return { place, kind, name, within: host === undefined ? segments : [host], addresses, visits }
}
