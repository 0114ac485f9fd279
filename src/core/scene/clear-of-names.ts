import { centreOf, pathLength, rectAround } from './geometry'
import type { Point, Rect } from './geometry'
import type { Layout, PlacedInterface } from './layout'
import { CHIP } from './packet-shape'
import { outsideBoxes } from './ways'

/** Half the height of the letters of a name, and of a name with an address under it. */
const ONE_LINE = 5.5
const TWO_LINES = 13

/** Where a small packet on its way covers no name: from one distance along the way to another. */
export type ClearSpan = readonly [start: number, end: number]

/** Around each name of the picture, where the middle of a small packet in its envelope would cover it. */
export function nameZones({ pods, interfaces, routers, outsides }: Layout): readonly Rect[] {
  const zone = (rect: Rect, half: number): Rect => rectAround(centreOf(rect), rect.width + CHIP.width + 2 * CHIP.ring, 2 * half + CHIP.height + 2 * CHIP.ring)
  return [
    ...[...pods, ...outsides].map(({ rect }) => zone(rect, TWO_LINES)),
    ...routers.map(({ rect }) => zone(rect, ONE_LINE)),
    ...interfaces.filter(({ drawn, role }) => drawn && role !== 'pod' && role !== 'outside').map((placed) => zone(placed.rect, hasOneLine(placed) ? ONE_LINE : TWO_LINES)),
  ]
}

function hasOneLine({ role, nameOnly }: PlacedInterface): boolean {
  return nameOnly || role === 'veth' || role === 'router-port'
}

export function clearSpans(points: readonly Point[], zones: readonly Rect[]): readonly ClearSpan[] {
  return outsideBoxes(points, zones).map((piece) => [piece.offset, piece.offset + pathLength(piece.points)])
}

/** The place nearest to one along a way that covers no name; its ends are where packets stand, and cover none. */
export function nearestClear(spans: readonly ClearSpan[], length: number, along: number): number {
  const within = [[0, 0] as const, ...spans, [length, length] as const].map(([start, end]) => Math.max(start, Math.min(end, along)))
  return within.reduce((best, place) => (Math.abs(place - along) < Math.abs(best - along) ? place : best))
}
