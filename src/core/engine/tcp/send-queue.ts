import type { SendBuffer, TcpConnection } from './connection'
import { FLAG_ACK, FLAG_FIN, FLAG_PSH } from './constants'
import { before, plus } from '../../wire/tcp-sequence'

export function newSendBuffer(sequence: number, data: Uint8Array, flags = FLAG_ACK): SendBuffer {
  return {
    sequence,
    endSequence: plus(sequence, data.length + (flags & FLAG_FIN ? 1 : 0)),
    data,
    flags,
    mssBytes: 0,
    segments: 0,
    sacked: false,
    lost: false,
    retransmitted: false,
    everRetransmitted: false,
    sentNs: 0,
  }
}

/** tcp_set_skb_tso_segs */
export function countSegments(buffer: SendBuffer, mssBytes: number): void {
  buffer.segments = Math.max(Math.ceil(buffer.data.length / mssBytes), 1)
  buffer.mssBytes = mssBytes
}

/** tcp_adjust_pcount: a sent buffer now counts `fewer` segments less. */
export function adjustCounts(c: TcpConnection, buffer: SendBuffer, fewer: number): void {
  c.packetsOut -= fewer
  if (buffer.sacked) c.sackedOut -= fewer
  if (buffer.retransmitted) c.retransOut -= fewer
  if (buffer.lost) c.lostOut -= fewer
}

/** Cuts a buffer in two at `bytes` (tcp_fragment); the second part takes its PSH and FIN. */
export function splitBuffer(c: TcpConnection, list: SendBuffer[], buffer: SendBuffer, bytes: number, mssBytes: number): void {
  const counted = buffer.segments
  const rest: SendBuffer = { ...buffer, sequence: plus(buffer.sequence, bytes), data: buffer.data.subarray(bytes) }
  buffer.endSequence = rest.sequence
  buffer.data = buffer.data.subarray(0, bytes)
  buffer.flags &= ~(FLAG_FIN | FLAG_PSH)
  countSegments(buffer, mssBytes)
  countSegments(rest, mssBytes)
  if (!before(c.sndNxt, rest.endSequence)) adjustCounts(c, buffer, counted - buffer.segments - rest.segments)
  list.splice(list.indexOf(buffer) + 1, 0, rest)
}

/** Cuts acknowledged bytes off the front (tcp_trim_head); returns how many segments that were. */
export function trimBuffer(buffer: SendBuffer, bytes: number): number {
  const counted = buffer.segments
  buffer.data = buffer.data.subarray(bytes)
  buffer.sequence = plus(buffer.sequence, bytes)
  if (counted > 1) countSegments(buffer, buffer.mssBytes)
  return counted - buffer.segments
}

export function concatenated(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
