import type { Inventory, InventoryNamespace } from '../../../core/model/inventory'
import { addressOfNamespace } from '../../../core/model/namespace-address'
import { formatIpv4 } from '../../../core/wire/ipv4-address'

/** A line of the tree: a segment's heading, or a namespace at its depth. */
export type ClusterRow =
  | { readonly kind: 'segment'; readonly name: string }
  | { readonly kind: 'namespace'; readonly netns: InventoryNamespace; readonly depth: 0 | 1 | 2 }

/**
 * Segments with their nodes and the nodes' pods, then routers and outside hosts. A search keeps what it finds by name
 * or address, with the lines above it; a pod of the host's network has no line, and leads to its node.
 */
export function clusterRows(inventory: Inventory, search: string): readonly ClusterRow[] {
  const matches = matcher(search)
  const podsOf = podsByNode(inventory)
  const wanted = searched(search)
  const hasHostPod = ({ hostPods = [] }: InventoryNamespace): boolean => wanted !== '' && hostPods.some((name) => name.toLowerCase().includes(wanted))
  const rows: ClusterRow[] = []
  for (const segment of inventory.segments) {
    const heading = rows.length
    for (const index of segment.members) {
      const node = inventory.namespaces[index]
      if (node?.kind === 'node') addNode(rows, node, podsOf.get(index) ?? [], matches, hasHostPod)
    }
    if (rows.length > heading) rows.splice(heading, 0, { kind: 'segment', name: segment.cidr })
  }
  for (const netns of inventory.namespaces) {
    if ((netns.kind === 'router' || netns.kind === 'outside') && matches(netns)) rows.push({ kind: 'namespace', netns, depth: 0 })
  }
  return rows
}

function searched(search: string): string {
  return search.trim().toLowerCase()
}

function matcher(search: string): (netns: InventoryNamespace) => boolean {
  const wanted = searched(search)
  if (wanted === '') return () => true
  const mayBeAddress = /^[\d.]+$/.test(wanted)
  return (netns) => netns.name.toLowerCase().includes(wanted) || (mayBeAddress && fullAddress(netns).includes(wanted))
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

function addNode(rows: ClusterRow[], node: InventoryNamespace, pods: readonly InventoryNamespace[], matches: (netns: InventoryNamespace) => boolean, hasHostPod: (node: InventoryNamespace) => boolean): void {
  const isWhole = matches(node)
  const shown = isWhole ? pods : pods.filter(matches)
  if (!isWhole && shown.length === 0 && !hasHostPod(node)) return
  rows.push({ kind: 'namespace', netns: node, depth: 1 })
  for (const netns of shown) rows.push({ kind: 'namespace', netns, depth: 2 })
}

/** Empty where there is none. */
export function fullAddress(netns: InventoryNamespace): string {
  const address = addressOfNamespace(netns)
  return address === undefined ? '' : formatIpv4(address)
}

/** What tells an address from its neighbours: a pod's last two octets, anybody else's last. */
export function shortAddress(netns: InventoryNamespace): string {
  const octets = fullAddress(netns).split('.')
  if (octets.length < 4) return ''
  return netns.kind === 'pod' ? octets.slice(2).join('.') : `.${octets[3] ?? ''}`
}
