import { addToSum, finishChecksum, pseudoHeaderSum } from '../../wire/checksum'
import { write16 } from '../../dataplane/bytes'
import type { Device } from '../../dataplane/device'
import { ipLocalOut, newLocalPacket, pushIpv4Header, useRoute } from '../../dataplane/ip-output'
import { IP_HEADER_BYTES, PROTO_TCP } from '../../dataplane/ipv4-header'
import type { Netns } from '../../dataplane/netns'
import { recordRoute, routeOutput } from '../../dataplane/route-output'
import type { OutputRoute } from '../../dataplane/route-output'
import type { TcpConnection } from './connection'
import { stopTimer } from './connection'
import { FLAG_ACK, FLAG_FIN, FLAG_PSH, FLAG_RST, FLAG_SYN, MS_NS, TCP_HEADER_BYTES } from './constants'
import { routeOf, sackBlocksToSend } from './mss'
import { initialWindow, offerWindow, RECEIVE_SCALE } from './receive-window'
import { optionsBytes, writeTcpHeader } from './segment'
import type { OptionsToSend, Segment, TcpHeaderFields } from './segment'
import { plus } from '../../wire/tcp-sequence'
import { countSent } from './tally'

/** One segment as it is to leave: what of it is not in the IP header. */
export interface OutgoingSegment extends TcpHeaderFields {
  readonly data: Uint8Array
}

interface Envelope {
  readonly source: number
  readonly destination: number
  readonly id: number
  readonly flowHash: number
  /** The packet carries its departure time, which captures take for none (mono_delivery_time). */
  readonly hasDepartureTime: boolean
}

/** Sends a segment along a route: header, checksum, output. */
export function sendSegment(netns: Netns, out: OutputRoute, envelope: Envelope, segment: OutgoingSegment): void {
  const headerBytes = TCP_HEADER_BYTES + optionsBytes(segment.options)
  const skb = newLocalPacket(netns, headerBytes + segment.data.length)
  const at = skb.network + IP_HEADER_BYTES
  writeTcpHeader(skb.data, at, segment)
  skb.data.set(segment.data, at + headerBytes)
  const { source, destination, id } = envelope
  write16(skb.data, at + 16, finishChecksum(addToSum(pseudoHeaderSum(source, destination, PROTO_TCP, skb.end - at), skb.data, at, skb.end)))
  skb.flowHash = envelope.flowHash
  skb.hasDepartureTime = envelope.hasDepartureTime
  recordRoute(netns, out.route, skb, destination)
  pushIpv4Header(skb, { source, destination, protocol: PROTO_TCP, tos: 0, ttl: netns.defaultTtl, dontFragment: true, id })
  useRoute(skb, out.route, out.device, out.nextHop)
  ipLocalOut(netns, skb)
}

/** Milliseconds for the timestamps option. */
export function timestampNow(c: TcpConnection): number {
  return plus(Math.floor(c.nowNs / MS_NS), c.timestampOffset)
}

const NO_DATA = new Uint8Array(0)

/** What of the stream leaves at once: a send buffer or one that exists for the moment only. */
export interface Outgoing {
  readonly sequence: number
  readonly flags: number
  readonly data: Uint8Array
  readonly mssBytes: number
  readonly segments: number
}

/**
 * __tcp_transmit_skb, with the segmentation that the device leaves to the kernel (tcp_gso_segment): all segments of a
 * buffer carry the same acknowledgment and options; PSH and FIN are the last one's. False when there is no route.
 */
export function transmit(c: TcpConnection, outgoing: Outgoing): boolean {
  const out = routeOf(c)
  if (out === undefined) return false
  const isSyn = (outgoing.flags & FLAG_SYN) !== 0
  const options = isSyn ? synOptions(c) : establishedOptions(c)
  const flags = outgoing.segments > 1 ? outgoing.flags | FLAG_PSH : outgoing.flags
  const window = isSyn ? Math.min(c.rcvWnd, 0xffff) : offerWindow(c)
  if (flags & FLAG_ACK) noteAckSent(c, outgoing.segments)
  if (outgoing.data.length > 0) noteDataSent(c)
  countSent(c, outgoing.segments, outgoing.data.length)
  for (let i = 0; i < outgoing.segments; i++) {
    const isLast = i === outgoing.segments - 1
    const from = i * outgoing.mssBytes
    sendSegment(
      c.netns,
      out,
      { source: c.localAddress, destination: c.remoteAddress, id: c.ipId, flowHash: c.flowHash, hasDepartureTime: true },
      {
        sourcePort: c.localPort,
        destinationPort: c.remotePort,
        sequence: plus(outgoing.sequence, from),
        acknowledgment: flags & FLAG_ACK ? c.rcvNxt : 0,
        flags: isLast ? flags : flags & ~(FLAG_PSH | FLAG_FIN),
        window,
        options,
        data: outgoing.data.subarray(from, isLast ? outgoing.data.length : from + outgoing.mssBytes),
      },
    )
    c.ipId = (c.ipId + 1) & 0xffff
  }
  confirmNeighbour(c, out.device, out.nextHop)
  // A system call's packets are worked off before it goes on; a soft interrupt's wait their turn.
  if (c.owned) c.softirq(c.state === 'SYN_SENT' ? 'sleeper' : outgoing.data.length > 0 ? 'sender' : 'other')
  return true
}

function synOptions(c: TcpConnection): OptionsToSend {
  return { mss: c.advertisedMss, sackPermitted: true, timestamp: { value: timestampNow(c), echo: 0 }, windowScale: c.receiveScale }
}

function establishedOptions(c: TcpConnection): OptionsToSend {
  const { duplicate, sacks } = c.received
  const blocks = sackBlocksToSend(c)
  const all = duplicate === undefined ? sacks : [duplicate, ...sacks]
  c.received.duplicate = undefined
  return {
    ...(c.timestamps ? { timestamp: { value: timestampNow(c), echo: c.tsRecent } } : {}),
    ...(blocks > 0 ? { sacks: all.slice(0, blocks) } : {}),
  }
}

/** tcp_event_ack_sent. */
function noteAckSent(c: TcpConnection, segments: number): void {
  if (c.quickAcks > 0) c.quickAcks = Math.max(c.quickAcks - segments, 0)
  c.lastAckSent = c.rcvNxt
  c.ackScheduled = false
  c.ackNow = false
  c.pushed = 0
  stopTimer(c, 'delayedAck')
}

/** tcp_event_data_sent: an answer soon after what was received makes it a dialogue, in which acknowledgments travel with data. */
function noteDataSent(c: TcpConnection): void {
  c.lastSentNs = c.nowNs
  if (c.ackTimeoutNs > 0 && c.nowNs - c.lastReceivedNs < c.ackTimeoutNs) c.pingPong = true
}

/** sk_dst_confirm: progress of the connection proves that the next hop hears (sock_confirm_neigh). */
function confirmNeighbour(c: TcpConnection, device: Device, nextHop: number): void {
  if (!c.confirmPending || !device.usesArp) return
  const neighbour = c.netns.neighbours.find(device, nextHop)
  if (neighbour === undefined) return
  c.netns.neighbours.confirm(neighbour)
  c.confirmPending = false
}

/** An acknowledgment of its own (tcp_send_ack). */
export function sendAck(c: TcpConnection): void {
  if (c.state === 'CLOSE') return
  transmit(c, { sequence: c.sndNxt, flags: FLAG_ACK, data: NO_DATA, mssBytes: 1, segments: 1 })
}

/** tcp_send_active_reset: the connection is given up. */
export function sendActiveReset(c: TcpConnection): void {
  transmit(c, { sequence: c.sndNxt, flags: FLAG_RST | FLAG_ACK, data: NO_DATA, mssBytes: 1, segments: 1 })
}

/** A segment that nobody expects is answered by RST (tcp_v4_send_reset): without options, without window. */
export function sendReset(netns: Netns, to: Segment): void {
  if (to.flags & FLAG_RST) return
  const acknowledges = (to.flags & FLAG_ACK) !== 0
  answerStateless(netns, to, {
    sequence: acknowledges ? to.acknowledgment : 0,
    acknowledgment: acknowledges ? 0 : to.endSequence,
    flags: acknowledges ? FLAG_RST : FLAG_RST | FLAG_ACK,
    window: 0,
    options: {},
  })
}

/** A reply without a connection behind it (ip_send_unicast_reply). */
export function answerStateless(netns: Netns, to: Segment, answer: Pick<OutgoingSegment, 'sequence' | 'acknowledgment' | 'flags' | 'window' | 'options'>): void {
  const found = routeOutput(netns, { destination: to.source, source: to.destination, mark: 0, outDevice: null, anySource: false })
  if (!found.ok) return
  const envelope = { source: to.destination, destination: to.source, id: 0, flowHash: 0, hasDepartureTime: false }
  sendSegment(netns, found.value, envelope, { ...answer, sourcePort: to.destinationPort, destinationPort: to.sourcePort, data: NO_DATA })
}

/** SYN: picks windows and scale (tcp_connect_init) and leaves. */
export function prepareSyn(c: TcpConnection): void {
  c.rcvWnd = initialWindow(c.receiveBufferBytes, c.advertisedMss)
  c.rcvSsthresh = c.rcvWnd
  c.receiveScale = RECEIVE_SCALE
  c.windowClamp = 0xffff << RECEIVE_SCALE
}
