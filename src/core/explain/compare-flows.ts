import type { Trace } from '../trace/trace'
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
  const parts = [...verdictPart(was, is, compare), ...hopsPart(was, is, compare), ...wirePart(was, is, compare), ...stackPart(was, is, compare)]
  return sentenceOf(parts.length === 0 ? compare.nothing({ lead, same: sameText(is, compare) }) : compare.whole({ lead, parts: parts.join(', ') }))
}

type Compare = Words['lab']['compare']

function verdictPart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  return was.verdict === is.verdict ? [] : [compare.verdict({ now: is.verdict, before: was.shortVerdict })]
}

function hopsPart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  return was.hops === is.hops ? [] : [compare.hops({ now: is.hops, before: was.hops })]
}

function wirePart(was: FlowMeasure, is: FlowMeasure, compare: Compare): readonly string[] {
  if (was.wire?.bytes === is.wire?.bytes) return []
  if (!is.wire) return [compare.noWire]
  if (!was.wire) return [compare.wire({ bytes: is.wire.bytes })]
  const growth = is.wire.bytes - was.wire.bytes
  return [compare.wireChanged({ now: is.wire.bytes, before: was.wire.bytes, growth: `${growth < 0 ? '−' : '+'}${Math.abs(growth)}` })]
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
