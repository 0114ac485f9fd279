import { err, ok } from '../../base/result'
import type { SoftirqCaller } from '../softirq'
import type { Result } from '../../base/result'
import { addToSum, finishChecksum, pseudoHeaderSum } from '../../wire/checksum'
import { read16, read32 } from '../../dataplane/bytes'
import { drop, recordEvent } from '../../dataplane/environment'
import type { Icmp, IcmpErrorReceived } from '../../dataplane/icmp'
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, ICMP_HOST_UNREACH, ICMP_NET_UNREACH } from '../../dataplane/icmp-codes'
import { headerLength, IP_DESTINATION, IP_SOURCE, PROTO_TCP } from '../../dataplane/ipv4-header'
import type { Netns } from '../../dataplane/netns'
import { recordNoWay } from '../../dataplane/refused-send'
import { meantDestination, routeOutput } from '../../dataplane/route-output'
import type { Skb } from '../../dataplane/skb'
import { PACKET_HOST } from '../../dataplane/skb'
import { SOCKET_KINDS } from '../../trace/entry-kinds'
import type { SocketView } from '../connection-api'
import type { Descriptors } from '../descriptors'
import type { Errno, TcpConnectOptions, TcpListener, TcpListenOptions, TcpSocket } from '../kernel-api'
import { initReceiveMss } from './acknowledging'
import { startSendTimer, TcpConnection } from './connection'
import { FLAG_SYN, TCP_HEADER_BYTES, TIMESTAMPS_BYTES } from './constants'
import { expire } from './expiry'
import { fail, receiveSegment, reduceMtu, release } from './input'
import { Listener } from './listener'
import { advertisedMssOf, pathMtuOf, syncMss } from './mss'
import { readSegment, tcpHeaderAt } from './segment'
import { newSendBuffer } from './send-queue'
import { isBetween, plus } from '../../wire/tcp-sequence'
import { ProgramSocket } from './socket'
import { countReceived } from './tally'
import { prepareSyn, sendReset, transmit } from './transmit'
import { viewOf } from './view'

/** What an unreachable destination means to a connection that is being opened, by ICMP code (icmp_err_convert). */
const UNREACHABLE_ERRNO = ['ENETUNREACH', 'EHOSTUNREACH', undefined, 'ECONNREFUSED', undefined, 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH', 'EHOSTUNREACH'] as const

/** The TCP sockets of one namespace and the protocol's receive path (net/ipv4/tcp_ipv4.c). */
export class TcpSockets {
  private readonly connections = new Map<string, TcpConnection>()
  private readonly listeners = new Map<number, Listener>()

  constructor(
    private readonly netns: Netns,
    icmp: Icmp,
    /** Works off the packets that wait in the network. */
    private readonly softirq: (caller: SoftirqCaller) => void,
  ) {
    netns.protocols.set(PROTO_TCP, (_, skb) => {
      this.receive(skb)
    })
    icmp.errorHandlers.set(PROTO_TCP, (_, error) => {
      this.receiveError(error)
    })
  }

  listen(options: TcpListenOptions, descriptors: Descriptors): Result<TcpListener, Errno> {
    if (options.source !== undefined && !this.netns.holds(options.source)) return err({ code: 'EADDRNOTAVAIL' })
    if (this.listeners.has(options.port)) return err({ code: 'EADDRINUSE' })
    const listener = new Listener(
      this.netns,
      options.source ?? 0,
      options.port,
      descriptors,
      (connection) => {
        this.adopt(connection)
      },
      this.softirq,
      () => this.listeners.delete(options.port),
    )
    this.listeners.set(options.port, listener)
    return ok(listener)
  }

  /** tcp_v4_connect: route and source, port, SYN. */
  connect(options: TcpConnectOptions, descriptors: Descriptors): Result<TcpSocket, Errno> {
    const { netns } = this
    if (options.source !== undefined && !netns.holds(options.source)) return err({ code: 'EADDRNOTAVAIL' })
    const { port } = options.connectTo
    const address = meantDestination(options.connectTo.address, options.source ?? 0)
    const found = routeOutput(netns, { destination: address, source: options.source ?? 0, mark: 0, outDevice: null, anySource: false })
    if (!found.ok) {
      recordNoWay(netns, found.error, address)
      return err({ code: found.error.code })
    }
    const out = found.value
    if (out.isBroadcast) return err({ code: 'ENETUNREACH' })
    const localPort = options.port ?? this.ephemeralPort(out.source, address, port)
    if (localPort === undefined) return err({ code: 'EADDRNOTAVAIL' })
    if (this.connections.has(keyOf(out.source, localPort, address, port))) return err({ code: 'EADDRINUSE' })
    const c = new TcpConnection(netns, out.source, localPort, address, port, this.softirq)
    c.headerBytes = TCP_HEADER_BYTES + TIMESTAMPS_BYTES
    c.advertisedMss = advertisedMssOf(out)
    syncMss(c, pathMtuOf(c, out))
    initReceiveMss(c)
    prepareSyn(c)
    const isn = netns.env.rng.nextU32()
    c.sndUna = isn
    c.writeSeq = plus(isn, 1)
    c.sndNxt = c.writeSeq
    c.pushedSeq = c.writeSeq
    c.sndSmall = c.writeSeq
    c.held = descriptors.open()
    this.adopt(c)
    this.sendSyn(c, isn)
    // A refusal that comes while connect has the socket is a soft error (tcp_v4_err), and connect tells it at once: recorded so.
    if (c.softError?.code === 'ECONNREFUSED') fail(c, 'ECONNREFUSED')
    return ok(new ProgramSocket(c, false))
  }

  /** As ss lists them: listeners, then connections. */
  view(): readonly SocketView[] {
    return [...[...this.listeners.values()].flatMap((listener) => listener.view()), ...[...this.connections.values()].map(viewOf)]
  }

  /** The namespace is built anew: its connections are gone, and say so. */
  abandon(): void {
    for (const connection of [...this.connections.values()]) fail(connection, 'ENETDOWN')
    for (const listener of [...this.listeners.values()]) listener.abandon()
  }

  private sendSyn(c: TcpConnection, isn: number): void {
    c.owned = true
    const syn = newSendBuffer(isn, new Uint8Array(0), FLAG_SYN)
    syn.endSequence = plus(isn, 1)
    syn.segments = 1
    syn.sentNs = c.nowNs
    c.queue.unacknowledged.push(syn)
    c.packetsOut = 1
    transmit(c, syn)
    startSendTimer(c, 'retransmit', c.nowNs + c.rtoNs)
    release(c)
  }

  private adopt(c: TcpConnection): void {
    const key = keyOf(c.localAddress, c.localPort, c.remoteAddress, c.remotePort)
    c.expire = expire
    c.onClosed = () => {
      if (this.connections.get(key) === c) this.connections.delete(key)
    }
    this.connections.set(key, c)
  }

  private ephemeralPort(source: number, destination: number, port: number): number | undefined {
    const { localPortFirst, localPortLast, env } = this.netns
    const size = localPortLast - localPortFirst + 1
    const start = env.rng.nextBelow(size)
    for (let i = 0; i < size; i++) {
      const candidate = localPortFirst + ((start + i) % size)
      if (!this.connections.has(keyOf(source, candidate, destination, port)) && !this.listeners.has(candidate)) return candidate
    }
    return undefined
  }

  /** tcp_v4_rcv */
  private receive(skb: Skb): void {
    const { netns } = this
    const { data, network } = skb
    const at = tcpHeaderAt(skb)
    const headerBytes = skb.end - at < TCP_HEADER_BYTES ? 0 : ((data[at + 12] as number) >>> 4) * 4
    if (headerBytes < TCP_HEADER_BYTES || at + headerBytes > skb.end) return drop(netns, skb.inDevice, skb, 'malformed')
    const source = read32(data, network + IP_SOURCE)
    const destination = read32(data, network + IP_DESTINATION)
    if (finishChecksum(addToSum(pseudoHeaderSum(source, destination, PROTO_TCP, skb.end - at), data, at, skb.end)) !== 0) return drop(netns, skb.inDevice, skb, 'bad-checksum')
    if (skb.packetType !== PACKET_HOST) return drop(netns, skb.inDevice, skb, 'not-for-this-host')
    const segment = readSegment(skb, at)
    const connection = this.connections.get(keyOf(destination, segment.destinationPort, source, segment.sourcePort))
    const listener = connection === undefined || isReusable(connection, segment.flags) ? this.listenerFor(destination, segment.destinationPort) : undefined
    if (connection === undefined && listener === undefined) {
      sendReset(netns, segment)
      return drop(netns, skb.inDevice, skb, 'no-socket', -1, segment.destinationPort)
    }
    recordEvent(netns, 'socket.received', skb.inDevice, skb, -1, -1, SOCKET_KINDS.indexOf('tcp'))
    netns.env.pool.release(skb)
    if (listener !== undefined) {
      if (connection !== undefined) connection.expire(connection, 'finish')
      listener.receive(segment)
    } else if (connection !== undefined) {
      countReceived(connection, segment)
      receiveSegment(connection, segment)
    }
  }

  private listenerFor(address: number, port: number): Listener | undefined {
    const listener = this.listeners.get(port)
    return listener !== undefined && (listener.address === 0 || listener.address === address) ? listener : undefined
  }

  /** tcp_v4_err: the connection that sent the quoted segment hears of it. */
  private receiveError(error: IcmpErrorReceived): void {
    const { skb, quotedAt, type, code, info } = error
    const { data } = skb
    const at = quotedAt + headerLength(data, quotedAt)
    if (skb.end - at < 8) return
    const key = keyOf(read32(data, quotedAt + IP_SOURCE), read16(data, at), read32(data, quotedAt + IP_DESTINATION), read16(data, at + 2))
    const c = this.connections.get(key)
    if (c === undefined && type === ICMP_DEST_UNREACH && (code === ICMP_NET_UNREACH || code === ICMP_HOST_UNREACH)) {
      const listener = this.listenerFor(read32(data, quotedAt + IP_SOURCE), read16(data, at))
      listener?.giveUp({ address: read32(data, quotedAt + IP_DESTINATION), port: read16(data, at + 2) }, read32(data, at + 4))
    }
    if (c === undefined || c.state === 'TIME_WAIT' || !isBetween(read32(data, at + 4), c.sndUna, c.sndNxt)) return
    if (type !== ICMP_DEST_UNREACH) return
    if (code === ICMP_FRAG_NEEDED) {
      if (c.owned) c.deferredMtuBytes ||= info
      else reduceMtu(c, info)
      return
    }
    const errno = UNREACHABLE_ERRNO[code]
    if (errno === undefined) return
    if (c.state === 'SYN_SENT' && !c.owned) fail(c, errno)
    else c.softError = { code: errno }
  }
}

/** A connection that waits out its time gives way to a new one (TCP_TW_SYN). */
function isReusable(c: TcpConnection, flags: number): boolean {
  return c.state === 'TIME_WAIT' && flags === FLAG_SYN
}

function keyOf(localAddress: number, localPort: number, remoteAddress: number, remotePort: number): string {
  return `${localAddress}:${localPort} ${remoteAddress}:${remotePort}`
}
