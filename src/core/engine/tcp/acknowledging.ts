import type { TcpConnection } from './connection'
import { hasTimer, startTimer } from './connection'
import { DEFAULT_MSS, DELAYED_ACK_MAX_NS, DELAYED_ACK_MIN_NS, FLAG_PSH, MAX_QUICK_ACKS, MIN_RCV_MSS, TCP_HEADER_BYTES } from './constants'
import { affordableWindow, growReceiveWindow, remainingWindow } from './receive-window'
import type { Segment } from './segment'
import { distance } from '../../wire/tcp-sequence'
import { sendAck } from './transmit'

/** The program has read that much of the small segment that was pushed to it (ICSK_ACK_PUSHED, ICSK_ACK_PUSHED2). */
const PUSHED = 1
const PUSHED_TWICE = 2

/** A first guess of the peer's segments, low so that few quick acknowledgments are lost on it (tcp_initialize_rcv_mss). */
export function initReceiveMss(c: TcpConnection): void {
  c.rcvMss = Math.max(Math.min(c.advertisedMss, c.mssCache, c.rcvWnd >> 1, DEFAULT_MSS), MIN_RCV_MSS)
}

/** tcp_event_data_recv: every arrival of data tunes how soon acknowledgments leave and how far the window grows. */
export function noteDataReceived(c: TcpConnection, segment: Segment, memoryBytes: number): void {
  c.ackScheduled = true
  measureReceiveMss(c, segment)
  const sinceLastNs = c.nowNs - c.lastReceivedNs
  if (c.ackTimeoutNs === 0) {
    addQuickAcks(c, MAX_QUICK_ACKS)
    c.ackTimeoutNs = DELAYED_ACK_MIN_NS
  } else if (sinceLastNs <= DELAYED_ACK_MIN_NS / 2) c.ackTimeoutNs = c.ackTimeoutNs / 2 + DELAYED_ACK_MIN_NS / 2
  else if (sinceLastNs < c.ackTimeoutNs) c.ackTimeoutNs = Math.min(c.ackTimeoutNs / 2 + sinceLastNs, c.rtoNs)
  else if (sinceLastNs > c.rtoNs) addQuickAcks(c, MAX_QUICK_ACKS)
  c.lastReceivedNs = c.nowNs
  if (segment.data.length >= 128) growReceiveWindow(c, segment.data.length, memoryBytes)
}

/** tcp_measure_rcv_mss */
function measureReceiveMss(c: TcpConnection, segment: Segment): void {
  const last = c.lastSegmentBytes
  c.lastSegmentBytes = 0
  const length = segment.data.length
  if (length >= c.rcvMss) {
    c.rcvMss = Math.min(length, c.advertisedMss)
    if (segment.flags & FLAG_PSH) c.pushed |= PUSHED
    return
  }
  const whole = length + segment.headerBytes
  const looksFull = whole >= DEFAULT_MSS + TCP_HEADER_BYTES || (whole >= MIN_RCV_MSS + TCP_HEADER_BYTES && (segment.flags & ~16) === 0)
  if (looksFull) {
    c.lastSegmentBytes = whole - c.headerBytes
    if (c.lastSegmentBytes === last) {
      c.rcvMss = last
      return
    }
  }
  if (c.pushed & PUSHED) c.pushed |= PUSHED_TWICE
  c.pushed |= PUSHED
}

/** tcp_incr_quickack: half a window of segments is acknowledged at once. */
function addQuickAcks(c: TcpConnection, most: number): void {
  const wanted = Math.floor(c.rcvWnd / (2 * c.rcvMss)) || 2
  c.quickAcks = Math.max(c.quickAcks, Math.min(wanted, most))
}

/** tcp_enter_quickack_mode */
export function enterQuickAck(c: TcpConnection): void {
  addQuickAcks(c, MAX_QUICK_ACKS)
  c.pingPong = false
  c.ackTimeoutNs = DELAYED_ACK_MIN_NS
}

/** Acknowledges now or later (__tcp_ack_snd_check); without the pauses of compressed SACKs. */
export function checkAck(c: TcpConnection): void {
  if (!c.ackScheduled) return
  const moreThanFrame = distance(c.rcvWup, c.rcvNxt) > c.rcvMss && (c.rcvNxt === c.copiedSeq || affordableWindow(c) >= c.rcvWnd)
  if (moreThanFrame || (c.quickAcks > 0 && !c.pingPong) || c.ackNow || c.received.ahead.length > 0) sendAck(c)
  else sendDelayedAck(c)
}

/** tcp_send_delayed_ack */
function sendDelayedAck(c: TcpConnection): void {
  let delayNs = c.ackTimeoutNs
  if (delayNs > DELAYED_ACK_MIN_NS) {
    let mostNs = c.pingPong || c.pushed & PUSHED ? DELAYED_ACK_MAX_NS : 500e6
    if (c.srttNs > 0) mostNs = Math.min(mostNs, Math.max(c.srttNs, DELAYED_ACK_MIN_NS))
    delayNs = Math.min(delayNs, mostNs)
  }
  let atNs = c.nowNs + Math.max(delayNs, DELAYED_ACK_MIN_NS)
  if (hasTimer(c, 'delayedAck')) {
    if (c.ackDueNs <= c.nowNs + delayNs / 4) {
      sendAck(c)
      return
    }
    atNs = Math.min(atNs, c.ackDueNs)
  }
  c.ackDueNs = atNs
  startTimer(c, 'delayedAck', atNs)
}

/** tcp_delack_timer_handler */
export function onDelayedAck(c: TcpConnection): void {
  if (!c.ackScheduled) return
  if (c.pingPong) {
    c.pingPong = false
    c.ackTimeoutNs = DELAYED_ACK_MIN_NS
  } else c.ackTimeoutNs = Math.min(c.ackTimeoutNs * 2, c.rtoNs)
  sendAck(c)
}

/** The program read: tells the peer when that is news (tcp_cleanup_rbuf). */
export function acknowledgeRead(c: TcpConnection, copiedBytes: number): void {
  if (c.ackScheduled) {
    const isOverdue = distance(c.rcvWup, c.rcvNxt) > c.rcvMss
    const wasPushed = (c.pushed & PUSHED_TWICE) !== 0 || ((c.pushed & PUSHED) !== 0 && !c.pingPong)
    if (isOverdue || (copiedBytes > 0 && wasPushed && c.received.memoryBytes === 0)) {
      sendAck(c)
      return
    }
  }
  if (copiedBytes === 0 || c.receiveShutdown) return
  const window = remainingWindow(c)
  if (2 * window > c.windowClamp) return
  const affordable = affordableWindow(c)
  if (affordable > 0 && affordable >= 2 * window) sendAck(c)
}
