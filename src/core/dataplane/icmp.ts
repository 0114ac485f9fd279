import { IPV4_LIMITED_BROADCAST, isMulticast } from '../wire/ipv4-address'
import { internetChecksum } from '../wire/checksum'
import { read16, read32, write16, write32 } from './bytes'
import type { Device } from './device'
import { drop, recordEvent } from './environment'
import { ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_ECHOREPLY, ICMP_FRAG_NEEDED, isIcmpError } from './icmp-codes'
import { ipLocalOut, newLocalPacket, pushIpv4Header, useRoute } from './ip-output'
import { headerLength, IP_DESTINATION, IP_FRAGMENT, IP_HEADER_BYTES, IP_OFFSET_MASK, IP_PROTOCOL, IP_SOURCE, IP_TOS, PROTO_ICMP } from './ipv4-header'
import { pathMtuTo } from './mtu'
import type { Netns } from './netns'
import { recordRoute, routeOutput } from './route-output'
import type { OutputRoute } from './route-output'
import type { Skb } from './skb'
import { attachConnection, PACKET_HOST } from './skb'

const ICMP_HEADER_BYTES = 8
/** An error quotes as much as fits into this many bytes in all (icmp_send). */
const ERROR_MAX_BYTES = 576
/** IPTOS_PREC_INTERNETCONTROL */
const INTERNET_CONTROL = 0xc0
/** Source of an error where the host has no address at all (RFC 7600). */
const INADDR_DUMMY = 0xc0000008

/** Hears of ICMP errors about packets of its protocol; plugged in by tunnels and sockets. */
export type IcmpErrorHandler = (netns: Netns, error: IcmpErrorReceived) => void

export interface IcmpErrorReceived {
  readonly skb: Skb
  readonly type: number
  readonly code: number
  /** Next-hop MTU of a fragmentation-needed error, else the second word. */
  readonly info: number
  /** Offset of the quoted IP header in `skb.data`. */
  readonly quotedAt: number
}

/** ICMP of one namespace: answers echo, sends errors within the kernel's limits, hands received errors on. */
export class Icmp {
  readonly errorHandlers = new Map<number, IcmpErrorHandler>()

  /** Protocol handler of IP protocol 1 (icmp_rcv). */
  receive(netns: Netns, skb: Skb): void {
    const at = skb.network + headerLength(skb.data, skb.network)
    if (skb.end - at < ICMP_HEADER_BYTES || internetChecksum(skb.data, at, skb.end) !== 0) {
      drop(netns, skb.inDevice, skb, skb.end - at < ICMP_HEADER_BYTES ? 'malformed' : 'bad-checksum')
      return
    }
    const type = skb.data[at] as number
    if (type === ICMP_ECHO && ignoresEcho(netns, skb)) {
      drop(netns, skb.inDevice, skb, 'echo-ignored')
      return
    }
    if (type === ICMP_ECHO) this.answerEcho(netns, skb, at)
    else if (isIcmpError(type)) this.receiveError(netns, skb, at, type)
    netns.env.pool.release(skb)
  }

  /** icmp_echo and icmp_reply: the request's bytes come back, its TOS too; no DF. A request to all is answered from an address of the link. */
  private answerEcho(netns: Netns, skb: Skb, at: number): void {
    const asked = read32(skb.data, skb.network + IP_DESTINATION)
    const isToAll = isForAll(skb)
    const payloadBytes = skb.end - at
    const source = read32(skb.data, skb.network + IP_SOURCE)
    const found = routeOutput(netns, { destination: source, source: isToAll && skb.inDevice !== null ? netns.selectAddress(skb.inDevice, source) : asked, mark: 0, outDevice: null, anySource: false })
    if (!found.ok) {
      recordEvent(netns, 'route.missing', null, skb, found.error.refusedBy?.id ?? -1, source | 0, -1)
      return
    }
    const reply = newLocalPacket(netns, payloadBytes)
    const to = reply.network + IP_HEADER_BYTES
    reply.data.set(skb.data.subarray(at, skb.end), to)
    reply.data[to] = ICMP_ECHOREPLY
    fillIcmpChecksum(reply, to)
    recordEvent(netns, 'echo.answered', skb.inDevice, skb, reply.packet, -1, -1)
    this.push(netns, reply, found.value, source, skb.data[skb.network + IP_TOS] as number)
  }

  private receiveError(netns: Netns, skb: Skb, at: number, type: number): void {
    const quotedAt = at + ICMP_HEADER_BYTES
    if (skb.end - quotedAt < IP_HEADER_BYTES || (skb.data[quotedAt] as number) >>> 4 !== 4) return
    const code = skb.data[at + 1] as number
    const isFragNeeded = type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED
    const info = isFragNeeded ? read16(skb.data, at + 6) : read32(skb.data, at + 4)
    const handler = this.errorHandlers.get(skb.data[quotedAt + IP_PROTOCOL] as number)
    handler?.(netns, { skb, type, code, info, quotedAt })
  }

  /** icmp_send: an error about `skb`, which stays the caller's. */
  sendError(netns: Netns, skb: Skb, type: number, code: number, info: number): void {
    const { data, network } = skb
    if (skb.packetType !== PACKET_HOST || (read16(data, network + IP_FRAGMENT) & IP_OFFSET_MASK) !== 0) return
    if (skb.route?.isBroadcast === true || quotesAnError(skb)) return
    const destination = read32(data, network + IP_SOURCE)
    const ownAddress = skb.local ? read32(data, network + IP_DESTINATION) : 0
    const found = routeOutput(netns, { destination, source: ownAddress, mark: 0, outDevice: null, anySource: false })
    if (!found.ok) {
      recordEvent(netns, 'route.missing', null, skb, found.error.refusedBy?.id ?? -1, destination | 0, -1)
      return
    }
    const out = found.value
    const unlimited = out.device.isLoopback || (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) || (netns.icmp.rateMask & (1 << type)) === 0
    if (!unlimited && !netns.peers.allowsError(destination, netns.env.nowNs, netns.icmp.rateLimitMs)) return
    const room = Math.min(pathMtuTo(netns, out.route, out.device, destination), ERROR_MAX_BYTES) - IP_HEADER_BYTES - ICMP_HEADER_BYTES
    const quotedBytes = Math.min(skb.end - network, room)
    const error = newLocalPacket(netns, ICMP_HEADER_BYTES + quotedBytes)
    const to = error.network + IP_HEADER_BYTES
    error.data[to] = type
    error.data[to + 1] = code
    write32(error.data, to + 4, info)
    error.data.set(data.subarray(network, network + quotedBytes), to + ICMP_HEADER_BYTES)
    fillIcmpChecksum(error, to)
    attachConnection(error, skb)
    recordEvent(netns, 'icmp.sent', skb.inDevice, skb, error.packet, type * 256 + code, destination | 0)
    this.push(netns, error, out, destination, ((data[network + IP_TOS] as number) & 0x1e) | INTERNET_CONTROL)
  }

  private push(netns: Netns, skb: Skb, out: OutputRoute, destination: number, tos: number): void {
    recordRoute(netns, out.route, skb, destination)
    const source = out.source !== 0 ? out.source : INADDR_DUMMY
    pushIpv4Header(skb, { source, destination, protocol: PROTO_ICMP, tos, ttl: netns.defaultTtl, dontFragment: false, id: netns.nextIpId(source, destination, PROTO_ICMP) })
    useRoute(skb, out.route, out.device, out.nextHop)
    ipLocalOut(netns, skb)
  }
}

/** icmp_echo: of all requests, or of those that are for all hosts. */
function ignoresEcho(netns: Netns, skb: Skb): boolean {
  return netns.icmp.echoIgnoreAll || (netns.icmp.echoIgnoreBroadcasts && isForAll(skb))
}

function isForAll(skb: Skb): boolean {
  const asked = read32(skb.data, skb.network + IP_DESTINATION)
  return skb.route?.isBroadcast === true || asked === IPV4_LIMITED_BROADCAST || isMulticast(asked)
}

export function fillIcmpChecksum(skb: Skb, at: number): void {
  write16(skb.data, at + 2, 0)
  write16(skb.data, at + 2, internetChecksum(skb.data, at, skb.end))
}

/** No error about an error (RFC 1122 section 3.2.2). */
function quotesAnError(skb: Skb): boolean {
  const { data, network } = skb
  if (data[network + IP_PROTOCOL] !== PROTO_ICMP) return false
  const at = network + headerLength(data, network)
  return at < skb.end && isIcmpError(data[at] as number)
}

/** dst_link_failure of ipv4_link_failure: the sender of a packet that found no neighbour is told host unreachable. */
export function reportLinkFailure(netns: Netns, device: Device, skb: Skb, neighbourId: number, nextHop: number): void {
  netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, 1, 0)
  drop(netns, device, skb, 'no-such-neighbour', neighbourId, nextHop)
}

