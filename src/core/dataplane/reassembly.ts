import { read16, read32, write16 } from './bytes'
import { drop, recordEvent } from './environment'
import type { TimerHandle } from './environment'
import { ICMP_EXC_FRAGTIME, ICMP_TIME_EXCEEDED } from './icmp-codes'
import { memoryOfFragment } from './buffer-memory'
import { fillHeaderChecksum, headerLength, IP_DESTINATION, IP_FRAGMENT, IP_ID, IP_MF, IP_OFFSET_MASK, IP_PROTOCOL, IP_SOURCE, IP_TOTAL_LENGTH } from './ipv4-header'
import type { Netns } from './netns'
import type { Skb } from './skb'

/** net.ipv4.ipfrag_time */
const TIMEOUT_NS = 30e9
/** Bounds what a hostile sender can make a host hold (ipfrag_high_thresh is 4 MB). */
const MAX_QUEUES = 64

interface Queue {
  readonly fragments: Skb[]
  totalPayloadBytes: number | undefined
  readonly timer: TimerHandle
}

/** The fragment queues of one namespace (net/ipv4/ip_fragment.c). */
export class Reassembly {
  private readonly queues = new Map<string, Queue>()

  /** Takes a fragment; answers with the whole packet when it was the last one missing. `user` keeps conntrack's and the host's own queues apart. */
  add(netns: Netns, skb: Skb, user: 'conntrack' | 'local'): Skb | undefined {
    const { data, network } = skb
    const key = `${user} ${read32(data, network + IP_SOURCE)} ${read32(data, network + IP_DESTINATION)} ${read16(data, network + IP_ID)} ${data[network + IP_PROTOCOL]}`
    const queue = this.queues.get(key) ?? this.open(netns, key, user)
    if (queue === undefined) {
      drop(netns, skb.inDevice, skb, 'reassembly-timeout')
      return undefined
    }
    const offset = offsetOf(skb)
    if (queue.fragments.some((other) => offset < offsetOf(other) + payloadOf(other) && offsetOf(other) < offset + payloadOf(skb))) {
      drop(netns, skb.inDevice, skb, 'duplicate-fragment')
      return undefined
    }
    queue.fragments.push(skb)
    if ((read16(data, network + IP_FRAGMENT) & IP_MF) === 0) queue.totalPayloadBytes = offset + payloadOf(skb)
    const held = queue.fragments.reduce((sum, fragment) => sum + payloadOf(fragment), 0)
    if (queue.totalPayloadBytes === undefined || held < queue.totalPayloadBytes) return undefined
    queue.timer.cancelled = true
    this.queues.delete(key)
    return assemble(netns, queue.fragments, queue.totalPayloadBytes, skb)
  }

  /** The host is given up: what it holds is lost, and nobody is told. */
  abandon(netns: Netns): void {
    for (const { fragments, timer } of this.queues.values()) {
      timer.cancelled = true
      for (const fragment of fragments) drop(netns, fragment.inDevice, fragment, 'reassembly-timeout')
    }
    this.queues.clear()
  }

  private open(netns: Netns, key: string, user: 'conntrack' | 'local'): Queue | undefined {
    if (this.queues.size >= MAX_QUEUES) return undefined
    const { env } = netns
    const queue: Queue = { fragments: [], totalPayloadBytes: undefined, timer: env.startTimer(env.nowNs + TIMEOUT_NS, () => this.expire(netns, key, user)) }
    this.queues.set(key, queue)
    return queue
  }

  /** ip_expire: the first fragment's sender is told, if it is there and this host was the destination. */
  private expire(netns: Netns, key: string, user: 'conntrack' | 'local'): void {
    const queue = this.queues.get(key)
    if (!queue) return
    this.queues.delete(key)
    const first = queue.fragments.find((fragment) => offsetOf(fragment) === 0)
    if (first && user === 'local') netns.sendIcmpError(netns, first, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0)
    for (const fragment of queue.fragments) drop(netns, fragment.inDevice, fragment, 'reassembly-timeout')
  }
}

function offsetOf(skb: Skb): number {
  return (read16(skb.data, skb.network + IP_FRAGMENT) & IP_OFFSET_MASK) * 8
}

function payloadOf(skb: Skb): number {
  return skb.end - skb.network - headerLength(skb.data, skb.network)
}

/** ip_frag_reasm. The last fragment to arrive gives device and link header; the first one gives the IP header. */
function assemble(netns: Netns, fragments: Skb[], payloadBytes: number, last: Skb): Skb {
  const { env } = netns
  fragments.sort((x, y) => offsetOf(x) - offsetOf(y))
  const first = fragments[0] as Skb
  const header = headerLength(first.data, first.network)
  const whole = env.pool.take(header + payloadBytes)
  whole.packet = first.packet
  whole.inDevice = last.inDevice
  whole.arrivedNs = last.arrivedNs
  whole.packetType = last.packetType
  whole.route = last.route
  whole.outDevice = last.outDevice
  whole.nextHop = last.nextHop
  whole.local = last.local
  whole.data.set(first.data.subarray(first.network, first.network + header), whole.network)
  whole.fragmentPayloads = fragments.map(payloadOf)
  for (const fragment of fragments) {
    const from = fragment.network + headerLength(fragment.data, fragment.network)
    whole.data.set(fragment.data.subarray(from, fragment.end), whole.network + header + offsetOf(fragment))
    whole.fragmentMaxBytes = Math.max(whole.fragmentMaxBytes, fragment.end - fragment.network)
    whole.fragmentMemoryBytes += memoryOfFragment(fragment.end - fragment.network)
  }
  write16(whole.data, whole.network + IP_TOTAL_LENGTH, header + payloadBytes)
  write16(whole.data, whole.network + IP_FRAGMENT, 0)
  fillHeaderChecksum(whole.data, whole.network)
  recordEvent(netns, 'packet.reassembled', whole.inDevice, whole, fragments.length, header + payloadBytes, -1)
  for (const fragment of fragments) env.pool.release(fragment)
  return whole
}
