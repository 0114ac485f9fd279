import type { Ipv4 } from '../../wire/ipv4-address'
import type { SocketTimer, SocketView, TcpView } from '../connection-api'
import type { TcpConnection, TimerName } from './connection'
import { thresholdOf } from './cubic'
import { distance } from '../../wire/tcp-sequence'

/** A connection as ss lists it (inet_sk_diag_fill). */
export function viewOf(c: TcpConnection): SocketView {
  const timer = timerOf(c)
  // the kernel keeps no queues of what waits out its time (inet_timewait_sock)
  const isOver = c.timers.finish !== undefined
  return {
    protocol: 'tcp',
    state: c.state,
    local: { address: c.localAddress as Ipv4, port: c.localPort },
    remote: { address: c.remoteAddress as Ipv4, port: c.remotePort },
    receiveQueue: isOver ? 0 : Math.max(0, distance(c.copiedSeq, c.rcvNxt)),
    sendQueue: isOver ? 0 : Math.max(0, distance(c.sndUna, c.writeSeq)),
    ...(c.held === undefined ? {} : { owner: c.held }),
    ...(timer === undefined ? {} : { timer }),
    ...(isOver ? {} : { tcp: tcpOf(c) }),
  }
}

/** One timer is told: that of sending, else the one that waits the connection out (tcp_time_wait). */
function timerOf(c: TcpConnection): SocketTimer | undefined {
  const leftNs = (name: TimerName): number | undefined => {
    const timer = c.timers[name]
    return timer && Math.max(timer.dueNs - c.nowNs, 0)
  }
  const resend = leftNs('retransmit') ?? leftNs('reorder') ?? leftNs('probe')
  if (resend !== undefined) return { kind: 'on', leftNs: resend, attempts: c.retransmits }
  const persist = leftNs('window')
  if (persist !== undefined) return { kind: 'persist', leftNs: persist, attempts: c.probesOut }
  const finish = leftNs('finish')
  return finish === undefined ? undefined : { kind: 'timewait', leftNs: finish, attempts: 0 }
}

/** tcp_get_info */
function tcpOf(c: TcpConnection): TcpView {
  const { tally, nowNs } = c
  const hasHandshake = c.state !== 'SYN_SENT'
  // a SYN that is sent again makes the kernel start over in loss, which is without effect once the handshake is done (tcp_init_transfer)
  const lostSyn = !hasHandshake && c.retransmits > 0
  return {
    ...tally,
    hasTimestamps: c.timestamps,
    hasSack: c.sackPermitted,
    ...(hasHandshake ? { windowScales: { send: c.sendScale, receive: c.receiveScale } } : {}),
    rtoNs: c.rtoNs,
    backoff: c.backoff,
    roundTripNs: c.srttNs,
    variationNs: c.mdevNs,
    ackTimeoutNs: c.ackTimeoutNs,
    mssBytes: c.mssCache,
    pathMtuBytes: c.pmtuCookie,
    receivedMssBytes: c.rcvMss,
    advertisedMssBytes: c.advertisedMss,
    congestionWindow: lostSyn ? 1 : c.cwnd,
    slowStartThreshold: lostSyn ? thresholdOf(c.cwnd) : c.ssthresh,
    bytesReceived: hasHandshake ? (c.rcvNxt - tally.firstReceived) >>> 0 : 0,
    sinceSentNs: nowNs - Math.max(c.lastSentNs, tally.establishedNs),
    sinceReceivedNs: nowNs - Math.max(c.lastReceivedNs, tally.establishedNs),
    sinceAckNs: nowNs - tally.lastAckNs,
    delivered: c.delivered,
    unacknowledgedSegments: c.packetsOut,
    retransmittedSegments: lostSyn ? 1 : c.retransOut,
    lostSegments: lostSyn ? 1 : c.lostOut,
    sackedSegments: c.sackedOut,
    reordering: c.reordering,
    receiveSpaceBytes: c.rcvSpaceBytes,
    receiveThresholdBytes: c.rcvSsthresh,
    unsentBytes: Math.max(0, distance(c.sndNxt, c.writeSeq)),
    leastRoundTripNs: c.minRttNs === Infinity ? 0 : c.minRttNs,
    sendWindowBytes: c.sndWnd,
  }
}
