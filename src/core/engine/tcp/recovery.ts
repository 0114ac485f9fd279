import type { TcpConnection } from './connection'
import { startSendTimer } from './connection'
import { INFINITE_SSTHRESH, TIMEOUT_MARGIN_NS } from './constants'
import { thresholdAfterLoss } from './cubic'
import { markLost, retransmitLost } from './retransmit'
import { rearmRetransmit } from './output'
import { after, before } from '../../wire/tcp-sequence'

/** What an acknowledgment brought (the FLAG_ bits of tcp_input.c). */
export interface AckNews {
  advanced: boolean
  data: boolean
  windowUpdated: boolean
  dataAcked: boolean
  synAcked: boolean
  dataSacked: boolean
  dsack: boolean
  retransmittedAcked: boolean
  lostRetransmission: boolean
  rearmTimer: boolean
}

/** Buffer `sent` was sent after buffer `than`: by time, and within one send by sequence. */
function isSentAfter(sentNs: number, end: number, thanNs: number, thanEnd: number): boolean {
  return sentNs > thanNs || (sentNs === thanNs && after(end, thanEnd))
}

/** A delivered buffer tells how old losses have to be (tcp_rack_advance, RFC 8985). */
export function advanceRack(c: TcpConnection, sentNs: number, end: number, wasRetransmitted: boolean): void {
  const rttNs = c.nowNs - sentNs
  if (wasRetransmitted && rttNs < c.minRttNs) return
  c.rackAdvanced = true
  c.rackRttNs = rttNs
  if (isSentAfter(sentNs, end, c.rackSentNs, c.rackEnd)) {
    c.rackSentNs = sentNs
    c.rackEnd = end
  }
}

/** Marks what was sent too long before the latest delivery; returns how long until more would be, or 0 (tcp_rack_detect_loss). */
function detectLoss(c: TcpConnection): number {
  let waitNs = 0
  const windowNs = reorderingWindow(c)
  for (const buffer of c.queue.unacknowledged) {
    if (buffer.sacked || (buffer.lost && !buffer.retransmitted)) continue
    if (!isSentAfter(c.rackSentNs, c.rackEnd, buffer.sentNs, buffer.endSequence)) continue
    const remainingNs = c.rackRttNs + windowNs - (c.nowNs - buffer.sentNs)
    if (remainingNs <= 0) markLost(c, buffer)
    else waitNs = Math.max(waitNs, remainingNs)
  }
  return waitNs
}

/** tcp_rack_reo_wnd: none once a loss is certain, else a quarter of the shortest round trip. */
function reorderingWindow(c: TcpConnection): number {
  if (c.congestion === 'recovery' || c.congestion === 'loss' || c.sackedOut >= c.reordering) return 0
  return Math.min(c.minRttNs / 4, c.srttNs / 8)
}

/** tcp_identify_packet_loss */
function identifyLoss(c: TcpConnection, news: AckNews): void {
  const before = c.retransOut
  if (c.rackAdvanced) {
    c.rackAdvanced = false
    const waitNs = detectLoss(c)
    if (waitNs > 0) {
      startSendTimer(c, 'reorder', c.nowNs + waitNs + TIMEOUT_MARGIN_NS)
      news.rearmTimer = false
    }
  }
  if (before > c.retransOut) news.lostRetransmission = true
}

/** tcp_rack_reo_timeout: what still is not delivered is lost. */
export function onReorderTimeout(c: TcpConnection): void {
  const inFlight = c.packetsInFlight
  const lost = c.lostOut
  detectLoss(c)
  if (inFlight !== c.packetsInFlight) {
    if (c.congestion !== 'recovery') {
      enterRecovery(c)
      reduceWindow(c, 1, c.lostOut - lost, false)
    }
    retransmitLost(c)
  }
  if (c.timers.retransmit === undefined) rearmRetransmit(c)
}

/** tcp_enter_recovery */
function enterRecovery(c: TcpConnection): void {
  c.undoMarker = c.sndUna
  c.highSeq = c.sndNxt
  c.tlpHighSeq = 0
  c.priorCwnd = c.cwnd
  c.prrDelivered = 0
  c.prrOut = 0
  c.ssthresh = thresholdAfterLoss(c)
  c.congestion = 'recovery'
}

/** Proportional rate reduction (tcp_cwnd_reduction, RFC 6937). */
export function reduceWindow(c: TcpConnection, delivered: number, newlyLost: number, advanced: boolean): void {
  if (delivered <= 0 || c.priorCwnd === 0) return
  const delta = c.ssthresh - c.packetsInFlight
  c.prrDelivered += delivered
  let count: number
  if (delta < 0) count = Math.floor((c.ssthresh * c.prrDelivered + c.priorCwnd - 1) / c.priorCwnd) - c.prrOut
  else if (advanced && newlyLost === 0) count = Math.min(delta, Math.max(c.prrDelivered - c.prrOut, delivered) + 1)
  else count = Math.min(delta, delivered)
  c.cwnd = c.packetsInFlight + Math.max(count, c.prrOut > 0 ? 0 : 1)
}

/** tcp_fastretrans_alert: decides whether something is lost; true when lost segments are to be sent. */
export function judgeLoss(c: TcpConnection, news: AckNews): boolean {
  if (c.congestion === 'open') c.retransStampNs = 0
  else if (!before(c.sndUna, c.highSeq) && c.congestion === 'recovery') endRecovery(c)
  if (c.congestion === 'recovery') {
    identifyLoss(c, news)
    return true
  }
  const wasLoss = c.congestion === 'loss'
  const isRecovered = wasLoss && !before(c.sndUna, c.highSeq)
  if (isRecovered) leaveLoss(c)
  identifyLoss(c, news)
  if (wasLoss && !isRecovered && !news.lostRetransmission) return true
  if (c.lostOut === 0) {
    tryToOpen(c)
    return false
  }
  enterRecovery(c)
  return true
}

function endRecovery(c: TcpConnection): void {
  if (c.ssthresh < INFINITE_SSTHRESH && c.undoMarker !== 0) c.cwnd = c.ssthresh
  c.congestion = 'open'
  c.undoMarker = 0
}

function leaveLoss(c: TcpConnection): void {
  c.congestion = 'open'
  c.undoMarker = 0
}

/** tcp_try_to_open */
function tryToOpen(c: TcpConnection): void {
  const someRetransmitted = c.retransOut > 0
  if (!someRetransmitted) c.retransStampNs = 0
  const state = c.sackedOut + c.lostOut > 0 || someRetransmitted ? 'disorder' : 'open'
  if (c.congestion === state) return
  c.congestion = state
  c.highSeq = c.sndNxt
}
