import type { FaultRef } from '../model/fault'
import type { Inventory } from '../model/inventory'
import type { LabSettings } from '../model/lab-settings'
import { decodeFrame } from '../trace/decode'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { InterfaceFact } from '../trace/facts'
import type { Layer } from '../trace/layers'
import type { Trace, TraceEntry } from '../trace/trace'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { labChanges } from './lab-words'
import { outcomeWords } from './outcome-words'
import { sentenceOf } from './sentence'
import type { Sentence } from './sentence'

/** A flow that ran, and the lab as it was then. */
export interface ComparedFlow {
  readonly from: number
  readonly firstEntry: number
  readonly endEntry: number
  readonly outcome: string
  readonly drawnOn: Inventory
  readonly under: LabSettings
  readonly faults: readonly FaultRef[]
}

/** What the same flow did in two states of a lab: what changed in the lab, then verdict, hops, bytes on the wire and headers. */
export function compareFlows(trace: Trace, before: ComparedFlow, after: ComparedFlow, words: Words = EN): Sentence {
  const { changes, compare } = words.lab
  const [was, is] = [measure(trace, before, words), measure(trace, after, words)]
  const changed = labChanges(before.under, after.under, before.faults, after.faults, words)
  const lead = changed.length === 0 ? changes.onceMore : changed.join(', ')
  const parts = [...verdictPart(was, is, compare), ...hopsPart(was, is, compare), ...wirePart(was, is, compare), ...stackPart(was, is, compare)]
  return sentenceOf(parts.length === 0 ? compare.nothing({ lead, same: sameText(is, compare) }) : compare.whole({ lead, parts: parts.join(', ') }))
}

type Compare = Words['lab']['compare']

interface FlowMeasure {
  readonly verdict: string
  /** Without the reason. */
  readonly shortVerdict: string
  /** Frames at interfaces, without ARP. */
  readonly hops: number
  /** The flow's first packet as it first leaves a card of a node; absent where it never does. */
  readonly wire: { readonly bytes: number; readonly envelope: string } | undefined
}

function measure(trace: Trace, flow: ComparedFlow, words: Words): FlowMeasure {
  let hops = 0
  let packet: number | undefined
  let wire: FlowMeasure['wire']
  for (let index = flow.firstEntry; index < flow.endEntry; index++) {
    if (!trace.isHop(index)) continue
    const entry = trace.entry(index)
    const link = interfaceOf(trace, entry)
    const layers = decodeFrame(trace.frameBytes(entry.frame), link?.linkLayer ?? 'ethernet')
    if (layers.some(({ proto }) => proto === 'arp')) continue
    hops++
    if (packet === undefined && entry.netns === flow.from) packet = entry.packet
    if (wire === undefined && entry.packet === packet && link && isCardOfNode(flow.drawnOn, entry, link)) {
      wire = { bytes: trace.frameBytes(entry.frame).length, envelope: envelopeOf(layers) }
    }
  }
  return { ...verdictOf(trace, flow, words), hops, wire }
}

function interfaceOf(trace: Trace, entry: TraceEntry): InterfaceFact | undefined {
  const fact = trace.fact(entry.interfaceId)
  return fact?.kind === 'interface' ? fact : undefined
}

function isCardOfNode(inventory: Inventory, entry: TraceEntry, link: InterfaceFact): boolean {
  const netns = inventory.namespaces[entry.netns]
  return entry.kind === 'hop.out' && netns?.kind === 'node' && netns.links.some(({ name, segment }) => name === link.name && segment !== undefined)
}

const LAYER_NAMES: Readonly<Partial<Record<Layer['proto'], string>>> = { eth: 'Ethernet', ipv4: 'IPv4', udp: 'UDP', vxlan: 'VXLAN', wireguard: 'WireGuard' }

/** The headers between the first Ethernet header and the pod's own packet; empty where nothing wraps it. */
function envelopeOf(layers: readonly Layer[]): string {
  const ip = layers.flatMap(({ proto }, index) => (proto === 'ipv4' ? [index] : []))
  const sealed = layers.findIndex(({ proto }) => proto === 'wireguard')
  const start = ip[0] ?? layers.length
  const end = sealed >= 0 ? sealed + 1 : (ip[1] ?? start)
  return layers.slice(start, end).map(({ proto }) => LAYER_NAMES[proto] ?? proto).join(' / ')
}

function verdictOf(trace: Trace, { outcome, drawnOn, firstEntry, endEntry }: ComparedFlow, words: Words): Pick<FlowMeasure, 'verdict' | 'shortVerdict'> {
  const { outcomes } = words.lab
  const reason = DROP_REASONS.find((candidate) => outcome === `dropped:${candidate}`)
  if (reason !== undefined) {
    const dropped = outcomes.dropped({ place: dropPlace(trace, drawnOn, DROP_REASONS.indexOf(reason), firstEntry, endEntry) })
    return { verdict: outcomes.droppedBecause({ dropped, reason: words.decisions.drops[reason] }), shortVerdict: dropped }
  }
  const verdict = outcomeWords(outcome, words)
  return { verdict, shortVerdict: verdict }
}

/** Where the first packet with this reason ended. A segment is told by its name. */
function dropPlace(trace: Trace, inventory: Inventory, reason: number, firstEntry: number, endEntry: number): string {
  for (let index = firstEntry; index < endEntry; index++) {
    const entry = trace.entry(index)
    if (entry.kind !== 'packet.dropped' || entry.c !== reason) continue
    return (entry.netns < 0 ? inventory.segments[-1 - entry.netns]?.name : inventory.namespaces[entry.netns]?.name) ?? ''
  }
  return ''
}

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
