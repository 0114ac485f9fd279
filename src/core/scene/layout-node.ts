import type { InventoryLink } from '../model/inventory'
import type { Point, Rect } from './geometry'
import type { InterfaceRole, PlacedFold, PlacedInterface, PlacedNode, PlacedPod, PlacedWire, Side } from './layout'
import { cellHeight, deviceRowHeight } from './layout-plan'
import type { NodePlan } from './layout-plan'
import { STAGE } from './stage-metrics'
import type { Density } from './stage-metrics'

/** The parts of one node, each at its place. */
export interface NodeParts {
  readonly node: PlacedNode
  readonly pods: readonly PlacedPod[]
  readonly interfaces: readonly PlacedInterface[]
  readonly folds: readonly PlacedFold[]
  readonly wires: readonly PlacedWire[]
}

/** The names of the host ends of pods' links, by pod. */
export type VethOfPod = (pod: number) => { readonly link: string; readonly podLink: string } | undefined

interface Frame {
  readonly plan: NodePlan
  readonly rect: Rect
  readonly side: Side
  readonly density: Density
}

/** Places what is in a node; the rows count from the far side, and the row below the gutter is the mirror image. */
export function placeNode(plan: NodePlan, subnet: number, rect: Rect, side: Side, density: Density, vethOf: VethOfPod): NodeParts {
  const frame: Frame = { plan, rect, side, density }
  const deviceDepth = rect.height - STAGE.nodeEdge - deviceRowHeight(plan.tunnels.length)
  const laneY = yAt(frame, deviceDepth - density.deviceGap / 2)
  const head = atDepth(frame, rect.x, 0, rect.width, density.nodeHead)
  const node: PlacedNode = { netns: plan.netns, subnet, side, detail: plan.detail, podCount: plan.pods.length + plan.foldedPods, rect, head, laneY }
  const parts: Parts = { pods: [], interfaces: [], folds: [], wires: [] }
  if (plan.detail === 'full') placeCells(frame, parts, vethOf)
  else placeCompactPods(frame, parts, vethOf, laneY)
  placeTunnels(frame, parts, deviceDepth, laneY)
  placeNics(frame, parts)
  return { node, ...parts }
}

interface Parts {
  readonly pods: PlacedPod[]
  readonly interfaces: PlacedInterface[]
  readonly folds: PlacedFold[]
  readonly wires: PlacedWire[]
}

/** Turns a distance from the node's far edge into a height. */
function yAt(frame: Frame, depth: number): number {
  return frame.side === 'above' ? frame.rect.y + depth : frame.rect.y + frame.rect.height - depth
}

function atDepth(frame: Frame, x: number, depth: number, width: number, height: number): Rect {
  return { x, y: frame.side === 'above' ? yAt(frame, depth) : yAt(frame, depth + height), width, height }
}

function columnX(frame: Frame, column: number): number {
  const pad = frame.plan.detail === 'full' ? STAGE.nodePad : (STAGE.compactNodeWidth - STAGE.podWidth) / 2
  return frame.rect.x + pad + column * (STAGE.podWidth + STAGE.columnGap)
}

function placeCells(frame: Frame, parts: Parts, vethOf: VethOfPod): void {
  const { plan, side, density } = frame
  plan.pods.forEach((pod, k) => {
    const x = columnX(frame, k % plan.columns)
    const depth = density.nodeHead + Math.floor(k / plan.columns) * (cellHeight() + STAGE.cellRowGap)
    const centreX = x + STAGE.podWidth / 2
    const podRect = atDepth(frame, x, depth, STAGE.podWidth, STAGE.podHeight)
    const nub = atDepth(frame, centreX - STAGE.nubWidth / 2, depth + STAGE.podHeight - STAGE.nubHeight / 2, STAGE.nubWidth, STAGE.nubHeight)
    const veth = vethOf(pod)
    parts.pods.push({ netns: pod, node: plan.netns, side, rect: podRect, ...(veth === undefined ? {} : { nub }) })
    if (veth === undefined) return
    const vethDepth = depth + STAGE.podHeight + STAGE.vethGap
    const podEnd = { x: centreX, y: yAt(frame, depth + STAGE.podHeight) }
    const hostEnd = { x: centreX, y: yAt(frame, vethDepth) }
    const gap = { x: centreX, y: yAt(frame, depth + STAGE.podHeight + STAGE.vethGap / 2) }
    parts.interfaces.push(drawnInterface('pod', pod, veth.podLink, side, nub, podEnd, gap))
    const below = vethDepth + STAGE.vethHeight
    const isLastRow = Math.floor(k / plan.columns) === plan.podRows - 1
    const restDepth = below + (isLastRow ? density.deviceGap : STAGE.cellRowGap) / 2
    const vethRect = atDepth(frame, x, vethDepth, STAGE.podWidth, STAGE.vethHeight)
    parts.interfaces.push(drawnInterface('veth', plan.netns, veth.link, side, vethRect, hostEnd, { x: centreX, y: yAt(frame, restDepth) }))
    parts.wires.push({ id: `veth-${pod}`, kind: 'veth', group: `veth-${pod}`, netns: plan.netns, link: veth.link, points: [podEnd, hostEnd] })
  })
  if (plan.foldedPods === 0) return
  const k = plan.pods.length
  const depth = density.nodeHead + Math.floor(k / plan.columns) * (cellHeight() + STAGE.cellRowGap)
  const rect = atDepth(frame, columnX(frame, k % plan.columns), depth, STAGE.podWidth, STAGE.podHeight)
  parts.folds.push({ of: 'pods', owner: plan.netns, rect, count: plan.foldedPods, isRest: true })
}

/** In a compact node pods are stacked and their links are not drawn; a packet crosses in the lane. */
function placeCompactPods(frame: Frame, parts: Parts, vethOf: VethOfPod, laneY: number): void {
  const { plan, side, density } = frame
  const x = columnX(frame, 0)
  const pitch = STAGE.compactPodHeight + STAGE.compactPodGap
  plan.pods.forEach((pod, k) => {
    const rect = atDepth(frame, x, density.nodeHead + k * pitch, STAGE.podWidth, STAGE.compactPodHeight)
    parts.pods.push({ netns: pod, node: plan.netns, side, rect })
    const veth = vethOf(pod)
    if (veth === undefined) return
    const centre: Point = { x: x + STAGE.podWidth / 2, y: laneY }
    for (const [netns, link, role] of [[pod, veth.podLink, 'pod'], [plan.netns, veth.link, 'veth']] as const) {
      parts.interfaces.push({ ...drawnInterface(role, netns, link, side, rect, centre, centre), drawn: false })
    }
  })
  if (plan.foldedPods === 0) return
  const rect = atDepth(frame, x, density.nodeHead + plan.pods.length * pitch, STAGE.podWidth, STAGE.compactPodHeight)
  parts.folds.push({ of: 'pods', owner: plan.netns, rect, count: plan.foldedPods, isRest: plan.pods.length > 0 })
}

function placeTunnels(frame: Frame, parts: Parts, deviceDepth: number, laneY: number): void {
  const { plan, side } = frame
  const x = columnX(frame, 0)
  const count = plan.tunnels.length
  const compact = plan.detail === 'compact'
  const rowHeight = compact ? STAGE.compactDeviceHeight : deviceRowHeight(count)
  const depth = compact ? frame.rect.height - STAGE.portOverhang - STAGE.nodeEdge - rowHeight : deviceDepth
  plan.tunnels.forEach((tunnel, k) => {
    const centreX = x + STAGE.podWidth / 2
    if (compact || count === 1) {
      const port = { x: centreX, y: yAt(frame, depth + rowHeight) }
      const placed = drawnInterface('tunnel', plan.netns, tunnel.name, side, atDepth(frame, x, depth, STAGE.podWidth, rowHeight), port, { x: centreX, y: laneY })
      parts.interfaces.push({ ...placed, nameOnly: compact })
      return
    }
    // low rows have their names near the lane, and a wrapped packet in the lane reaches over its edge
    const share = (rowHeight - STAGE.deviceSplitClear - (count - 1) * STAGE.deviceSplitGap) / count
    const top = depth + STAGE.deviceSplitClear + k * (share + STAGE.deviceSplitGap)
    // a packet for a nearer one goes past the farther ones on their right, and a band of a farther one past the nearer ones on their left
    const [isFarthest, isNearest] = [k === 0, k === count - 1]
    const overhang = hasOneBand(plan.tunnels) ? { left: 0, right: 0, band: 0 } : { ...STAGE.deviceOverhang, band: STAGE.bandChannel }
    const left = x - overhang.left + (isFarthest ? 0 : overhang.band)
    const right = x + STAGE.podWidth + (isNearest ? overhang.right : -(isFarthest ? STAGE.deviceChannel : STAGE.deviceChannelBetween))
    const port = { x: isNearest ? centreX : x - overhang.left + STAGE.bandWidth / 2, y: yAt(frame, top + share) }
    const restX = isFarthest ? centreX : x + STAGE.podWidth - STAGE.deviceChannel / 2
    const placed = drawnInterface('tunnel', plan.netns, tunnel.name, side, atDepth(frame, left, top, right - left, share), port, { x: restX, y: laneY })
    parts.interfaces.push({ ...placed, nameOnly: true })
  })
}

/** Between nodes with WireGuard nothing goes by the device behind it: both stand in the column, and a band of the other one, for a node without WireGuard, passes behind. */
function hasOneBand(tunnels: NodePlan['tunnels']): boolean {
  return tunnels.length === 2 && tunnels.at(-1)?.kind === 'wireguard'
}

function placeNics(frame: Frame, parts: Parts): void {
  const { plan, side, rect } = frame
  const depth = rect.height - STAGE.portOverhang
  plan.nics.forEach((nic: InventoryLink, k) => {
    if (plan.detail === 'compact' && k > 0) return
    const x = columnX(frame, plan.detail === 'compact' ? 0 : 1 + k)
    const box = atDepth(frame, x, depth, STAGE.podWidth, STAGE.portHeight)
    const centreX = x + STAGE.podWidth / 2
    const port = { x: centreX, y: yAt(frame, depth + STAGE.portHeight) }
    const rest = { x: centreX, y: yAt(frame, depth + STAGE.portHeight + PORT_CLEARANCE + STAGE.packetHeight / 2) }
    parts.interfaces.push(drawnInterface('nic', plan.netns, nic.name, side, box, port, rest))
  })
}

/** Between a port and the packet that stands outside it. */
export const PORT_CLEARANCE = 4

function drawnInterface(role: InterfaceRole, netns: number, link: string, side: Side, rect: Rect, port: Point, rest: Point): PlacedInterface {
  return { netns, link, role, drawn: true, nameOnly: false, side, rect, port, rest }
}
