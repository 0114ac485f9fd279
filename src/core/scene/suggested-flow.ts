import type { Inventory, InventoryNamespace } from '../model/inventory'

/** What keeps a cluster running is in these: nobody asks first how it talks. */
const OF_THE_CLUSTER = /^(kube|calico|tigera)-/

/**
 * Two pods that show most of a lab: of one namespace, on different nodes, across the router where there is one, the second on a busy node. Without
 * pods it is the first node and the last. Windows nodes, which are no hosts as modelled here, only where there is no other choice.
 */
export function suggestedFlow(inventory: Inventory): readonly [from: number, to: number] | undefined {
  const { namespaces } = inventory
  const known = preferred(namespaces.filter((ns) => ns.kind === 'pod' && ns.node !== undefined), ({ node = -1 }) => namespaces[node]?.isWindows !== true)
  const apps = preferred(known, ({ podNamespace = '' }) => !OF_THE_CLUSTER.test(podNamespace))
  const firstNodeOf = new Map(apps.toReversed().map(({ podNamespace, node }) => [podNamespace, node] as const))
  const spread = new Set(apps.flatMap(({ podNamespace, node }) => (firstNodeOf.get(podNamespace) === node ? [] : [podNamespace])))
  const pods = preferred(apps, ({ podNamespace }) => spread.has(podNamespace))
  if (pods.length === 0) return endsOf(preferred(namespaces.filter((ns) => ns.kind === 'node'), ({ isWindows }) => isWindows !== true))
  const segments = new Map(inventory.segments.flatMap(({ members }, segment) => members.map((member) => [member, segment] as const)))
  const segmentOf = (pod: InventoryNamespace | undefined): number | undefined => segments.get(pod?.node ?? -1)
  const first = pods[0]
  const from = pods.findLast((pod) => segmentOf(pod) !== segmentOf(first)) ?? pods.at(-1)
  if (from === undefined) return undefined
  const elsewhere = pods.filter((pod) => pod.node !== from.node)
  const related = elsewhere.filter((pod) => pod.podNamespace === from.podNamespace)
  const others = related.length > 0 ? related : elsewhere
  const across = others.filter((pod) => segmentOf(pod) !== segmentOf(from))
  const candidates = across.length > 0 ? across : others.length > 0 ? others : pods.filter((pod) => pod !== from)
  const to = onBusiestNode(candidates)
  return to === undefined ? undefined : [from.index, to.index]
}

/** Those of a kind, where they are two at least. */
function preferred(namespaces: readonly InventoryNamespace[], isPreferred: (one: InventoryNamespace) => boolean): readonly InventoryNamespace[] {
  const some = namespaces.filter(isPreferred)
  return some.length < 2 ? namespaces : some
}

function endsOf(nodes: readonly InventoryNamespace[]): readonly [from: number, to: number] | undefined {
  const [first, last] = [nodes[0], nodes.at(-1)]
  return first === undefined || last === undefined || first === last ? undefined : [first.index, last.index]
}

/** The first of those that share their node with the most others. */
function onBusiestNode(pods: readonly InventoryNamespace[]): InventoryNamespace | undefined {
  const counts = new Map<number | undefined, number>()
  for (const { node } of pods) counts.set(node, (counts.get(node) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return pods.find(({ node }) => counts.get(node) === most)
}
