import type { Layout, PlacedNode } from '../../../core/scene/layout'
import type { SceneBox } from '../../../core/scene/scene'
import { appStore } from '../../store/app-store'
import { thingOf } from './stage-thing'

/** What a node is not yet: a line where it is whole, whole otherwise. */
export function otherFold({ detail }: PlacedNode): 'open' | 'closed' {
  return detail === 'full' ? 'closed' : 'open'
}

/** Folds or opens the node that a box is, or is in. */
export function foldNodeOf(box: SceneBox, layout: Layout): void {
  const netns = thingOf(box)?.netns
  const { inventory, foldHost } = appStore.getState()
  const index = netns === undefined ? undefined : (inventory?.namespaces[netns]?.node ?? netns)
  const node = layout.nodes.find((placed) => placed.netns === index)
  const name = inventory?.namespaces[index ?? -1]?.name
  if (node && name !== undefined) foldHost(name, otherFold(node))
}
