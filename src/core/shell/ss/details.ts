import type { SocketOwner, SocketTimer, SocketView, TcpView } from '../../engine/connection-api'

const MS_NS = 1e6
/** The kernel counts these times in ticks of 250 Hz. */
const TICK_MS = 4
const INFINITE_THRESHOLD = 0xffff
/** TCP_METRICS default that is not worth telling (net.ipv4.tcp_reordering). */
const USUAL_REORDERING = 3

export interface Details {
  readonly processes: boolean
  readonly timers: boolean
  readonly tcp: boolean
  /** Rates as plain numbers. */
  readonly numeric: boolean
}

/** What stands behind a socket's addresses: ` users:(…)`, ` timer:(…)` and, on a line of its own, what TCP knows (misc/ss.c, inet_show_sock). */
export function detailsText(socket: SocketView, { processes, timers, tcp, numeric }: Details): string {
  const { owner, timer } = socket
  const info = tcp && socket.protocol === 'tcp' ? `\n\t${infoText(socket, timers, numeric)}` : ''
  return `${processes && owner ? ` ${ownerText(owner)}` : ''}${timers && timer ? ` ${timerText(timer)}` : ''}${info}`
}

function ownerText({ program, pid, descriptor }: SocketOwner): string {
  // TASK_COMM_LEN
  return `users:(("${program.slice(0, 15)}",pid=${pid},fd=${descriptor}))`
}

function timerText({ kind, leftNs, attempts }: SocketTimer): string {
  return `timer:(${kind},${timeLeftText(ticksOf(leftNs))},${attempts})`
}

/** print_ms_timer: the less is left the finer. */
function timeLeftText(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  const seconds = Math.floor(ms / 1000) % 60
  const rest = minutes > 0 || seconds > 9 ? 0 : ms % 1000
  const whole = minutes > 9 || seconds === 0 ? '' : `${seconds}${rest > 0 ? '.' : 'sec'}`
  return `${minutes > 0 ? `${minutes}min` : ''}${whole}${rest > 0 ? `${String(rest).padStart(3, '0')}ms` : ''}`
}

/** tcp_stats_print of iproute2 6.1, as far as the simulation knows it: no pacing, delivery rate, busy time and receiver's round trip. */
function infoText({ state, tcp }: SocketView, hasOptions: boolean, numeric: boolean): string {
  if (state === 'LISTEN') return ' cubic cwnd:10'
  return tcp ? tcpText(tcp, hasOptions, numeric) : ''
}

function tcpText(tcp: TcpView, hasOptions: boolean, numeric: boolean): string {
  const { windowScales: scales } = tcp
  const isScaled = scales !== undefined && scales.send + scales.receive > 0
  const words: readonly (string | false)[] = [
    hasOptions && tcp.hasTimestamps && 'ts',
    hasOptions && tcp.hasSack && 'sack',
    'cubic',
    isScaled && `wscale:${scales.send},${scales.receive}`,
    `rto:${Math.ceil(tcp.rtoNs / MS_NS / TICK_MS) * TICK_MS}`,
    some('backoff', tcp.backoff),
    tcp.roundTripNs > 0 && `rtt:${milliseconds(tcp.roundTripNs)}/${milliseconds(tcp.variationNs)}`,
    some('ato', ticksOf(tcp.ackTimeoutNs)),
    some('mss', tcp.mssBytes),
    some('pmtu', tcp.pathMtuBytes),
    some('rcvmss', tcp.receivedMssBytes),
    some('advmss', tcp.advertisedMssBytes),
    some('cwnd', tcp.congestionWindow),
    tcp.slowStartThreshold < INFINITE_THRESHOLD && `ssthresh:${tcp.slowStartThreshold}`,
    some('bytes_sent', tcp.bytesSent),
    some('bytes_retrans', tcp.bytesSentAgain),
    some('bytes_acked', tcp.bytesAcknowledged),
    some('bytes_received', tcp.bytesReceived),
    some('segs_out', tcp.segmentsSent),
    some('segs_in', tcp.segmentsReceived),
    some('data_segs_out', tcp.dataSegmentsSent),
    some('data_segs_in', tcp.dataSegmentsReceived),
    tcp.roundTripNs > 0 && `send ${rateText((tcp.congestionWindow * tcp.mssBytes * 8e6) / Math.max(Math.floor(tcp.roundTripNs / 1000), 1), numeric)}bps`,
    some('lastsnd', ticksOf(tcp.sinceSentNs)),
    some('lastrcv', ticksOf(tcp.sinceReceivedNs)),
    some('lastack', ticksOf(tcp.sinceAckNs)),
    some('delivered', tcp.delivered),
    some('unacked', tcp.unacknowledgedSegments),
    tcp.retransmittedSegments + tcp.segmentsSentAgain > 0 && `retrans:${tcp.retransmittedSegments}/${tcp.segmentsSentAgain}`,
    some('lost', tcp.lostSegments),
    some('sacked', tcp.sackedSegments),
    tcp.reordering !== USUAL_REORDERING && `reordering:${tcp.reordering}`,
    some('rcv_space', tcp.receiveSpaceBytes),
    some('rcv_ssthresh', tcp.receiveThresholdBytes),
    some('notsent', tcp.unsentBytes),
    tcp.leastRoundTripNs > 0 && `minrtt:${milliseconds(tcp.leastRoundTripNs)}`,
    some('snd_wnd', tcp.sendWindowBytes),
  ]
  return words.map((word) => (word === false ? '' : ` ${word}`)).join('')
}

function some(name: string, value: number): string | false {
  return value > 0 && `${name}:${value}`
}

/** Whole ticks, in milliseconds. */
function ticksOf(ns: number): number {
  return Math.floor(ns / MS_NS / TICK_MS) * TICK_MS
}

/** Whole microseconds, as `%g` prints them in milliseconds. */
function milliseconds(ns: number): string {
  return String(Number((Math.floor(ns / 1000) / 1000).toPrecision(6)))
}

/** sprint_bw */
function rateText(bitsPerSecond: number, numeric: boolean): string {
  if (numeric) return bitsPerSecond.toFixed(0)
  if (bitsPerSecond > 1e6) return `${(bitsPerSecond / 1e6).toFixed(1)}M`
  return bitsPerSecond > 1e3 ? `${(bitsPerSecond / 1e3).toFixed(1)}K` : String(Number(bitsPerSecond.toPrecision(6)))
}
