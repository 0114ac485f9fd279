import type { SendBuffer, TcpConnection } from './connection'
import { hasTimer, startSendTimer, stopSendTimers } from './connection'
import { FLAG_ACK, FLAG_FIN, FLAG_PSH, MS_NS, RTO_MIN_NS, TIMEOUT_MARGIN_NS } from './constants'
import { currentMss, maxSegmentsPerBuffer, sizeGoal } from './mss'
import { concatenated, countSegments, newSendBuffer, splitBuffer } from './send-queue'
import { after, distance, plus } from '../../wire/tcp-sequence'
import { transmit } from './transmit'

/** What may be held back: `normal` by Nagle's rule, `push` nothing. */
type Holding = 'normal' | 'push'

/**
 * What a program writes (tcp_sendmsg): filled into buffers that leave whole, each as soon as it is full. Returns how many
 * bytes were taken; the rest finds no room.
 */
export function writeStream(c: TcpConnection, data: Uint8Array): number {
  const mss = currentMss(c)
  const goal = sizeGoal(c, mss)
  let at = 0
  while (at < data.length && c.queuedBytes < c.sendBufferBytes) {
    let tail = c.queue.waiting.at(-1)
    if (tail === undefined || tail.data.length >= goal || tail.flags & FLAG_FIN) {
      tail = newSendBuffer(c.writeSeq, new Uint8Array(0))
      c.queue.waiting.push(tail)
    }
    const part = data.subarray(at, at + goal - tail.data.length)
    tail.data = concatenated(tail.data, part)
    tail.segments = 0
    at += part.length
    c.writeSeq = plus(c.writeSeq, part.length)
    tail.endSequence = c.writeSeq
    if (tail.data.length < goal || at === data.length) continue
    if (distance(c.pushedSeq, c.writeSeq) > c.maxWindow >> 1) {
      markPush(c, tail)
      writeWaiting(c, mss, 'push')
    } else if (tail === c.queue.waiting[0]) writeWaiting(c, currentMss(c), 'push', 1)
  }
  const tail = c.queue.waiting.at(-1)
  if (at > 0 && tail !== undefined) {
    if (distance(c.pushedSeq, c.writeSeq) > c.maxWindow >> 1 || at === data.length) markPush(c, tail)
    if (shouldCork(c, tail, goal)) c.netns.env.whenReceived(() => { pushCorked(c) })
    else pushPending(c)
  }
  return at
}

/** tcp_should_autocork: a part of a buffer waits while what was sent before still lies in a queue of this host. */
function shouldCork(c: TcpConnection, tail: SendBuffer, goal: number): boolean {
  return tail.data.length < goal && c.queue.unacknowledged.length > 0 && c.netns.env.packetsWait
}

/** tcp_tsq_write */
function pushCorked(c: TcpConnection): void {
  if (c.state === 'ESTABLISHED' || c.state === 'CLOSE_WAIT') pushPending(c)
}

function markPush(c: TcpConnection, buffer: SendBuffer): void {
  buffer.flags |= FLAG_PSH
  c.pushedSeq = c.writeSeq
}

/** __tcp_push_pending_frames: sends what may leave; asks for the window when nothing may and nothing is under way. */
export function pushPending(c: TcpConnection, holding: Holding = 'normal'): void {
  if (c.queue.waiting.length === 0) return
  if (writeWaiting(c, currentMss(c), holding)) checkWindowProbe(c)
}

/** tcp_check_probe_timer. */
export function checkWindowProbe(c: TcpConnection): void {
  if (c.packetsOut === 0 && !hasTimer(c, 'window') && !hasTimer(c, 'retransmit')) startSendTimer(c, 'window', c.nowNs + Math.max(c.rtoNs, RTO_MIN_NS))
}

/**
 * tcp_write_xmit: sends waiting buffers as congestion window, the peer's window and Nagle allow; at most `most` of them.
 * True when nothing is under way although something waits.
 */
export function writeWaiting(c: TcpConnection, mss: number, holding: Holding, most = Infinity, isProbe = false): boolean {
  const { waiting } = c.queue
  const maxSegments = maxSegmentsPerBuffer(mss)
  let sent = 0
  for (let buffers = 0; buffers < most; buffers++) {
    const buffer = waiting[0]
    if (buffer === undefined) break
    if (buffer.segments === 0 || (buffer.segments > 1 && buffer.mssBytes !== mss)) countSegments(buffer, mss)
    const quota = Math.max(congestionQuota(c, buffer), isProbe ? 1 : 0)
    if (quota === 0 || !fitsWindow(c, buffer, mss)) break
    const held: Holding = waiting.length > 1 ? 'push' : holding
    if (buffer.segments === 1) {
      if (held === 'normal' && (buffer.flags & FLAG_FIN) === 0 && nagleHolds(c, buffer.data.length < mss)) break
    } else if (most === Infinity && shouldDefer(c, buffer, mss, maxSegments)) break
    const limit = buffer.segments > 1 ? splitPoint(c, buffer, mss, Math.min(quota, maxSegments), holding) : mss
    if (limit === 0) break
    if (buffer.data.length > limit) splitBuffer(c, waiting, buffer, limit, mss)
    sendBuffer(c, buffer, mss)
    sent += buffer.segments
  }
  const isLimited = c.packetsInFlight >= c.cwnd
  if (sent > 0 || isLimited) validateWindow(c, isLimited)
  if (sent === 0) return c.packetsOut === 0 && waiting.length > 0
  if (c.congestion === 'recovery') c.prrOut += sent
  if (!isProbe) scheduleLossProbe(c)
  return false
}

function sendBuffer(c: TcpConnection, buffer: SendBuffer, mss: number): void {
  buffer.sentNs = c.nowNs
  transmit(c, buffer)
  const isFirst = c.packetsOut === 0
  c.queue.waiting.shift()
  c.sndNxt = buffer.endSequence
  c.queue.unacknowledged.push(buffer)
  c.packetsOut += buffer.segments
  if (isFirst || hasTimer(c, 'probe')) rearmRetransmit(c)
  if (buffer.data.length < buffer.segments * mss) c.sndSmall = buffer.endSequence
}

/** tcp_cwnd_test: half a window at once at most, so that acknowledgments keep coming. */
function congestionQuota(c: TcpConnection, buffer: SendBuffer): number {
  if (buffer.flags & FLAG_FIN && buffer.segments === 1) return 1
  const room = c.cwnd - c.packetsInFlight
  return room <= 0 ? 0 : Math.min(Math.max(c.cwnd >> 1, 1), room)
}

export function windowEnd(c: TcpConnection): number {
  return plus(c.sndUna, c.sndWnd)
}

function fitsWindow(c: TcpConnection, buffer: SendBuffer, mss: number): boolean {
  const end = buffer.data.length > mss ? plus(buffer.sequence, mss) : buffer.endSequence
  return !after(end, windowEnd(c))
}

/** Nagle's rule as Minshall changed it: a small segment waits while another small one is under way. */
function nagleHolds(c: TcpConnection, isSmall: boolean): boolean {
  return isSmall && c.packetsOut > 0 && after(c.sndSmall, c.sndUna) && !after(c.sndSmall, c.sndNxt)
}

/** tcp_mss_split_point: whole segments, and the small rest only where Nagle lets it. */
function splitPoint(c: TcpConnection, buffer: SendBuffer, mss: number, segments: number, holding: Holding): number {
  const window = distance(buffer.sequence, windowEnd(c))
  const most = mss * segments
  if (most <= window && c.queue.waiting.length > 1) return most
  const needed = Math.min(buffer.data.length, window)
  if (most <= needed) return most
  const partial = needed % mss
  return holding === 'normal' && nagleHolds(c, partial !== 0) ? needed - partial : needed
}

/** tcp_tso_should_defer: a buffer that only part of may leave waits for the next acknowledgment, if that is near. */
function shouldDefer(c: TcpConnection, buffer: SendBuffer, mss: number, maxSegments: number): boolean {
  if (c.congestion === 'recovery' || c.congestion === 'loss' || c.nowNs - c.lastSentNs > MS_NS) return false
  const limit = Math.min(distance(buffer.sequence, windowEnd(c)), (c.cwnd - c.packetsInFlight) * mss)
  if (limit >= maxSegments * mss || (c.queue.waiting.length > 1 && limit >= buffer.data.length)) return false
  if (limit >= Math.floor(Math.min(c.sndWnd, c.cwnd * mss) / 3)) return false
  const head = c.queue.unacknowledged[0]
  if (head === undefined || c.nowNs - head.sentNs < c.srttNs / 2) return false
  return (buffer.flags & FLAG_FIN) === 0
}

/** tcp_cwnd_validate: growth needs proof that the window was used. */
function validateWindow(c: TcpConnection, isLimited: boolean): void {
  if (!isLimited && c.isCwndLimited && !after(c.sndUna, c.cwndUsageSeq)) return
  c.maxPacketsOut = c.packetsOut
  c.isCwndLimited = isLimited
  c.cwndUsageSeq = c.sndNxt
}

/** tcp_rearm_rto. */
export function rearmRetransmit(c: TcpConnection): void {
  if (c.packetsOut === 0) stopSendTimers(c)
  else startSendTimer(c, 'retransmit', c.nowNs + c.rtoNs)
}

/**
 * tcp_schedule_loss_probe (RFC 8985 section 7): two round trips after the last data, a probe asks whether the tail was
 * lost. False when there is nothing to probe for.
 */
export function scheduleLossProbe(c: TcpConnection): boolean {
  if (!c.sackPermitted || c.packetsOut === 0 || c.congestion !== 'open') return false
  let timeoutNs = c.srttNs > 0 ? 2 * c.srttNs + (c.packetsOut === 1 ? RTO_MIN_NS : TIMEOUT_MARGIN_NS) : 1000 * MS_NS
  const head = c.queue.unacknowledged[0]
  const untilRetransmitNs = (head?.sentNs ?? c.nowNs) + c.rtoNs - c.nowNs
  if (untilRetransmitNs > 0) timeoutNs = Math.min(timeoutNs, untilRetransmitNs)
  startSendTimer(c, 'probe', c.nowNs + timeoutNs)
  return true
}

/** The end of the stream (tcp_send_fin): on the last waiting buffer, else a segment of its own. */
export function sendFin(c: TcpConnection): void {
  const tail = c.queue.waiting.at(-1)
  if (tail !== undefined) {
    tail.flags |= FLAG_FIN
    tail.endSequence = plus(tail.endSequence, 1)
  } else c.queue.waiting.push(newSendBuffer(c.writeSeq, new Uint8Array(0), FLAG_ACK | FLAG_FIN))
  c.writeSeq = plus(c.writeSeq, 1)
  pushPending(c, 'push')
}
