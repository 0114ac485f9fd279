import { bottomOf, centreOf, overlaps, pathLength, rectAround } from './geometry'
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

/** A box that a packet goes through on its way, and passes behind: in at one port of a router and out at the other, under the name of a device. */
export interface Cover {
  readonly rect: Rect
  /** So far a packet that stands beside it lies over its edge, where there is no name. */
  readonly edge: number
}

/** In a node, packets stand between boxes that leave them less than their height. */
const EDGE = 6

export function coversOf({ pods, interfaces, routers, outsides }: Layout): readonly Cover[] {
  const devices = interfaces.filter(({ drawn, role }) => drawn && role !== 'pod' && role !== 'outside')
  return [
    ...[...routers, ...outsides].map(({ rect }) => ({ rect, edge: 0 })),
    ...pods.map(({ rect }) => ({ rect, edge: EDGE })),
    ...devices.map(({ role, rect }) => ({ rect, edge: role === 'nic' || role === 'router-port' ? 0 : Math.min(EDGE, rect.height / 2 - ONE_LINE) })),
  ]
}

/** What of them lies over a packet; it dips under an edge that it lies on while it moves further in. */
export function coversOver(covers: readonly Cover[], packet: Rect): readonly Rect[] {
  return covers.filter(({ rect }) => overlaps(rect, packet)).map(({ rect, edge }) => {
    const depth = Math.min(bottomOf(packet) - rect.y, bottomOf(rect) - packet.y)
    const seen = depth <= edge ? depth : Math.max(0, 2 * edge - depth)
    return { ...rect, y: rect.y + seen, height: Math.max(0, rect.height - 2 * seen) }
  })
}

function hasOneLine({ role, nameOnly }: PlacedInterface): boolean {
  return nameOnly || role === 'veth' || role === 'router-port'
}

export function clearSpans(points: readonly Point[], zones: readonly Rect[]): readonly ClearSpan[] {
  return outsideBoxes(points, zones).map((piece) => [piece.offset, piece.offset + pathLength(piece.points)])
}

/** The place nearest to one along a way that covers no name; its ends are where packets stand, and cover none. */
export function nearestClear(spans: readonly ClearSpan[], length: number, along: number): number {
  let best = 0
  const consider = (place: number): void => {
    if (Math.abs(place - along) < Math.abs(best - along)) best = place
  }
  for (const [start, end] of spans) consider(Math.max(start, Math.min(end, along)))
  consider(length)
  return best
}
