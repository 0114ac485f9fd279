import type { SoftirqCaller } from '../softirq'
import type { Environment, TimerHandle } from '../../dataplane/environment'
import type { Netns } from '../../dataplane/netns'
import type { HeldSocket } from '../descriptors'
import type { Errno } from '../kernel-api'
import { DEFAULT_MSS, INFINITE_SSTHRESH, INITIAL_CWND, REORDERING, RMEM_DEFAULT_BYTES, RTO_INITIAL_NS, SKB_OVERHEAD_BYTES, TCP_HEADER_BYTES, WMEM_DEFAULT_BYTES } from './constants'
import type { Cubic } from './cubic'
import { newCubic } from './cubic'
import type { ReceiveQueue } from './receive-queue'
import { newReceiveQueue } from './receive-queue'
import type { Segment } from './segment'
import { newTally } from './tally'
import type { Tally } from './tally'

export type TcpState = 'SYN_SENT' | 'ESTABLISHED' | 'FIN_WAIT1' | 'FIN_WAIT2' | 'CLOSE_WAIT' | 'LAST_ACK' | 'CLOSING' | 'TIME_WAIT' | 'CLOSE'

/** States of congestion control (enum tcp_ca_state). */
export type CongestionState = 'open' | 'disorder' | 'recovery' | 'loss'

/**
 * Data handed to the network together: one or more segments of `mssBytes`, the last perhaps shorter (struct sk_buff with
 * generic segmentation offload). The scoreboard marks are those of RFC 6675 as the kernel keeps them.
 */
export interface SendBuffer {
  sequence: number
  endSequence: number
  data: Uint8Array
  flags: number
  mssBytes: number
  segments: number
  sacked: boolean
  lost: boolean
  /** Sent again and not yet known to be lost again. */
  retransmitted: boolean
  everRetransmitted: boolean
  /** When it was last sent; 0 never. */
  sentNs: number
}

/** What waits to be sent or to be acknowledged, and where. */
export interface SendQueue {
  /** Sent and not acknowledged, by sequence (tcp_rtx_queue). */
  readonly unacknowledged: SendBuffer[]
  /** Not sent yet (sk_write_queue). */
  readonly waiting: SendBuffer[]
}

interface ArmedTimer {
  readonly handle: TimerHandle
  /** When it was asked to fire; the timer wheel makes it later. */
  readonly dueNs: number
}

export type TimerName = 'retransmit' | 'reorder' | 'probe' | 'window' | 'delayedAck' | 'finish'

/** One TCP connection (struct tcp_sock and its parents). Times are simulated nanoseconds, windows and sizes bytes. */
export class TcpConnection {
  state: TcpState = 'SYN_SENT'
  /** A system call has the socket: segments wait in `backlog` (lock_sock). */
  owned = false
  readonly backlog: Segment[] = []
  /** Next-hop MTU that an ICMP error named while the socket was owned; 0 none. */
  deferredMtuBytes = 0
  error: Errno | undefined
  softError: Errno | undefined
  /** No program holds it any more (SOCK_DEAD). */
  isOrphan = false
  /** The program's hold on it, from the call that opened or accepted it to the one that closes it. */
  held: HeldSocket | undefined
  receiveShutdown = false
  sendShutdown = false
  /** Counts identification up by one a segment (inet_id). */
  ipId: number
  /** One random flow hash for all its packets (sk_txhash). */
  flowHash: number
  /** Offset of its timestamps, drawn for it (ts_off). */
  timestampOffset: number

  sndUna = 0
  sndNxt = 0
  sndWnd = 0
  /** Segment that last changed the window (snd_wl1). */
  sndWl1 = 0
  maxWindow = 0
  /** End of the last small segment sent (snd_sml, Minshall's rule). */
  sndSmall = 0
  /** End of what the program wrote. */
  writeSeq = 0
  pushedSeq = 0
  highSeq = 0
  readonly queue: SendQueue = { unacknowledged: [], waiting: [] }
  sendBufferBytes = WMEM_DEFAULT_BYTES

  sackPermitted = false
  timestamps = false
  sendScale = 0
  receiveScale = 0
  /** MSS that the peer names. */
  mssClamp = DEFAULT_MSS
  mssCache = DEFAULT_MSS
  pmtuCookie = 0
  headerBytes = TCP_HEADER_BYTES
  advertisedMss = 0

  packetsOut = 0
  sackedOut = 0
  lostOut = 0
  retransOut = 0
  congestion: CongestionState = 'open'
  cwnd = INITIAL_CWND
  ssthresh = INFINITE_SSTHRESH
  priorCwnd = 0
  prrDelivered = 0
  prrOut = 0
  maxPacketsOut = 0
  isCwndLimited = false
  cwndUsageSeq = 0
  reordering = REORDERING
  readonly cubic: Cubic = newCubic()
  undoMarker = 0

  srttNs = 0
  rttvarNs = 0
  mdevNs = 0
  mdevMaxNs = 0
  rttSeq = 0
  minRttNs = Infinity
  rtoNs = RTO_INITIAL_NS
  backoff = 0
  retransmits = 0
  retransStampNs = 0
  /** RACK: send time and end of the latest delivered segment, its round trip (RFC 8985). */
  rackSentNs = 0
  rackEnd = 0
  rackRttNs = 0
  rackAdvanced = false
  tlpHighSeq = 0
  /** Segments known to have reached the peer. */
  delivered = 0
  probesOut = 0

  rcvNxt = 0
  rcvWup = 0
  rcvWnd = 0
  rcvSsthresh = 0
  windowClamp = 0
  rcvMss = 0
  lastSegmentBytes = 0
  copiedSeq = 0
  receiveBufferBytes = RMEM_DEFAULT_BYTES
  rcvSpaceBytes = 0
  rcvSpaceSeq = 0
  rcvSpaceNs = 0
  readonly received: ReceiveQueue = newReceiveQueue()
  ackScheduled = false
  ackNow = false
  ackDueNs = 0
  pushed = 0
  quickAcks = 0
  pingPong = false
  ackTimeoutNs = 0
  lastReceivedNs = 0
  lastSentNs = 0
  tsRecent = 0
  /** Sequence whose ACK went out last: timestamps are taken from segments that reach it. */
  lastAckSent = 0

  /** The next packet sent confirms the neighbour (sk_dst_pending_confirm). */
  confirmPending = false
  readonly timers: Partial<Record<TimerName, ArmedTimer | undefined>> = {}
  readonly tally: Tally = newTally()
  /** What a timer does when it fires; plugged in, for what fires sends and what sends arms. */
  expire: (connection: TcpConnection, timer: TimerName) => void = () => undefined
  /** Takes it out of the namespace's table. */
  onClosed: (connection: TcpConnection) => void = () => undefined

  constructor(
    readonly netns: Netns,
    readonly localAddress: number,
    readonly localPort: number,
    readonly remoteAddress: number,
    readonly remotePort: number,
    /** Works off the network's packets: sends of a system call are delivered before it goes on. */
    readonly softirq: (caller: SoftirqCaller) => void,
  ) {
    const { rng } = netns.env
    this.ipId = rng.nextU32() & 0xffff
    this.flowHash = rng.nextU32() | 1
    this.timestampOffset = rng.nextU32()
  }

  get env(): Environment {
    return this.netns.env
  }

  get nowNs(): number {
    return this.netns.env.nowNs
  }

  get packetsInFlight(): number {
    return this.packetsOut - this.sackedOut - this.lostOut + this.retransOut
  }

  /** Bytes that the send queues hold, as the kernel counts memory (sk_wmem_queued). */
  get queuedBytes(): number {
    const { unacknowledged, waiting } = this.queue
    return memoryOf(unacknowledged) + memoryOf(waiting)
  }
}

function memoryOf(buffers: readonly SendBuffer[]): number {
  let sum = 0
  for (const { data } of buffers) sum += data.length + SKB_OVERHEAD_BYTES
  return sum
}

export function startTimer(connection: TcpConnection, name: TimerName, atNs: number): void {
  stopTimer(connection, name)
  const handle = connection.env.startTimer(atNs, () => {
    connection.timers[name] = undefined
    connection.expire(connection, name)
  })
  connection.timers[name] = { handle, dueNs: atNs }
}

export function stopTimer(connection: TcpConnection, name: TimerName): void {
  const timer = connection.timers[name]
  if (timer !== undefined) timer.handle.cancelled = true
  connection.timers[name] = undefined
}

/** The retransmission, reordering, probe and window timers are one in the kernel (icsk_retransmit_timer): one waits at a time. */
export function startSendTimer(connection: TcpConnection, name: 'retransmit' | 'reorder' | 'probe' | 'window', atNs: number): void {
  stopSendTimers(connection)
  startTimer(connection, name, atNs)
}

export function stopSendTimers(connection: TcpConnection): void {
  for (const name of ['retransmit', 'reorder', 'probe', 'window'] as const) stopTimer(connection, name)
}

export function hasTimer(connection: TcpConnection, name: TimerName): boolean {
  return connection.timers[name] !== undefined
}
