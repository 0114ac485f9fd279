import type { Inventory, InventoryNamespace } from '../../../core/model/inventory'
import { formatIpv4 } from '../../../core/wire/ipv4-address'

/** A line of the tree: a segment's heading, or a namespace at its depth. */
export type ClusterRow =
  | { readonly kind: 'segment'; readonly name: string }
  | { readonly kind: 'namespace'; readonly index: number; readonly name: string; readonly depth: 0 | 1 | 2; readonly address: string; readonly shortAddress: string }

/**
 * Segments with their nodes and the nodes' pods, then routers and outside hosts. A search keeps what it finds by name
 * or address, with the lines above it.
 */
export function clusterRows(inventory: Inventory, search: string): readonly ClusterRow[] {
  const wanted = search.trim().toLowerCase()
  const podsOf = podsByNode(inventory)
  const matches = (netns: InventoryNamespace) => wanted === '' || netns.name.toLowerCase().includes(wanted) || addressOf(netns).includes(wanted)
  const rows: ClusterRow[] = []
  for (const segment of inventory.segments) {
    const nodes = segment.members.flatMap((index) => {
      const node = inventory.namespaces[index]
      return node?.kind === 'node' ? nodeRows(node, podsOf.get(index) ?? [], matches) : []
    })
    if (nodes.length > 0) rows.push({ kind: 'segment', name: segment.cidr }, ...nodes)
  }
  for (const netns of inventory.namespaces) {
    if ((netns.kind === 'router' || netns.kind === 'outside') && matches(netns)) rows.push(namespaceRow(netns, 0))
  }
  return rows
}

function podsByNode(inventory: Inventory): ReadonlyMap<number, readonly InventoryNamespace[]> {
  const pods = new Map<number, InventoryNamespace[]>()
  for (const netns of inventory.namespaces) {
    if (netns.kind !== 'pod' || netns.node === undefined) continue
    const list = pods.get(netns.node)
    if (list) list.push(netns)
    else pods.set(netns.node, [netns])
  }
  return pods
}

function nodeRows(node: InventoryNamespace, pods: readonly InventoryNamespace[], matches: (netns: InventoryNamespace) => boolean): ClusterRow[] {
  const shown = matches(node) ? pods : pods.filter(matches)
  if (!matches(node) && shown.length === 0) return []
  return [namespaceRow(node, 1), ...shown.map((pod) => namespaceRow(pod, 2))]
}

function namespaceRow(netns: InventoryNamespace, depth: 0 | 1 | 2): ClusterRow {
  const address = addressOf(netns)
  const octets = address.split('.')
  const shortAddress = netns.kind === 'pod' ? octets.slice(2).join('.') : `.${octets[3] ?? ''}`
  return { kind: 'namespace', index: netns.index, name: netns.name, depth, address, shortAddress: address === '' ? '' : shortAddress }
}

/** The address a namespace is known by: that of its first NIC. */
export function addressOf(netns: InventoryNamespace): string {
  const first = netns.links.find((link) => link.kind === 'ethernet' && link.addresses.length > 0)?.addresses[0]
  return first ? formatIpv4(first.address) : ''
}
