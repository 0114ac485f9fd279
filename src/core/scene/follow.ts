import { clamp } from './geometry'
import type { Point } from './geometry'

interface Size {
  readonly width: number
  readonly height: number
}

/** The ends of a picture are in sight while the packet is in them: this share of the view at either side. */
const END_SHARE = 1 / 4

/**
 * Where scene point (0, 0) lies in a view of that size, so that the packet is in sight: a pure function of where the packet is,
 * so that a moment looks the same however it was reached. A picture that fits stands in the middle; one that does not moves
 * more slowly than the packet, which keeps to the middle half of the view and leaves it only in the picture's own ends.
 * Whole pixels: hairlines stay sharp.
 */
export function panToFollow(picture: Size, view: Size, zoom: number, packet: Point | undefined): Point {
  return {
    x: panOf(picture.width * zoom, view.width, packet === undefined ? undefined : packet.x * zoom),
    y: panOf(picture.height * zoom, view.height, packet === undefined ? undefined : packet.y * zoom),
  }
}

function panOf(picture: number, view: number, packet: number | undefined): number {
  const spare = view - picture
  if (spare >= 0 || packet === undefined) return Math.round(spare / 2)
  const end = view * END_SHARE
  return Math.round(spare * clamp((packet - end) / (picture - 2 * end), 0, 1))
}

/** False where some of the picture is outside the view and moves into it with the packet. */
export function fitsIn(picture: Size & { readonly zoom: number }, view: Size | undefined): boolean {
  return view !== undefined && picture.width * picture.zoom <= view.width + 1 && picture.height * picture.zoom <= view.height + 1
}

/** The least that a view has to move for a span of it to be seen, with some room around it. */
export function panToReveal(pan: number, view: number, start: number, end: number): number {
  const room = Math.max(0, Math.min(REVEAL_ROOM, (view - (end - start)) / 2))
  const low = room - start
  const high = view - room - end
  return Math.round(low > high ? low : clamp(pan, low, high))
}

const REVEAL_ROOM = 24
