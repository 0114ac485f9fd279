import { placeName } from '../explain/place-name'
import { packetRect } from './flight'
import type { StepPlace } from './flight'
import { clamp, contains, encloses, grow, overlaps, rectAround, rectBetween, rightOf } from './geometry'
import type { Point, Rect } from './geometry'
import type { Layout } from './layout'
import { dropReason } from './narration'
import type { SceneDrop, SceneInput, SceneLabel } from './scene'
import { labelRect } from './scene-labels'
import { DROP_TILT_DEGREES, SMALLEST_TEXT_PX } from './stage-metrics'
import type { Step } from './steps'
import { FONT, textWidth } from './text-metrics'

/** A line of words, in sizes of its text. */
const LINE_SHARE = 4 / 3
const GAP = 8
/** A packet closer than this to words would look like part of them. */
const CLEARANCE = 6
/** A line closer than this to a name would seem to touch it. */
const NAME_CLEARANCE = 3
/** Words closer than this to the edge of a subnet would seem to be cut by it; a line ends as far from the words that it leads to. */
const EDGE_CLEARANCE = 4
/** From a cross to its words: clear of the cross, and as far away as a place is looked for. */
const CROSS_RADIUS = 20
const REACH = 480
/** Words that stand further from their cross are joined to it by a line, which starts at the cross's disc. */
const LEADER_FROM = 48
/** Further away, words rather stand close to something else. */
const FARTHEST_WORDS = 136
const DISC_RADIUS = 11
/** Where a line meets words that it comes to from above or below: not at their very end. */
const LEADER_INSET = 8
/** Of points at which a line is looked at. */
const SAMPLE = 3
const ARC_SAMPLES = 64
/** Where a dropped packet may come to rest, seen from its end: the upper right first, near before far. */
const FLINGS: readonly Point[] = [
  ...[158, 128, 210].flatMap((x) => [-25, 60, 25, -60, 95, -95].map((y) => ({ x, y }))),
  ...[90, 260, 320, 30].flatMap((x) => [60, -60, 95, -95, 130, -130, 165, -165].map((y) => ({ x, y }))),
].flatMap(({ x, y }) => [{ x, y }, { x: -x, y }])

/** What is said at a cross, before it has its place. */
interface DropText {
  readonly width: number
  readonly linePx: number
}

interface Fling {
  readonly flungTo: Point
  readonly rect: Rect
  /** What words must keep clear of. */
  readonly covered: readonly Rect[]
}

/** All that a drop's words and its packet may meet. */
interface Surroundings {
  readonly at: Point
  readonly layout: Layout
  /** Boxes and names: nothing may cover them. */
  readonly boxes: readonly Rect[]
  /** What no line may strike out. */
  readonly names: readonly Rect[]
  /** What a line rather goes round as well: hosts that the cross is not in, and their ports. */
  readonly hosts: readonly Rect[]
  /** Words close to the name of a tunnel would seem to be about it. */
  readonly tunnelNames: readonly Rect[]
  /** Lines, bands and other packets: covered only where there is no other place. */
  readonly taken: readonly Rect[]
}

/** Where a packet that ends is flung, and where it is said why: beside the cross, or joined to it by a line that strikes out no name. */
export function dropOf(input: SceneInput, step: Step, place: StepPlace, labels: readonly SceneLabel[], bandLabels: readonly SceneLabel[], taken: readonly Rect[]): SceneDrop {
  const { layout } = input.map
  const at = place.point
  const reason = dropReason(input.words, input.trace.entry(step.entryIndex).c)
  const title = input.words.scene.dropped({ place: placeName(input.map.inventory, step.netns) })
  // on the screen never smaller than can be read
  const textPx = Math.max(FONT.body.sizePx, SMALLEST_TEXT_PX / layout.zoom)
  const width = Math.max(textWidth(title, { ...FONT.strong, sizePx: textPx }), textWidth(reason, { ...FONT.body, sizePx: textPx }))
  const drawn = layout.interfaces.filter((placed) => placed.drawn)
  const names = [...labels, ...bandLabels].map(labelRect)
  const around: Surroundings = {
    at,
    layout,
    boxes: [...layout.nodes, ...layout.routers, ...layout.outsides, ...drawn].map(({ rect }) => rect).concat(labels.map(labelRect)),
    names: names.map((name) => grow(name, NAME_CLEARANCE)),
    hosts: [...layout.nodes, ...layout.routers, ...layout.outsides, ...drawn].map(({ rect }) => rect).filter((rect) => !contains(rect, at)),
    tunnelNames: bandLabels.map(labelRect),
    taken,
  }
  const flings = flingsOf(around, place)
  const flingClearOf = (rect: Rect): Fling | undefined => flings.find(({ covered }) => !covered.some((box) => overlaps(box, rect)))
  const spot = wordsSpot(around, { width, linePx: textPx * LINE_SHARE }, (rect) => flingClearOf(rect) !== undefined)
  // the place decides where the packet is flung: the words are what tells where it ended
  const flungTo = ((spot && flingClearOf(spot.words)) ?? flings[0])?.flungTo ?? at
  const arc = arcTo(at, flungTo)
  return { at, arc, arcPieces: piecesOf(arc, [...around.names, ...around.hosts]), place: title, reason, textPx, ...spot }
}

/** The ways that there are of the best kind, those that pass behind nothing first: none leaves the picture. */
function flingsOf({ at, layout, boxes, names, hosts, tunnelNames, taken }: Surroundings, place: StepPlace): readonly Fling[] {
  const picture = { x: 0, y: 0, width: layout.width, height: layout.height }
  const flings = FLINGS.map((by): Fling => {
    const flungTo = { x: at.x + by.x, y: at.y + by.y }
    const rect = tilted(packetRect({ ...place, point: flungTo }))
    return { flungTo, rect, covered: [grow(rect, CLEARANCE), grow(rectBetween(at, flungTo), CLEARANCE)] }
  }).filter(({ rect }) => encloses(picture, rect))
  const isFree = ({ rect }: Fling): boolean => !boxes.some((box) => overlaps(box, rect))
  const isBare = ({ rect }: Fling): boolean => !taken.some((other) => overlaps(other, rect)) && !layout.subnets.some((subnet) => overlaps(subnet.rect, rect))
  const passesNothing = ({ flungTo }: Fling): boolean => !meets(arcTo(at, flungTo), [...names, ...hosts])
  const free = flings.filter(isFree)
  const bare = free.filter(isBare)
  const passesNoTunnelName = ({ flungTo }: Fling): boolean => !meets(arcTo(at, flungTo), tunnelNames)
  const ways = [bare, free, flings].find((kind) => kind.length > 0) ?? []
  return [...new Set([...ways.filter(passesNothing), ...ways.filter(passesNoTunnelName), ...ways])]
}

/** The way of the packet, level at first. */
function arcTo(at: Point, end: Point): readonly Point[] {
  return Array.from({ length: ARC_SAMPLES + 1 }, (_, k) => {
    const t = k / ARC_SAMPLES
    return { x: at.x + (end.x - at.x) * t, y: at.y + (end.y - at.y) * t * t }
  })
}

function meets(points: readonly Point[], rects: readonly Rect[]): boolean {
  return points.some((point) => rects.some((rect) => contains(rect, point)))
}

type Spot = Pick<SceneDrop, 'words' | 'leader'> & { readonly words: Rect }

function wordsSpot(around: Surroundings, text: DropText, leavesRoomToFling: (words: Rect) => boolean): Spot | undefined {
  const { at, layout, boxes, names, hosts, tunnelNames, taken } = around
  const clear = wordSpots(layout, at, text).filter((rect) => !boxes.some((box) => overlaps(box, rect)) && !crossesSubnet(layout, rect) && leavesRoomToFling(rect))
  const bare = clear.filter((rect) => !taken.some((other) => overlaps(other, rect)))
  const apart = bare.filter((rect) => !tunnelNames.some((name) => overlaps(grow(name, text.linePx), rect)))
  // off the edges of subnets, where a place is as near
  const offEdge = apart.filter((rect) => !crossesSubnet(layout, grow(rect, EDGE_CLEARANCE)))
  const [best] = offEdge
  if (best && awayFrom(at, best) < LEADER_FROM) return { words: best }
  const first = [apart, bare, clear].flatMap((spots) => spots.slice(0, 1))
  const nearest = first.find((words) => awayFrom(at, words) <= FARTHEST_WORDS) ?? first[0]
  if (nearest === undefined || awayFrom(at, nearest) < LEADER_FROM) return nearest && { words: nearest }
  const joined = [...offEdge, ...apart].filter((words) => awayFrom(at, words) <= FARTHEST_WORDS)
  for (const struck of [[...names, ...hosts], names]) {
    for (const words of joined) {
      const leader = leadersTo(words, at).find((points) => !meets(sampled(points), struck))
      if (leader !== undefined) return { words, leader: [leader] }
    }
  }
  // behind what it has to cross, as the ways of packets are
  return { words: nearest, leader: piecesOf(sampled(fromDisc(at, [leaderEnd(nearest, at)])), [...names, ...hosts]).map(({ points }) => points) }
}

function awayFrom(at: Point, words: Rect): number {
  const end = nearestIn(words, at)
  return Math.hypot(end.x - at.x, end.y - at.y)
}

/** Straight, or with one corner: along the lane that the cross is in and then to the words, or the other way about. */
function leadersTo(words: Rect, at: Point): readonly (readonly Point[])[] {
  const end = leaderEnd(words, at)
  const middle = words.y + words.height / 2
  const isBeside = at.y > words.y && at.y < words.y + words.height
  const isAbove = at.x > words.x && at.x < rightOf(words)
  const xs = [words.x + LEADER_INSET, rightOf(words) - LEADER_INSET].toSorted((a, b) => Math.abs(a - at.x) - Math.abs(b - at.x))
  return [
    fromDisc(at, [end]),
    ...(isBeside ? [] : xs.map((x) => fromDisc(at, [{ x, y: at.y }, { x, y: end.y }]))),
    ...(isAbove ? [] : [fromDisc(at, [{ x: at.x, y: middle }, { x: end.x, y: middle }])]),
  ]
}

/** From the edge of the cross's disc on. */
function fromDisc(at: Point, points: readonly Point[]): readonly Point[] {
  const next = points[0] ?? at
  const share = DISC_RADIUS / Math.max(DISC_RADIUS, Math.hypot(next.x - at.x, next.y - at.y))
  return [{ x: at.x + (next.x - at.x) * share, y: at.y + (next.y - at.y) * share }, ...points]
}

/** What of a line is outside of boxes. */
function piecesOf(points: readonly Point[], boxes: readonly Rect[]): SceneDrop['arcPieces'] {
  const pieces: { readonly offset: number; readonly points: Point[] }[] = []
  let [along, isOut] = [0, false]
  for (const [k, point] of points.entries()) {
    const before = points[k - 1] ?? point
    along += Math.hypot(point.x - before.x, point.y - before.y)
    const wasOut = isOut
    isOut = !boxes.some((box) => contains(box, point))
    if (isOut && wasOut) pieces.at(-1)?.points.push(point)
    else if (isOut) pieces.push({ offset: along, points: [point] })
  }
  return pieces.filter((piece) => piece.points.length > 1)
}

function sampled(points: readonly Point[]): readonly Point[] {
  return points.slice(1).flatMap((b, k) => {
    const a = points[k] ?? b
    const count = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / SAMPLE))
    return Array.from({ length: count + 1 }, (_, i) => ({ x: a.x + ((b.x - a.x) * i) / count, y: a.y + ((b.y - a.y) * i) / count }))
  })
}

/** Places of two lines around a cross, the nearest first, those to the right before those to the left. */
function wordSpots({ height: stageHeight, width: stageWidth }: Layout, at: Point, { width, linePx }: DropText): readonly Rect[] {
  const spots: { readonly rect: Rect; readonly distance: number }[] = []
  const height = 2 * linePx
  for (let y = at.y - REACH; y <= at.y + REACH - height; y += GAP) {
    for (let x = at.x + REACH; x >= at.x - REACH - width; x -= GAP) {
      const rect = { x, y, width, height }
      const end = nearestIn(rect, at)
      const distance = Math.hypot(end.x - at.x, end.y - at.y)
      if (distance < CROSS_RADIUS || x < 0 || y < 0 || x + width > stageWidth || y + height > stageHeight) continue
      spots.push({ rect, distance: distance + Math.abs(y + linePx - at.y) / 8 })
    }
  }
  return spots.sort((a, b) => a.distance - b.distance).map(({ rect }) => rect)
}

/** Where a line to words ends: just before them. */
function leaderEnd(words: Rect, at: Point): Point {
  return nearestIn(grow(words, EDGE_CLEARANCE), at)
}

function nearestIn({ x, y, width, height }: Rect, point: Point): Point {
  return { x: clamp(point.x, x, x + width), y: clamp(point.y, y, y + height) }
}

/** In a subnet or outside it, never on its edge. */
export function crossesSubnet(layout: Layout, rect: Rect): boolean {
  return layout.subnets.some((subnet) => overlaps(subnet.rect, rect) && !encloses(subnet.rect, rect))
}

/** What a packet covers that lies tilted. */
export function tilted(rect: Rect): Rect {
  const radians = (DROP_TILT_DEGREES * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  return rectAround({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }, rect.width * cos + rect.height * sin, rect.width * sin + rect.height * cos)
}
