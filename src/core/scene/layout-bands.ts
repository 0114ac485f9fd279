import { bottomOf, grow, rightOf, simplify } from './geometry'
import type { Point, Rect } from './geometry'
import type { Layout, PlacedInterface } from './layout'
import { STAGE } from './stage-metrics'

/** Room between a band and a box that it passes. */
const CLEARANCE = 12

/**
 * The centre line of a tunnel from device to device: straight where they stand opposite each other, else down to a
 * lane, across, and on. `order` counts the bands on screen, so that each has lanes of its own.
 */
export function bandPath(layout: Layout, a: PlacedInterface, b: PlacedInterface, order: number): readonly Point[] {
  const [fromA, fromB] = [toGutter(layout, a), toGutter(layout, b)]
  const [aX, bX] = [fromA.at(-1)?.x ?? a.port.x, fromB.at(-1)?.x ?? b.port.x]
  const laneA = laneOf(layout, a, order)
  if (a.side === b.side) return simplify([...fromA, { x: aX, y: laneA }, { x: bX, y: laneA }, ...fromB.toReversed()])
  const crossX = freeColumn(layout, aX, bX)
  if (crossX === aX && crossX === bX) return simplify([...fromA, ...fromB.toReversed()])
  const laneB = laneOf(layout, b, order)
  return simplify([...fromA, { x: aX, y: laneA }, { x: crossX, y: laneA }, { x: crossX, y: laneB }, { x: bX, y: laneB }, ...fromB.toReversed()])
}

/** From a device to where its way is free to the gutter: of a far row, along its street into the gap beside the nearer rows. */
function toGutter({ nodes, subnets }: Layout, end: PlacedInterface): readonly Point[] {
  const subnet = subnets[nodes.find(({ netns }) => netns === end.netns)?.subnet ?? -1]
  if (subnet?.alley === undefined) return [end.port]
  const y = subnet.side === 'above' ? bottomOf(subnet.rect) + STAGE.street / 2 : subnet.rect.y - STAGE.street / 2
  const x = subnet.alley.x + subnet.alley.width / 2
  return [end.port, { x: end.port.x, y }, { x, y }]
}

function laneOf(layout: Layout, end: PlacedInterface, order: number): number {
  const distance = STAGE.bandLaneStart + order * STAGE.bandLanePitch
  return end.side === 'above' ? layout.gutter.top + distance : layout.gutter.bottom - distance
}

/** The column nearest to both ends at which a band crosses the gutter without meeting a router or a pill. */
function freeColumn(layout: Layout, fromX: number, toX: number): number {
  const blocks: readonly Rect[] = [...layout.routers, ...layout.outsides].map((host) => grow(host.rect, STAGE.bandWidth / 2 + CLEARANCE))
  const candidates = [fromX, toX, ...blocks.flatMap((block) => [block.x, rightOf(block)])]
  const free = candidates.filter((x) => x > 0 && x < layout.width && !blocks.some((block) => x > block.x && x < rightOf(block) && bottomOf(block) > layout.gutter.top))
  const cost = (x: number): number => Math.abs(x - fromX) + Math.abs(x - toX)
  return free.reduce((best, x) => (cost(x) < cost(best) ? x : best), free[0] ?? fromX)
}
