import { dissectFrame } from '../trace/dissect'
import type { HeaderView } from '../trace/dissect'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { InterfaceFact } from '../trace/facts'
import type { Trace } from '../trace/trace'
import { wholeOfFragments } from '../trace/whole-of-fragments'
import { ETHERNET_HEADER_BYTES } from '../wire/ethernet'
import { sightingAfter, sightingBefore, sightingsOfParts, sightingsOfPieces } from './sightings'
import type { Step } from './steps'

/** The bytes that a step speaks of, for all that show them. */
export interface ToldFrame {
  readonly bytes: Uint8Array
  readonly headers: readonly HeaderView[]
  /** Where they were seen; the step itself where no interface sees them. */
  readonly step: Step
  readonly seen: 'now' | 'before' | 'after' | 'never'
  readonly link: InterfaceFact | undefined
}

/**
 * Of a frame, itself. Of a decision, the packet's last frame before it; where it adds or takes a header, or makes the packet, the
 * next one, in which that can be seen. Of what was put together, and of what is cut before an interface sees it, the whole.
 */
export function toldFrame(trace: Trace, steps: readonly Step[], position: number): ToldFrame | undefined {
  const step = steps[position]
  if (step === undefined) return undefined
  if (step.kind === 'frame') return seenAt(trace, step, 'now')
  const unseen = askedInVain(trace, step) ?? putTogether(trace, steps, step)
  if (unseen !== undefined) return unseen
  const before = sightingBefore(steps, step)
  if (step.kind === 'decision' && (before === undefined || step.frame < 0)) {
    const after = sightingAfter(steps, step)
    const told = beforeItIsCut(trace, steps, step) ?? (after && seenAt(trace, after, 'after'))
    if (told !== undefined) return told
  }
  return before && seenAt(trace, before, 'before')
}

function seenAt(trace: Trace, step: Step, seen: ToldFrame['seen']): ToldFrame {
  const link = interfaceOf(trace, step)
  const bytes = trace.frameBytes(step.frame)
  return { bytes, headers: dissectFrame(bytes, link?.linkLayer ?? 'ethernet', trace.tunnelPorts), step, seen, link }
}

/** Of fragments, of which there may be a thousand, nothing else is read. */
function ipPacketOf(trace: Trace, step: Step): Uint8Array {
  return trace.frameBytes(step.frame).subarray(interfaceOf(trace, step)?.linkLayer === 'raw-ip' ? 0 : ETHERNET_HEADER_BYTES)
}

/** What the sender may not send is shown though no interface ever sees it, beside the MTU that it is too long for. */
function askedInVain(trace: Trace, step: Step): ToldFrame | undefined {
  const { a, b, c } = trace.entry(step.entryIndex)
  if (step.kind !== 'drop' || DROP_REASONS[c] !== 'message-too-long' || step.frame < 0) return undefined
  const because = trace.fact(a, step.entryIndex)
  const name = because?.kind === 'route' ? because.route.link : because?.kind === 'interface' ? because.name : undefined
  const link = interfacesAt(trace, step).find((candidate) => candidate.name === name)
  return packetOf(trace, trace.frameBytes(step.frame), step, link && { ...link, mtuBytes: b })
}

function putTogether(trace: Trace, steps: readonly Step[], step: Step): ToldFrame | undefined {
  const parts = step.entryKind === 'packet.decapsulated' ? [] : sightingsOfParts(steps, step)
  const whole = parts.length === 0 ? undefined : wholeOfFragments(parts.map((part) => ipPacketOf(trace, part)))
  return whole && packetOf(trace, whole, step, undefined)
}

/** The whole of the pieces that are sent of it, beside the MTU that it is too long for: that of where the first of them leaves. */
function beforeItIsCut(trace: Trace, steps: readonly Step[], step: Step): ToldFrame | undefined {
  const pieces = sightingsOfPieces(steps, step)
  const [first] = pieces
  const whole = first && wholeOfFragments(pieces.map((piece) => ipPacketOf(trace, piece)))
  return whole && packetOf(trace, whole, step, interfaceOf(trace, first))
}

function packetOf(trace: Trace, bytes: Uint8Array, step: Step, link: InterfaceFact | undefined): ToldFrame {
  return { bytes, headers: dissectFrame(bytes, 'raw-ip', trace.tunnelPorts), step, seen: 'never', link }
}

export function interfacesAt(trace: Trace, step: Step): readonly InterfaceFact[] {
  return trace.factsAt(step.netns, step.entryIndex).filter((fact): fact is InterfaceFact => fact.kind === 'interface')
}

export function interfaceOf(trace: Trace, step: Step): InterfaceFact | undefined {
  const fact = trace.fact(step.interfaceId, step.entryIndex)
  return fact?.kind === 'interface' ? fact : undefined
}
