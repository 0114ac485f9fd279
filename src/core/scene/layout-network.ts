import type { Inventory } from '../model/inventory'
import { bottomOf, rightOf } from './geometry'
import type { Rect } from './geometry'
import type { Layout, PlacedFold, PlacedGrid, PlacedNode, PlacedSubnet, Side } from './layout'
import { placeGutter } from './layout-gutter'
import type { BarPort } from './layout-gutter'
import { NOT_MOVED, movedRow } from './layout-moves'
import type { Moves } from './layout-moves'
import { placeFolded } from './layout-bars'
import { placeNode } from './layout-node'
import type { NodeParts, VethOfPod } from './layout-node'
import { rowWidth, subnetHeight } from './layout-plan'
import type { StagePlan, SubnetPlan } from './layout-plan'
import { STAGE } from './stage-metrics'

/** Gives every planned thing its place: rows first, then nodes, then what the gutter holds, then the wires. `lanes`: how many the lines need. */
export function placeNetwork(inventory: Inventory, plan: StagePlan, moves: Moves): { readonly layout: Layout; readonly lanes: number } {
  const rows = placeRows(plan, moves)
  const { subnets, folds, grids, parts, barPorts } = placeParts(inventory, plan, rows)
  const nodes: readonly PlacedNode[] = parts.map((part) => part.node)
  const interfaces = parts.flatMap((part) => part.interfaces)
  // a node that is moved leaves the router where it is
  const homes = moves.size === 0 ? interfaces : placeParts(inventory, plan, placeRows(plan, NOT_MOVED)).parts.flatMap((part) => part.interfaces)
  const gutter = placeGutter({ inventory, plan, subnets, nodeInterfaces: interfaces, homes, barPorts, gutter: rows.gutter, moves })
  const layout = {
    width: plan.width,
    height: plan.height,
    zoom: plan.zoom,
    margin: plan.density.margin,
    gutter: rows.gutter,
    subnets,
    nodes,
    pods: parts.flatMap((part) => part.pods),
    interfaces: [...interfaces, ...gutter.interfaces],
    folds: [...folds, ...parts.flatMap((part) => part.folds)],
    grids,
    routers: gutter.routers,
    outsides: gutter.outsides,
    wires: [...parts.flatMap((part) => part.wires), ...gutter.wires],
  }
  return { layout, lanes: gutter.lanes }
}

interface PlacedParts {
  readonly subnets: readonly PlacedSubnet[]
  readonly folds: readonly PlacedFold[]
  readonly grids: readonly PlacedGrid[]
  readonly parts: readonly NodeParts[]
  readonly barPorts: readonly BarPort[]
}

function placeParts(inventory: Inventory, plan: StagePlan, rows: PlacedRows): PlacedParts {
  const vethOf = vethsByPod(inventory)
  const subnets: PlacedSubnet[] = []
  const folds: PlacedFold[] = []
  const grids: PlacedGrid[] = []
  const parts: NodeParts[] = []
  const barPorts: BarPort[] = []
  for (const [index, row] of rows.placed.entries()) {
    const { subnet, rect, nodes } = row
    subnets.push(placedSubnet(subnet, rect, plan))
    let x = rect.x + STAGE.subnetPad
    for (const [k, node] of subnet.nodes.entries()) {
      parts.push(placeNode(node, index, nodeRect(subnet, rect, nodes?.[k] ?? x, node.width, plan), subnet.side, plan.density, vethOf))
      x += node.width + plan.density.nodeGap
    }
    const foldedX = rightOf(rect) - STAGE.subnetPad - subnet.foldedWidth
    const folded = placeFolded(subnet, index, nodeRect(subnet, rect, foldedX, subnet.foldedWidth, plan), plan.density.nodeGap)
    parts.push(...folded.parts)
    folds.push(...folded.folds)
    grids.push(...folded.grids)
    barPorts.push(...folded.ports.map((port) => ({ segment: subnet.segment, port })))
  }
  return { subnets, folds, grids, parts, barPorts }
}

interface PlacedRows {
  /** `nodes`: left edges of nodes, where one of them has been moved. */
  readonly placed: readonly { readonly subnet: SubnetPlan; readonly rect: Rect; readonly nodes?: readonly number[] }[]
  readonly gutter: Layout['gutter']
}

/** Both rows are centred on the stage; spare height goes to the gutter first and then around the picture. */
function placeRows(plan: StagePlan, moves: Moves): PlacedRows {
  const has = (side: Side): boolean => plan.subnets.some((subnet) => subnet.side === side)
  const heightOf = (side: Side): number => (has(side) ? subnetHeight(plan.nodeHeight[side], plan.density) : 0)
  const spare = plan.height - 2 * plan.density.margin - heightOf('above') - heightOf('below')
  const wanted = has('below') ? STAGE.gutterMax : STAGE.singleRowGutter
  const gutterHeight = Math.max(plan.leastGutter, Math.min(spare, wanted))
  const top = Math.max(plan.density.margin, Math.round((plan.height - gutterHeight - heightOf('above') - heightOf('below')) / 2))
  const gutter = { top: top + heightOf('above'), bottom: top + heightOf('above') + gutterHeight }
  const nextX: Record<Side, number> = { above: (plan.width - rowWidth(plan.subnets, 'above')) / 2, below: (plan.width - rowWidth(plan.subnets, 'below')) / 2 }
  const takenTo: Record<Side, number> = { above: plan.density.margin, below: plan.density.margin }
  const placed = plan.subnets.map((subnet, k) => {
    const { side } = subnet
    const x = Math.round(nextX[side])
    nextX[side] += subnet.width + STAGE.rowGap
    const y = side === 'above' ? top : gutter.bottom
    const after = plan.subnets.slice(k + 1).filter((other) => other.side === side).reduce((sum, other) => sum + other.width + STAGE.rowGap, 0)
    const isMoved = plan.subnets.some((other) => other.side === side && other.nodes.some((node) => moves.has(node.netns)))
    // what has no box keeps its place at the right of the others
    const beside = subnet.foldedWidth === 0 ? 0 : subnet.foldedWidth + plan.density.nodeGap
    const row = isMoved && subnet.nodes.length > 0 ? movedRow(subnet, x, plan.density.nodeGap, moves, takenTo[side], plan.width - plan.density.margin - after - beside) : undefined
    const rect = { x: row?.x ?? (isMoved ? Math.max(x, takenTo[side]) : x), y, width: row === undefined ? subnet.width : row.width + beside, height: heightOf(side) }
    takenTo[side] = rightOf(rect) + STAGE.rowGap
    return row === undefined ? { subnet, rect } : { subnet, rect, nodes: row.nodes }
  })
  return { placed, gutter }
}

function placedSubnet(subnet: SubnetPlan, rect: Rect, plan: StagePlan): PlacedSubnet {
  const { density } = plan
  const titleHeight = density.subnetTitle
  const title = { x: rect.x, y: subnet.side === 'above' ? rect.y : bottomOf(rect) - titleHeight, width: rect.width, height: titleHeight }
  const busY = subnet.side === 'above' ? bottomOf(rect) - STAGE.subnetPad : rect.y + STAGE.subnetPad
  return { segment: subnet.segment, side: subnet.side, rect, title, busY }
}

function nodeRect(subnet: SubnetPlan, rect: Rect, x: number, width: number, plan: StagePlan): Rect {
  const height = plan.nodeHeight[subnet.side]
  const y = subnet.side === 'above' ? rect.y + plan.density.subnetTitle : bottomOf(rect) - plan.density.subnetTitle - height
  return { x, y, width: Math.min(width, rightOf(rect) - x), height }
}

function vethsByPod(inventory: Inventory): VethOfPod {
  return (pod) => {
    const link = inventory.namespaces[pod]?.links.find((candidate) => candidate.kind === 'ethernet')
    return link?.peer === undefined ? undefined : { link: link.peer.link, podLink: link.name }
  }
}
