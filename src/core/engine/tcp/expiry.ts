import { onDelayedAck } from './acknowledging'
import type { TcpConnection, TimerName } from './connection'
import { startSendTimer } from './connection'
import { FLAG_ACK, ORPHAN_RETRIES, RETRIES, RTO_MAX_NS, SYN_RETRIES } from './constants'
import { fail, finish } from './input'
import { currentMss } from './mss'
import { rearmRetransmit, writeWaiting } from './output'
import { onReorderTimeout } from './recovery'
import { enterLoss, retransmit, sendAgain } from './retransmit'
import { splitBuffer } from './send-queue'
import { plus } from '../../wire/tcp-sequence'
import { countSentAgain } from './tally'
import { transmit } from './transmit'

/** What each timer of a connection does when it fires (net/ipv4/tcp_timer.c). */
export function expire(c: TcpConnection, timer: TimerName): void {
  switch (timer) {
    case 'retransmit':
      onRetransmitTimeout(c)
      return
    case 'reorder':
      onReorderTimeout(c)
      return
    case 'probe':
      sendLossProbe(c)
      return
    case 'window':
      probeWindow(c)
      return
    case 'delayedAck':
      onDelayedAck(c)
      return
    case 'finish':
      finish(c)
  }
}

/** tcp_retransmit_timer: the first segment again, twice as patient each time. */
function onRetransmitTimeout(c: TcpConnection): void {
  const head = c.queue.unacknowledged[0]
  if (head === undefined) return
  if (c.retransmits >= retriesOf(c)) {
    giveUp(c)
    return
  }
  if (c.state === 'SYN_SENT') {
    head.sentNs = c.nowNs
    head.everRetransmitted = true
    countSentAgain(c, head.segments, 0)
    transmit(c, head)
  } else {
    enterLoss(c)
    retransmit(c, head, 1)
  }
  c.retransmits++
  c.backoff++
  c.rtoNs = Math.min(c.rtoNs * 2, RTO_MAX_NS)
  startSendTimer(c, 'retransmit', c.nowNs + c.rtoNs)
}

function retriesOf(c: TcpConnection): number {
  if (c.state === 'SYN_SENT') return SYN_RETRIES
  return c.isOrphan ? ORPHAN_RETRIES : RETRIES
}

/** tcp_write_err: the reason that ICMP gave, if any. */
function giveUp(c: TcpConnection): void {
  const { softError } = c
  fail(c, softError?.code === 'EHOSTUNREACH' || softError?.code === 'ENETUNREACH' ? softError.code : 'ETIMEDOUT')
}

/** tcp_send_loss_probe: new data if there is any, else the last segment again. */
function sendLossProbe(c: TcpConnection): void {
  const mss = currentMss(c)
  const had = c.packetsOut
  if (c.queue.waiting.length > 0) writeWaiting(c, mss, 'push', 1, true)
  if (c.packetsOut === had) {
    const list = c.queue.unacknowledged
    let last = list.at(-1)
    if (last !== undefined && last.segments > 1) {
      splitBuffer(c, list, last, (last.segments - 1) * last.mssBytes, last.mssBytes)
      last = list.at(-1)
    }
    if (last !== undefined) sendAgain(c, last, 1)
  }
  c.tlpHighSeq = c.sndNxt
  rearmRetransmit(c)
}

/** tcp_probe_timer: a closed window is asked about, with what was acknowledged already. */
function probeWindow(c: TcpConnection): void {
  if (c.packetsOut > 0 || c.queue.waiting.length === 0) return
  if (c.probesOut >= retriesOf(c)) {
    giveUp(c)
    return
  }
  if (c.sndWnd > 0) writeWaiting(c, currentMss(c), 'push', 1)
  if (c.packetsOut > 0) return
  transmit(c, { sequence: plus(c.sndUna, -1), flags: FLAG_ACK, data: new Uint8Array(0), mssBytes: 1, segments: 1 })
  c.probesOut++
  startSendTimer(c, 'window', c.nowNs + Math.min(c.rtoNs * 2 ** c.probesOut, RTO_MAX_NS))
}
