import { required } from '../base/assert'
import { read16, read32 } from './bytes'
import type { Device } from './device'
import { countReceived, countSent, drop, recordEvent, recordIn } from './environment'
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED } from './icmp-codes'
import type { IcmpErrorReceived } from './icmp'
import { ipLocalOut, pushIpv4Header, useRoute } from './ip-output'
import { headerLength, IP_DESTINATION, IP_DF, IP_FRAGMENT, IP_HEADER_BYTES, IP_SOURCE, IP_TOS, IP_TTL, PROTO_IPIP } from './ipv4-header'
import { pathMtuTo } from './mtu'
import type { Netns } from './netns'
import { learnPathMtu, tellRouteOfMtu } from './learn-path-mtu'
import { recordRoute, routeOutput } from './route-output'
import type { Skb } from './skb'
import { decapsulateEcn, encapsulateEcn } from './tunnel-ecn'
import { leaveConnection } from './tunnel-scrub'
import { PACKET_HOST } from './skb'

/**
 * tunl0, the fallback device of the ipip module: remote any, local any, ttl inherit, nopmtudisc.
 * What goes out gets an outer header to the route's gateway (ip_tunnel_xmit, net/ipv4/ip_tunnel.c).
 */
export function ipipTransmit(device: Device, skb: Skb): void {
  const { netns } = device
  const { data, network } = skb
  const outerDestination = skb.nextHop
  const inner = { tos: data[network + IP_TOS] as number, ttl: data[network + IP_TTL] as number, fragment: read16(data, network + IP_FRAGMENT), bytes: skb.end - network }
  const found = routeOutput(netns, { destination: outerDestination, source: 0, mark: 0, outDevice: null, anySource: false })
  if (!found.ok || found.value.device === device) {
    device.counters.txErrors++
    drop(netns, device, skb, found.ok ? 'tunnel-loop' : 'no-tunnel-route', found.ok ? (found.value.route?.id ?? -1) : -1, outerDestination)
    return
  }
  const out = found.value
  const rule = netns.fib.rule
  const dontFragment = (inner.fragment & IP_DF) !== 0
  const innerMtuBytes = pathMtuTo(netns, skb.route, device, read32(data, network + IP_DESTINATION))
  const room = dontFragment ? pathMtuTo(netns, out.route, out.device, outerDestination) - IP_HEADER_BYTES : innerMtuBytes
  tellRouteOfMtu(netns, skb, room)
  if (dontFragment && room < inner.bytes) {
    device.counters.txErrors++
    netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, room)
    drop(netns, device, skb, 'fragmentation-needed', out.route?.id ?? -1, room)
    return
  }
  netns.fib.rule = rule
  countSent(device, inner.bytes)
  leaveConnection(skb)
  skb.network = network - IP_HEADER_BYTES
  pushIpv4Header(skb, {
    source: out.source,
    destination: outerDestination,
    protocol: PROTO_IPIP,
    tos: encapsulateEcn(0, inner.tos),
    ttl: inner.ttl,
    dontFragment,
    id: netns.nextIpId(out.source, outerDestination, PROTO_IPIP),
  })
  skb.start = skb.network
  skb.frame = -1
  recordEvent(netns, 'packet.encapsulated', device, skb, device.id, out.source | 0, outerDestination | 0)
  recordRoute(netns, out.route, skb, outerDestination)
  useRoute(skb, out.route, out.device, out.nextHop)
  ipLocalOut(netns, skb)
}

/** Protocol handler of IP protocol 4: takes the outer header off; the inner packet appears on tunl0 (ipip_rcv). */
export function ipipReceive(netns: Netns, skb: Skb): void {
  const { data, network } = skb
  const device = required(netns.devices.find((candidate) => candidate.spec.kind === 'ipip'), 'tunl0, which brought the protocol with it')
  if (!device.up) {
    netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, 3, 0)
    drop(netns, device, skb, 'interface-down', device.id)
    return
  }
  const source = read32(data, network + IP_SOURCE)
  const destination = read32(data, network + IP_DESTINATION)
  const outerTos = data[network + IP_TOS] as number
  const innerAt = network + headerLength(data, network)
  if (skb.end - innerAt < IP_HEADER_BYTES) {
    drop(netns, device, skb, 'malformed')
    return
  }
  skb.network = innerAt
  skb.start = innerAt
  skb.frame = -1
  if (!decapsulateEcn(skb, outerTos)) {
    drop(netns, device, skb, 'malformed')
    return
  }
  leaveConnection(skb)
  skb.local = false
  skb.route = null
  skb.packetType = PACKET_HOST
  recordEvent(netns, 'packet.decapsulated', device, skb, device.id, source | 0, destination | 0)
  countReceived(device, skb.end - skb.network)
  recordIn(device, skb, skb.arrivedNs)
  netns.env.receiveLater(device, skb)
}

/** ipip_err: a router on the way cannot forward the outer packet; its path MTU is remembered for the next ones. */
export function ipipError(netns: Netns, error: IcmpErrorReceived): void {
  if (error.type !== ICMP_DEST_UNREACH || error.code !== ICMP_FRAG_NEEDED) return
  learnPathMtu(netns, error)
}
