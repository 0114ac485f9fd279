import { CONSTANT_DRAWS } from '../../src/core/dataplane/kernel-draws'
import type { KernelDraws, RekeyTimer } from '../../src/core/dataplane/kernel-draws'
import { timerWheelBucket } from '../../src/core/engine/timers'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { recordedReachableTimes } from './recorded-reachable-times'
import type { RecordedHop, Recording } from './recordings'

const TICK_NS = 4e6
/** REKEY_TIMEOUT_JITTER_MAX_JIFFIES. */
const JITTERS = Array.from({ length: 83 }, (_, ticks) => ticks)
/** From a timer's tick to the initiation on the wire, or to the question for its way: what the arithmetic takes, and some more. */
const WITHIN_NS = 4e6

/** What a node sent that tells of its timers, by the addresses of both nodes. */
interface Sent {
  /** An ARP request for the peer's own address counts as an attempt: the initiation waits for the answer. */
  readonly kind: 'attempt' | 'response' | 'data'
  readonly from: string
  readonly to: string
  readonly atNs: number
  /** Of the session, as the other side named it. */
  readonly receiverIndex: string | undefined
}

/** When it fires, with the least draw that leads there. */
interface Candidate {
  readonly ticks: number
  readonly atNs: number
}

/**
 * What a recorded kernel drew. A handshake is tried again at one of two or three ticks, whichever the drawn delay leads
 * to. The recording shows at which of them the node did something; what it did between two flows shows in that the nodes
 * talk by a new session after it. Else the answer came first, and the draw is the one that leaves most time for it.
 * `simulatedNs` maps nanoseconds since 1970 to the simulation's clock.
 */
export function recordedDraws(recording: Recording, simulatedNs: (epochNs: bigint) => number): KernelDraws {
  const { nodes } = recording.topology
  const spans = recording.flows.map(({ t0_epoch_ns, t1_epoch_ns }) => ({ from: simulatedNs(BigInt(t0_epoch_ns)), to: simulatedNs(BigInt(t1_epoch_ns)) }))
  const sent = recording.flows.flatMap(({ hops }, i) => hops.flatMap((hop) => sentBy(recording, hop, spans[i]?.from ?? 0)))
  return {
    reachableTimeNs: recordedReachableTimes(recording, simulatedNs),
    rekeyJitterTicks: (timer) => {
      const [here, there] = [nodes[timer.netns]?.ip, timer.endpointAddress === undefined ? undefined : formatIpv4(timer.endpointAddress)]
      const possible = candidates(timer)
      const ofPair = sent.filter(({ from, to }) => (from === here && to === there) || (from === there && to === here))
      const isTried = ({ atNs }: Candidate): boolean => ofPair.some((each) => each.kind === 'attempt' && each.from === here && each.atNs >= atNs && each.atNs < atNs + WITHIN_NS)
      const isRenewed = ({ atNs }: Candidate): boolean => !spans.some(({ from, to }) => atNs >= from && atNs <= to) && isNewSession(ofPair, atNs)
      return (possible.find(isTried) ?? possible.find(isRenewed) ?? possible.at(-1))?.ticks ?? CONSTANT_DRAWS.rekeyJitterTicks(timer)
    },
  }
}

function candidates({ nowNs, delayNs }: RekeyTimer): readonly Candidate[] {
  const all = JITTERS.map((ticks) => ({ ticks, atNs: timerWheelBucket(nowNs, nowNs + delayNs + ticks * TICK_NS).expiryNs }))
  return all.filter(({ atNs }, i) => atNs !== all[i - 1]?.atNs)
}

/** Whether two nodes talk by another session after that moment than before it, and no handshake of that was recorded. */
function isNewSession(ofPair: readonly Sent[], atNs: number): boolean {
  const data = ofPair.filter(({ kind }) => kind === 'data')
  return data.some((after, i) => {
    const before = data.slice(0, i).findLast(({ from }) => from === after.from)
    if (before === undefined || before.atNs >= atNs || after.atNs <= atNs || before.receiverIndex === after.receiverIndex) return false
    return !ofPair.some((each) => each.kind === 'response' && each.atNs > before.atNs && each.atNs < after.atNs)
  })
}

function sentBy({ topology }: Recording, { ns, dir, t_us, layers }: RecordedHop, startNs: number): readonly Sent[] {
  const own = topology.nodes[ns]?.ip
  const [, ip] = layers
  const last = layers.at(-1)
  if (own === undefined || dir !== 'out') return []
  const atNs = startNs + t_us * 1000
  if (last?.proto === 'arp' && last.op === 'request' && last.sender_ip === own) return [{ kind: 'attempt', from: own, to: last.target_ip, atNs, receiverIndex: undefined }]
  if (ip?.proto !== 'ipv4' || ip.src !== own || last?.proto !== 'wireguard') return []
  const kind = last.name === 'handshake-initiation' ? 'attempt' : last.name === 'handshake-response' ? 'response' : 'data'
  return [{ kind, from: own, to: ip.dst, atNs, receiverIndex: last.receiver_index }]
}
