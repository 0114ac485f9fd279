import { compareFrames } from '../../../core/explain/changes'
import type { FrameChanges } from '../../../core/explain/changes'
import { headerStack } from '../../../core/explain/header-stack'
import type { HeaderStack } from '../../../core/explain/header-stack'
import type { Owners } from '../../../core/explain/field-meaning'
import { mtuBudget } from '../../../core/explain/mtu-budget'
import type { EnvelopeAhead, MtuBudget, MtuNeighbour } from '../../../core/explain/mtu-budget'
import type { Inventory } from '../../../core/model/inventory'
import { sightingBefore } from '../../../core/scene/sightings'
import type { Step } from '../../../core/scene/steps'
import { interfaceOf, interfacesAt, toldFrame } from '../../../core/scene/told-frame'
import type { ToldFrame } from '../../../core/scene/told-frame'
import { dissectFrame } from '../../../core/trace/dissect'
import type { HeaderView } from '../../../core/trace/dissect'
import type { Trace } from '../../../core/trace/trace'
import { EN } from '../../../core/words/en'
import type { Words } from '../../../core/words/en'
import { ownersOf } from './owners'
import { sealedInside } from './sealed-inside'
import type { SealedInside } from './sealed-inside'

/** The frame that the packet panel shows for a step, taken apart. */
export interface ShownFrame {
  readonly bytes: Uint8Array
  readonly headers: readonly HeaderView[]
  readonly stack: HeaderStack
  /** The frame step that it belongs to: the current one, or where what a decision speaks of was seen last or is seen next. */
  readonly step: Step
  readonly seen: ToldFrame['seen']
  readonly previous: Step | undefined
  readonly changes: FrameChanges | undefined
  readonly budget: MtuBudget | undefined
  readonly owners: Owners
  /** The packet inside ciphertext. */
  readonly inside: SealedInside | undefined
}

/** `undefined` while no frame of the step's packet is known. */
export function shownFrame(trace: Trace, steps: readonly Step[], position: number, inventory: Inventory, words: Words = EN): ShownFrame | undefined {
  const told = toldFrame(trace, steps, position)
  if (!told) return undefined
  const { step, seen, bytes, headers, link } = told
  const previous = sightingBefore(steps, step)
  return {
    bytes,
    headers,
    stack: headerStack(headers, words),
    step,
    seen,
    previous,
    changes: previous && compareFrames(dissectFrame(trace.frameBytes(previous.frame), interfaceOf(trace, previous)?.linkLayer ?? 'ethernet', trace.tunnelPorts), headers, words),
    inside: sealedInside(trace, steps, step, headers, words),
    owners: ownersOf(inventory, trace, steps, step.entryIndex),
    budget: link && mtuBudget(headers, bytes.length, link, { other: mtuNeighbour(trace, steps, step), envelope: envelopeAhead(trace, steps, step), underlayMtus: cardMtus(trace, step) }, words),
  }
}

/** In an envelope, the device that put it on here; else the interface that the packet's route leads to after this. */
function mtuNeighbour(trace: Trace, steps: readonly Step[], step: Step): MtuNeighbour | undefined {
  const here = steps.filter(({ netns, packet }) => netns === step.netns && packet === step.packet)
  if (step.mode !== undefined) {
    const wrapped = here.findLast(({ entryKind, entryIndex }) => entryKind === 'packet.encapsulated' && entryIndex < step.entryIndex)
    const device = wrapped && interfaceOf(trace, wrapped)
    return device && { link: device, isAhead: false }
  }
  const lookup = here.find(({ entryKind, entryIndex }) => entryKind === 'route.selected' && entryIndex > step.entryIndex)
  const route = lookup && trace.fact(trace.entry(lookup.entryIndex).a)
  if (!lookup || route?.kind !== 'route') return undefined
  const link = interfacesAt(trace, lookup).find(({ name }) => name === route.route.link)
  return link && link.id !== step.interfaceId ? { link, isAhead: true } : undefined
}

/** What a device of this host makes of the packet before another interface sees it, and the card that the envelope's own route leads to. */
function envelopeAhead(trace: Trace, steps: readonly Step[], step: Step): EnvelopeAhead | undefined {
  if (step.mode !== undefined) return undefined
  const own = steps.filter(({ strand, netns, entryIndex }) => strand === step.strand && netns === step.netns && entryIndex > step.entryIndex)
  const wrapped = own.find(({ entryKind }) => entryKind === 'packet.encapsulated')
  const lookup = own.find(({ entryKind, entryIndex }) => wrapped && entryKind === 'route.selected' && entryIndex > wrapped.entryIndex)
  const told = wrapped && toldFrame(trace, steps, steps.indexOf(wrapped))
  const route = lookup && trace.fact(trace.entry(lookup.entryIndex).a)
  const tunnel = wrapped && interfaceOf(trace, wrapped)
  const card = lookup && route?.kind === 'route' ? interfacesAt(trace, lookup).find(({ name }) => name === route.route.link) : undefined
  if (!told || !tunnel || !card) return undefined
  return { tunnel, card, bytes: told.bytes.length - (told.headers[0]?.proto === 'ethernet' ? told.headers[0].byteLength : 0) }
}

function cardMtus(trace: Trace, step: Step): readonly number[] {
  return interfacesAt(trace, step).flatMap(({ linkKind, mtuBytes }) => (linkKind === 'ethernet' ? [mtuBytes] : []))
}
