import { acknowledge } from './acknowledge'
import { checkAck, enterQuickAck, initReceiveMss, noteDataReceived } from './acknowledging'
import type { TcpConnection } from './connection'
import { startTimer, stopTimer, stopSendTimers } from './connection'
import { FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN, INITIAL_CWND, MAX_HEADER_BYTES, MIN_SEND_MSS, TCP_HEADER_BYTES, TIME_WAIT_NS, TIMESTAMPS_BYTES, WMEM_MAX_BYTES } from './constants'
import { learnReducedMtu, syncMss } from './mss'
import { checkWindowProbe, pushPending } from './output'
import { appendInOrder, forgetSacks, insertAhead, newPiece, takeFromAhead, trimFront } from './receive-queue'
import { initBufferSpace, remainingWindow } from './receive-window'
import { retransmitTooLong } from './retransmit'
import type { Segment } from './segment'
import { after, before, distance, plus } from '../../wire/tcp-sequence'
import { answerStateless, sendAck, sendReset, timestampNow } from './transmit'

/** A segment of this connection (tcp_v4_do_rcv); while a system call has the socket, it waits. */
export function receiveSegment(c: TcpConnection, segment: Segment): void {
  if (c.owned) c.backlog.push(segment)
  else processSegment(c, segment)
}

/** Gives the socket back (release_sock): what waited is processed, then what was put off, then the network works on. */
export function release(c: TcpConnection): void {
  for (;;) {
    const segment = c.backlog.shift()
    if (segment === undefined) break
    processSegment(c, segment)
  }
  c.owned = false
  const mtuBytes = c.deferredMtuBytes
  if (mtuBytes === 0) return
  c.deferredMtuBytes = 0
  reduceMtu(c, mtuBytes)
  c.softirq('other')
}

/** tcp_v4_mtu_reduced */
export function reduceMtu(c: TcpConnection, mtuBytes: number): void {
  if (c.state !== 'CLOSE' && learnReducedMtu(c, mtuBytes)) retransmitTooLong(c)
}

function processSegment(c: TcpConnection, segment: Segment): void {
  if (c.state === 'CLOSE') sendReset(c.netns, segment)
  else if (c.state === 'TIME_WAIT') answerInTimeWait(c, segment)
  else if (c.state === 'SYN_SENT') answerToSyn(c, segment)
  else receiveInConnection(c, segment)
}

/** tcp_rcv_synsent_state_process; a SYN without ACK (simultaneous open) is not answered. */
function answerToSyn(c: TcpConnection, segment: Segment): void {
  const { flags } = segment
  if ((flags & FLAG_ACK) === 0) return
  if (!after(segment.acknowledgment, c.sndUna) || after(segment.acknowledgment, c.sndNxt)) {
    sendReset(c.netns, segment)
    return
  }
  if (flags & FLAG_RST) {
    fail(c, 'ECONNREFUSED')
    return
  }
  if ((flags & FLAG_SYN) === 0) return
  c.sndWl1 = segment.sequence
  c.mssClamp = segment.mss ?? c.mssClamp
  acknowledge(c, segment)
  c.rcvNxt = plus(segment.sequence, 1)
  c.rcvWup = c.rcvNxt
  c.lastAckSent = c.rcvNxt
  c.sndWnd = segment.window
  takeOptions(c, segment)
  syncMss(c, c.pmtuCookie)
  initReceiveMss(c)
  establish(c)
  sendAck(c)
}

/** What SYN and SYN-ACK agreed on. */
export function takeOptions(c: TcpConnection, segment: Segment): void {
  c.sackPermitted = segment.sackPermitted
  c.timestamps = segment.timestamp !== undefined
  c.headerBytes = TCP_HEADER_BYTES + (c.timestamps ? TIMESTAMPS_BYTES : 0)
  if (segment.timestamp !== undefined) {
    c.tsRecent = segment.timestamp.value
    c.advertisedMss -= TIMESTAMPS_BYTES
  }
  if (segment.windowScale === undefined) {
    c.receiveScale = 0
    c.windowClamp = Math.min(c.windowClamp, 0xffff)
  } else c.sendScale = segment.windowScale
}

/** tcp_init_transfer: sizes the buffers. */
export function establish(c: TcpConnection): void {
  c.copiedSeq = c.rcvNxt
  c.state = 'ESTABLISHED'
  c.tally.establishedNs = c.nowNs
  c.tally.firstReceived = c.rcvNxt
  const segmentMemory = 2 ** Math.ceil(Math.log2(Math.max(c.mssClamp, c.mssCache, MIN_SEND_MSS) + MAX_HEADER_BYTES + 320)) + 256
  c.sendBufferBytes = Math.max(c.sendBufferBytes, Math.min(2 * INITIAL_CWND * segmentMemory, WMEM_MAX_BYTES))
  initBufferSpace(c)
}

function receiveInConnection(c: TcpConnection, segment: Segment): void {
  if (!isAcceptable(c, segment)) return
  const { flags } = segment
  if (segment.timestamp !== undefined && !after(segment.sequence, c.lastAckSent)) c.tsRecent = segment.timestamp.value
  if ((flags & FLAG_ACK) === 0) return
  if (!acknowledge(c, segment)) {
    sendAck(c)
    return
  }
  if (c.sndUna === c.writeSeq && !afterOwnFinAcked(c)) return
  if (c.state === 'ESTABLISHED' || c.state === 'FIN_WAIT1' || c.state === 'FIN_WAIT2') {
    if (c.isOrphan && after(plus(segment.sequence, segment.data.length), c.rcvNxt)) {
      sendReset(c.netns, segment)
      fail(c, 'ECONNRESET')
      return
    }
    queueData(c, segment)
  }
  pushPending(c)
  if (c.queue.waiting.length > 0) checkWindowProbe(c)
  checkAck(c)
}

/** Our FIN is acknowledged: FIN_WAIT1 goes on, CLOSING waits out, LAST_ACK is over. False when nothing is left to do. */
function afterOwnFinAcked(c: TcpConnection): boolean {
  if (c.state === 'FIN_WAIT1') {
    c.state = 'FIN_WAIT2'
    if (c.isOrphan) startTimer(c, 'finish', c.nowNs + TIME_WAIT_NS)
  } else if (c.state === 'CLOSING') {
    enterTimeWait(c)
    return false
  } else if (c.state === 'LAST_ACK') {
    finish(c)
    return false
  }
  return true
}

/** tcp_validate_incoming */
function isAcceptable(c: TcpConnection, segment: Segment): boolean {
  const { flags, sequence, endSequence } = segment
  const inWindow = !before(endSequence, c.rcvWup) && !after(sequence, plus(c.rcvNxt, remainingWindow(c)))
  if (!inWindow) {
    if (flags & FLAG_RST) return false
    if (after(endSequence, sequence) && before(sequence, c.rcvNxt)) {
      enterQuickAck(c)
      if (c.sackPermitted) c.received.duplicate = { start: sequence, end: after(endSequence, c.rcvNxt) ? c.rcvNxt : endSequence }
    }
    sendAck(c)
    return false
  }
  if (flags & FLAG_RST) {
    if (sequence === c.rcvNxt) fail(c, c.state === 'CLOSE_WAIT' ? 'EPIPE' : 'ECONNRESET')
    else sendAck(c)
    return false
  }
  if (flags & FLAG_SYN) {
    // A challenge acknowledgment (RFC 5961 section 4.2).
    sendAck(c)
    return false
  }
  return true
}

/** tcp_data_queue */
function queueData(c: TcpConnection, segment: Segment): void {
  const { sequence, endSequence, data } = segment
  if (sequence === endSequence) return
  const { received } = c
  received.duplicate = undefined
  const isOld = !after(endSequence, c.rcvNxt)
  if (isOld || !before(sequence, plus(c.rcvNxt, remainingWindow(c)))) {
    if (isOld && c.sackPermitted) received.duplicate = { start: sequence, end: endSequence }
    enterQuickAck(c)
    c.ackScheduled = true
    return
  }
  const piece = newPiece(sequence, data, (segment.flags & FLAG_FIN) !== 0, segment.memory)
  const { memoryBytes } = piece
  if (after(sequence, c.rcvNxt)) {
    c.ackScheduled = true
    insertAhead(received, piece)
    return
  }
  if (before(sequence, c.rcvNxt)) {
    if (c.sackPermitted) received.duplicate = { start: sequence, end: c.rcvNxt }
    trimFront(piece, distance(sequence, c.rcvNxt))
  }
  const hadGap = received.ahead.length > 0
  appendInOrder(received, piece)
  c.rcvNxt = endSequence
  if (data.length > 0) noteDataReceived(c, segment, memoryBytes)
  if (piece.fin) receiveFin(c)
  if (!hadGap) return
  const filled = takeFromAhead(received, c.rcvNxt)
  c.rcvNxt = filled.next
  if (filled.fin) receiveFin(c)
  if (received.ahead.length === 0) c.ackNow = true
  forgetSacks(received, c.rcvNxt)
}

/** tcp_fin: the peer has no more to say. */
function receiveFin(c: TcpConnection): void {
  c.ackScheduled = true
  c.receiveShutdown = true
  switch (c.state) {
    case 'ESTABLISHED':
      c.state = 'CLOSE_WAIT'
      c.pingPong = true
      return
    case 'FIN_WAIT1':
      sendAck(c)
      c.state = 'CLOSING'
      return
    case 'FIN_WAIT2':
      sendAck(c)
      enterTimeWait(c)
      return
    default:
  }
}

function enterTimeWait(c: TcpConnection): void {
  c.state = 'TIME_WAIT'
  stopSendTimers(c)
  stopTimer(c, 'delayedAck')
  startTimer(c, 'finish', c.nowNs + TIME_WAIT_NS)
}

/** tcp_timewait_state_process: a FIN sent again is acknowledged again. */
function answerInTimeWait(c: TcpConnection, segment: Segment): void {
  if (segment.flags & FLAG_RST) {
    finish(c)
    return
  }
  if (segment.endSequence === segment.sequence) return
  if (segment.flags & FLAG_FIN) startTimer(c, 'finish', c.nowNs + TIME_WAIT_NS)
  const timestamp = c.timestamps ? { timestamp: { value: timestampNow(c), echo: c.tsRecent } } : {}
  answerStateless(c.netns, segment, { sequence: c.sndNxt, acknowledgment: c.rcvNxt, flags: FLAG_ACK, window: c.rcvWnd >> c.receiveScale, options: timestamp })
}

/** The connection is over with an error for the program (tcp_reset, tcp_write_err). */
export function fail(c: TcpConnection, code: 'ECONNREFUSED' | 'ECONNRESET' | 'EPIPE' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'ENETDOWN'): void {
  c.error = { code }
  finish(c)
}

/** tcp_done */
export function finish(c: TcpConnection): void {
  c.state = 'CLOSE'
  stopSendTimers(c)
  stopTimer(c, 'delayedAck')
  stopTimer(c, 'finish')
  c.receiveShutdown = true
  c.onClosed(c)
}
