import { packetRect } from './flight'
import { overlaps, rectAround, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { FlyingPacket } from './motion'
import { CHIP, MARK } from './packet-shape'

/** The packets that are not followed, each where it is to be painted. */
export interface Crowd {
  /** Few enough to have their names; beyond that each is a mark. */
  readonly form: 'chip' | 'mark'
  /** In order of paint. */
  readonly packets: readonly FlyingPacket[]
  /** Those that another one lies on: their words would be cut. */
  readonly covered: ReadonlySet<FlyingPacket>
  /** How many more stand in a queue than are painted. */
  readonly counts: readonly { readonly at: Point; readonly more: number }[]
}

const MAX_CHIPS = 8
/** Of a queue so many are painted (visual language: "four shown, then +n"). */
const QUEUE_SHOWN = 4
/** Nearer than this, two packets stand in one place. */
const CELL = 10
const PITCH = { chip: 18, mark: 6 } as const
/** So few chips stand beside each other, each with its words; more are a stack. */
const SIDE_BY_SIDE = 3
const BESIDE = 3

/** Those in one place stand in a queue to the right; those under the packet that is followed stand beside it. */
export function crowdOf(crowd: readonly FlyingPacket[], followed: FlyingPacket | undefined): Crowd {
  const form = crowd.length <= MAX_CHIPS ? 'chip' : 'mark'
  const half = form === 'chip' ? CHIP.width / 2 + CHIP.ring : MARK.ring
  const whole = followed === undefined || followed.drop !== undefined ? undefined : wholeRect(followed)
  const packets: FlyingPacket[] = []
  const covered = new Set<FlyingPacket>()
  const counts: { readonly at: Point; readonly more: number }[] = []
  const isUnderWhole = ({ centre }: FlyingPacket): boolean => whole !== undefined && overlaps(whole, rectAround(centre, 2 * half, 2 * MARK.ring))
  for (const queue of queuesOf(crowd, isUnderWhole)) {
    const first = queue[0] as FlyingPacket
    const isUnder = isUnderWhole(first)
    const startX = isUnder && whole !== undefined ? rightOf(whole) + BESIDE + half : first.centre.x
    const shown = queue.length > QUEUE_SHOWN + 1 ? QUEUE_SHOWN : queue.length
    const isApart = form === 'chip' && queue.length <= SIDE_BY_SIDE
    const pitch = isApart ? 2 * half + BESIDE : PITCH[form]
    const y = isUnder && followed !== undefined ? followed.centre.y : first.centre.y
    // the first in the queue lies on top
    for (let k = shown - 1; k >= 0; k--) {
      const packet = queue[k] as FlyingPacket
      const placed = packet.emphasis > 0 || (k === 0 && !isUnder) ? packet : { ...packet, centre: { x: startX + k * pitch, y } }
      packets.push(placed)
      if (k > 0 && !isApart) covered.add(placed)
    }
    if (shown < queue.length) counts.push({ at: { x: startX + (shown - 1) * pitch + half + BESIDE, y }, more: queue.length - shown })
  }
  return { form, packets, covered, counts }
}

/** What a crowd covers. */
export function crowdRects({ form, packets }: Crowd): readonly Rect[] {
  return packets.map((packet) => (form === 'chip' ? chipRect(packet) : rectAround(packet.centre, 2 * MARK.ring, 2 * MARK.ring)))
}

export function chipRect({ centre }: FlyingPacket): Rect {
  return rectAround(centre, CHIP.width + 2 * CHIP.ring, CHIP.height + 2 * CHIP.ring)
}

/** What so many others in the same place cover beside the packet that is followed. */
export function besideRect(whole: Rect, others: number): Rect {
  const width = Math.min(others, SIDE_BY_SIDE) * (CHIP.width + 2 * CHIP.ring + BESIDE)
  const height = CHIP.height + 2 * CHIP.ring
  return { x: rightOf(whole), y: whole.y + (whole.height - height) / 2, width, height }
}

/** What the packet that is followed covers where it flies. */
export function wholeRect({ centre, mode, envelope, strip }: FlyingPacket): Rect {
  const size = (wrapped: boolean, form: 'inside' | 'wire'): Rect => packetRect({ point: centre, form, ...(wrapped && mode !== undefined && { mode }) })
  const grown = (wrapped: boolean): Rect => mix(size(wrapped, 'inside'), size(wrapped, 'wire'), strip)
  return mix(grown(false), grown(true), envelope)
}

function mix(from: Rect, to: Rect, share: number): Rect {
  const at = (key: keyof Rect): number => from[key] + (to[key] - from[key]) * share
  return { x: at('x'), y: at('y'), width: at('width'), height: at('height') }
}

function queuesOf(crowd: readonly FlyingPacket[], isUnderWhole: (packet: FlyingPacket) => boolean): Iterable<readonly FlyingPacket[]> {
  const queues = new Map<string, FlyingPacket[]>()
  for (const packet of crowd) {
    const key = isUnderWhole(packet) ? 'beside' : `${Math.round(packet.centre.x / CELL)} ${Math.round(packet.centre.y / CELL)}`
    const queue = queues.get(key)
    if (queue === undefined) queues.set(key, [packet])
    else queue.push(packet)
  }
  return queues.values()
}
