import type { Inventory } from '../model/inventory'
import { bottomOf, centreOf, contains, rightOf, simplify } from './geometry'
import type { Point, Rect } from './geometry'
import { interfaceKey } from './layout'
import type { Layout, PlacedInterface, PlacedNode, PlacedWire } from './layout'
import { STAGE } from './stage-metrics'

/** The layout by name, made once for a layout and asked often. */
export interface StageMap {
  readonly layout: Layout
  readonly inventory: Inventory
  /** By namespace, then by name: asked of every step, and a key made of both would take longer than the rest. */
  readonly interfaces: ReadonlyMap<number, ReadonlyMap<string, PlacedInterface>>
  readonly nodes: ReadonlyMap<number, PlacedNode>
  readonly stubs: ReadonlyMap<string, PlacedWire>
  /** Lines between two hosts of the gutter, by either end and starting there. */
  readonly directs: ReadonlyMap<string, readonly Point[]>
}

export function stageMap(inventory: Inventory, layout: Layout): StageMap {
  return {
    layout,
    inventory,
    interfaces: interfacesOf(layout),
    nodes: new Map(layout.nodes.map((node) => [node.netns, node])),
    stubs: new Map(layout.wires.filter((wire) => wire.kind === 'stub').map((wire) => [interfaceKey(wire.netns, wire.link), wire])),
    directs: new Map(layout.wires.flatMap((wire) => (wire.far === undefined ? [] : [
      [interfaceKey(wire.netns, wire.link), wire.points] as const,
      [interfaceKey(wire.far.netns, wire.far.link), wire.points.toReversed()] as const,
    ]))),
  }
}

function interfacesOf({ interfaces }: Layout): StageMap['interfaces'] {
  const all = new Map<number, Map<string, PlacedInterface>>()
  for (const placed of interfaces) {
    const own = all.get(placed.netns)
    if (own === undefined) all.set(placed.netns, new Map([[placed.link, placed]]))
    else own.set(placed.link, placed)
  }
  return all
}

/**
 * The way of a packet between two neighbouring interfaces, orthogonal, from where it stands at the first to where it
 * stands at the second. Undefined where no wire and no namespace joins them.
 */
export function wayBetween(map: StageMap, from: PlacedInterface, to: PlacedInterface): readonly Point[] | undefined {
  if (from.netns === to.netns && from.link === to.link) return [from.rest]
  if (from.netns === to.netns) return wayInside(map, from, to)
  const fromLink = linkOf(map, from)
  if (fromLink?.peer?.namespace === to.netns && fromLink.peer.link === to.link) return wayOverPair(map, from, to)
  if (fromLink?.segment !== undefined && fromLink.segment === linkOf(map, to)?.segment) return wayOverSegment(map, from, to)
  return undefined
}

/**
 * The line that the packet leaves behind: along the wires themselves, while the packet, too tall for the narrow place
 * between port and bus, slides beside them.
 */
export function trailBetween(map: StageMap, from: PlacedInterface, to: PlacedInterface): readonly Point[] | undefined {
  return wayBetween(map, onWire(map, from), onWire(map, to))
}

/** Where a packet at an interface would stand on the wire itself: a NIC's on the bus instead of beside it, an outside host's at its edge instead of half way. */
function onWire(map: StageMap, placed: PlacedInterface): PlacedInterface {
  if (placed.role === 'outside' && map.directs.has(interfaceKey(placed.netns, placed.link))) return { ...placed, rest: placed.port }
  const end = placed.role === 'nic' ? map.stubs.get(interfaceKey(placed.netns, placed.link))?.points.at(-1) : undefined
  return end?.x === placed.port.x ? { ...placed, rest: end } : placed
}

function linkOf(map: StageMap, placed: PlacedInterface) {
  return map.inventory.namespaces[placed.netns]?.links.find((link) => link.name === placed.link)
}

function wayInside(map: StageMap, from: PlacedInterface, to: PlacedInterface): readonly Point[] {
  const node = map.nodes.get(from.netns)
  if (node === undefined) return wayThroughHost(map, from, to)
  const outOf = towardsLane(node, from)
  const into = towardsLane(node, to)
  if (from.role === 'tunnel' && to.role === 'nic') return simplify([...betweenDevices(node, from, to)])
  if (from.role === 'nic' && to.role === 'tunnel') return simplify(betweenDevices(node, to, from).toReversed())
  return simplify([...outOf, ...into.toReversed()])
}

/** From a rest position to the lane between cells and devices; cells of far rows take the gap beside their column. */
function towardsLane(node: PlacedNode, placed: PlacedInterface): readonly Point[] {
  const lane = { x: placed.rest.x, y: node.laneY }
  if (placed.role === 'nic') return [placed.rest, { x: placed.port.x, y: node.laneY }]
  const isFarRow = placed.role === 'veth' && Math.abs(placed.rest.y - node.laneY) > STAGE.vethHeight
  if (!isFarRow) return [placed.rest, lane]
  const gapX = rightOf(placed.rect) + STAGE.columnGap / 2
  return [placed.rest, { x: gapX, y: placed.rest.y }, { x: gapX, y: node.laneY }]
}

/** Through the tunnel device and out of its flank to the NIC, as the outer packet is routed anew. */
function betweenDevices(node: PlacedNode, tunnel: PlacedInterface, nic: PlacedInterface): readonly Point[] {
  if (nic.port.x === tunnel.port.x) return [tunnel.rest, nic.rest]
  const nearEdge = node.side === 'above' ? nic.rect.y : bottomOf(nic.rect)
  const besideNic = nearEdge + (node.side === 'above' ? -STAGE.nodeEdge : STAGE.nodeEdge)
  const flankY = contains(tunnel.rect, { x: tunnel.rect.x, y: besideNic }) ? besideNic : centreOf(tunnel.rect).y
  return [tunnel.rest, { x: tunnel.rest.x, y: flankY }, { x: nic.port.x, y: flankY }, nic.rest]
}

function wayThroughHost(map: StageMap, from: PlacedInterface, to: PlacedInterface): readonly Point[] {
  const host = [...map.layout.routers, ...map.layout.outsides].find((candidate) => candidate.netns === from.netns)
  if (host === undefined) return [from.rest, to.rest]
  const middle = centreOf(host.rect)
  return simplify([...intoHost(map, from, middle), ...intoHost(map, to, middle).toReversed()])
}

/** From where a packet stands to the host's middle; along its line where the port is on a flank. */
function intoHost(map: StageMap, placed: PlacedInterface, middle: Point): readonly Point[] {
  const direct = map.directs.get(interfaceKey(placed.netns, placed.link))
  if (direct === undefined) return [placed.rest, placed.port, { x: placed.port.x, y: middle.y }]
  return [placed.rest, ...direct.slice(0, placed.rest.x > placed.port.x ? -1 : undefined).toReversed().filter((point) => isBetween(point, placed)), { x: middle.x, y: placed.port.y }, middle]
}

/** The corners of a line that lie between its port and the packet on its last run. */
function isBetween(point: Point, placed: PlacedInterface): boolean {
  const [low, high] = [Math.min(placed.port.x, placed.rest.x), Math.max(placed.port.x, placed.rest.x)]
  return point.x >= low && point.x <= high
}

/** Both ends of a pair in the gutter share one place, in the middle of their line. */
function wayOverPair(map: StageMap, from: PlacedInterface, to: PlacedInterface): readonly Point[] {
  if (map.directs.has(interfaceKey(from.netns, from.link)) || from.rest.x === to.rest.x) return simplify([from.rest, to.rest])
  return simplify([from.rest, { x: from.rest.x, y: to.rest.y }, to.rest])
}

/** Down the stub, along the bus and up the other stub. A packet hugs the bus at the height where it stands. */
function wayOverSegment(map: StageMap, from: PlacedInterface, to: PlacedInterface): readonly Point[] {
  const fromStub = map.stubs.get(interfaceKey(from.netns, from.link))
  const toStub = map.stubs.get(interfaceKey(to.netns, to.link))
  if (fromStub === undefined && toStub === undefined) return wayOverPair(map, from, to)
  const fromEnd = fromStub?.points.at(-1) ?? from.rest
  const toEnd = toStub?.points.at(-1) ?? to.rest
  const level = from.role === 'nic' ? from.rest.y : to.role === 'nic' ? to.rest.y : fromEnd.y
  const fromCorners = from.role === 'nic' ? [] : (fromStub?.points.slice(1, -1) ?? [])
  const toCorners = to.role === 'nic' ? [] : (toStub?.points.slice(1, -1) ?? [])
  return simplify([from.rest, ...fromCorners, { x: fromEnd.x, y: level }, { x: toEnd.x, y: level }, ...toCorners.toReversed(), to.rest])
}

/** A visible part of a way and how far from the way's start it begins. */
export interface WayPiece {
  readonly offset: number
  readonly points: readonly Point[]
}

/** The parts of an orthogonal way outside `boxes`: a trail never crosses a name. */
export function outsideBoxes(way: readonly Point[], boxes: readonly Rect[]): readonly WayPiece[] {
  const pieces: { offset: number; points: Point[] }[] = []
  let along = 0
  let open: { offset: number; points: Point[] } | undefined
  for (let i = 1; i < way.length; i++) {
    const a = way[i - 1] as Point
    const b = way[i] as Point
    const length = Math.abs(b.x - a.x) + Math.abs(b.y - a.y)
    for (const [start, end] of freeSpans(a, b, length, boxes)) {
      const first = at(a, b, length, start)
      if (open === undefined || start > 0) pieces.push((open = { offset: along + start, points: [first] }))
      open.points.push(at(a, b, length, end))
      if (end < length) open = undefined
    }
    if (freeSpans(a, b, length, boxes).at(-1)?.[1] !== length) open = undefined
    along += length
  }
  return pieces.map((piece) => ({ offset: piece.offset, points: simplify(piece.points) }))
}

function at(a: Point, b: Point, length: number, along: number): Point {
  return length === 0 ? a : { x: a.x + ((b.x - a.x) * along) / length, y: a.y + ((b.y - a.y) * along) / length }
}

function freeSpans(a: Point, b: Point, length: number, boxes: readonly Rect[]): readonly (readonly [number, number])[] {
  let spans: (readonly [number, number])[] = length > 0 ? [[0, length]] : []
  for (const box of boxes) {
    const covered = coveredSpan(a, b, length, box)
    if (covered === undefined) continue
    spans = spans.flatMap(([start, end]) => {
      const parts: (readonly [number, number])[] = []
      if (covered[0] > start) parts.push([start, Math.min(end, covered[0])])
      if (covered[1] < end) parts.push([Math.max(start, covered[1]), end])
      return covered[0] >= end || covered[1] <= start ? [[start, end] as const] : parts
    })
  }
  return spans
}

/** The part of a straight run inside a box, in distances from its start. */
function coveredSpan(a: Point, b: Point, length: number, box: Rect): readonly [number, number] | undefined {
  const vertical = a.x === b.x
  const across = vertical ? a.x : a.y
  const [low, high] = vertical ? [box.x, rightOf(box)] : [box.y, bottomOf(box)]
  if (across <= low || across >= high) return undefined
  const [near, far] = vertical ? [box.y, bottomOf(box)] : [box.x, rightOf(box)]
  const start = vertical ? a.y : a.x
  const forward = (vertical ? b.y : b.x) > start
  const enter = forward ? near - start : start - far
  const leave = forward ? far - start : start - near
  return leave <= 0 || enter >= length ? undefined : [Math.max(0, enter), Math.min(length, leave)]
}
