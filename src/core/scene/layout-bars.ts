import { bottomOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { PlacedFold, PlacedGrid, PlacedInterface, Side } from './layout'
import type { BarPlan, GridPlan } from './layout-folded'
import type { NodeParts } from './layout-node'
import { PORT_CLEARANCE } from './layout-node'
import type { SubnetPlan } from './layout-plan'
import { STAGE } from './stage-metrics'

interface Folded {
  readonly parts: readonly NodeParts[]
  readonly folds: readonly PlacedFold[]
  readonly grids: readonly PlacedGrid[]
  /** One of each column, also of nodes that are not described and have no NIC to draw. */
  readonly ports: readonly Point[]
}

/** Nodes as lines of text in columns, from the far side towards the gutter; all of a column share one port. */
export function placeFolded(subnet: SubnetPlan, index: number, area: Rect, gap: number): Folded {
  const parts: NodeParts[] = []
  const ports: Point[] = []
  for (const [k, column] of subnet.bars.entries()) {
    const x = area.x + k * (STAGE.barWidth + gap)
    const rects = column.map((_, row) => barRect(subnet, area, x, row))
    const nearest = rects.at(-1)
    if (nearest === undefined) continue
    ports.push(portOf(subnet.side, nearest))
    for (const [row, bar] of column.entries()) parts.push(barParts(bar, subnet, index, rects[row] as Rect, nearest))
  }
  const grid = subnet.grid && placeGrid(subnet, subnet.grid, area)
  return { parts, folds: grid ? [grid.fold] : [], grids: grid ? [grid.grid] : [], ports: grid ? [portOf(subnet.side, grid.grid.rect)] : ports }
}

/** A box with the number of nodes at the far side, the cells below it. */
function placeGrid(subnet: SubnetPlan, { nodes, columns, pitch }: GridPlan, area: Rect): { readonly fold: PlacedFold; readonly grid: PlacedGrid } {
  const head = barRect(subnet, area, area.x, 0)
  const height = Math.ceil(nodes.length / columns) * pitch - STAGE.cellGap
  const y = subnet.side === 'above' ? bottomOf(head) + STAGE.barGap : head.y - STAGE.barGap - height
  return {
    fold: { of: 'nodes', owner: subnet.segment, rect: head, count: subnet.foldedNodes, isRest: subnet.nodes.length > 0 },
    grid: { segment: subnet.segment, rect: { x: area.x, y, width: columns * pitch - STAGE.cellGap, height }, columns, pitch, nodes },
  }
}

function barRect(subnet: SubnetPlan, area: Rect, x: number, row: number): Rect {
  const depth = row * (STAGE.barHeight + STAGE.barGap)
  const y = subnet.side === 'above' ? area.y + depth : bottomOf(area) - depth - STAGE.barHeight
  return { x, y, width: STAGE.barWidth, height: STAGE.barHeight }
}

/** Where the line to a column of bars ends: at the bar that is nearest to the gutter. */
function portOf(side: Side, nearest: Rect): Point {
  return { x: nearest.x + nearest.width / 2, y: side === 'above' ? bottomOf(nearest) : nearest.y }
}

function barParts(bar: BarPlan, subnet: SubnetPlan, index: number, rect: Rect, nearest: Rect): NodeParts {
  const { side } = subnet
  const out = side === 'above' ? 1 : -1
  const port = portOf(side, nearest)
  const rest = { x: port.x, y: port.y + out * (PORT_CLEARANCE + STAGE.plainHeight / 2) }
  const interfaces = bar.nics.slice(0, 1).map((nic): PlacedInterface => ({ netns: bar.netns, link: nic.name, role: 'nic', drawn: false, nameOnly: true, side, rect, port, rest }))
  return { node: { netns: bar.netns, subnet: index, side, detail: 'bar', podCount: bar.pods, rect, head: rect, laneY: rect.y + rect.height / 2 }, pods: [], interfaces, folds: [], wires: [] }
}
