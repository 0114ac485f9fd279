import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { read16, read32 } from '../dataplane/bytes'
import { recordEvent } from '../dataplane/environment'
import { fillIcmpChecksum } from '../dataplane/icmp'
import { ipLocalOut, newLocalPacket, pushIpv4Header, useRoute } from '../dataplane/ip-output'
import { IP_HEADER_BYTES, IP_PROTOCOL, IP_SOURCE, IP_TTL, MAX_IP_BYTES, PROTO_ICMP } from '../dataplane/ipv4-header'
import { pathMtuTo } from '../dataplane/mtu'
import type { Netns } from '../dataplane/netns'
import { recordNoWay, recordTooLong } from '../dataplane/refused-send'
import { meantDestination, recordRoute, routeOutput } from '../dataplane/route-output'
import type { Skb } from '../dataplane/skb'
import { SOCKET_KINDS } from '../trace/entry-kinds'
import { isMulticast } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Errno, RawIcmpOptions, RawIcmpSocket, Received } from './kernel-api'
import { SocketQueue } from './socket-queue'

/** IPV4_MIN_MTU, where there is no way. */
const UNKNOWN_MTU_BYTES = 576
/** IP_MULTICAST_TTL unless somebody sets it. */
const MULTICAST_TTL = 1

/**
 * Opens a raw ICMP socket (net/ipv4/raw.c). `afterSend` lets the network work off what a send started. The socket outlives a
 * reload of the network: it asks `current` for its namespace, and whoever reloads moves its listener over.
 */
export function openRawIcmp(current: () => Netns, options: RawIcmpOptions, afterSend: () => void): Result<RawIcmpSocket, Errno> {
  const netns = current()
  if (options.source !== undefined && !netns.holds(options.source)) return err({ code: 'EADDRNOTAVAIL' })
  if (options.link !== undefined && netns.device(options.link) === undefined) return err({ code: 'ENODEV' })
  const socket = new RawIcmp(current, options, afterSend)
  if (options.connectTo === undefined) return ok(socket)
  const connected = socket.connect(options.connectTo)
  return connected.ok ? ok(socket) : connected
}

class RawIcmp implements RawIcmpSocket {
  private readonly queue = new SocketQueue<Received>()
  private readonly listener = (skb: Skb): void => {
    this.hear(skb)
  }
  source: Ipv4 | undefined

  constructor(
    private readonly current: () => Netns,
    private readonly options: RawIcmpOptions,
    private readonly afterSend: () => void,
  ) {
    this.source = options.source
    this.netns.rawListeners.push(this.listener)
  }

  private get protocol(): number {
    return this.options.protocol ?? PROTO_ICMP
  }

  private get netns(): Netns {
    return this.current()
  }

  get readable(): boolean {
    return this.queue.readable
  }

  get mtuBytes(): number {
    const { connectTo = 0 as Ipv4 } = this.options
    const found = this.route(meantDestination(connectTo, this.source ?? 0))
    return found.ok ? pathMtuTo(this.netns, found.value.route, found.value.device, connectTo) : UNKNOWN_MTU_BYTES
  }

  connect(destination: Ipv4): Result<void, Errno> {
    const found = this.route(meantDestination(destination, this.source ?? 0))
    if (!found.ok) return err({ code: found.error.code })
    this.source = found.value.source as Ipv4
    return ok(undefined)
  }

  /** raw_sendmsg: route, size check, header; fragmentation is output's. */
  send(to: Ipv4, icmp: Uint8Array, ttl?: number): Result<void, Errno> {
    const { netns, options } = this
    const destination = meantDestination(to, this.source ?? 0)
    const found = this.route(destination)
    if (!found.ok) return err({ code: found.error.code })
    const out = found.value
    if (out.isBroadcast && options.mayBroadcast !== true) return err({ code: 'EACCES' })
    const totalBytes = IP_HEADER_BYTES + icmp.length
    const discovery = options.pathMtuDiscovery
    const mtuBytes = discovery === 'probe' ? out.device.mtuBytes : pathMtuTo(netns, out.route, out.device, destination)
    const ignoreDf = discovery === 'want' || discovery === 'dont'
    const limitBytes = ignoreDf ? MAX_IP_BYTES : mtuBytes
    const tos = options.tos ?? 0
    const sentTtl = ttl ?? options.ttl ?? (isMulticast(destination) ? MULTICAST_TTL : netns.defaultTtl)
    if (totalBytes > limitBytes) {
      recordTooLong(netns, { source: out.source, destination, protocol: this.protocol, tos, ttl: sentTtl, dontFragment: !ignoreDf, id: 0 }, icmp, out, limitBytes)
      return err({ code: 'EMSGSIZE', mtuBytes: limitBytes })
    }
    const locked = netns.pathMtu.lookup(out.route, destination, netns.env.nowNs)?.locked ?? false
    const mayNotFragment = discovery === 'do' || (discovery === 'want' && !locked)
    const dontFragment = discovery === 'do' || discovery === 'probe' || (totalBytes <= mtuBytes && mayNotFragment)
    const skb = newLocalPacket(netns, icmp.length)
    const at = skb.network + IP_HEADER_BYTES
    skb.data.set(icmp, at)
    if (this.protocol === PROTO_ICMP && read16(icmp, 2) === 0) fillIcmpChecksum(skb, at)
    skb.ignoreDf = ignoreDf
    recordRoute(netns, out.route, skb, destination)
    // ip_select_ident_segs: an unconnected socket's unfragmentable packet needs no identification.
    pushIpv4Header(skb, { source: out.source, destination, protocol: this.protocol, tos, ttl: sentTtl, dontFragment, id: dontFragment && !ignoreDf ? 0 : netns.nextIpId(out.source, destination, this.protocol) })
    useRoute(skb, out.route, out.device, out.nextHop)
    const isTaken = ipLocalOut(netns, skb)
    this.afterSend()
    return isTaken ? ok(undefined) : err({ code: 'EPERM' })
  }

  receive(): Received | undefined {
    return this.queue.take()
  }

  close(): void {
    this.netns.rawListeners.splice(this.netns.rawListeners.indexOf(this.listener), 1)
  }

  private route(destination: number): ReturnType<typeof routeOutput> {
    const { netns, options } = this
    const outDevice = options.link === undefined ? null : netns.device(options.link)
    if (outDevice === undefined) return err({ code: 'ENETUNREACH', refusedBy: undefined })
    const found = routeOutput(netns, { destination, source: this.source ?? 0, mark: 0, outDevice, anySource: false })
    if (!found.ok) recordNoWay(netns, found.error, destination)
    return found
  }

  /** raw_local_deliver: a copy of every delivered packet of its protocol. */
  private hear(skb: Skb): void {
    const { data, network, end } = skb
    if (data[network + IP_PROTOCOL] !== this.protocol) return
    const source = read32(data, network + IP_SOURCE) as Ipv4
    const kept = this.queue.add({ kind: 'packet', bytes: data.slice(network, end), atNs: this.netns.env.nowNs, ttl: data[network + IP_TTL] as number, source })
    const kind = this.protocol === PROTO_ICMP ? 'icmp' : 'raw'
    if (kept) recordEvent(this.netns, 'socket.received', skb.inDevice, skb, -1, -1, SOCKET_KINDS.indexOf(kind))
  }
}
