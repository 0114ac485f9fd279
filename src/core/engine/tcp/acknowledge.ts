import type { SendBuffer, TcpConnection } from './connection'
import { stopTimer } from './connection'
import { FLAG_SYN } from './constants'
import { growWindow } from './cubic'
import { syncMss } from './mss'
import { rearmRetransmit, scheduleLossProbe } from './output'
import { advanceRack, judgeLoss, reduceWindow } from './recovery'
import type { AckNews } from './recovery'
import { retransmitLost } from './retransmit'
import { measureRoundTrip } from './rtt'
import type { SackBlock, Segment } from './segment'
import { splitBuffer, trimBuffer } from './send-queue'
import { after, before, distance } from '../../wire/tcp-sequence'

/** Send times of what an acknowledgment covers that was never sent again: they measure the round trip. */
interface Timing {
  firstAckedNs: number
  firstSackedNs: number
}

/** Takes in a segment's acknowledgment, window and SACK blocks (tcp_ack). False when it acknowledges what was never sent. */
export function acknowledge(c: TcpConnection, segment: Segment): boolean {
  const ack = segment.acknowledgment
  if (before(ack, c.sndUna)) return true
  if (after(ack, c.sndNxt)) return false
  const news = newNews(segment)
  news.advanced = after(ack, c.sndUna)
  const hadPackets = c.packetsOut > 0
  const lostBefore = c.lostOut
  const deliveredBefore = c.delivered
  const timing: Timing = { firstAckedNs: 0, firstSackedNs: 0 }
  if (news.advanced) c.retransmits = 0
  updateWindow(c, segment, news)
  const una = c.sndUna
  c.sndUna = ack
  c.tally.bytesAcknowledged += distance(una, ack)
  c.tally.lastAckNs = c.nowNs
  tagSacked(c, segment.sacks, una, news, timing)
  c.softError = undefined
  c.probesOut = 0
  if (!hadPackets) {
    if (c.queue.waiting.length > 0 && c.sndWnd > 0) stopTimer(c, 'window')
    return true
  }
  cleanQueue(c, news, timing)
  if (c.tlpHighSeq !== 0 && !before(ack, c.tlpHighSeq)) c.tlpHighSeq = 0
  const isNotDuplicate = news.data || news.windowUpdated || news.dataAcked || news.synAcked
  const retransmits = (!isNotDuplicate || news.dataSacked || news.dsack || c.congestion !== 'open') && judgeLoss(c, news)
  if (news.rearmTimer && !scheduleLossProbe(c)) rearmRetransmit(c)
  if (news.dataAcked || news.synAcked || news.dataSacked || !isNotDuplicate) c.confirmPending = true
  const delivered = c.delivered - deliveredBefore
  if (c.congestion === 'recovery') reduceWindow(c, delivered, Math.max(c.lostOut - lostBefore, 0), news.advanced)
  else if (news.dataAcked) growWindow(c, delivered)
  if (retransmits) retransmitLost(c)
  return true
}

/** tcp_ack_update_window */
function updateWindow(c: TcpConnection, segment: Segment, news: AckNews): void {
  const window = segment.flags & FLAG_SYN ? segment.window : segment.window << c.sendScale
  const { acknowledgment, sequence } = segment
  const mayUpdate = after(acknowledgment, c.sndUna) || after(sequence, c.sndWl1) || (sequence === c.sndWl1 && (window > c.sndWnd || window === 0))
  if (!mayUpdate) return
  news.windowUpdated = true
  c.sndWl1 = sequence
  c.sndWnd = window
  if (window <= c.maxWindow) return
  c.maxWindow = window
  syncMss(c, c.pmtuCookie)
}

/** tcp_sacktag_write_queue: marks what the peer has; a block that lies below the acknowledgment reports a duplicate. */
function tagSacked(c: TcpConnection, blocks: readonly SackBlock[], una: number, news: AckNews, timing: Timing): void {
  for (const [i, { start, end }] of blocks.entries()) {
    const next = blocks[i + 1]
    const isDuplicate = i === 0 && (before(start, c.sndUna) || (next !== undefined && !after(end, next.end) && !before(start, next.start)))
    if (isDuplicate) {
      news.dsack = true
      continue
    }
    if (!after(end, una) || after(end, c.sndNxt) || !before(start, end)) continue
    tagBlock(c, start, end, news, timing)
  }
}

function tagBlock(c: TcpConnection, start: number, end: number, news: AckNews, timing: Timing): void {
  // What is cut off a buffer is met next.
  for (const buffer of c.queue.unacknowledged) {
    if (!before(buffer.sequence, end)) return
    if (!after(buffer.endSequence, start) || !coverBySack(c, buffer, start, end)) continue
    if (buffer.sacked || !after(buffer.endSequence, c.sndUna)) continue
    advanceRack(c, buffer.sentNs, buffer.endSequence, buffer.everRetransmitted)
    if (buffer.retransmitted && buffer.lost) {
      buffer.retransmitted = false
      c.retransOut -= buffer.segments
    } else if (!buffer.everRetransmitted && timing.firstSackedNs === 0) timing.firstSackedNs = buffer.sentNs
    if (buffer.lost) {
      buffer.lost = false
      c.lostOut -= buffer.segments
    }
    buffer.sacked = true
    news.dataSacked = true
    c.sackedOut += buffer.segments
    c.delivered += buffer.segments
  }
}

/** Whether the block covers the buffer; one of several segments is cut at their borders (tcp_match_skb_to_sack). */
function coverBySack(c: TcpConnection, buffer: SendBuffer, start: number, end: number): boolean {
  const beginsInside = !after(start, buffer.sequence)
  if (beginsInside && !before(end, buffer.endSequence)) return true
  if (buffer.segments <= 1) return false
  const mss = buffer.mssBytes
  let bytes = distance(buffer.sequence, beginsInside ? end : start)
  if (bytes < mss) {
    if (beginsInside) return false
    bytes = mss
  }
  if (bytes > mss) {
    const whole = bytes - (bytes % mss)
    bytes = !beginsInside && whole < bytes ? whole + mss : whole
  }
  if (bytes >= buffer.data.length) return beginsInside
  splitBuffer(c, c.queue.unacknowledged, buffer, bytes, mss)
  return beginsInside
}

/** tcp_clean_rtx_queue: takes out what is acknowledged, and measures the round trip. */
function cleanQueue(c: TcpConnection, news: AckNews, timing: Timing): void {
  const list = c.queue.unacknowledged
  for (;;) {
    const buffer = list[0]
    if (buffer === undefined || !after(c.sndUna, buffer.sequence)) break
    const isWhole = !after(buffer.endSequence, c.sndUna)
    if (!isWhole && buffer.segments === 1) break
    const segments = isWhole ? buffer.segments : trimBuffer(buffer, distance(buffer.sequence, c.sndUna))
    if (segments > 0) countAcknowledged(c, buffer, segments, news, timing)
    if (!isWhole) break
    list.shift()
  }
  const head = list[0]
  if (timing.firstAckedNs > 0 && !news.retransmittedAcked) measureRoundTrip(c, c.nowNs - timing.firstAckedNs)
  else if (timing.firstSackedNs > 0) measureRoundTrip(c, c.nowNs - timing.firstSackedNs)
  if (news.dataAcked || news.synAcked) news.rearmTimer = true
  else if (head !== undefined && timing.firstSackedNs > 0 && timing.firstSackedNs < head.sentNs) news.rearmTimer = true
}

function countAcknowledged(c: TcpConnection, buffer: SendBuffer, segments: number, news: AckNews, timing: Timing): void {
  if (buffer.everRetransmitted) {
    news.retransmittedAcked = true
    if (buffer.retransmitted) c.retransOut -= segments
  } else if (!buffer.sacked && timing.firstAckedNs === 0) timing.firstAckedNs = buffer.sentNs
  if (buffer.sacked) c.sackedOut -= segments
  else {
    c.delivered += segments
    advanceRack(c, buffer.sentNs, buffer.endSequence, buffer.everRetransmitted)
  }
  if (buffer.lost) c.lostOut -= segments
  c.packetsOut -= segments
  if (buffer.flags & FLAG_SYN) news.synAcked = true
  else news.dataAcked = true
}

function newNews(segment: Segment): AckNews {
  return {
    advanced: false,
    data: segment.endSequence !== segment.sequence,
    windowUpdated: false,
    dataAcked: false,
    synAcked: false,
    dataSacked: false,
    dsack: false,
    retransmittedAcked: false,
    lostRetransmission: false,
    rearmTimer: false,
  }
}
