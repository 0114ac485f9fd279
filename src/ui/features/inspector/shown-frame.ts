import { compareFrames } from '../../../core/explain/changes'
import type { FrameChanges } from '../../../core/explain/changes'
import { headerStack } from '../../../core/explain/header-stack'
import type { HeaderStack } from '../../../core/explain/header-stack'
import type { Owners } from '../../../core/explain/field-meaning'
import { mtuBudget } from '../../../core/explain/mtu-budget'
import type { MtuBudget, MtuNeighbour } from '../../../core/explain/mtu-budget'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import { dissectFrame } from '../../../core/trace/dissect'
import type { HeaderView } from '../../../core/trace/dissect'
import { DROP_REASONS } from '../../../core/trace/entry-kinds'
import type { InterfaceFact } from '../../../core/trace/facts'
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
  /** The frame step that it belongs to: the current one, or where what a decision speaks of was seen last. */
  readonly step: Step
  readonly previous: Step | undefined
  readonly changes: FrameChanges | undefined
  readonly budget: MtuBudget | undefined
  readonly owners: Owners
  /** The packet inside ciphertext. */
  readonly inside: SealedInside | undefined
}

/** `undefined` while no step at or before `position` has a frame. */
export function shownFrame(trace: Trace, steps: readonly Step[], position: number, inventory: Inventory, words: Words = EN): ShownFrame | undefined {
  const current = steps[position]
  if (!current) return undefined
  const asked = askedInVain(trace, current)
  const step = asked?.step ?? (current.kind === 'frame' ? current : (previousSighting(steps, current) ?? steps.findLast((candidate, index) => index <= position && candidate.kind === 'frame')))
  if (!step) return undefined
  const link = asked ? asked.link : interfaceOf(trace, step)
  const bytes = trace.frameBytes(step.frame)
  const headers = dissectFrame(bytes, asked ? 'raw-ip' : (link?.linkLayer ?? 'ethernet'))
  const previous = previousSighting(steps, step)
  return {
    bytes,
    headers,
    stack: headerStack(headers, words),
    step,
    previous,
    changes: previous && compareFrames(dissectFrame(trace.frameBytes(previous.frame), interfaceOf(trace, previous)?.linkLayer ?? 'ethernet'), headers, words),
    inside: sealedInside(trace, steps, step, headers, words),
    owners: ownersOf(inventory, trace, steps, step.entryIndex),
    budget: link && mtuBudget(headers, bytes.length, link, mtuNeighbour(trace, steps, step), cardMtus(trace, step), words),
  }
}

/** What the sender may not send is shown though no interface ever sees it, beside the MTU that it is too long for. */
function askedInVain(trace: Trace, step: Step): { readonly step: Step; readonly link: InterfaceFact | undefined } | undefined {
  const { a, b, c } = trace.entry(step.entryIndex)
  if (step.kind !== 'drop' || DROP_REASONS[c] !== 'message-too-long' || step.frame < 0) return undefined
  const because = trace.fact(a, step.entryIndex)
  const name = because?.kind === 'route' ? because.route.link : because?.kind === 'interface' ? because.name : undefined
  const link = interfacesAt(trace, step).find((candidate) => candidate.name === name)
  return { step, link: link && { ...link, mtuBytes: b } }
}

/** The same packet's frame before: a fragment's own, and before it was cut, or after it was put together, the whole one's. */
function previousSighting(steps: readonly Step[], step: Step): Step | undefined {
  let strand = step.strand
  let beforeEntry = step.entryIndex
  for (;;) {
    const seen = steps.findLast((candidate) => candidate.kind === 'frame' && candidate.strand === strand && candidate.entryIndex < beforeEntry && candidate.packet === step.packet)
    if (seen) return seen
    const first = steps.find((candidate) => candidate.strand === strand)
    if (!first?.origin) return undefined
    strand = fragmentLike(steps, step, first.joins) ?? first.origin.strand
    beforeEntry = first.origin.entryIndex + 1
  }
}

/** Of fragments that were put together, the one of that number, which what was cut anew is most like; else the first. */
function fragmentLike(steps: readonly Step[], { part }: Step, joins: Step['joins']): number | undefined {
  const numberOf = (strand: number) => steps.find((candidate) => candidate.strand === strand)?.part?.number
  return joins?.find((strand) => numberOf(strand) === (part?.number ?? 1)) ?? joins?.[0]
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

function cardMtus(trace: Trace, step: Step): readonly number[] {
  return interfacesAt(trace, step).flatMap(({ linkKind, mtuBytes }) => (linkKind === 'ethernet' ? [mtuBytes] : []))
}

function interfacesAt(trace: Trace, step: Step): readonly InterfaceFact[] {
  return trace.factsAt(step.netns, step.entryIndex).filter((fact): fact is InterfaceFact => fact.kind === 'interface')
}

function interfaceOf(trace: Trace, step: Step): InterfaceFact | undefined {
  const fact = trace.fact(step.interfaceId, step.entryIndex)
  return fact?.kind === 'interface' ? fact : undefined
}
