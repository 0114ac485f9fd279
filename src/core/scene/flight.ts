import type { InventoryLink } from '../model/inventory'
import { rectAround } from './geometry'
import type { Point, Rect } from './geometry'
import { interfaceKey } from './layout'
import type { PlacedInterface } from './layout'
import { STAGE } from './stage-metrics'
import type { EnvelopeMode, Step } from './steps'
import { wayBetween } from './ways'
import type { StageMap } from './ways'

/** Where and how the packet of a step is drawn. */
export interface StepPlace {
  readonly at: PlacedInterface
  readonly point: Point
  /** On a wire there is room for the strip; inside a node the envelope is a ring. */
  readonly form: 'wire' | 'inside'
  readonly mode?: EnvelopeMode
  /** What the envelope adds to the pod's packet, without the Ethernet header; 0 when nothing wraps it. */
  readonly growthBytes: number
  readonly sealed: boolean
}

/** The places of a list of steps and the ways between them: all that moves is read from here. */
export interface Flight {
  readonly steps: readonly Step[]
  /** One for each step; undefined where the stage does not show the place (a folded node). */
  readonly places: readonly (StepPlace | undefined)[]
  /** `ways[i]` leads from step i to step i + 1; undefined where no line joins them. */
  readonly ways: readonly (readonly Point[] | undefined)[]
}

const ETHERNET_HEADER_BYTES = 14

export function flightOf(map: StageMap, steps: readonly Step[]): Flight {
  const places: (StepPlace | undefined)[] = []
  for (const [i, step] of steps.entries()) places.push(placeOf(map, steps, i, step, places[i - 1]))
  const ways = places.slice(0, -1).map((place, i) => {
    const next = places[i + 1]
    return place === undefined || next === undefined ? undefined : wayBetween(map, place.at, next.at)
  })
  return { steps, places, ways }
}

/** The box that a packet standing at a place covers. */
export function packetRect(place: Pick<StepPlace, 'point' | 'form' | 'mode'>): Rect {
  if (place.form === 'inside') {
    const ring = place.mode === undefined ? 0 : STAGE.insideRing
    return rectAround(place.point, STAGE.insideWidth + 2 * ring, STAGE.insideHeight + 2 * ring)
  }
  return place.mode === undefined ? rectAround(place.point, STAGE.plainWidth, STAGE.plainHeight) : rectAround(place.point, STAGE.packetWidth, STAGE.packetHeight)
}

function placeOf(map: StageMap, steps: readonly Step[], i: number, step: Step, before: StepPlace | undefined): StepPlace | undefined {
  const own = map.interfaces.get(interfaceKey(step.netns, step.interfaceName))
  const stays = step.kind !== 'frame' && before !== undefined && (before.at.netns === step.netns || step.netns < 0)
  const changesEnvelope = step.entryKind === 'packet.encapsulated' || step.entryKind === 'packet.decapsulated'
  const at = stays && !(changesEnvelope && own !== undefined) ? before.at : (own ?? anyOf(map, step.netns))
  if (at === undefined) return undefined
  const mode = modeAt(map, step, at, stays ? before : undefined)
  const form = at.role === 'pod' || at.role === 'veth' || at.role === 'tunnel' ? 'inside' : 'wire'
  const growthBytes = mode === undefined ? 0 : growthAt(steps, i, mode)
  const place = { at, point: at.rest, form, growthBytes, sealed: mode === 'wireguard' && (step.sealed || step.kind !== 'frame') } as const
  return mode === undefined ? place : { ...place, mode }
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

/** Read off the next (or, at the end, last) frame that wears the envelope. */
function growthAt(steps: readonly Step[], i: number, mode: EnvelopeMode): number {
  const isWorn = (step: Step): boolean => step.kind === 'frame' && step.mode === mode
  const frame = steps.slice(i).find(isWorn) ?? steps.slice(0, i).findLast(isWorn)
  return frame === undefined ? 0 : frame.bytes - ETHERNET_HEADER_BYTES - frame.bytesInner
}

/** For a decision before the first frame: where the namespace meets the network. */
function anyOf(map: StageMap, netns: number): PlacedInterface | undefined {
  return map.layout.interfaces.find((placed) => placed.netns === netns)
}
