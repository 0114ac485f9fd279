import { required } from '../base/assert'
import type { Inventory, InventoryLink, InventoryNamespace } from '../model/inventory'
import type { Side, Viewport } from './layout'
import { foldedPlan } from './layout-folded'
import type { BarPlan, FoldedPlan, Folding } from './layout-folded'
import { planGutter } from './layout-hosts'
import type { RouterPlan } from './layout-hosts'
import { columnsOf, sideHeight, subnetHeight } from './layout-rows'
import { COMPACT, FEW_NODES, LEAST_SCREEN_ZOOM, LEAST_WRAPPED_ZOOM, LEAST_ZOOM_OF_BARS, MAX_FIT_ZOOM, MAX_NODES_AS_BOXES, MAX_POD_CELLS, MIN_ZOOM, MOST_TIERS, FEWER_POD_CELLS, OPEN_POD_CELLS, ROOMY, STAGE, SUBNETS_IN_ROW } from './stage-metrics'
import type { Density } from './stage-metrics'

type NodeDetail = 'full' | 'compact' | 'bar'

/** What is drawn of a node, before anything has a place. */
export interface NodePlan {
  readonly netns: number
  readonly detail: 'full' | 'compact'
  readonly columns: number
  readonly podRows: number
  readonly pods: readonly number[]
  readonly foldedPods: number
  readonly tunnels: readonly InventoryLink[]
  readonly nics: readonly InventoryLink[]
  readonly width: number
}

export interface SubnetPlan extends FoldedPlan {
  readonly segment: number
  readonly side: Side
  /** Its row, 0 beside the gutter, and its place in it. */
  readonly tier: number
  readonly column: number
  readonly nodes: readonly NodePlan[]
  readonly width: number
}

/** Everything that has to be settled before positions follow: who is drawn, how big, in which row. */
export interface StagePlan {
  readonly subnets: readonly SubnetPlan[]
  readonly density: Density
  /** Height of every node, by tier: rows of a picture align. */
  readonly nodeHeight: Readonly<Record<Side, readonly number[]>>
  /** Between two columns of subnets; where there are several tiers, the lines of the far ones go there. */
  readonly columnGap: number
  readonly routers: readonly RouterPlan[]
  /** From port to port of a router: less where routers would make the picture too wide for any stage. */
  readonly portPitch: number
  readonly outsides: readonly InventoryNamespace[]
  readonly leastGutter: number
  readonly width: number
  readonly height: number
  readonly zoom: number
}

/** Chooses the first way of drawing that fits ("Collapse"); the last resort is panning. `lanes`: how many the gutter has to hold between a row and the routers. */
export function planOf(inventory: Inventory, viewport: Viewport, onFlow: ReadonlySet<number>, folding: Folding, lanes = 0): StagePlan {
  const members = membersBySubnet(inventory)
  const lab: Lab = { inventory, viewport, members, podsOf: podsByNode(inventory, onFlow), onFlow, folding, leastGutter: leastGutter(members.length, lanes) }
  const isHuge = members.some(({ nodes }) => nodes.length > MAX_NODES_AS_BOXES)
  // a few nodes are worth panning for: as bars they would have no pods to click
  const isSmall = members.reduce((count, { nodes }) => count + nodes.length, 0) <= FEW_NODES
  const attempts = isHuge ? [] : [
    attempt(lab, ROOMY, 'full', MAX_POD_CELLS),
    attempt(lab, COMPACT, 'full', MAX_POD_CELLS),
    ...(isSmall ? [MAX_POD_CELLS] : FEWER_POD_CELLS).map((cells) => attempt(lab, COMPACT, 'compact', cells)),
  ]
  const fits = (plan: Attempt): boolean => shareOf(plan, viewport) >= 1
  const mixed = attempts.at(-1)
  const boxes = attempts.find(fits) ?? (isSmall ? (viewport.leastZoom === undefined ? wholeUnlessPanned(attempts, viewport) : largest(attempts, viewport)) : undefined)
  const inOneRow = boxes ?? barsUnlessPanned(lab, mixed, fits)
  const fitting = wrapped(lab, inOneRow) ?? inOneRow
  // where boxes had to shrink for room, room is not given to larger type
  const most = fitting === attempts[0] ? MAX_FIT_ZOOM : 1
  const least = fitting !== inOneRow && viewport.leastZoom !== undefined ? LEAST_WRAPPED_ZOOM : (viewport.leastZoom ?? MIN_ZOOM)
  const share = shareOf(fitting, viewport)
  // a row too long for any stage is panned along, and is not made small for that
  const wanted = isHuge && share < least ? shareOf({ ...fitting, naturalWidth: 1 }, viewport) : share
  const zoom = Math.max(least, Math.min(most, wanted))
  return {
    ...fitting,
    zoom,
    width: Math.max(fitting.naturalWidth, viewport.width / zoom),
    height: Math.max(fitting.naturalHeight, viewport.height / zoom),
  }
}

/** What every attempt reads, gathered once. */
interface Lab {
  readonly inventory: Inventory
  readonly viewport: Viewport
  readonly members: ReturnType<typeof membersBySubnet>
  readonly podsOf: ReadonlyMap<number, readonly number[]>
  readonly onFlow: ReadonlySet<number>
  readonly folding: Folding
  readonly leastGutter: number
}

/** Where it has to be panned down anyway, nodes that there is width for stay whole. */
function wholeUnlessPanned(attempts: readonly Attempt[], viewport: Viewport): Attempt | undefined {
  return attempts.slice(1).find((plan) => plan.naturalWidth <= viewport.width) ?? attempts.at(-1)
}

/** The one that has to shrink least, and of equal ones that which shows most. */
function largest(attempts: readonly Attempt[], viewport: Viewport): Attempt | undefined {
  return attempts.reduce<Attempt | undefined>((best, plan) => (best === undefined || shareOf(plan, viewport) > shareOf(best, viewport) ? plan : best), undefined)
}

/** Bars where they fit; where they have to be panned down too, boxes that need no more than that. */
function barsUnlessPanned(lab: Lab, boxes: Attempt | undefined, fits: (plan: Attempt) => boolean): Attempt {
  let bars: Attempt | undefined
  for (const cells of FEWER_POD_CELLS) {
    bars = attempt(lab, COMPACT, 'bar', cells)
    if (fits(bars)) return bars
  }
  return boxes !== undefined && boxes.naturalWidth <= lab.viewport.width ? boxes : required(bars, 'a way of drawing')
}

/** Rows that are too long for any stage, in several: those of which most is in sight, with the names of nodes where they can be had. */
function wrapped(lab: Lab, inOneRow: Attempt): Attempt | undefined {
  const { viewport, members } = lab
  if (shareOf(inOneRow, viewport) >= LEAST_SCREEN_ZOOM || members.length <= 2 * SUBNETS_IN_ROW) return undefined
  // what will be made small has that much more room
  const roomy = { ...lab, viewport: { ...viewport, width: viewport.width / LEAST_SCREEN_ZOOM, height: viewport.height / LEAST_SCREEN_ZOOM } }
  const ways = FEWER_POD_CELLS.flatMap((cells) => Array.from({ length: MOST_TIERS - 1 }, (_, k) => attempt(roomy, COMPACT, 'bar', cells, k + 2)))
  const withNames = ways.filter(({ subnets }) => subnets.every(({ grid }) => grid === undefined))
  const named = largest(withNames, viewport)
  return named !== undefined && shareOf(named, viewport) >= LEAST_ZOOM_OF_BARS ? named : largest([inOneRow, ...ways], viewport)
}

interface Attempt extends Omit<StagePlan, 'zoom' | 'width' | 'height'> {
  readonly naturalWidth: number
  readonly naturalHeight: number
}

/** How much of a picture the viewport holds; above 1 with room to spare. Rounded down to whole hundredths, so that a pixel more or less of a window does not change every size. */
function shareOf(plan: Pick<Attempt, 'naturalWidth' | 'naturalHeight'>, viewport: Viewport): number {
  return Math.floor(Math.min(viewport.width / plan.naturalWidth, viewport.height / plan.naturalHeight) * 100) / 100
}

/** Nodes of the flow are whole, or one column where a person has folded them; others are what that person chose, or `otherwise`. */
function detailOf({ onFlow, folding }: Lab, netns: number, otherwise: NodeDetail): NodeDetail {
  if (onFlow.has(netns)) return folding.closed.has(netns) ? 'compact' : 'full'
  if (folding.open.has(netns)) return 'full'
  return folding.closed.has(netns) ? 'bar' : otherwise
}

function attempt(lab: Lab, density: Density, otherwise: NodeDetail, podCells: number, tiers = 1): Attempt {
  const { inventory, viewport, members, podsOf, folding } = lab
  const rows = members.map(({ segment, nodes }, order) => {
    const details = nodes.map((netns) => ({ netns, detail: detailOf(lab, netns, otherwise) }))
    const boxes = details.flatMap(({ netns, detail }) => (detail === 'bar' ? [] : [nodePlan(inventory, netns, podsOf.get(netns) ?? [], detail, folding.open.has(netns) ? OPEN_POD_CELLS : podCells)]))
    const folded = details.filter(({ detail }) => detail === 'bar').map(({ netns }): BarPlan => ({ netns, pods: podsOf.get(netns)?.length ?? 0, nics: nicsOf(inventory, netns) }))
    const inSide = Math.floor(order / 2)
    return { segment, side: sideOf(order), tier: inSide % tiers, column: Math.floor(inSide / tiers), boxes, folded }
  })
  const roomHeight = rowRoom(rows, lab, density, tiers)
  const subnets = rows.map(({ segment, side, tier, column, boxes, folded }): SubnetPlan => {
    const inRow = rows.filter((row) => row.side === side && row.tier === tier)
    const heights = inRow.flatMap((row) => row.boxes).map((node) => nodeHeightOf(node, density))
    const room = (viewport.width - 2 * density.margin - (inRow.length - 1) * STAGE.rowGap) / inRow.length - subnetWidth(boxes, 0, density) - (boxes.length > 0 ? density.nodeGap : 0)
    const plan = foldedPlan(folded, room, heights.length > 0 ? Math.max(...heights) : undefined, roomHeight, density.nodeGap)
    return { segment, side, tier, column, nodes: boxes, ...plan, width: subnetWidth(boxes, plan.foldedWidth, density) }
  })
  return attemptOf(lab, subnets, density, tiers)
}

/** The height that a row without boxes may take, so that both rows fit. */
function rowRoom(rows: readonly { readonly side: Side }[], { viewport, leastGutter }: Lab, density: Density, tiers: number): number {
  const count = new Set(rows.map((row) => row.side)).size
  return ((viewport.height - leastGutter - 2 * density.margin) / count - (tiers - 1) * STAGE.street) / tiers - subnetHeight(0, density)
}

/** Of one row or two, with room for so many lanes on either side of the routers. */
function leastGutter(subnets: number, lanes: number): number {
  const hosts = STAGE.routerHeight + STAGE.routerPortHeight
  return Math.max(subnets === 1 ? STAGE.singleRowGutter : STAGE.gutterMin, hosts + 2 * (lanes + 1) * STAGE.wireLanePitch)
}

function sideOf(order: number): Side {
  return order % 2 === 0 ? 'above' : 'below'
}

/** `foldedWidth`: of what stands beside the boxes, 0 where nothing does. */
function subnetWidth(nodes: readonly NodePlan[], foldedWidth: number, density: Density): number {
  const widths = [...nodes.map((plan) => plan.width), ...(foldedWidth > 0 ? [foldedWidth] : [])]
  return widths.reduce((sum, width) => sum + width, 0) + Math.max(0, widths.length - 1) * density.nodeGap + 2 * STAGE.subnetPad
}

function attemptOf({ inventory, viewport, leastGutter }: Lab, subnets: readonly SubnetPlan[], density: Density, tiers: number): Attempt {
  const heightsOf = (side: Side): readonly number[] => Array.from({ length: tiers }, (_, tier) => subnets.filter((subnet) => subnet.side === side && subnet.tier === tier)).filter((row) => row.length > 0).map((row) => rowNodeHeight(row, density))
  const nodeHeight = { above: heightsOf('above'), below: heightsOf('below') }
  const rows = (['above', 'below'] as const).filter((side) => subnets.some((subnet) => subnet.side === side))
  const routers = inventory.namespaces.filter((ns) => ns.kind === 'router')
  const columnGap = tiers === 1 ? STAGE.rowGap : STAGE.rowGap + ((tiers - 1) * routers.length + 2) * STAGE.wireLanePitch
  const rowsWidth = Math.max(...rows.map((side) => columnsOf(subnets, side, columnGap).width), 1)
  const outsides = inventory.namespaces.filter((ns) => ns.kind === 'outside')
  const sides = new Map(subnets.map(({ segment, side }) => [inventory.segments[segment]?.name, side]))
  const gutter = planGutter(routers, sides, outsides, tiers === 1 ? Math.max(rowsWidth, viewport.width / LEAST_SCREEN_ZOOM - 2 * density.margin) : rowsWidth)
  const rowsHeight = rows.reduce((sum, side) => sum + sideHeight(nodeHeight[side], density), 0)
  return {
    subnets,
    density,
    nodeHeight,
    columnGap,
    routers: gutter.routers,
    portPitch: gutter.portPitch,
    outsides,
    leastGutter,
    naturalWidth: Math.max(rowsWidth, gutter.width) + 2 * density.margin,
    naturalHeight: rowsHeight + leastGutter + 2 * density.margin,
  }
}

function rowNodeHeight(row: readonly SubnetPlan[], density: Density): number {
  const nodes = row.flatMap((subnet) => subnet.nodes)
  const least = nodes.length > 0 ? nodeHeightOf({ podRows: 1, tunnels: [] }, density) : STAGE.barHeight
  return Math.max(...nodes.map((node) => nodeHeightOf(node, density)), ...row.map((subnet) => subnet.foldedHeight), least)
}

function nodeHeightOf(node: Pick<NodePlan, 'podRows' | 'tunnels'>, density: Density): number {
  const rows = Math.max(1, node.podRows)
  const cells = rows * cellHeight() + (rows - 1) * STAGE.cellRowGap
  return density.nodeHead + cells + density.deviceGap + deviceRowHeight(node.tunnels.length) + STAGE.nodeEdge
}

export function cellHeight(): number {
  return STAGE.podHeight + STAGE.vethGap + STAGE.vethHeight
}

/** Two tunnel devices share the row; more need a taller one. */
export function deviceRowHeight(tunnels: number): number {
  return Math.max(STAGE.deviceHeight, tunnels * (STAGE.deviceHeight / 2))
}

function nodePlan(inventory: Inventory, netns: number, pods: readonly number[], detail: 'full' | 'compact', maxCells: number): NodePlan {
  const links = inventory.namespaces[netns]?.links ?? []
  const tunnels = links.filter((link) => link.kind === 'ipip' || link.kind === 'vxlan' || link.kind === 'wireguard')
  const nics = nicsOf(inventory, netns)
  if (detail === 'compact') {
    const room = Math.floor((cellHeight() + STAGE.compactPodGap) / (STAGE.compactPodHeight + STAGE.compactPodGap))
    const shown = inLabOrder(pods.length > room ? pods.slice(0, room - 1) : pods)
    // one of them is drawn: where WireGuard is on, it is the one that pods use
    const inUse = tunnels.find(({ kind }) => kind === 'wireguard') ?? tunnels[0]
    return { netns, detail, columns: 1, podRows: 1, pods: shown, foldedPods: pods.length - shown.length, tunnels: inUse ? [inUse] : [], nics, width: STAGE.compactNodeWidth }
  }
  const shown = inLabOrder(pods.length > maxCells ? pods.slice(0, maxCells - 1) : pods)
  const cells = shown.length + (shown.length < pods.length ? 1 : 0)
  const columns = Math.max(2, Math.ceil(Math.sqrt(cells)), 1 + nics.length)
  const width = Math.max(STAGE.nodeMinWidth, columns * STAGE.podWidth + (columns - 1) * STAGE.columnGap + 2 * STAGE.nodePad)
  return { netns, detail, columns, podRows: Math.max(1, Math.ceil(cells / columns)), pods: shown, foldedPods: pods.length - shown.length, tunnels, nics, width }
}

/** A pod stands where it stood before it was picked. */
function inLabOrder(pods: readonly number[]): readonly number[] {
  return pods.toSorted((a, b) => a - b)
}

function nicsOf(inventory: Inventory, netns: number): readonly InventoryLink[] {
  return (inventory.namespaces[netns]?.links ?? []).filter((link) => link.kind === 'ethernet' && link.segment !== undefined)
}

/** In lab order, but those on the flow first: where some are left out, it is others. */
function podsByNode(inventory: Inventory, onFlow: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> {
  const pods = new Map<number, number[]>()
  for (const ns of inventory.namespaces) {
    if (ns.kind !== 'pod' || ns.node === undefined) continue
    const list = pods.get(ns.node)
    if (list === undefined) pods.set(ns.node, [ns.index])
    else list.push(ns.index)
  }
  for (const netns of onFlow) pods.get(inventory.namespaces[netns]?.node ?? -1)?.sort((a, b) => Number(onFlow.has(b)) - Number(onFlow.has(a)))
  return pods
}

/** Segments that hold nodes, in lab order; a node on several belongs to the first. Loose nodes come last. */
function membersBySubnet(inventory: Inventory): readonly { readonly segment: number; readonly nodes: readonly number[] }[] {
  const bySegment = new Map<number, number[]>()
  const segmentIndex = new Map(inventory.segments.map((segment, index) => [segment.name, index]))
  // of a lab too large to be described only the segments say who is on them
  const memberOf = new Map(inventory.segments.toReversed().flatMap((segment) => segment.members.map((member) => [member, segment.name] as const)))
  for (const ns of inventory.namespaces) {
    if (ns.kind !== 'node') continue
    const name = ns.links.length === 0 ? memberOf.get(ns.index) : ns.links.find((link) => link.segment !== undefined)?.segment
    const segment = name === undefined ? -1 : (segmentIndex.get(name) ?? -1)
    const list = bySegment.get(segment)
    if (list === undefined) bySegment.set(segment, [ns.index])
    else list.push(ns.index)
  }
  const order = [...inventory.segments.keys(), -1].filter((segment) => bySegment.has(segment))
  return order.map((segment) => ({ segment, nodes: bySegment.get(segment) ?? [] }))
}
