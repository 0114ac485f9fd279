import { bottomOf, grow, overlaps, rectBetween, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { Layout } from './layout'

/** Words closer than this to a box or a line would look like part of it. */
const CLEAR = 8
const STEP = 8

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Where in the part of the gutter that a view shows something of that size meets no host, port or line, as far left and as high as there is a place; none
 * where there is none. `overLines`: a line may pass behind it.
 */
export function freeSpot(layout: Layout, view: Rect, { width, height }: Size, overLines = false): Point | undefined {
  const obstacles = [...hostsOf(layout), ...(overLines ? [] : linesOf(layout))].map((rect) => grow(rect, CLEAR))
  const [left, right] = [Math.max(view.x, 0) + 2 * layout.margin, Math.min(rightOf(view), layout.width) - 2 * layout.margin - width]
  const [top, bottom] = [Math.max(layout.gutter.top, view.y) + CLEAR, Math.min(layout.gutter.bottom, bottomOf(view)) - height - CLEAR]
  for (let x = left; x <= right; x += STEP) {
    for (let y = top; y <= bottom; y += STEP) {
      if (!obstacles.some((obstacle) => overlaps(obstacle, { x, y, width, height }))) return { x, y }
    }
  }
  return undefined
}

/** Whether an area of the scene is clear of everything but the ground of subnets. */
export function isClear({ nodes, routers, outsides, folds, grids, interfaces, subnets }: Layout, area: Rect): boolean {
  const drawn = interfaces.filter((placed) => placed.drawn)
  const boxes = [...nodes, ...routers, ...outsides, ...folds, ...grids, ...drawn].map(({ rect }) => rect)
  return ![...boxes, ...subnets.map(({ title }) => title)].some((rect) => overlaps(grow(rect, CLEAR / 2), area))
}

function hostsOf({ routers, outsides, interfaces }: Layout): readonly Rect[] {
  const ports = interfaces.filter((placed) => placed.role === 'router-port' && placed.drawn)
  return [...routers, ...outsides, ...ports].map(({ rect }) => rect)
}

function linesOf({ wires }: Layout): readonly Rect[] {
  return wires.filter((wire) => wire.kind !== 'veth').flatMap(({ points }) => points.slice(1).map((b, k) => rectBetween(points[k] ?? b, b)))
}
