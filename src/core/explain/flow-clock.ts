import type { EncapsulationMode } from '../model/encapsulation'
import { decodeFrame } from '../trace/decode'
import type { Trace } from '../trace/trace'
import type { ComparedFlow } from './flow-measure'
import { placeName, shortInterfaceName } from './place-name'
import { wrappedBy } from './wire-frame'

/** A frame of the first packet, of its answer, or of a handshake that the packet waits for. */
export interface ClockHop {
  /** Since the packet first left a card of its node; before that, negative. */
  readonly timeNs: number
  readonly packet: number
  readonly direction: 'in' | 'out'
  /** As the capture of an interface is called: `k8s-w0 tunl0`. */
  readonly place: string
  /** What wraps the packet there. */
  readonly mode: EncapsulationMode
  readonly isHandshake: boolean
}

/** What goes on between two frames of the packet. */
export interface ClockLeg {
  readonly fromNs: number
  readonly toNs: number
  /** `asking`: it waits for ARP; `shaking`: for a handshake; `answering`: it has arrived, and its answer has not left. */
  readonly kind: 'plain' | 'wrapped' | 'asking' | 'shaking' | 'answering'
  /** Of a `wrapped` one, by what. */
  readonly mode: EncapsulationMode
}

export interface FlowClock {
  readonly hops: readonly ClockHop[]
  readonly legs: readonly ClockLeg[]
  /** When the packet, its answer or an error about it is dropped. */
  readonly dropsNs: readonly number[]
}

/** The first packet of a flow and its answer, up to the moment in which that is back. `leavesAt` is the entry that is zero, else its first frame. */
export function flowClock(trace: Trace, flow: ComparedFlow, leavesAt: number | undefined): FlowClock {
  const hops: ClockHop[] = []
  const drops: ClockDrop[] = []
  /** Packets that wait for ARP, and hops that such a wait was before. */
  const asking = new Set<number>()
  const asked = new Set<ClockHop>()
  /** What is sent after the first packet: a ping's next request, a traceroute's other probes. */
  const later = new Set<number>()
  let zeroNs = leavesAt === undefined ? undefined : trace.timeNs(leavesAt)
  for (let index = flow.firstEntry; index < flow.endEntry; index++) {
    const entry = trace.entry(index)
    if (entry.kind === 'neighbour.waiting') asking.add(entry.packet)
    const seenLast = entry.kind === 'packet.dropped' ? hops.findLast((hop) => hop.packet === entry.packet) : undefined
    if (seenLast && zeroNs !== undefined) drops.push({ from: seenLast, timeNs: entry.timeNs - zeroNs, hasAsked: asking.has(entry.packet) })
    if (!trace.isHop(index)) continue
    const fact = trace.fact(entry.interfaceId, index)
    if (fact?.kind !== 'interface') continue
    const layers = decodeFrame(trace.frameBytes(entry.frame), fact.linkLayer, trace.tunnelPorts)
    if (layers.some(({ proto }) => proto === 'arp')) continue
    const direction = entry.kind === 'hop.in' ? 'in' : 'out'
    const isHandshake = layers.some((layer) => layer.proto === 'wireguard' && layer.type !== WIREGUARD_DATA)
    const first = hops.find((hop) => !hop.isHandshake)
    if (direction === 'out' && entry.netns === flow.from && !isHandshake && first && first.packet !== entry.packet) later.add(entry.packet)
    if (later.has(entry.packet)) continue
    zeroNs ??= entry.timeNs
    const hop: ClockHop = {
      timeNs: entry.timeNs - zeroNs,
      packet: entry.packet,
      direction,
      place: `${placeName(flow.drawnOn, entry.netns)} ${shortInterfaceName(fact.name)}`,
      mode: wrappedBy(layers),
      isHandshake,
    }
    hops.push(hop)
    if (asking.delete(entry.packet)) asked.add(hop)
    if (direction === 'in' && entry.netns === flow.from) break
  }
  return { hops, legs: [...legsOf(hops, asked), ...drops.map(legToDrop)], dropsNs: drops.map(({ timeNs }) => timeNs) }
}

/** When the last of it happens; absent where no interface saw the packet. */
export function clockEndNs({ hops, dropsNs }: FlowClock): number | undefined {
  const last = hops.at(-1)
  return last && Math.max(last.timeNs, ...dropsNs)
}

/** Where the packet is at a time: the interface that saw it last. */
export function placeAt({ hops }: FlowClock, timeNs: number): string | undefined {
  return hops.findLast((hop) => !hop.isHandshake && hop.timeNs <= timeNs)?.place
}

interface ClockDrop {
  readonly from: ClockHop
  readonly timeNs: number
  readonly hasAsked: boolean
}

function legToDrop({ from, timeNs, hasAsked }: ClockDrop): ClockLeg {
  return { fromNs: from.timeNs, toNs: timeNs, kind: hasAsked ? 'asking' : from.mode === 'direct' ? 'plain' : 'wrapped', mode: from.mode }
}

/** WireGuard's transport data message (whitepaper, 5.4.6). */
const WIREGUARD_DATA = 4

function legsOf(hops: readonly ClockHop[], asked: ReadonlySet<ClockHop>): readonly ClockLeg[] {
  const legs: ClockLeg[] = []
  let last: ClockHop | undefined
  let isShaking = false
  for (const hop of hops) {
    if (hop.isHandshake) isShaking = true
    else {
      if (last) legs.push({ fromNs: last.timeNs, toNs: hop.timeNs, kind: kindOf(last, hop, { isShaking, hasAsked: asked.has(hop) }), mode: hop.mode })
      last = hop
      isShaking = false
    }
  }
  return legs
}

function kindOf(from: ClockHop, to: ClockHop, { isShaking, hasAsked }: { readonly isShaking: boolean; readonly hasAsked: boolean }): ClockLeg['kind'] {
  if (isShaking) return 'shaking'
  if (from.packet !== to.packet && from.direction === 'in' && to.direction === 'out' && from.place === to.place) return 'answering'
  if (hasAsked) return 'asking'
  return from.mode === 'direct' || to.mode === 'direct' ? 'plain' : 'wrapped'
}
