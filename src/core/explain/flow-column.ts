import type { EncapsulationMode } from '../model/encapsulation'
import type { Trace } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { flowClock } from './flow-clock'
import type { FlowClock } from './flow-clock'
import { flowWaits } from './flow-waits'
import type { FlowWaits } from './flow-waits'
import { headersAt } from './frame-headers'
import { measureFlow } from './flow-measure'
import type { ComparedFlow, FlowMeasure } from './flow-measure'
import { fieldNamed, headerStack, isCiphertext } from './header-stack'
import type { HeaderStack } from './header-stack'
import { MODE_WORDS, modeText } from './lab-words'
import { placeName } from './place-name'
import type { WireFrame } from './wire-frame'

/** One header, or what follows the last one, as a box whose height is its bytes. */
export interface ColumnPart {
  readonly name: string
  readonly bytes: number
  /** Of what has addresses or ports. */
  readonly ends?: { readonly source: string; readonly destination: string }
  readonly face: 'link' | 'envelope' | 'packet' | 'sealed'
}

export interface OuterHeader {
  readonly ttl: string
  readonly dontFragment: boolean
}

/** A packet as it leaves a node, header by header. */
export interface ColumnPacket {
  /** Where it is drawn; empty where it never left a node. */
  readonly place: string
  readonly mode: EncapsulationMode
  /** What the pod's own packet carries. */
  readonly protocol: 'icmp' | 'udp' | 'tcp'
  /** Outermost first. */
  readonly parts: readonly ColumnPart[]
  /** Bytes in front of the pod's own packet. */
  readonly frontBytes: number
  readonly outer: OuterHeader | undefined
}

/** One flow beside others: its first packet as it first leaves a node, and what became of it. */
export interface FlowColumn extends FlowMeasure, ColumnPacket {
  /** The lab's mode as it ran: what the column is called, also where nothing wraps the packet. */
  readonly ranUnder: EncapsulationMode
  /** The same in words, with the scope. */
  readonly modeName: string
  /** It would be wrapped on its way to another subnet, and goes to a pod in its own. */
  readonly isInsideSubnet: boolean
  readonly isLost: boolean
  /** What comes back, where it leaves its node in another envelope, or in none. */
  readonly otherBack: (ColumnPacket & { readonly frame: WireFrame }) | undefined
  readonly podMtuBytes: number | undefined
  /** From the first frame to the last. */
  readonly durationNs: number
  readonly waits: FlowWaits
  /** The first packet and its answer in time; zero is where the packet is drawn. */
  readonly clock: FlowClock
}

export function flowColumn(trace: Trace, flow: ComparedFlow, words: Words = EN): FlowColumn {
  const measure = measureFlow(trace, flow, words)
  const clock = flowClock(trace, flow, measure.wire?.entryIndex)
  const common = { ...measure, ranUnder: flow.under.mode, modeName: modeText(flow.under), isInsideSubnet: isInsideSubnet(flow, measure.wire), otherBack: otherBack(trace, flow, measure, words), isLost: flow.outcome !== 'delivered' && flow.outcome !== 'received', podMtuBytes: podMtu(trace, flow), durationNs: durationOf(trace, flow), waits: flowWaits(trace, flow, clock), clock }
  const entryIndex = measure.wire?.entryIndex
  return { ...common, ...(entryIndex === undefined ? NEVER_LEFT : packetAt(trace, flow, entryIndex, words)) }
}

const NEVER_LEFT: ColumnPacket = { place: '', mode: 'direct', protocol: 'icmp', parts: [], frontBytes: 0, outer: undefined }

function packetAt(trace: Trace, flow: ComparedFlow, entryIndex: number, words: Words): ColumnPacket {
  const stack = headerStack(headersAt(trace, entryIndex), words)
  return {
    place: placeOf(trace, flow, entryIndex),
    mode: stack.envelope?.mode ?? 'direct',
    protocol: (['udp', 'tcp'] as const).find((proto) => stack.inner.some(({ header }) => header.proto === proto && !header.quoted)) ?? 'icmp',
    parts: partsOf(stack, trace.frameBytes(trace.entry(entryIndex).frame).length, words),
    frontBytes: stack.inner.find(({ header }) => header.proto !== 'ethernet')?.header.byteOffset ?? 0,
    outer: outerOf(stack),
  }
}

function isInsideSubnet({ under, drawnOn }: ComparedFlow, wire: WireFrame | undefined): boolean {
  const isUnwrapped = modeText(under) !== MODE_WORDS[under.mode] && wire?.envelope === ''
  return isUnwrapped && drawnOn.namespaces.some(({ kind, address }) => kind === 'pod' && address !== undefined && formatIpv4(address) === wire.destination)
}

function placeOf(trace: Trace, { drawnOn }: ComparedFlow, entryIndex: number): string {
  const entry = trace.entry(entryIndex)
  const link = trace.fact(entry.interfaceId, entryIndex)
  return `${placeName(drawnOn, entry.netns)} ${link?.kind === 'interface' ? link.name : ''}`
}

function outerOf({ envelope }: HeaderStack): OuterHeader | undefined {
  const outer = envelope?.headers.find(({ header }) => header.proto === 'ipv4')?.header
  return outer && { ttl: fieldNamed(outer, 'ttl')?.text ?? '', dontFragment: fieldNamed(outer, 'dontFragment')?.value === 1 }
}

function otherBack(trace: Trace, flow: ComparedFlow, { wire, wireBack }: FlowMeasure, words: Words): FlowColumn['otherBack'] {
  if (!wireBack || wire?.envelope === wireBack.envelope) return undefined
  return { frame: wireBack, ...packetAt(trace, flow, wireBack.entryIndex, words) }
}

/** Every byte of the frame is in one part: what no header claims follows the header before it. */
function partsOf(stack: HeaderStack, frameBytes: number, words: Words): readonly ColumnPart[] {
  const inner = new Set(stack.inner)
  return stack.all.flatMap((item, position) => {
    const { header } = item
    const face = isCiphertext(item, stack) ? 'sealed' : header.proto === 'tag' ? 'envelope' : inner.has(item) && header.proto !== 'ethernet' ? 'packet' : item === stack.link || header.proto === 'ethernet' ? 'link' : 'envelope'
    const next = stack.all[position + 1]?.header.byteOffset ?? frameBytes
    const rest = next - header.byteOffset - header.byteLength
    const own: ColumnPart = { name: item.name, bytes: header.byteLength, ...(item.ends && { ends: { source: item.ends.source.text, destination: item.ends.destination.text } }), face }
    return rest > 0 ? [own, { name: words.tables.headers.data, bytes: rest, face }] : [own]
  })
}

function podMtu(trace: Trace, flow: ComparedFlow): number | undefined {
  for (const fact of trace.factsAt(flow.from, flow.endEntry - 1)) if (fact.kind === 'interface' && fact.linkKind === 'ethernet') return fact.mtuBytes
  return undefined
}

function durationOf(trace: Trace, { firstEntry, endEntry }: ComparedFlow): number {
  let first: number | undefined
  let last = 0
  for (let index = firstEntry; index < endEntry; index++) {
    if (!trace.isHop(index)) continue
    first ??= trace.timeNs(index)
    last = trace.timeNs(index)
  }
  return first === undefined ? 0 : last - first
}
