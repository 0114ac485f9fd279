import type { InventoryLink } from '../model/inventory'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { clearSpans, coversOf, nameZones } from './clear-of-names'
import type { ClearSpan, Cover } from './clear-of-names'
import { courseOf } from './course'
import type { Course } from './course'
import { pathLength, rectAround } from './geometry'
import type { Point, Rect } from './geometry'
import type { PlacedInterface } from './layout'
import { STAGE } from './stage-metrics'
import type { EnvelopeMode, Step } from './steps'
import { wayBetween } from './ways'
import type { StageMap } from './ways'
import { envelopesAt } from './worn-envelopes'
import type { WornEnvelope } from './worn-envelopes'

/** Where and how the packet of a step is drawn. */
export interface StepPlace {
  readonly at: PlacedInterface
  readonly point: Point
  /** On a wire there is room for the strip; inside a node the envelope is a ring. */
  readonly form: 'wire' | 'inside'
  readonly mode?: EnvelopeMode | undefined
  /** What the envelope adds to the pod's packet, without the Ethernet header; 0 when nothing wraps it. */
  readonly growthBytes: number
  /** The word in place of the name of what nobody can read here; empty where it can be read. */
  readonly sealed: string
}

export interface Way {
  readonly points: readonly Point[]
  readonly length: number
  /** Where one of several packets may stand on it. */
  readonly clear: readonly ClearSpan[]
}

/** The places of a list of steps and the ways between them: all that moves is read from here. */
export interface Flight {
  readonly steps: readonly Step[]
  readonly course: Course
  /** One for each step; undefined where the stage does not show the place (a folded node). */
  readonly places: readonly (StepPlace | undefined)[]
  /** `ways[i]` leads to step i from where its packet was before; undefined where no line joins them. */
  readonly ways: readonly (Way | undefined)[]
  /** Every box that a packet covers somewhere in the flow, once. */
  readonly stands: readonly StepPlace[]
  /** Boxes that it passes behind where it goes through them. */
  readonly covers: readonly Cover[]
  /** How many fragments one packet is cut into at most; 1 where none is. */
  readonly mostParts: number
  /** By position, those in use around the step. */
  readonly envelopes: readonly (readonly WornEnvelope[])[]
}

export function flightOf(map: StageMap, steps: readonly Step[], words: Words['scene'] = EN.scene): Flight {
  const course = courseOf(steps)
  const growth = growthOf(steps, course)
  const places: (StepPlace | undefined)[] = []
  for (const [i, step] of steps.entries()) places.push(placeOf(map, step, growth[i] as number, placeBefore(steps, course, places, i), words))
  return { steps, course, places, ways: waysOf(map, course, places), stands: standsOf(places), covers: coversOf(map.layout), mostParts: steps.reduce((most, { part, envelopePart }) => Math.max(most, (part?.of ?? 1) * (envelopePart?.of ?? 1)), 1), envelopes: envelopesAt(steps) }
}

/** The box that a packet standing at a place covers. */
export function packetRect(place: Pick<StepPlace, 'point' | 'form' | 'mode'>): Rect {
  if (place.form === 'inside') {
    const ring = place.mode === undefined ? 0 : STAGE.insideRing
    return rectAround(place.point, STAGE.insideWidth + 2 * ring, STAGE.insideHeight + 2 * ring)
  }
  return place.mode === undefined ? rectAround(place.point, STAGE.plainWidth, STAGE.plainHeight) : rectAround(place.point, STAGE.packetWidth, STAGE.packetHeight)
}

/** Where the step's packet was; for a decision of nobody's packet, where the step before it in the list was. */
function placeBefore(steps: readonly Step[], course: Course, places: readonly (StepPlace | undefined)[], i: number): StepPlace | undefined {
  const from = course.before[i] as number
  return from >= 0 || steps[i]?.strand !== -1 ? places[from] : places[i - 1]
}

function placeOf(map: StageMap, step: Step, growth: number, before: StepPlace | undefined, words: Words['scene']): StepPlace | undefined {
  const own = map.interfaces.get(step.netns)?.get(step.interfaceName)
  const stays = step.kind !== 'frame' && before !== undefined && (before.at.netns === step.netns || step.netns < 0)
  const changesEnvelope = step.entryKind === 'packet.encapsulated' || step.entryKind === 'packet.decapsulated'
  const at = stays && !(changesEnvelope && own !== undefined) ? before.at : (own ?? anyOf(map, step.netns))
  if (at === undefined) return undefined
  const mode = modeAt(map, step, at, stays ? before : undefined)
  const form = at.role === 'pod' || at.role === 'veth' || at.role === 'tunnel' ? 'inside' : 'wire'
  return { at, point: at.rest, form, mode, growthBytes: mode === undefined ? 0 : growth, sealed: mode === 'wireguard' && isSealed(step, stays ? before : undefined) ? words.sealed : '' }
}

/** A decision changes nothing of what its packet was, but for the sealing itself; a handshake is WireGuard's too, and open to all. */
function isSealed(step: Step, before: StepPlace | undefined): boolean {
  if (step.kind === 'frame' || before === undefined) return step.sealed
  return step.entryKind === 'packet.encapsulated' || before.sealed !== ''
}

function modeAt(map: StageMap, step: Step, at: PlacedInterface, before: StepPlace | undefined): EnvelopeMode | undefined {
  if (step.kind === 'frame') return step.mode
  if (step.entryKind === 'packet.decapsulated') return undefined
  if (step.entryKind === 'packet.encapsulated') return tunnelMode(linkOf(map, at)) ?? step.mode
  return before === undefined ? step.mode : before.mode
}

function linkOf(map: StageMap, placed: PlacedInterface): InventoryLink | undefined {
  return map.inventory.namespaces[placed.netns]?.links.find((link) => link.name === placed.link)
}

function tunnelMode(link: InventoryLink | undefined): EnvelopeMode | undefined {
  return link?.kind === 'ipip' || link?.kind === 'vxlan' || link?.kind === 'wireguard' ? link.kind : undefined
}

/** By position, what an envelope adds there: read off the packet's next frame that wears one, else off its last. */
function growthOf(steps: readonly Step[], course: Course): Float64Array {
  const growth = new Float64Array(steps.length)
  const wornAt = (step: Step): number => (step.kind === 'frame' && step.envelopeBytes !== undefined ? step.envelopeBytes - step.bytesInner : 0)
  for (let i = steps.length - 1; i >= 0; i--) {
    growth[i] = wornAt(steps[i] as Step) || growth[i] || (growth[course.after[i] as number] ?? 0)
    // pieces of a cut envelope may leave it while it waits for ARP
    const from = course.before[i] as number
    if (from >= 0) growth[from] ||= growth[i] as number
  }
  for (const i of steps.keys()) growth[i] ||= growth[course.before[i] as number] ?? 0
  return growth
}

/** For a decision before the first frame: where the namespace meets the network. */
function anyOf(map: StageMap, netns: number): PlacedInterface | undefined {
  return map.interfaces.get(netns)?.values().next().value
}

/** A flow goes the same few ways over and over: each is laid once. */
function waysOf(map: StageMap, course: Course, places: readonly (StepPlace | undefined)[]): readonly (Way | undefined)[] {
  const laid = new Map<PlacedInterface, Map<PlacedInterface, Way | undefined>>()
  const zones = nameZones(map.layout)
  return places.map((place, i) => {
    const from = places[course.before[i] as number]
    if (place === undefined || from === undefined) return undefined
    let ways = laid.get(from.at)
    if (ways === undefined) laid.set(from.at, (ways = new Map<PlacedInterface, Way | undefined>()))
    if (!ways.has(place.at)) ways.set(place.at, wayOf(map, from.at, place.at, zones))
    return ways.get(place.at)
  })
}

function wayOf(map: StageMap, from: PlacedInterface, to: PlacedInterface, zones: readonly Rect[]): Way | undefined {
  const points = wayBetween(map, from, to)
  return points === undefined ? undefined : { points, length: pathLength(points), clear: clearSpans(points, zones) }
}

function standsOf(places: readonly (StepPlace | undefined)[]): readonly StepPlace[] {
  const stands = new Map<PlacedInterface, Map<EnvelopeMode | undefined, StepPlace>>()
  for (const place of places) {
    if (place === undefined) continue
    const known = stands.get(place.at)
    if (known === undefined) stands.set(place.at, new Map([[place.mode, place]]))
    else known.set(place.mode, place)
  }
  return [...stands.values()].flatMap((byMode) => [...byMode.values()])
}
