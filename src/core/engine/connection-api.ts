import type { Ipv4 } from '../wire/ipv4-address'
import type { Readable } from './kernel-api'

/** One direction of a tracked connection. */
export interface TupleView {
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ports?: { readonly source: number; readonly destination: number }
  readonly icmp?: { readonly type: number; readonly code: number; readonly id: number }
}

export interface ConnectionView {
  readonly protocol: number
  readonly secondsLeft: number
  readonly tcpState?: string
  readonly original: TupleView
  readonly reply: TupleView
  readonly isReplied: boolean
  readonly isAssured: boolean
  readonly mark: number
}

/** What the kernel counts of connection tracking (CTA_STATS_*). */
export interface ConntrackCounters {
  readonly found: number
  readonly invalid: number
  readonly insertFailed: number
  readonly drop: number
  readonly earlyDrop: number
  readonly error: number
  readonly clashResolve: number
}

export interface ConnectionEvent {
  readonly change: 'new' | 'update' | 'destroy'
  readonly connection: ConnectionView
}

export interface ConnectionEvents extends Readable {
  receive(): ConnectionEvent | undefined
  close(): void
}

/** One socket as `ss` lists it; addresses of 0 are any. */
export interface SocketView {
  readonly protocol: 'tcp' | 'udp'
  /** A state of TCP by its kernel name, `LISTEN` among them; of UDP `ESTABLISHED` where it is connected, else `CLOSE`. */
  readonly state: string
  readonly local: { readonly address: Ipv4; readonly port: number }
  readonly remote?: { readonly address: Ipv4; readonly port: number }
  /** Bytes that no program has read yet; of a listener, connections that nobody has accepted. */
  readonly receiveQueue: number
  /** Bytes that have not been acknowledged; of a listener, how many may wait to be accepted. */
  readonly sendQueue: number
  /** Absent: no program has it in its hands (the kernel's own, a handshake under way, one that waits out its time). */
  readonly owner?: SocketOwner
  readonly timer?: SocketTimer
  /** Of connections that have not been closed by both sides. */
  readonly tcp?: TcpView
}

export interface SocketOwner {
  readonly program: string
  readonly pid: number
  readonly descriptor: number
}

/** The timer that a TCP socket waits for: to send again, to ask for a closed window, or to be over. */
export interface SocketTimer {
  readonly kind: 'on' | 'persist' | 'timewait'
  readonly leftNs: number
  /** How often it has fired in vain. */
  readonly attempts: number
}

/** What TCP knows of a connection (struct tcp_info). Round trips are 0 before the first. */
export interface TcpView {
  readonly hasTimestamps: boolean
  readonly hasSack: boolean
  /** Powers of two that both sides' windows are scaled by; absent before the handshake. */
  readonly windowScales?: { readonly send: number; readonly receive: number }
  readonly rtoNs: number
  readonly backoff: number
  readonly roundTripNs: number
  readonly variationNs: number
  readonly leastRoundTripNs: number
  readonly ackTimeoutNs: number
  readonly mssBytes: number
  readonly pathMtuBytes: number
  readonly receivedMssBytes: number
  readonly advertisedMssBytes: number
  /** In segments. */
  readonly congestionWindow: number
  /** In segments. */
  readonly slowStartThreshold: number
  readonly bytesSent: number
  readonly bytesSentAgain: number
  readonly bytesAcknowledged: number
  readonly bytesReceived: number
  readonly segmentsSent: number
  readonly segmentsReceived: number
  readonly dataSegmentsSent: number
  readonly dataSegmentsReceived: number
  readonly sinceSentNs: number
  readonly sinceReceivedNs: number
  readonly sinceAckNs: number
  readonly delivered: number
  readonly unacknowledgedSegments: number
  /** Sent again and not acknowledged yet. */
  readonly retransmittedSegments: number
  /** Sent again since the beginning. */
  readonly segmentsSentAgain: number
  readonly lostSegments: number
  readonly sackedSegments: number
  readonly reordering: number
  readonly receiveSpaceBytes: number
  readonly receiveThresholdBytes: number
  readonly unsentBytes: number
  readonly sendWindowBytes: number
}
