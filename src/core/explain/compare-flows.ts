import { isSameFault } from '../model/fault'
import type { Trace } from '../trace/trace'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { measureFlow } from './flow-measure'
import type { ComparedFlow, FlowMeasure } from './flow-measure'
import { labChanges } from './lab-words'
import { sentenceOf } from './sentence'
import type { Sentence } from './sentence'
import type { WireFrame } from './wire-frame'

/** What the same flow did in two states of a lab: what changed in the lab, then verdict, hops, bytes on the wire and headers. */
export function compareFlows(trace: Trace, before: ComparedFlow, after: ComparedFlow, words: Words = EN): Sentence {
  const { changes, compare } = words.lab
  const [was, is] = [measureFlow(trace, before, words), measureFlow(trace, after, words)]
  const changed = labChanges(before, after, words)
  const whatChanged = changed.length === 0 ? changes.onceMore : changed.join(', ')
  const lead = after.forkedAt === undefined ? whatChanged : changes.atStep({ step: after.forkedAt + 1, lead: whatChanged })
  const parts = [...verdictPart(was, is, compare), ...hopsPart(was, is, compare), ...(isAlikeBothWays(was, is) ? wayParts(was.wire, is.wire, compare) : [])].join(', ')
  const ways = isAlikeBothWays(was, is) ? [] : waysText(was, is, compare)
  const told = [...(parts === '' ? [] : [parts]), ...ways].join('; ')
  if (told !== '') return sentenceOf(compare.whole({ lead, parts: told }))
  return sentenceOf(`${compare.nothing({ lead, same: sameText(is, compare) })}${whyNothing(trace, before, after, compare)}`)
}

type Compare = Words['lab']['compare']

function verdictPart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  return was.verdict === is.verdict ? [] : [compare.verdict({ now: is.verdict, before: was.shortVerdict })]
}

function hopsPart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  return [
    ...(was.hops === is.hops ? [] : [compare.hops({ now: is.hops, before: was.hops })]),
    ...(is.handshakes === 0 ? [] : [compare.handshakes({ count: is.handshakes })]),
  ]
}

/** Request and reply in the same envelope between the same ends, both grown by as much: told once. */
function isAlikeBothWays(was: FlowMeasure, is: FlowMeasure): boolean {
  return isSymmetric(was) && isSymmetric(is) && (!was.wireBack || !is.wireBack || bytesAdded(was) === bytesAdded(is))
}

function isSymmetric({ wire, wireBack }: FlowMeasure): boolean {
  return !wireBack || (wire?.envelope === wireBack.envelope && wire.source === wireBack.destination && wire.destination === wireBack.source)
}

/** By how many bytes the first packet is longer than what comes back. */
function bytesAdded({ wire, wireBack }: FlowMeasure): number {
  return (wire?.total.bytes ?? 0) - (wireBack?.total.bytes ?? 0)
}

/** Each way for itself; empty where neither changed. A reply that no longer comes is told by the verdict. */
function waysText(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  const there = wayParts(was.wire, is.wire, compare)
  const back = is.wireBack ? wayParts(was.wireBack, is.wireBack, compare) : []
  if (there.length + back.length === 0) return []
  const text = (parts: readonly string[], now: WireFrame | undefined): readonly string[] => (parts.length > 0 ? [parts.join(', ')] : now ? [compare.wayAsBefore({ frame: frameText(now, compare) })] : [])
  return [...text(there, is.wire).map((parts) => compare.there({ parts })), ...text(back, is.wireBack).map((parts) => compare.back({ parts }))]
}

function wayParts(was: WireFrame | undefined, is: WireFrame | undefined, compare: Compare): readonly string[] {
  return [...wirePart(was, is, compare), ...endsPart(was, is, compare), ...stackPart(was, is, compare)]
}

function wirePart(was: WireFrame | undefined, is: WireFrame | undefined, compare: Compare): readonly string[] {
  if (was?.total.bytes === is?.total.bytes) return []
  if (!is) return [compare.noWire]
  if (!was) return [compare.wire(is.total)]
  const growth = is.total.bytes - was.total.bytes
  return [compare.wireChanged({ now: is.total.bytes, frames: is.total.frames, before: was.total.bytes, framesBefore: was.total.frames, growth: `${growth < 0 ? '−' : '+'}${Math.abs(growth)}` })]
}

/** NAT shows in the addresses alone. With another seal, or none, there are others to be read. */
function endsPart(was: WireFrame | undefined, is: WireFrame | undefined, compare: Compare): readonly string[] {
  if (!is || !was || (was.mode === 'wireguard') !== (is.mode === 'wireguard')) return []
  const [now, before] = [is, was].map(({ source, destination }) => `${source} → ${destination}`) as [string, string]
  return now === before ? [] : [compare.addresses({ now, before })]
}

/** Who does not ask is not missed an answer: without proxy ARP a pod goes on with the address that it knows. */
function whyNothing(trace: Trace, before: ComparedFlow, after: ComparedFlow, compare: Compare): string {
  const isNew = after.faults.some((fault) => fault.kind === 'proxy-arp-off' && !before.faults.some((other) => isSameFault(fault, other)))
  for (let index = after.firstEntry; isNew && index < after.endEntry; index++) {
    const { kind, netns, b } = trace.entry(index)
    if (kind === 'neighbour.used' && netns === after.from) return compare.stillKnown({ place: after.drawnOn.namespaces[netns]?.name ?? '', address: formatIpv4(ipv4FromNumber(b >>> 0)) })
  }
  return ''
}

function stackPart(was: WireFrame | undefined, is: WireFrame | undefined, compare: Compare): readonly string[] {
  if (!is || !was || was.envelope === is.envelope) return []
  const [now, before] = [is.envelope, was.envelope]
  if (now === '') return [compare.noEnvelope]
  return [before === '' ? compare.envelope({ now }) : compare.envelopeChanged({ now, before })]
}

function sameText(is: FlowMeasure, compare: Compare): string {
  const { verdict, hops, wire, wireBack } = is
  const ways = isSymmetric(is)
    ? wire ? [compare.wireAsBefore(wire.total)] : []
    : [...(wire ? [compare.there({ parts: frameText(wire, compare) })] : []), ...(wireBack ? [compare.back({ parts: frameText(wireBack, compare) })] : [])]
  return [compare.hopsAsBefore({ hops }), ...ways, verdict].join(', ')
}

function frameText({ total, envelope }: WireFrame, compare: Compare): string {
  return [compare.wireAsBefore(total), envelope === '' ? compare.bare : compare.envelope({ now: envelope })].join(', ')
}
