import { after, before, distance, plus } from '../wire/tcp-sequence'
import type { ConntrackTcpConf } from './conntrack-conf'
import type { TcpState } from './conntrack-tcp'
import { readOffers, selectiveAcknowledgment } from './conntrack-tcp-segment'
import type { TcpSegment } from './conntrack-tcp-segment'

/** What one side of a connection may send, by what both have shown (struct ip_ct_tcp_state). Sequence numbers are unsigned 32 bits. */
export interface TcpSide {
  /** After the last byte that it sent. */
  end: number
  /** As far as the other side's window lets it send. */
  greatestEnd: number
  /** The greatest window that it offered, scaled, in bytes; 0: nothing of it has been seen. */
  greatestWindow: number
  /** The highest acknowledgment that it sent; undefined before the first. */
  greatestAcknowledgment: number | undefined
  /** Its windows are shifted left by so many bits. */
  scale: number
  offersScale: boolean
  sackPermitted: boolean
  /** Its options were not seen, so what lies out of window passes. */
  liberal: boolean
  /** It sent the first FIN. */
  closed: boolean
  hasUnacknowledged: boolean
}

/** What is remembered of the last segment, and both sides (struct ip_ct_tcp). */
export interface TcpWindows {
  readonly sides: readonly [TcpSide, TcpSide]
  lastIsReply: boolean
  lastSequence: number
  lastAcknowledgment: number
  lastEnd: number
  lastWindow: number
  /** So many times the same acknowledgment came again. */
  retransmissions: number
}

/** `ignored` passes without a consequence. */
export type WindowVerdict = 'inside' | 'ignored' | 'invalid'

/** MAXACKWINCONST: acknowledgments may be this old. */
const OLDEST_ACKNOWLEDGMENT_BYTES = 66_000
const RST = 4
const SYN = 2
const ACK = 16

export function newTcpSide(): TcpSide {
  return { end: 0, greatestEnd: 0, greatestWindow: 0, greatestAcknowledgment: undefined, scale: 0, offersScale: false, sackPermitted: false, liberal: false, closed: false, hasUnacknowledged: false }
}

/** Forgets what a side has shown (nf_ct_tcp_state_reset). */
export function resetTcpSide(side: TcpSide): void {
  Object.assign(side, newTcpSide(), { liberal: side.liberal })
}

/** The beginning of the initiator's side, by the first segment of the connection (tcp_new). */
export function beginSides([first, second]: TcpWindows['sides'], segment: TcpSegment): void {
  first.end = segment.end
  first.greatestWindow = Math.max(segment.window, 1)
  first.greatestEnd = segment.end
  if (segment.kind === 'SYN') {
    takeOffers(first, segment)
    return
  }
  // its beginning was not seen: whether windows are scaled is not known
  first.greatestEnd = plus(segment.end, first.greatestWindow)
  for (const side of [first, second]) {
    side.sackPermitted = true
    side.liberal = true
  }
}

/** tcp_options: a segment without options leaves what was known. */
function takeOffers(side: TcpSide, segment: TcpSegment): void {
  if (segment.optionsAt === segment.optionsEnd) return
  const { scale, sackPermitted } = readOffers(segment)
  resetFlags(side)
  side.scale = scale ?? 0
  side.offersScale = scale !== undefined
  side.sackPermitted = sackPermitted
}

function resetFlags(side: TcpSide): void {
  side.closed = false
  side.hasUnacknowledged = false
  side.greatestAcknowledgment = undefined
}

/** tcp_init_sender: a SYN-ACK that answers a SYN, a SYN that crosses it, or one that begins anew. */
function beginSender(sender: TcpSide, receiver: TcpSide, segment: TcpSegment, isReply: boolean): void {
  sender.end = segment.end
  sender.greatestEnd = segment.end
  sender.greatestWindow = Math.max(segment.window, 1)
  takeOffers(sender, segment)
  // RFC 7323: windows are scaled only where both sides say so
  if (isReply && !(sender.offersScale && receiver.offersScale)) {
    sender.scale = 0
    receiver.scale = 0
  }
}

/** tcp_in_window: whether a segment lies where the connection is, and what it moves. */
export function checkWindow(windows: TcpWindows, state: TcpState, segment: TcpSegment, isReply: boolean, conf: ConntrackTcpConf): WindowVerdict {
  const sender = windows.sides[isReply ? 1 : 0]
  const receiver = windows.sides[isReply ? 0 : 1]
  const { flags, window } = segment
  let { sequence, acknowledgment, end } = segment
  let selective = receiver.sackPermitted ? selectiveAcknowledgment(segment) : acknowledgment
  const isSyn = (flags & SYN) !== 0
  const mayBegin = sender.greatestWindow === 0 || (after(end, sender.end) && (state === 'SYN_SENT' || state === 'SYN_RECV'))
  if (isSyn && mayBegin) {
    const wasUnseen = sender.greatestWindow === 0
    beginSender(sender, receiver, segment, isReply)
    if (segment.kind === 'SYN' && (wasUnseen || isReply)) return 'inside'
  } else if (sender.greatestWindow === 0) joinHalfway(sender, receiver, segment, selective)

  const saysNothing = (flags & ACK) === 0 || ((flags & RST) !== 0 && acknowledgment === 0)
  if (saysNothing) {
    acknowledgment = receiver.end
    selective = receiver.end
  }
  // the answer to a SYN
  if ((flags & RST) !== 0 && sequence === 0 && state === 'SYN_SENT') {
    sequence = sender.end
    end = sender.end
  }

  const oldest = plus(receiver.end, -Math.max(sender.greatestWindow, OLDEST_ACKNOWLEDGMENT_BYTES) - 1)
  const isRecent = after(selective, oldest)
  const isSeen = before(selective, plus(receiver.end, 1))
  const isNew = after(end, plus(sender.end, -receiver.greatestWindow - 1))
  const outside = (verdict: WindowVerdict): WindowVerdict => (sender.liberal || conf.beLiberal ? 'inside' : verdict)
  if (!before(sequence, plus(sender.greatestEnd, 1))) {
    const overshotBytes = plus(distance(sender.greatestEnd, end), 1)
    if (receiver.greatestWindow > 0 && isNew && isRecent && isSeen && overshotBytes <= receiver.greatestWindow) {
      sender.end = end
      sender.hasUnacknowledged = true
      return outside('ignored')
    }
    return outside('invalid')
  }
  if (!isSeen) return outside('invalid')
  if ((receiver.greatestWindow > 0 && !isNew) || !isRecent) return outside('ignored')

  const scaled = isSyn ? window : window << sender.scale
  sender.greatestWindow = Math.max(sender.greatestWindow, plus(scaled, distance(acknowledgment, selective)))
  if (after(end, sender.end)) {
    sender.end = end
    sender.hasUnacknowledged = true
  }
  if ((flags & ACK) !== 0 && (sender.greatestAcknowledgment === undefined || after(acknowledgment, sender.greatestAcknowledgment))) sender.greatestAcknowledgment = acknowledgment
  if (receiver.greatestWindow !== 0 && after(end, sender.greatestEnd)) receiver.greatestWindow += distance(sender.greatestEnd, end)
  if (after(plus(selective, scaled), plus(receiver.greatestEnd, -1))) receiver.greatestEnd = plus(selective, Math.max(scaled, 1))
  if (acknowledgment === receiver.end) receiver.hasUnacknowledged = false
  if (segment.kind === 'ACK') countRetransmission(windows, segment, sequence, acknowledgment, end, isReply)
  return 'inside'
}

/** The other direction of a connection whose beginning was not seen. */
function joinHalfway(sender: TcpSide, receiver: TcpSide, segment: TcpSegment, selective: number): void {
  sender.end = segment.end
  sender.greatestWindow = Math.max(segment.window << sender.scale, 1)
  sender.greatestEnd = plus(segment.end, sender.greatestWindow)
  if (receiver.greatestWindow === 0) {
    receiver.end = selective
    receiver.greatestEnd = selective
  } else if (selective === plus(receiver.end, 1)) receiver.end = selective // the answer to a keepalive
}

function countRetransmission(windows: TcpWindows, { window }: TcpSegment, sequence: number, acknowledgment: number, end: number, isReply: boolean): void {
  const isSame =
    windows.lastIsReply === isReply && windows.lastSequence === sequence && windows.lastAcknowledgment === acknowledgment && windows.lastEnd === end && windows.lastWindow === window
  windows.retransmissions = isSame ? windows.retransmissions + 1 : 0
  windows.lastIsReply = isReply
  windows.lastSequence = sequence
  windows.lastAcknowledgment = acknowledgment
  windows.lastEnd = end
  windows.lastWindow = window
}
