import type { Inventory } from '../model/inventory'
import { decodeFrame } from '../trace/decode'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { InterfaceFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import type { Words } from '../words/en'
import type { LabThen } from './lab-words'
import { outcomeWords } from './outcome-words'
import { isWireguardsOwn, wireFrame } from './wire-frame'
import type { WireFrame } from './wire-frame'

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
  /** The flow's first packet as it first leaves a card of a node; absent where it never does. */
  readonly wire: WireFrame | undefined
  /** The same of what comes back: its way may be another one, in another envelope. */
  readonly wireBack: WireFrame | undefined
}

/** Reads a flow once. */
export function measureFlow(trace: Trace, flow: ComparedFlow, words: Words): FlowMeasure {
  let [hops, handshakes] = [0, 0]
  let packet: number | undefined
  let wire: WireFrame | undefined
  let wireBack: WireFrame | undefined
  const sent = new Set<number>()
  const answers = new Set<number>()
  for (let index = flow.firstEntry; index < flow.endEntry; index++) {
    const entry = trace.entry(index)
    if (entry.kind === 'echo.answered') answers.add(entry.a)
    if (!trace.isHop(index)) continue
    const link = interfaceOf(trace, entry)
    const layers = decodeFrame(trace.frameBytes(entry.frame), link?.linkLayer ?? 'ethernet', trace.tunnelPorts)
    if (layers.some(({ proto }) => proto === 'arp')) continue
    if (isWireguardsOwn(layers)) {
      handshakes++
      continue
    }
    hops++
    if (entry.netns === flow.from && !answers.has(entry.packet)) {
      packet ??= entry.packet
      sent.add(entry.packet)
    } else if (!sent.has(entry.packet)) answers.add(entry.packet)
    if (!link || !isCardOfNode(flow.drawnOn, entry, link)) continue
    const seen = wireFrame(index, trace.frameBytes(entry.frame).length, layers)
    if (entry.packet === packet) wire = withNext(trace, wire, seen)
    else if (answers.has(entry.packet)) wireBack = withNext(trace, wireBack, seen)
  }
  return { ...verdictOf(trace, flow, answers, words), hops, handshakes, wire, wireBack }
}

/** The first stays what is told of; its other fragments, as they leave by the same card, add to the sum. */
function withNext(trace: Trace, first: WireFrame | undefined, next: WireFrame): WireFrame {
  if (first === undefined) return next
  const [a, b] = [trace.entry(first.entryIndex), trace.entry(next.entryIndex)]
  if (a.packet !== b.packet || a.interfaceId !== b.interfaceId) return first
  return { ...first, total: { frames: first.total.frames + 1, bytes: first.total.bytes + next.bytes } }
}

function interfaceOf(trace: Trace, entry: TraceEntry): InterfaceFact | undefined {
  const fact = trace.fact(entry.interfaceId)
  return fact?.kind === 'interface' ? fact : undefined
}

function isCardOfNode(inventory: Inventory, entry: TraceEntry, link: InterfaceFact): boolean {
  const netns = inventory.namespaces[entry.netns]
  return entry.kind === 'hop.out' && netns?.kind === 'node' && netns.links.some(({ name, segment }) => name === link.name && segment !== undefined)
}

function verdictOf(trace: Trace, { outcome, drawnOn, firstEntry, endEntry }: ComparedFlow, answers: ReadonlySet<number>, words: Words): Pick<FlowMeasure, 'verdict' | 'shortVerdict'> {
  const { outcomes } = words.lab
  const reason = DROP_REASONS.find((candidate) => outcome === `dropped:${candidate}`)
  if (reason !== undefined) {
    const drop = firstDrop(trace, DROP_REASONS.indexOf(reason), firstEntry, endEntry)
    const dropped = outcomes.dropped({ place: drop === undefined ? '' : placeOf(drawnOn, drop), isAnswer: drop !== undefined && answers.has(drop.packet) })
    return { verdict: outcomes.droppedBecause({ dropped, reason: words.decisions.drops[reason] }), shortVerdict: dropped }
  }
  const verdict = outcomeWords(outcome, words)
  return { verdict, shortVerdict: verdict }
}

/** Where the first packet with this reason ended. */
function firstDrop(trace: Trace, reason: number, firstEntry: number, endEntry: number): TraceEntry | undefined {
  for (let index = firstEntry; index < endEntry; index++) {
    const entry = trace.entry(index)
    if (entry.kind === 'packet.dropped' && entry.c === reason) return entry
  }
  return undefined
}

/** A segment is told by its name. */
function placeOf({ segments, namespaces }: Inventory, { netns }: TraceEntry): string {
  return (netns < 0 ? segments[-1 - netns] : namespaces[netns])?.name ?? ''
}
