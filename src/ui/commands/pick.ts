import type { Inventory, InventoryNamespace } from '../../core/model/inventory'
import type { SceneTarget } from '../../core/scene/scene'
import type { AppState } from '../store/app-state'

/**
 * What a click or Enter on the stage does: a pod waits for a second end, and then a ping flies; everything else is
 * selected. A node or an outside host can be the second end. The ground, and a second click on the first pod, forget it.
 * With Shift, a flow to the place is described in the form.
 */
export function pick(state: AppState, target: SceneTarget | undefined, withShift = false): void {
  if (target === undefined) return forget(state)
  if (withShift && target.kind === 'namespace') return draftTo(state, target.netns)
  if (target.kind === 'interface') return state.select({ kind: 'interface', namespace: target.netns, link: target.link })
  const { pendingFrom } = state
  if (pendingFrom === target.netns) return forget(state)
  state.select({ kind: 'namespace', index: target.netns })
  if (pendingFrom !== undefined) void state.startPing(pendingFrom, target.netns)
  else if (state.inventory?.namespaces[target.netns]?.kind === 'pod') state.setPendingFrom(target.netns)
}

/** Opens the form of a flow to a place, from the pod picked first if there is one. */
export function draftTo(state: AppState, to: number): void {
  const { pendingFrom } = state
  state.draftFlow(pendingFrom === undefined || pendingFrom === to ? { to } : { from: pendingFrom, to })
}

export function forget(state: AppState): void {
  state.select({ kind: 'none' })
  state.setPendingFrom(undefined)
}

/** Two pods that show most of a lab: on different nodes, across the router where there is one, the second on a busy node. */
export function suggestedFlow(inventory: Inventory): readonly [from: number, to: number] | undefined {
  const pods = inventory.namespaces.filter((ns) => ns.kind === 'pod' && ns.node !== undefined)
  const segments = new Map(inventory.segments.flatMap(({ members }, segment) => members.map((member) => [member, segment] as const)))
  const segmentOf = (pod: InventoryNamespace | undefined): number | undefined => segments.get(pod?.node ?? -1)
  const first = pods[0]
  const from = pods.findLast((pod) => segmentOf(pod) !== segmentOf(first)) ?? pods.at(-1)
  if (from === undefined) return undefined
  const others = pods.filter((pod) => pod.node !== from.node)
  const across = others.filter((pod) => segmentOf(pod) !== segmentOf(from))
  const candidates = across.length > 0 ? across : others.length > 0 ? others : pods.filter((pod) => pod !== from)
  const to = onBusiestNode(candidates)
  return to === undefined ? undefined : [from.index, to.index]
}

/** The first of those that share their node with the most others. */
function onBusiestNode(pods: readonly InventoryNamespace[]): InventoryNamespace | undefined {
  const counts = new Map<number | undefined, number>()
  for (const { node } of pods) counts.set(node, (counts.get(node) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return pods.find(({ node }) => counts.get(node) === most)
}
