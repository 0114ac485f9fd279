import type { SendBuffer, TcpConnection } from './connection'
import { hasTimer, startSendTimer } from './connection'
import { FLAG_SYN } from './constants'
import { thresholdAfterLoss } from './cubic'
import { currentMss, maxSegmentsPerBuffer } from './mss'
import { windowEnd } from './output'
import { adjustCounts, concatenated, countSegments, splitBuffer, trimBuffer } from './send-queue'
import { after, before, distance } from '../../wire/tcp-sequence'
import { countSentAgain } from './tally'
import { transmit } from './transmit'

/** tcp_mark_skb_lost */
export function markLost(c: TcpConnection, buffer: SendBuffer): void {
  if (buffer.sacked) return
  if (!buffer.lost) {
    buffer.lost = true
    c.lostOut += buffer.segments
  } else if (buffer.retransmitted) {
    buffer.retransmitted = false
    c.retransOut -= buffer.segments
  }
}

/** Sends what is marked lost, as the congestion window allows (tcp_xmit_retransmit_queue). */
export function retransmitLost(c: TcpConnection): void {
  const list = c.queue.unacknowledged
  const head = list[0]
  let rearm = false
  const maxSegments = maxSegmentsPerBuffer(currentMss(c))
  // What is cut off a buffer is met next.
  for (const buffer of list) {
    const room = c.cwnd - c.packetsInFlight
    if (room <= 0 || c.retransOut >= c.lostOut) break
    if (!buffer.lost || buffer.sacked || buffer.retransmitted) continue
    if (!retransmit(c, buffer, Math.min(room, maxSegments))) break
    if (c.congestion === 'recovery') c.prrOut += buffer.segments
    if (buffer === head && !hasTimer(c, 'reorder')) rearm = true
  }
  if (rearm) startSendTimer(c, 'retransmit', c.nowNs + c.rtoNs)
}

/** tcp_retransmit_skb: as `sendAgain`, and what left counts as retransmitted. */
export function retransmit(c: TcpConnection, buffer: SendBuffer, segments: number): boolean {
  const isSent = sendAgain(c, buffer, segments)
  if (isSent) {
    buffer.retransmitted = true
    c.retransOut += buffer.segments
  }
  if (c.retransStampNs === 0) c.retransStampNs = c.nowNs
  return isSent
}

/** __tcp_retransmit_skb: at most `segments` of today's MSS; the rest of the buffer stays behind. False when nothing could leave. */
export function sendAgain(c: TcpConnection, buffer: SendBuffer, segments: number): boolean {
  if (before(buffer.sequence, c.sndUna)) {
    const fewer = trimBuffer(buffer, distance(buffer.sequence, c.sndUna))
    adjustCounts(c, buffer, fewer)
  }
  const mss = currentMss(c)
  let available = distance(buffer.sequence, windowEnd(c))
  if (available <= 0) {
    if (buffer.sequence !== c.sndUna) return false
    available = mss
  }
  let bytes = mss * segments
  if (bytes > available) bytes = available - (available % mss) || available
  if (buffer.data.length > bytes) splitBuffer(c, c.queue.unacknowledged, buffer, bytes, mss)
  else {
    const counted = buffer.segments
    countSegments(buffer, mss)
    adjustCounts(c, buffer, counted - buffer.segments)
    collapse(c, buffer, Math.min(available, mss))
  }
  buffer.everRetransmitted = true
  buffer.sentNs = c.nowNs
  countSentAgain(c, buffer.segments, buffer.data.length)
  return transmit(c, buffer)
}

/** tcp_retrans_try_collapse: small neighbours that wait to be sent again travel together. */
function collapse(c: TcpConnection, buffer: SendBuffer, available: number): void {
  const list = c.queue.unacknowledged
  if (buffer.segments > 1 || buffer.flags & FLAG_SYN) return
  for (;;) {
    const next = list[list.indexOf(buffer) + 1]
    if (next === undefined || next.segments > 1 || next.sacked || buffer.data.length === 0) return
    if (buffer.data.length + next.data.length > available || after(next.endSequence, windowEnd(c))) return
    list.splice(list.indexOf(next), 1)
    buffer.data = concatenated(buffer.data, next.data)
    buffer.endSequence = next.endSequence
    buffer.flags |= next.flags
    adjustCounts(c, next, next.segments)
    buffer.everRetransmitted ||= next.everRetransmitted
  }
}

/** The path's MTU fell: what is too long for it is lost, and leaves again at once in smaller segments (tcp_simple_retransmit). */
export function retransmitTooLong(c: TcpConnection): void {
  const mss = currentMss(c)
  for (const buffer of c.queue.unacknowledged) {
    const segmentBytes = buffer.segments === 1 ? buffer.data.length : buffer.mssBytes
    if (segmentBytes > mss) markLost(c, buffer)
  }
  if (c.lostOut === 0) return
  if (c.congestion !== 'loss') {
    c.highSeq = c.sndNxt
    c.ssthresh = currentThreshold(c)
    c.undoMarker = 0
    c.congestion = 'loss'
  }
  retransmitLost(c)
}

/** tcp_current_ssthresh */
function currentThreshold(c: TcpConnection): number {
  return c.congestion === 'recovery' ? c.ssthresh : Math.max(c.ssthresh, (c.cwnd >> 1) + (c.cwnd >> 2))
}

/** The retransmission timer ran out: all that is under way counts as lost (tcp_enter_loss). */
export function enterLoss(c: TcpConnection): void {
  for (const buffer of c.queue.unacknowledged) markLost(c, buffer)
  if (c.congestion === 'open' || c.congestion === 'disorder' || (!after(c.highSeq, c.sndUna) && c.congestion !== 'loss') || (c.congestion === 'loss' && c.retransmits === 0)) {
    c.ssthresh = thresholdAfterLoss(c)
    c.undoMarker = c.sndUna
  }
  c.cwnd = c.packetsInFlight + 1
  c.congestion = 'loss'
  c.highSeq = c.sndNxt
}
