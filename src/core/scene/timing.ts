import type { Step } from './steps'

/** Milliseconds at speed 1 (visual language, Motion). */
const MOTION_MS = { hopOnWire: 420, hopInNode: 280, decision: 160, wrap: 320, seal: 360, unwrap: 280, rewrite: 640 } as const

/** A drop's parts: it stops, the cross grows, the packet is flung. */
export const DROP_MS = { stop: 80, cross: 160, fling: 520 } as const

/** How long a packet takes from a step to its next, by what it does: it may both travel and change its envelope. */
export interface LegTime {
  readonly envelopeMs: number
  readonly travelMs: number
}

export function legTime(from: Step, to: Step): LegTime {
  if (to.kind === 'drop') return { envelopeMs: 0, travelMs: DROP_MS.stop + DROP_MS.cross + DROP_MS.fling }
  const envelopeMs = from.mode === to.mode ? 0 : to.mode === undefined ? MOTION_MS.unwrap : to.sealed ? MOTION_MS.seal : MOTION_MS.wrap
  if (to.rewrite !== undefined) return { envelopeMs, travelMs: MOTION_MS.rewrite }
  if (to.kind !== 'frame') return { envelopeMs, travelMs: envelopeMs > 0 ? 0 : MOTION_MS.decision }
  if (from.netns !== to.netns) return { envelopeMs, travelMs: MOTION_MS.hopOnWire }
  return { envelopeMs, travelMs: from.interfaceId === to.interfaceId && envelopeMs > 0 ? 0 : MOTION_MS.hopInNode }
}

export function legMs(from: Step, to: Step): number {
  const { envelopeMs, travelMs } = legTime(from, to)
  return envelopeMs + travelMs
}

/** True time is stretched: a microsecond takes a tenth of a second. What takes none is still seen, and no pause bores. */
const STRETCH = 1e5
const SHORTEST_MS = 40
const LONGEST_MS = 1500

/** How long the way between two steps takes where their times count. */
export function trueMs(from: Step, to: Step): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ((to.timeNs - from.timeNs) / 1e6) * STRETCH))
}

/** A caption of two lines is read in this time. */
const READING_MS = 2400

/** The way to a step made long enough, at this speed, to read what happens there. */
export function legibleMs(ms: number, speed: number): number {
  return Math.max(ms, READING_MS * speed)
}
