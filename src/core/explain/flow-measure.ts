import type { Inventory } from '../model/inventory'
import { decodeFrame } from '../trace/decode'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { InterfaceFact } from '../trace/facts'
import { isSealedPacket } from '../trace/layers'
import type { Layer } from '../trace/layers'
import type { Trace, TraceEntry } from '../trace/trace'
import type { Words } from '../words/en'
import type { LabThen } from './lab-words'
import { outcomeWords } from './outcome-words'

/** A flow that ran, and the lab as it was then. */
export interface ComparedFlow extends LabThen {
  readonly from: number
  readonly firstEntry: number
  readonly endEntry: number
  readonly outcome: string
  readonly drawnOn: Inventory
  /** The step (counted from 0) at which the lab was changed, where that was in mid-flight. */
  readonly forkedAt?: number
}

/** What a flow did, in numbers. */
export interface FlowMeasure {
  readonly verdict: string
  /** Without the reason. */
  readonly shortVerdict: string
  /** Frames at interfaces, without ARP and WireGuard's own. */
  readonly hops: number
  /** Frames of WireGuard's own, at interfaces: handshakes and keepalives. */
  readonly handshakes: number
  /** The flow's first packet as it first leaves a card of a node; absent where it never does. `ends` are the addresses of what can be read inmost. */
  readonly wire: { readonly entryIndex: number; readonly bytes: number; readonly envelope: string; readonly ends: string } | undefined
}

/** Reads a flow once. */
export function measureFlow(trace: Trace, flow: ComparedFlow, words: Words): FlowMeasure {
  let [hops, handshakes] = [0, 0]
  let packet: number | undefined
  let wire: FlowMeasure['wire']
  for (let index = flow.firstEntry; index < flow.endEntry; index++) {
    if (!trace.isHop(index)) continue
    const entry = trace.entry(index)
    const link = interfaceOf(trace, entry)
    const layers = decodeFrame(trace.frameBytes(entry.frame), link?.linkLayer ?? 'ethernet')
    if (layers.some(({ proto }) => proto === 'arp')) continue
    if (layers.some((layer) => layer.proto === 'wireguard' && !isSealedPacket(layer))) {
      handshakes++
      continue
    }
    hops++
    if (packet === undefined && entry.netns === flow.from) packet = entry.packet
    if (wire === undefined && entry.packet === packet && link && isCardOfNode(flow.drawnOn, entry, link)) {
      wire = { entryIndex: index, bytes: trace.frameBytes(entry.frame).length, envelope: envelopeOf(layers), ends: endsOf(layers) }
    }
  }
  return { ...verdictOf(trace, flow, words), hops, handshakes, wire }
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

function endsOf(layers: readonly Layer[]): string {
  const inmost = layers.findLast((layer) => layer.proto === 'ipv4')
  return inmost === undefined ? '' : `${inmost.src} → ${inmost.dst}`
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
