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

/** What the same flow did in two states of a lab: what changed in the lab, then verdict, hops, bytes on the wire and headers. */
export function compareFlows(trace: Trace, before: ComparedFlow, after: ComparedFlow, words: Words = EN): Sentence {
  const { changes, compare } = words.lab
  const [was, is] = [measureFlow(trace, before, words), measureFlow(trace, after, words)]
  const changed = labChanges(before, after, words)
  const whatChanged = changed.length === 0 ? changes.onceMore : changed.join(', ')
  const lead = after.forkedAt === undefined ? whatChanged : changes.atStep({ step: after.forkedAt + 1, lead: whatChanged })
  const parts = [...verdictPart(was, is, compare), ...hopsPart(was, is, compare), ...wirePart(was, is, compare), ...endsPart(was, is, compare), ...stackPart(was, is, compare)]
  if (parts.length > 0) return sentenceOf(compare.whole({ lead, parts: parts.join(', ') }))
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

function wirePart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  if (was.wire?.bytes === is.wire?.bytes) return []
  if (!is.wire) return [compare.noWire]
  if (!was.wire) return [compare.wire({ bytes: is.wire.bytes })]
  const growth = is.wire.bytes - was.wire.bytes
  return [compare.wireChanged({ now: is.wire.bytes, before: was.wire.bytes, growth: `${growth < 0 ? '−' : '+'}${Math.abs(growth)}` })]
}

/** NAT shows in the addresses alone. With another seal, or none, there are others to be read. */
function endsPart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  if (!is.wire || !was.wire || was.wire.ends === is.wire.ends) return []
  const isSealed = ({ wire }: FlowMeasure): boolean => wire?.envelope.includes('WireGuard') === true
  return isSealed(was) === isSealed(is) ? [compare.addresses({ now: is.wire.ends, before: was.wire.ends })] : []
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

function stackPart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  if (!is.wire || !was.wire || was.wire.envelope === is.wire.envelope) return []
  const [now, before] = [is.wire.envelope, was.wire.envelope]
  if (now === '') return [compare.noEnvelope]
  return [before === '' ? compare.envelope({ now }) : compare.envelopeChanged({ now, before })]
}

function sameText({ verdict, hops, wire }: FlowMeasure, compare: Compare): string {
  return [compare.hopsAsBefore({ hops }), ...(wire === undefined ? [] : [compare.wireAsBefore({ bytes: wire.bytes })]), verdict].join(', ')
}
