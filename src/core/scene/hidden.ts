import type { Inventory } from '../model/inventory'
import type { Point, Rect } from './geometry'
import type { Layout, PlacedGrid } from './layout'
import type { SceneFold } from './scene'
import { STAGE } from './stage-metrics'

/** The namespaces that a fold stands for, in lab order: those of its owner that have no box of their own. */
export function hiddenIn(fold: SceneFold, inventory: Inventory, { nodes, pods }: Layout): readonly number[] {
  const shown = new Set((fold.of === 'pods' ? pods : nodes).map(({ netns }) => netns))
  if (fold.of === 'pods') return inventory.namespaces.filter((ns) => ns.kind === 'pod' && ns.node === fold.owner && !shown.has(ns.index)).map(({ index }) => index)
  const members = inventory.segments[fold.owner]?.members ?? inventory.namespaces.map(({ index }) => index)
  return members.filter((index) => inventory.namespaces[index]?.kind === 'node' && !shown.has(index))
}

/** The node whose cell lies there, and the cell. */
export function cellAt(grids: readonly PlacedGrid[], { x, y }: Point): { readonly netns: number; readonly rect: Rect } | undefined {
  for (const { rect, columns, pitch, nodes } of grids) {
    const [column, row] = [Math.floor((x - rect.x) / pitch), Math.floor((y - rect.y) / pitch)]
    const netns = column < 0 || row < 0 || column >= columns ? undefined : nodes[row * columns + column]
    if (netns !== undefined) return { netns, rect: { x: rect.x + column * pitch, y: rect.y + row * pitch, width: pitch - STAGE.cellGap, height: pitch - STAGE.cellGap } }
  }
  return undefined
}
