import { nearestClear } from './clear-of-names'
import { stopAt } from './course'
import type { StrandCourse } from './course'
import { EASING, share } from './easing'
import type { Flight, StepPlace, Way } from './flight'
import { pointAlong } from './geometry'
import type { Point } from './geometry'
import { packetName } from './packet-shape'
import type { EnvelopeMode, PacketProtocol, Rewrite, Step } from './steps'
import { DROP_MS, legTime } from './timing'

/** Where the page stands: at `step`, and `progress` (0 to 1) of the time to step `to` has passed. */
export interface MotionMoment {
  readonly step: number
  readonly progress: number
  /** Absent: the next step. */
  readonly to?: number
}

/** A packet as it is to be painted in one frame of the animation. */
export interface FlyingPacket {
  readonly centre: Point
  readonly protocol: PacketProtocol
  readonly name: string
  /** 1: the one that is followed, drawn whole; 0: one of the others, small. Between them while another is followed next. */
  readonly emphasis: number
  /** Position of the step that it was at last. */
  readonly at: number
  /** Of a fragment. */
  readonly part?: Step['part']
  readonly envelopePart?: Step['envelopePart']
  readonly mode?: EnvelopeMode | undefined
  /** 0: no envelope yet, 1: closed around the inner box. */
  readonly envelope: number
  /** 0: a ring, as inside a node; 1: full size with its strip. */
  readonly strip: number
  /** 0: sits; 1: lifted off and gone, when the far device unwraps. */
  readonly lift: number
  /** The word in place of its name where nobody can read it; else empty. */
  readonly sealed: string
  /** Bytes that the envelope adds, counted up while it grows. */
  readonly growthBytes: number
  readonly opacity: number
  /** How much of the way behind it lies behind, 0 to 1. */
  readonly travelled: number
  /** An address that is rewritten: how far the packet has opened to show both, and how far the new one stands for the old. */
  readonly rewrite?: (Rewrite & { readonly open: number; readonly done: number }) | undefined
  /** Only of a packet that ends: how far the cross has grown and the packet was flung, each 0 to 1. */
  readonly drop?: { readonly cross: number; readonly fling: number }
}

const DROP_TOTAL_MS = DROP_MS.stop + DROP_MS.cross + DROP_MS.fling
const DROP_STOP = DROP_MS.stop / DROP_TOTAL_MS
const DROP_CROSS = (DROP_MS.stop + DROP_MS.cross) / DROP_TOTAL_MS
const REWRITE_OPEN = 0.3

/** All that moves, at one moment. */
export interface Flying {
  /** The packet that is followed; absent where the stage does not show it. */
  readonly packet?: FlyingPacket
  /** The others that are under way. */
  readonly crowd: readonly FlyingPacket[]
  /** How much of the way to a step lies behind its packet, 0 to 1. */
  readonly travelled: (to: number) => number
}

/** Reduced motion stands still until the next step has been reached. */
export function flyingAt(flight: Flight, moment: MotionMoment, reducedMotion = false): Flying {
  const move = movement(flight, moment, reducedMotion)
  const packet = packetAt(flight, move)
  const position = move.step + move.progress * (move.to - move.step)
  const travelled = (to: number): number => (to === move.to && move.progress > 0 ? (packet?.travelled ?? 0) : travelledAt(flight, to, position))
  const crowd = crowdAt(flight, move)
  return packet === undefined ? { crowd, travelled } : { packet, crowd, travelled }
}

/** Where the packet that is followed is. */
export function followedAt(flight: Flight, moment: MotionMoment, reducedMotion = false): Point | undefined {
  return packetAt(flight, movement(flight, moment, reducedMotion))?.centre
}

function packetAt(flight: Flight, { step, to, progress }: Movement): FlyingPacket | undefined {
  if (progress === 0) return resting(flight, step)
  if (follows(flight, step, to)) return legAt(flight, step, to, progress)
  const from = flight.course.before[to] ?? -1
  if (from < 0 || from > step) return faded(resting(flight, to), progress)
  // another packet is followed from here on: it was under way, and is now looked at
  const arriving = flight.steps[to]?.kind === 'drop' ? legAt(flight, from, to, progress) : underWay(flight, from, to, step + progress * (to - step))
  return arriving === undefined ? undefined : { ...arriving, emphasis: progress }
}

/** Each of the others at its share of the steps between its last and its next. */
function crowdAt(flight: Flight, { step, to, progress }: Movement): readonly FlyingPacket[] {
  const position = step + progress * (to - step)
  const followed = flight.steps[progress > 0 ? to : step]?.strand
  const left = progress > 0 && flight.steps[step]?.strand !== followed ? flight.steps[step]?.strand : undefined
  const goesOn = follows(flight, step, to)
  const crowd: FlyingPacket[] = []
  for (const course of flight.course.strands) {
    if (course.strand === followed || (course.strand === left && goesOn)) continue
    const packet = strandAt(flight, course, position)
    const emphasis = course.strand === left ? 1 - progress : 0
    if (packet !== undefined) crowd.push(emphasis === 0 ? packet : { ...packet, emphasis })
    else if (emphasis > 0) push(crowd, faded(resting(flight, step), 1 - progress))
  }
  return crowd
}

function travelledAt(flight: Flight, to: number, position: number): number {
  const from = flight.course.before[to] ?? -1
  if (position >= to) return 1
  return from < 0 || position <= from ? 0 : (underWay(flight, from, to, position)?.travelled ?? 0)
}

type Movement = Required<MotionMoment>

function movement(flight: Flight, moment: MotionMoment, reducedMotion: boolean): Movement {
  const to = Math.max(moment.step + 1, moment.to ?? 0)
  const isOver = flight.steps[to] === undefined
  return { step: moment.step, to, progress: reducedMotion || isOver ? 0 : Math.max(0, Math.min(1, moment.progress)) }
}

/** True where the packet of a step is itself, or becomes, that of another. */
function follows(flight: Flight, step: number, to: number): boolean {
  return flight.course.before[to] === step || flight.course.after[step] === to
}

function strandAt(flight: Flight, course: StrandCourse, position: number): FlyingPacket | undefined {
  const { stops } = course
  const [first, last] = [stops[0] as number, stops.at(-1) as number]
  if (position < first || position >= last || (course.branches && position === first)) return undefined
  const k = stopAt(stops, position)
  const [from, to] = [stops[k] as number, stops[k + 1] as number]
  const progress = (position - from) / (to - from)
  const packet = progress === 0 ? resting(flight, from) : flight.steps[to]?.kind === 'drop' ? legAt(flight, from, to, 0) : underWay(flight, from, to, position)
  const isLast = to === last && flight.course.after[to] === -1 && flight.steps[to]?.kind === 'decision'
  return packet === undefined ? undefined : { ...packet, emphasis: 0, opacity: packet.opacity * (isLast ? 1 - progress : 1) }
}

/** One of several packets, between two steps of its own while others have theirs: at each of those it stands where it covers no name. */
function underWay(flight: Flight, from: number, to: number, position: number): FlyingPacket | undefined {
  const progress = (position - from) / (to - from)
  const way = flight.ways[to]
  if (way === undefined || way.length === 0 || to - from === 1) return legAt(flight, from, to, progress)
  const leg = legOf(flight, from, to)
  const standing = (step: number): number => nearestClear(way.clear, way.length, (leg === undefined ? 0 : travelOn(leg, (step - from) / (to - from))) * way.length)
  const step = Math.floor(position)
  const [start, end] = [standing(step), standing(Math.min(to, step + 1))]
  const along = start + (end - start) * (position - step)
  const centre = pointAlong(way.points, along)
  const packet = leg === undefined ? legAt(flight, from, to, progress) : onLeg(leg, progress, centre, along / way.length)
  return leg !== undefined || packet === undefined ? packet : { ...packet, centre, travelled: along / way.length }
}

/** A packet's way between two steps of its own that are both on the stage, and joined by a line. */
interface Leg {
  readonly from: number
  readonly step: Step
  readonly place: StepPlace
  readonly next: Step
  readonly nextPlace: StepPlace
  readonly way: Way
  /** The share of the time that passes before anything happens. */
  readonly waits: number
  /** Where it both changes its envelope and travels, the share of the time that the envelope has. */
  readonly turn: number | undefined
  readonly wraps: boolean
  readonly unwraps: boolean
}

function legOf(flight: Flight, from: number, to: number): Leg | undefined {
  const [step, next] = [flight.steps[from], flight.steps[to]]
  const [place, nextPlace] = [flight.places[from], flight.places[to]]
  if (step === undefined || next === undefined || place === undefined || nextPlace === undefined || next.kind === 'drop') return undefined
  const way = flight.course.before[to] === from ? flight.ways[to] : place.at === nextPlace.at ? { points: [place.point], length: 0, clear: [] } : undefined
  if (way === undefined) return undefined
  const wraps = place.mode === undefined && nextPlace.mode !== undefined
  const unwraps = place.mode !== undefined && nextPlace.mode === undefined
  const turn = (wraps || unwraps) && way.length > 0 ? envelopeShare(step, next) : undefined
  return { from, step, place, next, nextPlace, way, waits: waitsToBeWrapped(place, nextPlace, to - from) ? 1 - 1 / (to - from) : 0, turn, wraps, unwraps }
}

/** A packet between two steps of its own. */
function legAt(flight: Flight, from: number, to: number, progress: number): FlyingPacket | undefined {
  const leg = legOf(flight, from, to)
  if (leg !== undefined) return onLeg(leg, progress)
  const [place, next] = [flight.places[from], flight.steps[to]]
  if (place === undefined) return faded(resting(flight, to), progress)
  const start = resting(flight, from)
  if (flight.places[to] === undefined || start === undefined) return start
  if (next?.kind === 'drop') return { ...start, drop: dropAt(progress) }
  return progress < 0.5 ? faded(start, 1 - 2 * progress) : faded(resting(flight, to), 2 * progress - 1)
}

/** A device that seals may have to wait for a session first, while others are under way: the envelope comes at the end of that. */
function waitsToBeWrapped(place: StepPlace, next: StepPlace, steps: number): boolean {
  return steps > 1 && place.at === next.at && place.mode === undefined && next.mode !== undefined
}

function resting(flight: Flight, position: number): FlyingPacket | undefined {
  const [step, place] = [flight.steps[position], flight.places[position]]
  return step === undefined || place === undefined ? undefined : restingAt(position, step, place)
}

function faded(packet: FlyingPacket | undefined, opacity: number): FlyingPacket | undefined {
  return packet === undefined ? undefined : { ...packet, opacity, travelled: 0 }
}

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item)
}

function restingAt(at: number, step: Step, place: StepPlace): FlyingPacket {
  return {
    at,
    centre: place.point,
    protocol: step.protocol,
    name: packetName(step),
    emphasis: 1,
    envelope: place.mode === undefined ? 0 : 1,
    strip: stripAt(place),
    lift: 0,
    sealed: place.sealed,
    growthBytes: place.growthBytes,
    opacity: 1,
    travelled: 0,
    mode: place.mode,
    part: step.part,
    envelopePart: step.envelopePart,
    rewrite: step.rewrite && { ...step.rewrite, open: 1, done: 1 },
    ...(step.kind === 'drop' ? { drop: { cross: 1, fling: 1 } } : {}),
  }
}

function dropAt(progress: number): { readonly cross: number; readonly fling: number } {
  return { cross: share(progress, DROP_STOP, DROP_CROSS), fling: EASING.fling(share(progress, DROP_CROSS, 1)) }
}

/** How much of a leg's way lies behind. Wrapping comes before the way, unwrapping after it: an envelope is put on and off at the tunnel device. */
function travelOn({ waits, turn, wraps }: Leg, progress: number): number {
  const taken = share(progress, waits, 1)
  return EASING.move(turn === undefined ? taken : wraps ? share(taken, turn, 1) : share(taken, 0, 1 - turn))
}

/** `centre` and `travelled`: where it is, if not at its own share of the way. */
function onLeg(leg: Leg, progress: number, centre?: Point, travelled?: number): FlyingPacket {
  const { from, step, place, next, nextPlace, way, waits, turn, wraps, unwraps } = leg
  const taken = share(progress, waits, 1)
  if (taken === 0) return { ...restingAt(from, step, place), centre: centre ?? place.point, travelled: travelled ?? 0 }
  const travel = travelOn(leg, progress)
  const change = turn === undefined ? taken : wraps ? share(taken, 0, turn) : share(taken, 1 - turn, 1)
  const mode = nextPlace.mode ?? place.mode
  const growth = Math.max(place.growthBytes, nextPlace.growthBytes)
  const envelope = wraps ? EASING.enter(change) : mode === undefined ? 0 : 1
  // fragments are fragments until they are put together: what comes to that step from another strand is one of them
  const shown = next.joins !== undefined && next.joins.length > 0 && next.strand !== step.strand ? step : next
  return {
    at: from,
    centre: centre ?? (way.length === 0 ? place.point : pointAlong(way.points, way.length * travel)),
    protocol: shown.protocol,
    name: packetName(shown),
    emphasis: 1,
    envelope,
    strip: stripAt(place) + (stripAt(nextPlace) - stripAt(place)) * travel,
    lift: unwraps ? EASING.exit(change) : 0,
    sealed: unwraps ? place.sealed : nextPlace.sealed,
    growthBytes: Math.round(growth * (wraps ? envelope : 1)),
    opacity: 1,
    travelled: travelled ?? travel,
    mode,
    part: shown.part,
    envelopePart: shown.envelopePart,
    rewrite: rewriteAt(step, next, taken),
  }
}

function rewriteAt(step: Step, next: Step, progress: number): FlyingPacket['rewrite'] {
  if (next.rewrite !== undefined) return { ...next.rewrite, open: EASING.enter(share(progress, 0, REWRITE_OPEN)), done: share(progress, REWRITE_OPEN, 1) }
  return step.rewrite === undefined || progress >= REWRITE_OPEN ? undefined : { ...step.rewrite, open: 1 - EASING.exit(share(progress, 0, REWRITE_OPEN)), done: 1 }
}

/** Where a step both wraps and travels, each has its part of the time. */
function envelopeShare(step: Step, next: Step): number {
  const { envelopeMs, travelMs } = legTime(step, next)
  return envelopeMs === 0 || travelMs === 0 ? 0.5 : envelopeMs / (envelopeMs + travelMs)
}

function stripAt(place: StepPlace): number {
  return place.form === 'wire' ? 1 : 0
}
