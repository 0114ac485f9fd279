import type { SoftirqCaller } from '../softirq'
import type { TimerHandle } from '../../dataplane/environment'
import type { Netns } from '../../dataplane/netns'
import { routeOutput } from '../../dataplane/route-output'
import type { OutputRoute } from '../../dataplane/route-output'
import type { Ipv4 } from '../../wire/ipv4-address'
import type { SocketView } from '../connection-api'
import type { Descriptors, HeldSocket } from '../descriptors'
import type { TcpListener, TcpSocket } from '../kernel-api'
import { acknowledge } from './acknowledge'
import { initReceiveMss } from './acknowledging'
import { TcpConnection } from './connection'
import { DEFAULT_MSS, FLAG_ACK, FLAG_FIN, FLAG_RST, FLAG_SYN, MS_NS, RMEM_DEFAULT_BYTES, RTO_INITIAL_NS, SYNACK_RETRIES, TIMESTAMPS_BYTES } from './constants'
import { establish, finish, receiveSegment, takeOptions } from './input'
import { advertisedMssOf, pathMtuOf, syncMss } from './mss'
import { initialWindow, RECEIVE_SCALE } from './receive-window'
import { measureRoundTrip } from './rtt'
import type { Segment } from './segment'
import { ProgramSocket } from './socket'
import { plus } from '../../wire/tcp-sequence'
import { countReceived } from './tally'
import { sendActiveReset, sendReset, sendSegment } from './transmit'

/** What a listener remembers of a SYN until the handshake is done (struct request_sock). */
interface Request {
  readonly syn: Segment
  readonly sequence: number
  readonly rcvWnd: number
  readonly flowHash: number
  readonly timestampOffset: number
  sentNs: number
  attempts: number
  timer: TimerHandle | null
  dueNs: number
}

/** Connections that wait for accept at most (net.core.somaxconn). */
const BACKLOG = 128

/** A listening socket: answers SYN, and makes connections of completed handshakes (inet_connection_sock.c). */
export class Listener implements TcpListener {
  private readonly requests = new Map<string, Request>()
  private readonly completed: TcpConnection[] = []
  private isClosed = false
  private readonly held: HeldSocket

  constructor(
    private readonly netns: Netns,
    /** 0: any of this host's. */
    readonly address: number,
    readonly port: number,
    private readonly descriptors: Descriptors,
    private readonly adopt: (connection: TcpConnection) => void,
    private readonly softirq: (caller: SoftirqCaller) => void,
    private readonly onClose: () => void,
  ) {
    this.held = descriptors.open()
  }

  /** Itself, and the handshakes under way. */
  view(): readonly SocketView[] {
    const listening: SocketView = {
      protocol: 'tcp',
      state: 'LISTEN',
      local: { address: this.address as Ipv4, port: this.port },
      receiveQueue: this.completed.length,
      sendQueue: BACKLOG,
      owner: this.held,
    }
    const requests = [...this.requests.values()].map(
      ({ syn, dueNs, attempts }): SocketView => ({
        protocol: 'tcp',
        state: 'SYN_RECV',
        local: { address: syn.destination as Ipv4, port: this.port },
        remote: { address: syn.source as Ipv4, port: syn.sourcePort },
        receiveQueue: 0,
        sendQueue: 0,
        timer: { kind: 'on', leftNs: Math.max(dueNs - this.netns.env.nowNs, 0), attempts: attempts - 1 },
      }),
    )
    return [listening, ...requests]
  }

  get readable(): boolean {
    return this.completed.length > 0
  }

  accept(): TcpSocket | undefined {
    const connection = this.completed.shift()
    if (connection === undefined) return undefined
    connection.held = this.descriptors.open()
    return new ProgramSocket(connection, true)
  }

  /** Handshakes under way are forgotten, and those that nobody accepted are reset (inet_csk_listen_stop). */
  close(): void {
    for (const connection of this.abandon()) {
      sendActiveReset(connection)
      finish(connection)
    }
    this.softirq('other')
  }

  /** Ends without a word to anybody; hands back the connections that nobody accepted. */
  abandon(): readonly TcpConnection[] {
    for (const request of this.requests.values()) stop(request)
    this.requests.clear()
    if (!this.isClosed) {
      this.held.close()
      this.onClose()
    }
    this.isClosed = true
    return this.completed.splice(0)
  }

  receive(segment: Segment): void {
    const key = keyOf(segment)
    const request = this.requests.get(key)
    const { flags } = segment
    if (flags & FLAG_RST) {
      if (request !== undefined) this.forget(key, request)
    } else if (flags & FLAG_SYN) {
      if (flags & FLAG_ACK) sendReset(this.netns, segment)
      else if (request !== undefined) this.answer(key, request)
      else if ((flags & FLAG_FIN) === 0 && this.completed.length < BACKLOG) this.admit(key, segment)
    } else if (request === undefined || segment.acknowledgment !== plus(request.sequence, 1)) sendReset(this.netns, segment)
    else this.complete(key, request, segment)
  }

  /** tcp_req_err: nobody is there to finish the handshake of whom this SYN-ACK was for. */
  giveUp(remote: { readonly address: number; readonly port: number }, sequence: number): void {
    for (const [key, request] of this.requests) {
      if (request.sequence === sequence && request.syn.source === remote.address && request.syn.sourcePort === remote.port) this.forget(key, request)
    }
  }

  /** tcp_conn_request */
  private admit(key: string, syn: Segment): void {
    const out = this.routeTo(syn)
    if (out === undefined) return
    const { rng, nowNs } = this.netns.env
    const mss = advertisedMssOf(out) - (syn.timestamp === undefined ? 0 : TIMESTAMPS_BYTES)
    const request: Request = {
      syn,
      sequence: rng.nextU32(),
      rcvWnd: initialWindow(RMEM_DEFAULT_BYTES, mss),
      flowHash: rng.nextU32() | 1,
      timestampOffset: rng.nextU32(),
      sentNs: nowNs,
      attempts: 0,
      timer: null,
      dueNs: 0,
    }
    this.requests.set(key, request)
    this.answer(key, request)
  }

  /** Sends SYN-ACK; again when the handshake does not go on (reqsk_timer_handler). */
  private answer(key: string, request: Request): void {
    const { netns } = this
    stop(request)
    if (request.attempts > SYNACK_RETRIES) {
      this.forget(key, request)
      return
    }
    request.dueNs = netns.env.nowNs + RTO_INITIAL_NS * 2 ** request.attempts++
    request.timer = netns.env.startTimer(request.dueNs, () => {
      this.answer(key, request)
    })
    const { syn } = request
    const out = this.routeTo(syn)
    if (out === undefined) return
    request.sentNs = netns.env.nowNs
    sendSegment(
      netns,
      out,
      { source: syn.destination, destination: syn.source, id: 0, flowHash: request.flowHash, hasDepartureTime: true },
      {
        sourcePort: syn.destinationPort,
        destinationPort: syn.sourcePort,
        sequence: request.sequence,
        acknowledgment: plus(syn.sequence, 1),
        flags: FLAG_SYN | FLAG_ACK,
        window: request.rcvWnd,
        options: {
          mss: advertisedMssOf(out),
          sackPermitted: syn.sackPermitted,
          ...(syn.timestamp === undefined ? {} : { timestamp: { value: plus(Math.floor(netns.env.nowNs / MS_NS), request.timestampOffset), echo: syn.timestamp.value } }),
          ...(syn.windowScale === undefined ? {} : { windowScale: RECEIVE_SCALE }),
        },
        data: new Uint8Array(0),
      },
    )
  }

  /** The handshake's ACK: the connection exists (tcp_v4_syn_recv_sock, then TCP_SYN_RECV of tcp_rcv_state_process). */
  private complete(key: string, request: Request, ack: Segment): void {
    const { syn } = request
    const out = this.routeTo(syn)
    if (out === undefined) return
    this.forget(key, request)
    const c = new TcpConnection(this.netns, syn.destination, this.port, syn.source, syn.sourcePort, this.softirq)
    c.flowHash = request.flowHash
    c.timestampOffset = request.timestampOffset
    c.mssClamp = syn.mss ?? DEFAULT_MSS
    c.advertisedMss = advertisedMssOf(out)
    c.rcvNxt = plus(syn.sequence, 1)
    c.rcvWup = c.rcvNxt
    c.lastAckSent = c.rcvNxt
    c.rcvWnd = request.rcvWnd
    c.rcvSsthresh = request.rcvWnd
    c.receiveScale = RECEIVE_SCALE
    c.windowClamp = 0xffff << RECEIVE_SCALE
    c.sndUna = plus(request.sequence, 1)
    c.sndNxt = c.sndUna
    c.writeSeq = c.sndUna
    c.pushedSeq = c.sndUna
    c.sndSmall = c.sndUna
    takeOptions(c, syn)
    if (ack.timestamp !== undefined) c.tsRecent = ack.timestamp.value
    c.sndWnd = ack.window << c.sendScale
    c.maxWindow = c.sndWnd
    c.sndWl1 = ack.sequence
    syncMss(c, pathMtuOf(c, out))
    if (request.attempts === 1) measureRoundTrip(c, this.netns.env.nowNs - request.sentNs)
    establish(c)
    // SYN-ACK has arrived, and SYN has been received (tcp_rcv_state_process, tcp_create_openreq_child)
    c.delivered = 1
    c.tally.segmentsReceived = 1
    countReceived(c, ack)
    initReceiveMss(c)
    acknowledge(c, ack)
    this.adopt(c)
    this.completed.push(c)
    if (ack.endSequence !== ack.sequence) receiveSegment(c, ack)
  }

  private routeTo(syn: Segment): OutputRoute | undefined {
    const found = routeOutput(this.netns, { destination: syn.source, source: syn.destination, mark: 0, outDevice: null, anySource: false })
    return found.ok ? found.value : undefined
  }

  private forget(key: string, request: Request): void {
    stop(request)
    this.requests.delete(key)
  }
}

function stop(request: Request): void {
  if (request.timer !== null) request.timer.cancelled = true
  request.timer = null
}

function keyOf(segment: Segment): string {
  return `${segment.source} ${segment.sourcePort} ${segment.destination}`
}
