import { before } from '../wire/tcp-sequence'
import type { ConntrackTcpConf } from './conntrack-conf'
import { isClosing, tcpTransition } from './conntrack-tcp'
import type { TcpSegmentKind, TcpState } from './conntrack-tcp'
import { readOffers } from './conntrack-tcp-segment'
import type { TcpSegment } from './conntrack-tcp-segment'
import { beginSides, checkWindow, newTcpSide, resetTcpSide } from './conntrack-tcp-window'
import type { TcpWindows } from './conntrack-tcp-window'

/** What connection tracking knows of one TCP connection. */
export interface TcpTrack extends TcpWindows {
  state: TcpState
  lastKind: TcpSegmentKind
  /** What the last SYN that was let through without being believed had offered, in case it turns out to be true. */
  ignoredOffers: { readonly sackPermitted: boolean; readonly scale: number | undefined }
  /** That SYN met LAST_ACK: an ACK may answer it that acknowledges no FIN (RFC 5961 section 4). */
  expectsChallenge: boolean
  /** Both sides sent SYN. */
  isSimultaneous: boolean
}

/** A connection of which only this much matters here. */
export interface TcpConnection {
  readonly tcp: TcpTrack
  seenReply: boolean
  assured: boolean
  /** When it is forgotten, unless something comes before. */
  expiresNs: number
}

/**
 * `tracked`: the segment belongs to the connection. `invalid`: it belongs to none. `ended`: it does, and the connection is
 * forgotten. `reopens`: the connection is forgotten, and the segment begins another.
 */
export type TcpVerdict = 'tracked' | 'invalid' | 'ended' | 'reopens'

/** A connection that begins with this segment, or undefined when none can (tcp_new). */
export function beginTcpTrack(segment: TcpSegment, { loose }: ConntrackTcpConf): TcpTrack | undefined {
  if (tcpTransition('NONE', segment.kind, false) === 'invalid' || (segment.kind !== 'SYN' && !loose)) return undefined
  const track: TcpTrack = {
    state: 'NONE',
    sides: [newTcpSide(), newTcpSide()],
    lastKind: 'none',
    lastIsReply: false,
    lastSequence: 0,
    lastAcknowledgment: 0,
    lastEnd: 0,
    lastWindow: 0,
    retransmissions: 0,
    ignoredOffers: { sackPermitted: false, scale: undefined },
    expectsChallenge: false,
    isSimultaneous: false,
  }
  beginSides(track.sides, segment)
  return track
}

/** nf_conntrack_tcp_packet, net/netfilter/nf_conntrack_proto_tcp.c. */
export function trackTcpSegment(connection: TcpConnection, segment: TcpSegment, isReply: boolean, nowNs: number, conf: ConntrackTcpConf): TcpVerdict {
  const { tcp } = connection
  const { kind } = segment
  let from = tcp.state
  let to = tcpTransition(from, kind, isReply)
  if (to === 'invalid') return 'invalid'
  if (to === 'SYN_SENT' && (from === 'TIME_WAIT' || from === 'CLOSE')) {
    if (mayReopen(tcp, isReply)) return 'reopens'
    to = 'ignored'
  }
  if (to === 'ignored') {
    if (!isAnswerToIgnoredSyn(tcp, segment, isReply)) {
      noteIgnored(tcp, segment, isReply)
      return 'tracked'
    }
    believeIgnoredSyn(tcp)
    from = 'SYN_SENT'
    to = 'SYN_RECV'
  }
  if (to === 'TIME_WAIT' && isChallenge(tcp, segment, from, isReply)) {
    tcp.expectsChallenge = false
    return 'tracked'
  }
  if (to === 'SYN_SENT2') tcp.isSimultaneous = true
  if (to === 'SYN_RECV' && isReply && kind === 'ACK' && tcp.isSimultaneous) to = 'ESTABLISHED'

  const reset = kind === 'RST' ? resetVerdict(connection, segment, isReply) : 'checked'
  if (reset === 'invalid') return 'invalid'
  if (reset === 'doubted') to = from
  if (reset !== 'believed') {
    const verdict = checkWindow(tcp, tcp.state, segment, isReply, conf)
    if (verdict === 'ignored') return 'tracked'
    if (verdict === 'invalid') {
      shortenAfterInvalid(connection, kind, isReply, nowNs, conf)
      return 'invalid'
    }
  }
  tcp.lastKind = kind
  tcp.lastIsReply = isReply
  tcp.state = to
  if (from !== to && to === 'FIN_WAIT') tcp.sides[isReply ? 1 : 0].closed = true
  return keepAlive(connection, kind, from, to, nowNs, conf)
}

/** A new SYN begins a new connection where one was closed in good order, or where its sender had reset it. */
function mayReopen({ sides, lastIsReply, lastKind }: TcpTrack, isReply: boolean): boolean {
  return sides[0].closed || sides[1].closed || (lastIsReply === isReply && lastKind === 'RST')
}

/** Client and server are in step, and what is remembered here is not. */
function isAnswerToIgnoredSyn(tcp: TcpTrack, { kind, acknowledgment }: TcpSegment, isReply: boolean): boolean {
  return kind === 'SYN ACK' && tcp.lastKind === 'SYN' && tcp.lastIsReply !== isReply && acknowledgment === tcp.lastEnd
}

function believeIgnoredSyn(tcp: TcpTrack): void {
  const { ignoredOffers, lastEnd, lastWindow } = tcp
  // the initiator's: a SYN of the answering side is never ignored
  const [asked, answering] = tcp.sides
  Object.assign(asked, newTcpSide(), {
    end: lastEnd,
    greatestEnd: lastEnd,
    greatestWindow: Math.max(lastWindow, 1),
    scale: ignoredOffers.scale ?? 0,
    offersScale: ignoredOffers.scale !== undefined,
    sackPermitted: ignoredOffers.sackPermitted,
  })
  tcp.expectsChallenge = false
  resetTcpSide(answering)
}

/** The packet passes; what it claims is remembered, because its answer shows whether it was true. */
function noteIgnored(tcp: TcpTrack, segment: TcpSegment, isReply: boolean): void {
  tcp.lastKind = segment.kind
  tcp.lastIsReply = isReply
  tcp.lastSequence = segment.sequence
  tcp.lastEnd = segment.end
  tcp.lastWindow = segment.window
  if (segment.kind === 'SYN' && !isReply) {
    tcp.ignoredOffers = readOffers(segment)
    tcp.isSimultaneous = false
    tcp.expectsChallenge = tcp.state === 'LAST_ACK'
  }
  if (tcp.state === 'SYN_SENT' && segment.kind === 'ACK') tcp.lastAcknowledgment = segment.acknowledgment
}

function isChallenge(tcp: TcpTrack, { kind }: TcpSegment, from: TcpState, isReply: boolean): boolean {
  return from === 'LAST_ACK' && kind === 'ACK' && tcp.lastIsReply !== isReply && tcp.lastKind === 'SYN' && tcp.expectsChallenge
}

/**
 * Whether a RST is believed as it is, still to be looked at for its window, doubted (the connection stays as it was, in
 * case a challenge follows), or of no connection.
 */
function resetVerdict({ tcp, seenReply, assured }: TcpConnection, segment: TcpSegment, isReply: boolean): 'believed' | 'checked' | 'doubted' | 'invalid' {
  const { sequence, acknowledgment } = segment
  if (isClosing(tcp.state)) return 'believed'
  const isEstablished = tcp.state === 'ESTABLISHED' && assured
  const expected = tcp.sides[isReply ? 0 : 1].greatestAcknowledgment
  let verdict: 'checked' | 'doubted' = 'checked'
  if (expected !== undefined && tcp.lastKind !== 'SYN') {
    if (sequence === 0 && !isEstablished) return 'checked'
    if (before(sequence, expected)) return 'invalid'
    const followsItsData = tcp.lastKind === 'ACK' && tcp.lastIsReply === isReply && sequence === tcp.lastEnd
    if (!isEstablished || sequence === expected || followsItsData) return 'checked'
    verdict = 'doubted'
  }
  const answersIgnored = ((seenReply && tcp.lastKind === 'SYN') || (!assured && tcp.lastKind === 'ACK')) && acknowledgment === tcp.lastEnd
  if (answersIgnored) return 'believed'
  const answersChallenge = tcp.state === 'SYN_SENT' && tcp.lastKind === 'ACK' && tcp.lastIsReply && sequence === tcp.lastAcknowledgment
  return answersChallenge ? 'believed' : verdict
}

/** Both sides end a connection out of its window: it is out of step and need not be remembered for days (nf_tcp_handle_invalid). */
function shortenAfterInvalid(connection: TcpConnection, kind: TcpSegmentKind, isReply: boolean, nowNs: number, conf: ConntrackTcpConf): void {
  const { tcp } = connection
  if (!connection.assured || (kind !== 'RST' && kind !== 'FIN')) return
  if (tcp.lastIsReply !== isReply && (tcp.lastKind === 'FIN' || tcp.lastKind === 'RST')) {
    if (connection.expiresNs - nowNs >= 120e9) connection.expiresNs = Math.min(connection.expiresNs, nowNs + conf.unacknowledgedTimeoutNs)
    return
  }
  tcp.lastKind = kind
  tcp.lastIsReply = isReply
}

/** For how long the connection is remembered now, and whether it has proven itself. */
function keepAlive(connection: TcpConnection, kind: TcpSegmentKind, from: TcpState, to: TcpState, nowNs: number, conf: ConntrackTcpConf): TcpVerdict {
  const { tcp, seenReply } = connection
  const timeoutNs = timeoutOf(tcp, kind, conf)
  if (!seenReply) {
    // a refusal is the only answer: there is no connection
    if (kind === 'RST') return 'ended'
    // a SYN that is sent again must not keep a port for ever
    if (kind === 'SYN' && from === 'SYN_SENT') return 'tracked'
    connection.expiresNs = nowNs + (to === 'ESTABLISHED' ? Math.min(timeoutNs, conf.unacknowledgedTimeoutNs) : timeoutNs)
    return 'tracked'
  }
  if ((from === 'SYN_RECV' || from === 'ESTABLISHED') && to === 'ESTABLISHED') connection.assured = true
  connection.expiresNs = nowNs + timeoutNs
  return 'tracked'
}

function timeoutOf(tcp: TcpTrack, kind: TcpSegmentKind, conf: ConntrackTcpConf): number {
  const usual = conf.timeoutsNs[tcp.state]
  const { retransmittedTimeoutNs, unacknowledgedTimeoutNs } = conf
  if (tcp.retransmissions >= conf.maxRetransmissions && usual > retransmittedTimeoutNs) return retransmittedTimeoutNs
  if (kind === 'RST') return conf.timeoutsNs.CLOSE
  if (tcp.sides.some((side) => side.hasUnacknowledged) && usual > unacknowledgedTimeoutNs) return unacknowledgedTimeoutNs
  return tcp.lastWindow === 0 && usual > retransmittedTimeoutNs ? retransmittedTimeoutNs : usual
}
