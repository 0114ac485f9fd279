import type { Trace } from '../trace/trace'
import type { FlowClock } from './flow-clock'
import type { ComparedFlow } from './flow-measure'

/** How long packets of a flow stood still; a flow that runs again in the same lab waits less, because answers are remembered. */
export interface FlowWaits {
  /** For ARP to name a neighbour; what several packets wait at once counts once. */
  readonly arpNs: number
  /** For WireGuard's handshake, with whatever ARP that needed. */
  readonly handshakeNs: number
}

export function flowWaits(trace: Trace, flow: ComparedFlow, clock: FlowClock): FlowWaits {
  const handshake = new Set(clock.hops.flatMap(({ packet, isHandshake }) => (isHandshake ? [packet] : [])))
  const shaking = clock.legs.filter(({ kind }) => kind === 'shaking')
  return { arpNs: arpWaitNs(trace, flow, handshake), handshakeNs: shaking.reduce((sum, { fromNs, toNs }) => sum + toNs - fromNs, 0) }
}

function arpWaitNs(trace: Trace, { firstEntry, endEntry }: ComparedFlow, besides: ReadonlySet<number>): number {
  /** By packet: the namespace that it waits in. */
  const waiting = new Map<number, number>()
  let sinceNs = 0
  let sumNs = 0
  for (let index = firstEntry; index < endEntry; index++) {
    const { kind, packet, netns, timeNs } = trace.entry(index)
    if (kind === 'neighbour.waiting' && !besides.has(packet)) {
      if (waiting.size === 0) sinceNs = timeNs
      waiting.set(packet, netns)
    } else if (waiting.get(packet) === netns && (kind === 'neighbour.used' || kind === 'hop.out' || kind === 'packet.dropped')) {
      waiting.delete(packet)
      if (waiting.size === 0) sumNs += timeNs - sinceNs
    }
  }
  return sumNs
}
