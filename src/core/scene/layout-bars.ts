import { bottomOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { PlacedFold, PlacedInterface, Side } from './layout'
import type { NodeParts } from './layout-node'
import { PORT_CLEARANCE } from './layout-node'
import type { BarPlan, SubnetPlan } from './layout-plan'
import { STAGE } from './stage-metrics'

interface Bars {
  readonly parts: readonly NodeParts[]
  readonly folds: readonly PlacedFold[]
  /** One of each column, also of nodes that are not described and have no NIC to draw. */
  readonly ports: readonly Point[]
}

/** Nodes as lines of text in columns, from the far side towards the gutter; all of a column share one port. */
export function placeBars(subnet: SubnetPlan, index: number, area: Rect, gap: number): Bars {
  const parts: NodeParts[] = []
  const folds: PlacedFold[] = []
  const ports: Point[] = []
  for (const [k, column] of subnet.bars.entries()) {
    const x = area.x + k * (STAGE.barWidth + gap)
    const isLast = k === subnet.bars.length - 1
    const cells = column.length + (isLast && subnet.foldedNodes > 0 ? 1 : 0)
    const rects = Array.from({ length: cells }, (_, row) => barRect(subnet, area, x, row))
    const nearest = rects.at(-1)
    if (nearest === undefined) continue
    ports.push(portOf(subnet.side, nearest))
    for (const [row, bar] of column.entries()) parts.push(barParts(bar, subnet, index, rects[row] as Rect, nearest))
    if (cells > column.length) folds.push({ id: `nodes-${subnet.segment}`, rect: nearest, of: 'nodes', count: subnet.foldedNodes, isRest: true })
  }
  return { parts, folds, ports }
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
