import { grow, overlaps, rectBetween } from './geometry'
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
 * Where in the gutter something of that size meets no host, port or line, as far left and as high as there is a place; none
 * where there is none. `overLines`: a line may pass behind it.
 */
export function freeSpot(layout: Layout, { width, height }: Size, overLines = false): Point | undefined {
  const obstacles = [...hostsOf(layout), ...(overLines ? [] : linesOf(layout))].map((rect) => grow(rect, CLEAR))
  const [left, right] = [2 * layout.margin, layout.width - 2 * layout.margin - width]
  for (let x = left; x <= right; x += STEP) {
    for (let y = layout.gutter.top + CLEAR; y <= layout.gutter.bottom - height - CLEAR; y += STEP) {
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
