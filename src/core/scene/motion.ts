import type { Flight, StepPlace } from './flight'
import { pathLength, pointAlong } from './geometry'
import type { Point } from './geometry'
import type { EnvelopeMode, PacketProtocol, Step } from './steps'

/** Where the page stands: at `step`, and `progress` (0 to 1) of the time to the next one has passed. */
export interface MotionMoment {
  readonly step: number
  readonly progress: number
}

/** A packet as it is to be painted in one frame of the animation. */
export interface FlyingPacket {
  readonly centre: Point
  readonly protocol: PacketProtocol
  readonly name: string
  readonly mode?: EnvelopeMode
  /** 0: no envelope yet, 1: closed around the inner box. */
  readonly envelope: number
  /** 0: a ring, as inside a node; 1: full size with its strip. */
  readonly strip: number
  /** 0: sits; 1: lifted off and gone, when the far device unwraps. */
  readonly lift: number
  readonly sealed: boolean
  /** Bytes that the envelope adds, counted up while it grows. */
  readonly growthBytes: number
  readonly opacity: number
  /** How much of the way from `step` lies behind, 0 to 1. */
  readonly travelled: number
  /** Only of a packet that ends: how far the cross has grown and the packet was flung, each 0 to 1. */
  readonly drop?: { readonly cross: number; readonly fling: number }
}

/** Shares of a drop's time: it stops, the cross grows, the packet is flung (visual language: 80 + 160 + 520 ms). */
const DROP_STOP = 80 / 760
const DROP_CROSS = 240 / 760
/** Where a step both wraps and travels, each gets its share of the time. */
const ENVELOPE_SHARE = 0.5

/** The packet at a moment; undefined where the stage does not show it. Reduced motion stands still until it has arrived. */
export function packetAt(flight: Flight, moment: MotionMoment, reducedMotion = false): FlyingPacket | undefined {
  const step = flight.steps[moment.step]
  const place = flight.places[moment.step]
  if (step === undefined) return undefined
  const next = flight.steps[moment.step + 1]
  const nextPlace = flight.places[moment.step + 1]
  const progress = reducedMotion ? 0 : Math.max(0, Math.min(1, moment.progress))
  if (place === undefined) return next !== undefined && nextPlace !== undefined && progress > 0 ? { ...resting(next, nextPlace), opacity: progress, travelled: 0 } : undefined
  if (progress === 0 || next === undefined || nextPlace === undefined) return resting(step, place)
  if (next.kind === 'drop') return { ...resting(step, place), drop: dropAt(progress) }
  const way = flight.ways[moment.step]
  if (way === undefined) return progress < 0.5 ? { ...resting(step, place), opacity: 1 - 2 * progress } : { ...resting(next, nextPlace), opacity: 2 * progress - 1, travelled: 0 }
  return between(place, next, nextPlace, way, progress)
}

function resting(step: Step, place: StepPlace): FlyingPacket {
  const packet: FlyingPacket = {
    centre: place.point,
    protocol: step.protocol,
    name: step.name,
    envelope: place.mode === undefined ? 0 : 1,
    strip: place.form === 'wire' ? 1 : 0,
    lift: 0,
    sealed: place.sealed,
    growthBytes: place.growthBytes,
    opacity: 1,
    travelled: 0,
    ...(step.kind === 'drop' ? { drop: { cross: 1, fling: 1 } } : {}),
  }
  return place.mode === undefined ? packet : { ...packet, mode: place.mode }
}

function dropAt(progress: number): { readonly cross: number; readonly fling: number } {
  return { cross: share(progress, DROP_STOP, DROP_CROSS), fling: FLING_EASING(share(progress, DROP_CROSS, 1)) }
}

function between(place: StepPlace, next: Step, nextPlace: StepPlace, way: readonly Point[], progress: number): FlyingPacket {
  const length = pathLength(way)
  const wraps = place.mode === undefined && nextPlace.mode !== undefined
  const unwraps = place.mode !== undefined && nextPlace.mode === undefined
  const both = (wraps || unwraps) && length > 0
  // wrapping comes before the way, unwrapping after it: an envelope is put on and off at the tunnel device
  const travel = MOVE_EASING(both ? (wraps ? share(progress, ENVELOPE_SHARE, 1) : share(progress, 0, ENVELOPE_SHARE)) : progress)
  const change = both ? (wraps ? share(progress, 0, ENVELOPE_SHARE) : share(progress, ENVELOPE_SHARE, 1)) : progress
  const mode = nextPlace.mode ?? place.mode
  const growth = Math.max(place.growthBytes, nextPlace.growthBytes)
  const envelope = wraps ? ENTER_EASING(change) : mode === undefined ? 0 : 1
  const packet: FlyingPacket = {
    centre: length === 0 ? place.point : pointAlong(way, length * travel),
    protocol: next.protocol,
    name: next.name,
    envelope,
    strip: stripAt(place) + (stripAt(nextPlace) - stripAt(place)) * travel,
    lift: unwraps ? EXIT_EASING(change) : 0,
    sealed: unwraps ? place.sealed : nextPlace.sealed,
    growthBytes: Math.round(growth * (wraps ? envelope : 1)),
    opacity: 1,
    travelled: travel,
  }
  return mode === undefined ? packet : { ...packet, mode }
}

function stripAt(place: StepPlace): number {
  return place.form === 'wire' ? 1 : 0
}

/** How much of [from, to] has passed, 0 to 1. */
function share(progress: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (progress - from) / (to - from)))
}

/** CSS's cubic-bezier(x1, y1, x2, y2) as a function of time; the curve's parameter is found by bisection. */
function cubicBezier(x1: number, y1: number, x2: number, y2: number): (x: number) => number {
  const curve = (a: number, b: number, t: number): number => 3 * a * t * (1 - t) ** 2 + 3 * b * t ** 2 * (1 - t) + t ** 3
  return (x) => {
    if (x <= 0 || x >= 1) return Math.max(0, Math.min(1, x))
    let [low, high] = [0, 1]
    for (let k = 0; k < BISECTIONS; k++) {
      const middle = (low + high) / 2
      if (curve(x1, x2, middle) < x) low = middle
      else high = middle
    }
    return curve(y1, y2, (low + high) / 2)
  }
}

/** Finer than a pixel on any path of a stage. */
const BISECTIONS = 16
const MOVE_EASING = cubicBezier(0.4, 0, 0.2, 1)
const ENTER_EASING = cubicBezier(0.2, 0, 0, 1)
const EXIT_EASING = cubicBezier(0.4, 0, 1, 1)
const FLING_EASING = cubicBezier(0.1, 0.7, 0.3, 1)
