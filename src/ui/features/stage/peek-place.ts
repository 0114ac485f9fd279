import { centreOf, clamp, grow, overlaps } from '../../../core/scene/geometry'
import type { Point, Rect } from '../../../core/scene/geometry'

const GAP_PX = 8
/** Places are tried so far apart. */
const GRID_PX = 16

interface Size {
  readonly width: number
  readonly height: number
}

/** Beside a box, else above or below it, else as near as there is room: where a peek covers neither the box nor a packet. None where there is none. */
export function peekPlace(beside: Rect, size: Size, room: Size, avoid: readonly Rect[]): Point | undefined {
  const [farX, farY] = [room.width - GAP_PX - size.width, room.height - GAP_PX - size.height]
  if (farX < GAP_PX || farY < GAP_PX) return undefined
  const middle = centreOf(beside)
  const level = clamp(middle.y - size.height / 2, GAP_PX, farY)
  const inColumn = clamp(middle.x - size.width / 2, GAP_PX, farX)
  const taken = [...avoid, beside].map((rect) => grow(rect, GAP_PX / 2))
  const isFree = ({ x, y }: Point): boolean => x >= GAP_PX && y >= GAP_PX && x <= farX && y <= farY && !taken.some((rect) => overlaps(rect, { x, y, ...size }))
  const beforeAll: readonly Point[] = [
    { x: beside.x + beside.width + GAP_PX, y: level },
    { x: beside.x - GAP_PX - size.width, y: level },
    { x: inColumn, y: beside.y + beside.height + GAP_PX },
    { x: inColumn, y: beside.y - GAP_PX - size.height },
  ]
  return beforeAll.find(isFree) ?? nearest(grid(farX, farY).filter(isFree), size, middle)
}

function grid(farX: number, farY: number): readonly Point[] {
  const steps = (far: number): readonly number[] => [...Array.from({ length: Math.ceil((far - GAP_PX) / GRID_PX) }, (_, k) => GAP_PX + k * GRID_PX), far]
  return steps(farY).flatMap((y) => steps(farX).map((x) => ({ x, y })))
}

function nearest(places: readonly Point[], { width, height }: Size, to: Point): Point | undefined {
  const distance = ({ x, y }: Point): number => Math.hypot(clamp(to.x, x, x + width) - to.x, clamp(to.y, y, y + height) - to.y)
  return places.reduce<Point | undefined>((best, place) => (best === undefined || distance(place) < distance(best) ? place : best), undefined)
}
