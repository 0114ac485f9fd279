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
import type { StagePlan, SubnetPlan } from './layout-plan'
import { columnsOf, sideHeight, subnetHeight } from './layout-rows'
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
    subnets.push(placedSubnet(row, plan))
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

interface PlacedRow extends Pick<PlacedSubnet, 'alley'> {
  readonly subnet: SubnetPlan
  readonly rect: Rect
  /** Left edges of nodes, where one of them has been moved. */
  readonly nodes?: readonly number[]
}

interface PlacedRows {
  readonly placed: readonly PlacedRow[]
  readonly gutter: Layout['gutter']
}

/** Rows are centred on the stage, those of one side above each other; spare height goes to the gutter first and then around the picture. */
function placeRows(plan: StagePlan, moves: Moves): PlacedRows {
  const { density, nodeHeight } = plan
  const above = sideHeight(nodeHeight.above, density)
  const below = sideHeight(nodeHeight.below, density)
  const spare = plan.height - 2 * density.margin - above - below
  const wanted = below > 0 ? STAGE.gutterMax : STAGE.singleRowGutter
  const gutterHeight = Math.max(plan.leastGutter, Math.min(spare, wanted))
  const top = Math.max(density.margin, Math.round((plan.height - gutterHeight - above - below) / 2))
  const gutter = { top: top + above, bottom: top + above + gutterHeight }
  const columns = { above: columnsOf(plan.subnets, 'above', plan.columnGap), below: columnsOf(plan.subnets, 'below', plan.columnGap) }
  const takenTo: Record<Side, number> = { above: density.margin, below: density.margin }
  const placed = plan.subnets.map((subnet, k): PlacedRow => {
    const { side, tier, column } = subnet
    const isWrapped = nodeHeight[side].length > 1
    const x = Math.round((plan.width - columns[side].width) / 2 + (columns[side].lefts[column] ?? 0))
    const right = x + (columns[side].widths[column] ?? 0)
    const height = subnetHeight(nodeHeight[side][tier] ?? 0, density)
    const depth = sideHeight(nodeHeight[side].slice(0, tier), density) + (tier > 0 ? STAGE.street : 0)
    const y = side === 'above' ? gutter.top - depth - height : gutter.bottom + depth
    const after = plan.subnets.slice(k + 1).filter((other) => other.side === side).reduce((sum, other) => sum + other.width + STAGE.rowGap, 0)
    const isMoved = plan.subnets.some((other) => other.side === side && other.nodes.some((node) => moves.has(node.netns)))
    // what has no box keeps its place at the right of the others
    const beside = subnet.foldedWidth === 0 ? 0 : subnet.foldedWidth + density.nodeGap
    const [low, high] = isWrapped ? [x, right] : [takenTo[side], plan.width - density.margin - after]
    const row = isMoved && subnet.nodes.length > 0 ? movedRow(subnet, x, density.nodeGap, moves, low, high - beside) : undefined
    const rect = { x: row?.x ?? (isMoved ? Math.max(x, low) : x), y, width: row === undefined ? subnet.width : row.width + beside, height }
    takenTo[side] = rightOf(rect) + STAGE.rowGap
    return { subnet, rect, ...(row === undefined ? {} : { nodes: row.nodes }), ...(tier === 0 ? {} : { alley: { x: right, width: plan.columnGap } }) }
  })
  return { placed, gutter }
}

function placedSubnet({ subnet, rect, alley }: PlacedRow, plan: StagePlan): PlacedSubnet {
  const { density } = plan
  const titleHeight = density.subnetTitle
  const title = { x: rect.x, y: subnet.side === 'above' ? rect.y : bottomOf(rect) - titleHeight, width: rect.width, height: titleHeight }
  const busY = subnet.side === 'above' ? bottomOf(rect) - STAGE.subnetPad : rect.y + STAGE.subnetPad
  return { segment: subnet.segment, side: subnet.side, rect, title, busY, ...(alley === undefined ? {} : { alley }) }
}

function nodeRect(subnet: SubnetPlan, rect: Rect, x: number, width: number, plan: StagePlan): Rect {
  const height = plan.nodeHeight[subnet.side][subnet.tier] ?? 0
  const y = subnet.side === 'above' ? rect.y + plan.density.subnetTitle : bottomOf(rect) - plan.density.subnetTitle - height
  return { x, y, width: Math.min(width, rightOf(rect) - x), height }
}

function vethsByPod(inventory: Inventory): VethOfPod {
  return (pod) => {
    const link = inventory.namespaces[pod]?.links.find((candidate) => candidate.kind === 'ethernet')
    return link?.peer === undefined ? undefined : { link: link.peer.link, podLink: link.name }
  }
}
