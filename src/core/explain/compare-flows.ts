import type { FaultRef } from '../model/fault'
import type { Inventory } from '../model/inventory'
import type { LabSettings } from '../model/lab-settings'
import { decodeFrame } from '../trace/decode'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { InterfaceFact } from '../trace/facts'
import type { Layer } from '../trace/layers'
import type { Trace, TraceEntry } from '../trace/trace'
import { DROP_WORDS } from './drop-words'
import { labChanges } from './lab-words'
import { plain, strong } from './sentence'
import type { Sentence, SentencePart } from './sentence'

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
export function compareFlows(trace: Trace, before: ComparedFlow, after: ComparedFlow): Sentence {
  const [was, is] = [measure(trace, before), measure(trace, after)]
  const changes = labChanges(before.under, after.under, before.faults, after.faults)
  const lead = changes.length === 0 ? 'Once more' : capital(changes.join(', '))
  const parts = [...verdictPart(was, is), ...hopsPart(was, is), ...wirePart(was, is), ...stackPart(was, is)]
  if (parts.length === 0) return [plain(`${lead}: `), strong('nothing changes for this flow'), plain(`. ${sameText(is)}`)]
  return [plain(`${lead}: `), ...parts.flatMap((part, index) => (index === 0 ? part : [plain(', '), ...part])), plain('.')]
}

interface FlowMeasure {
  readonly verdict: string
  /** Frames at interfaces, without ARP. */
  readonly hops: number
  /** The flow's first packet as it first leaves a card of a node; absent where it never does. */
  readonly wire: { readonly bytes: number; readonly envelope: string } | undefined
}

function measure(trace: Trace, flow: ComparedFlow): FlowMeasure {
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
  return { verdict: verdictOf(trace, flow), hops, wire }
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

function verdictOf(trace: Trace, { outcome, drawnOn, firstEntry, endEntry }: ComparedFlow): string {
  const reason = DROP_REASONS.find((candidate) => outcome === `dropped:${candidate}`)
  if (reason !== undefined) {
    const place = dropPlace(trace, drawnOn, DROP_REASONS.indexOf(reason), firstEntry, endEntry)
    return `dropped${place === '' ? '' : ` at ${place}`}: ${DROP_WORDS[reason]}`
  }
  if (outcome === 'delivered') return 'answered'
  if (outcome === 'error-reported') return 'answered with an ICMP error'
  return outcome === 'no-reply' ? 'not answered' : outcome.replaceAll('-', ' ')
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

function verdictPart(was: FlowMeasure, is: FlowMeasure): readonly SentencePart[][] {
  return was.verdict === is.verdict ? [] : [[strong(is.verdict), plain(` (was ${was.verdict.replace(/:.*/, '')})`)]]
}

function hopsPart(was: FlowMeasure, is: FlowMeasure): readonly SentencePart[][] {
  return was.hops === is.hops ? [] : [[strong(`${is.hops} hops`), plain(` instead of ${was.hops}`)]]
}

function wirePart(was: FlowMeasure, is: FlowMeasure): readonly SentencePart[][] {
  if (was.wire?.bytes === is.wire?.bytes) return []
  if (!is.wire) return [[strong('nothing on the wire between nodes')]]
  if (!was.wire) return [[strong(`${is.wire.bytes} B on the wire`)]]
  const growth = is.wire.bytes - was.wire.bytes
  return [[strong(`${is.wire.bytes} B on the wire`), plain(` instead of ${was.wire.bytes} (${growth < 0 ? '−' : '+'}${Math.abs(growth)})`)]]
}

function stackPart(was: FlowMeasure, is: FlowMeasure): readonly SentencePart[][] {
  if (!is.wire || !was.wire || was.wire.envelope === is.wire.envelope) return []
  if (is.wire.envelope === '') return [[plain('no envelope any more')]]
  return [[plain(`around the packet ${is.wire.envelope}${was.wire.envelope === '' ? '' : ` instead of ${was.wire.envelope}`}`)]]
}

function sameText({ verdict, hops, wire }: FlowMeasure): string {
  const size = wire === undefined ? '' : `, ${wire.bytes} B on the wire`
  return `As before: ${hops} hops${size}, ${verdict}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
