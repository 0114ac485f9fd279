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
  if (a.side === b.side) {
    const laneY = laneOf(layout, a, order)
    return simplify([a.port, { x: a.port.x, y: laneY }, { x: b.port.x, y: laneY }, b.port])
  }
  const crossX = freeColumn(layout, a.port.x, b.port.x)
  if (crossX === a.port.x && crossX === b.port.x) return [a.port, b.port]
  const laneA = laneOf(layout, a, order)
  const laneB = laneOf(layout, b, order)
  return simplify([a.port, { x: a.port.x, y: laneA }, { x: crossX, y: laneA }, { x: crossX, y: laneB }, { x: b.port.x, y: laneB }, b.port])
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
