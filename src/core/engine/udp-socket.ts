import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { addToSum, finishChecksum, pseudoHeaderSum } from '../wire/checksum'
import { read16, read32, write16 } from '../dataplane/bytes'
import { drop, recordEvent } from '../dataplane/environment'
import type { Icmp, IcmpErrorReceived } from '../dataplane/icmp'
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, ICMP_PORT_UNREACH, ICMP_REDIRECT } from '../dataplane/icmp-codes'
import { ipLocalOut, newLocalPacket, pushIpv4Header, useRoute } from '../dataplane/ip-output'
import { headerLength, IP_DESTINATION, IP_HEADER_BYTES, IP_SOURCE, IP_TTL, MAX_IP_BYTES, PROTO_UDP } from '../dataplane/ipv4-header'
import { learnPathMtu } from '../dataplane/learn-path-mtu'
import { pathMtuTo } from '../dataplane/mtu'
import type { Netns } from '../dataplane/netns'
import { recordNoWay, recordTooLong } from '../dataplane/refused-send'
import { meantDestination, recordRoute, routeOutput } from '../dataplane/route-output'
import type { OutputRoute } from '../dataplane/route-output'
import type { Skb } from '../dataplane/skb'
import { PACKET_HOST } from '../dataplane/skb'
import { SOCKET_KINDS } from '../trace/entry-kinds'
import type { Ipv4 } from '../wire/ipv4-address'
import type { SocketView } from './connection-api'
import type { Descriptors, HeldSocket } from './descriptors'
import type { Errno, UdpOptions, UdpReceived, UdpSocket } from './kernel-api'
import { SocketQueue } from './socket-queue'

const UDP_HEADER_BYTES = 8

/** The UDP sockets of one namespace and the protocol's receive path (net/ipv4/udp.c). */
export class UdpSockets {
  private readonly byPort = new Map<number, Udp>()

  constructor(
    private readonly netns: Netns,
    icmp: Icmp,
    private readonly afterSend: () => void,
  ) {
    netns.protocols.set(PROTO_UDP, (_, skb) => {
      this.receive(skb)
    })
    icmp.errorHandlers.set(PROTO_UDP, (_, error) => {
      this.receiveError(error)
    })
  }

  open(asked: UdpOptions, descriptors: Descriptors): Result<UdpSocket, Errno> {
    const options = withMeantPeer(asked)
    if (options.source !== undefined && !this.netns.holds(options.source)) return err({ code: 'EADDRNOTAVAIL' })
    if (options.link !== undefined && this.netns.device(options.link) === undefined) return err({ code: 'ENODEV' })
    const port = options.port ?? this.ephemeralPort()
    if (port === undefined || this.byPort.has(port)) return err({ code: 'EADDRNOTAVAIL' })
    const socket = new Udp(this.netns, options, port, this.afterSend, () => this.byPort.delete(port))
    const ready = socket.prepare()
    if (!ready.ok) return ready
    socket.held = descriptors.open()
    this.byPort.set(port, socket)
    return ok(socket)
  }

  /** As ss lists them. */
  view(): readonly SocketView[] {
    return [...this.byPort.values()].map((socket) => socket.view())
  }

  private ephemeralPort(): number | undefined {
    const { localPortFirst, localPortLast, env } = this.netns
    const size = localPortLast - localPortFirst + 1
    const start = env.rng.nextBelow(size)
    for (let i = 0; i < size; i++) {
      const port = localPortFirst + ((start + i) % size)
      if (!this.byPort.has(port)) return port
    }
    return undefined
  }

  /** __udp4_lib_rcv. */
  private receive(skb: Skb): void {
    const { netns } = this
    const { data, network } = skb
    const at = network + headerLength(data, network)
    const source = read32(data, network + IP_SOURCE)
    const destination = read32(data, network + IP_DESTINATION)
    const length = read16(data, at + 4)
    if (skb.end - at < UDP_HEADER_BYTES || length < UDP_HEADER_BYTES || length > skb.end - at) return drop(netns, skb.inDevice, skb, 'malformed')
    const sum = addToSum(pseudoHeaderSum(source, destination, PROTO_UDP, length), data, at, at + length)
    if (read16(data, at + 6) !== 0 && finishChecksum(sum) !== 0) return drop(netns, skb.inDevice, skb, 'bad-checksum')
    const port = read16(data, at + 2)
    const tunnel = netns.udpTunnels.get(port)
    if (tunnel !== undefined) return tunnel(skb, at)
    const socket = this.byPort.get(port)
    if (!socket?.accepts(source, destination, read16(data, at))) {
      if (skb.packetType === PACKET_HOST) netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0)
      return drop(netns, skb.inDevice, skb, 'no-socket', -1, port)
    }
    socket.deliver({ kind: 'datagram', payload: data.slice(at + UDP_HEADER_BYTES, at + length), source: source as Ipv4, port: read16(data, at), atNs: netns.env.nowNs })
    recordEvent(netns, 'socket.received', skb.inDevice, skb, -1, -1, SOCKET_KINDS.indexOf('udp'))
    netns.env.pool.release(skb)
  }

  /** __udp4_lib_err: the socket that sent the quoted datagram hears of it, but not of a redirect. */
  private receiveError(error: IcmpErrorReceived): void {
    const { skb, quotedAt, type, code, info } = error
    const at = quotedAt + headerLength(skb.data, quotedAt)
    if (type === ICMP_REDIRECT || skb.end - at < UDP_HEADER_BYTES) return
    const socket = this.byPort.get(read16(skb.data, at))
    if (socket === undefined) return
    if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) learnPathMtu(this.netns, error)
    const offender = read32(skb.data, skb.network + IP_SOURCE) as Ipv4
    socket.deliver({ kind: 'icmp-error', type, code, offender, atNs: this.netns.env.nowNs, infoMtuBytes: code === ICMP_FRAG_NEEDED ? info : 0, ttl: skb.data[skb.network + IP_TTL] as number })
  }
}

function withMeantPeer(options: UdpOptions): UdpOptions {
  const { connectTo, source = 0 } = options
  return connectTo === undefined ? options : { ...options, connectTo: { ...connectTo, address: meantDestination(connectTo.address, source) as Ipv4 } }
}

class Udp implements UdpSocket {
  private readonly queue = new SocketQueue<UdpReceived>()
  private source: number
  private readonly flowHash: number
  held: HeldSocket | undefined

  constructor(
    private readonly netns: Netns,
    private readonly options: UdpOptions,
    readonly port: number,
    private readonly afterSend: () => void,
    private readonly onClose: () => void,
  ) {
    this.source = options.source ?? 0
    // sk_set_txhash: a connected socket's packets share one random flow hash.
    this.flowHash = options.connectTo ? netns.env.rng.nextU32() | 1 : 0
  }

  view(): SocketView {
    const { connectTo } = this.options
    const local = { address: this.source as Ipv4, port: this.port }
    const optional = { ...(connectTo ? { remote: connectTo } : {}), ...(this.held ? { owner: this.held } : {}) }
    return { protocol: 'udp', state: connectTo ? 'ESTABLISHED' : 'CLOSE', local, receiveQueue: 0, sendQueue: 0, ...optional }
  }

  get readable(): boolean {
    return this.queue.readable
  }

  prepare(): Result<void, Errno> {
    const { connectTo } = this.options
    if (connectTo === undefined) return ok(undefined)
    const found = this.route(connectTo.address)
    if (!found.ok) return found
    this.source = found.value.source
    return ok(undefined)
  }

  accepts(source: number, destination: number, port: number): boolean {
    const { connectTo } = this.options
    if (this.source !== 0 && this.source !== destination) return false
    return connectTo === undefined || (connectTo.address === source && connectTo.port === port)
  }

  deliver(received: UdpReceived): void {
    this.queue.add(received)
  }

  /** udp_sendmsg. */
  send(payload: Uint8Array, to = this.options.connectTo, ttl?: number): Result<void, Errno> {
    if (to === undefined) return err({ code: 'EINVAL' })
    const { netns, options } = this
    const destination = meantDestination(to.address, this.source)
    const found = this.route(destination)
    if (!found.ok) return found
    const out = found.value
    const length = UDP_HEADER_BYTES + payload.length
    const totalBytes = IP_HEADER_BYTES + length
    // ip_sk_use_pmtu: who probes is not held to what was learned
    const mtuBytes = options.pathMtuDiscovery === 'probe' ? out.device.mtuBytes : pathMtuTo(netns, out.route, out.device, destination)
    const ignoreDf = options.pathMtuDiscovery === 'want' || options.pathMtuDiscovery === 'dont'
    const tos = options.tos ?? 0
    const sentTtl = ttl ?? options.ttl ?? netns.defaultTtl
    if (totalBytes > (ignoreDf ? MAX_IP_BYTES : mtuBytes)) {
      recordTooLong(netns, { source: out.source, destination, protocol: PROTO_UDP, tos, ttl: sentTtl, dontFragment: !ignoreDf, id: 0 }, withoutChecksum(this.port, to.port, payload), out, mtuBytes)
      return err({ code: 'EMSGSIZE', mtuBytes })
    }
    const isLocked = netns.pathMtu.lookup(out.route, destination, netns.env.nowNs)?.locked ?? false
    const dontFragment = options.pathMtuDiscovery === 'do' || options.pathMtuDiscovery === 'probe' || (options.pathMtuDiscovery === 'want' && totalBytes <= mtuBytes && !isLocked)
    const skb = newLocalPacket(netns, length)
    const at = skb.network + IP_HEADER_BYTES
    write16(skb.data, at, this.port)
    write16(skb.data, at + 2, to.port)
    write16(skb.data, at + 4, length)
    write16(skb.data, at + 6, 0)
    skb.data.set(payload, at + UDP_HEADER_BYTES)
    const checksum = finishChecksum(addToSum(pseudoHeaderSum(out.source, destination, PROTO_UDP, length), skb.data, at, skb.end))
    write16(skb.data, at + 6, checksum === 0 ? 0xffff : checksum)
    skb.ignoreDf = ignoreDf
    skb.flowHash = this.flowHash
    recordRoute(netns, out.route, skb, destination)
    const id = dontFragment && !ignoreDf && !options.connectTo ? 0 : netns.nextIpId(out.source, destination, PROTO_UDP)
    pushIpv4Header(skb, { source: out.source, destination, protocol: PROTO_UDP, tos, ttl: sentTtl, dontFragment, id })
    useRoute(skb, out.route, out.device, out.nextHop)
    const isTaken = ipLocalOut(netns, skb)
    this.afterSend()
    return isTaken ? ok(undefined) : err({ code: 'EPERM' })
  }

  private route(destination: number): Result<OutputRoute, Errno> {
    const { netns, options } = this
    const outDevice = options.link === undefined ? null : (netns.device(options.link) ?? null)
    const found = routeOutput(netns, { destination, source: this.source, mark: 0, outDevice, anySource: false })
    if (!found.ok) {
      recordNoWay(netns, found.error, destination)
      return err({ code: found.error.code })
    }
    return found.value.isBroadcast && options.mayBroadcast !== true ? err({ code: 'EACCES' }) : found
  }

  receive(): UdpReceived | undefined {
    return this.queue.take()
  }

  close(): void {
    this.held?.close()
    this.held = undefined
    this.onClose()
  }
}

/** A datagram as a program asks for it. */
function withoutChecksum(port: number, toPort: number, payload: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(UDP_HEADER_BYTES + payload.length)
  write16(datagram, 0, port)
  write16(datagram, 2, toPort)
  write16(datagram, 4, datagram.length)
  datagram.set(payload, UDP_HEADER_BYTES)
  return datagram
}
