import type { Connection } from './conntrack'
import type { Device } from './device'
import type { Route } from './route'

/** Room in front of a packet for the headers that tunnels and links put there (Ethernet 14 + VXLAN 50, rounded up). */
const HEADROOM_BYTES = 128
/** Buffers of these sizes are kept for reuse; the largest holds any IP packet. */
const BUFFER_CLASSES_BYTES = [2048, 10240, 66560] as const
const POOLED_PER_CLASS = 512

/** To whom a frame is addressed, seen from the receiving interface (pkt_type of the kernel). */
export const PACKET_HOST = 0
export const PACKET_BROADCAST = 1
export const PACKET_OTHERHOST = 3

/**
 * A packet on its way: bytes with room in front, and what the kernel notes beside them (struct sk_buff).
 *
 *     data  [ headroom | start … outermost header … network … end | tailroom ]
 *
 * Frames are rewritten in place. `frame` is the number under which the recorder stored exactly these bytes, or -1
 * once they changed: the two ends of a veth then share one stored frame.
 */
export class Skb {
  data: Uint8Array
  start = 0
  end = 0
  /** Where the IP header begins. */
  network = 0
  frame = -1
  packet = 0
  /** When it reached the NIC: a packet that leaves its envelope keeps this time. */
  arrivedNs = 0
  inDevice: Device | null = null
  /** What the routing decision chose; null before it. */
  route: Route | null = null
  /** The device that it leaves by; null before routing and for packets to this host. */
  outDevice: Device | null = null
  /** Next hop's address: the gateway, or the destination on a connected route. */
  nextHop = 0
  /** Destined for this host by the routing decision that made `route`. */
  local = false
  packetType = PACKET_HOST
  mark = 0
  connection: Connection | null = null
  /** True when the packet runs in the reply direction of `connection`. */
  isReply = false
  /** RELATED: an error or helper packet of `connection`. */
  isRelated = false
  untracked = false
  /** The socket allows fragmenting although DF is set (IP_PMTUDISC_WANT and DONT). */
  ignoreDf = false
  forwarded = false
  /** Largest fragment that it was put together from, headers included; 0 when it came whole (IPCB frag_max_size). */
  fragmentMaxBytes = 0
  /** Payload bytes of each fragment that it was put together from, in order; null when it came whole. */
  fragmentPayloads: readonly number[] | null = null
  /** A router on the same link would be nearer: send a redirect (IPSKB_DOREDIRECT). */
  doRedirect = false
  /** Hash that a connected socket gave its packets; 0: computed from the headers. */
  flowHash = 0
  /** It carries the time of its departure (mono_delivery_time): a capture dates it when it is received, not when it was queued. */
  hasDepartureTime = false
  /** Memory of the fragments that it was put together from (truesize), which counts against a receive buffer; 0 when it came whole. */
  fragmentMemoryBytes = 0
  /** A tunnel has moved its data into one piece of memory (skb_cow_data). */
  isLinear = false

  constructor(readonly capacity: number) {
    this.data = new Uint8Array(capacity)
  }

  get lengthBytes(): number {
    return this.end - this.start
  }
}

/** What a host noted beside the bytes stays with it (skb_scrub_packet). */
export function scrub(skb: Skb): void {
  skb.route = null
  skb.outDevice = null
  skb.local = false
  skb.mark = 0
  skb.doRedirect = false
  forgetConnection(skb)
}

/** What conntrack and forwarding noted of the packet (nf_reset_ct, IPCB). */
export function forgetConnection(skb: Skb): void {
  skb.connection = null
  skb.isReply = false
  skb.isRelated = false
  skb.untracked = false
  skb.ignoreDf = false
  skb.forwarded = false
  skb.fragmentMaxBytes = 0
  skb.fragmentPayloads = null
}

/** nf_conntrack_attach: an error belongs to the connection of the packet that it is about, also before that one is remembered. */
export function attachConnection(error: Skb, about: Skb): void {
  if (about.connection === null) return
  error.connection = about.connection
  error.isRelated = true
  error.isReply = !about.isReply
}

/** Reuses buffers, so that a long run makes no garbage. One a simulation. */
export class SkbPool {
  private readonly free: Skb[][] = BUFFER_CLASSES_BYTES.map(() => [])
  private packets = 0

  /** An empty packet with room for `bytes` of IP packet and below; a new packet number. */
  take(bytes: number): Skb {
    const needed = bytes + HEADROOM_BYTES
    let index = 0
    while (index < BUFFER_CLASSES_BYTES.length - 1 && needed > (BUFFER_CLASSES_BYTES[index] as number)) index++
    const skb = (this.free[index] as Skb[]).pop() ?? new Skb(Math.max(BUFFER_CLASSES_BYTES[index] as number, needed))
    skb.start = HEADROOM_BYTES
    skb.network = HEADROOM_BYTES
    skb.end = HEADROOM_BYTES + bytes
    skb.packet = this.packets++
    return skb
  }

  /** A copy of the bytes from `start` on, as a packet of the same number (a flooded frame, a fragment's parent). */
  copy(from: Skb): Skb {
    const skb = this.take(from.end - from.start)
    this.packets--
    skb.data.set(from.data.subarray(from.start, from.end), skb.start)
    skb.network = skb.start + (from.network - from.start)
    skb.packet = from.packet
    skb.frame = from.frame
    skb.mark = from.mark
    skb.hasDepartureTime = from.hasDepartureTime
    return skb
  }

  release(skb: Skb): void {
    scrub(skb)
    skb.frame = -1
    skb.inDevice = null
    skb.nextHop = 0
    skb.packetType = PACKET_HOST
    skb.flowHash = 0
    skb.hasDepartureTime = false
    skb.fragmentMemoryBytes = 0
    skb.isLinear = false
    const index = BUFFER_CLASSES_BYTES.indexOf(skb.capacity as (typeof BUFFER_CLASSES_BYTES)[number])
    const pool = this.free[index]
    if (pool && pool.length < POOLED_PER_CLASS) pool.push(skb)
  }
}
