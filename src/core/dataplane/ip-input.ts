import type { DropReason } from '../trace/entry-kinds'
import { internetChecksum } from '../wire/checksum'
import { read16, read32 } from './bytes'
import type { Device } from './device'
import { drop, recordEvent } from './environment'
import { HOOK_LOCAL_IN, HOOK_PRE_ROUTING } from './hooks'
import { ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, ICMP_NET_UNREACH, ICMP_PKT_FILTERED, ICMP_PROT_UNREACH } from './icmp-codes'
import { ipForward } from './ip-forward'
import { headerLength, IP_DESTINATION, IP_FRAGMENT, IP_HEADER_BYTES, IP_MF, IP_OFFSET_MASK, IP_PROTOCOL, IP_SOURCE, IP_TOTAL_LENGTH } from './ipv4-header'
import type { Netns } from './netns'
import { dropReasonOf } from './route-errors'
import { decideInput } from './route-input'
import type { Skb } from './skb'
import { PACKET_HOST, PACKET_OTHERHOST } from './skb'

/** ip_rcv: `skb.network` is at the IP header. Checks it, runs PRE_ROUTING, routes, delivers or forwards. */
export function ipReceive(netns: Netns, device: Device, skb: Skb): void {
  const packet = takeIn(netns, device, skb)
  if (packet !== undefined) routeAndHandle(netns, device, packet)
}

/** ip_list_rcv: of packets that come up together, all pass PRE_ROUTING before the first is routed. */
export function ipReceiveList(netns: Netns, device: Device, skbs: readonly Skb[]): void {
  const packets = skbs.map((skb) => takeIn(netns, device, skb))
  for (const packet of packets) if (packet !== undefined) routeAndHandle(netns, device, packet)
}

/** ip_rcv_core and PRE_ROUTING: what goes on from there, put together if it came in fragments; undefined if it ended. */
function takeIn(netns: Netns, device: Device, skb: Skb): Skb | undefined {
  skb.inDevice = device
  skb.start = skb.network
  if (skb.packetType === PACKET_OTHERHOST) {
    drop(netns, device, skb, 'wrong-mac')
    return undefined
  }
  if (!trimToIpPacket(skb)) {
    drop(netns, device, skb, 'malformed')
    return undefined
  }
  const { data, network } = skb
  if (internetChecksum(data, network, network + headerLength(data, network)) !== 0) {
    drop(netns, device, skb, 'bad-checksum')
    return undefined
  }
  const { netfilter } = netns
  if (netfilter === null) return skb
  const whole = isFragment(skb) && netfilter.tracksConnections ? netns.reassembly.add(netns, skb, 'conntrack') : skb
  if (whole === undefined) return undefined
  const destination = read32(whole.data, whole.network + IP_DESTINATION)
  if (!netfilter.run(HOOK_PRE_ROUTING, whole, device, null)) return undefined
  // nf_nat_ipv4_pre_routing: another destination asks for another route
  if (read32(whole.data, whole.network + IP_DESTINATION) !== destination) whole.local = false
  return whole
}

/** Length checks of ip_rcv_core; padding behind the packet is cut off. */
function trimToIpPacket(skb: Skb): boolean {
  const { data, network } = skb
  const available = skb.end - network
  if (available < IP_HEADER_BYTES || (data[network] as number) >>> 4 !== 4) return false
  const header = headerLength(data, network)
  const total = read16(data, network + IP_TOTAL_LENGTH)
  if (header < IP_HEADER_BYTES || total < header || total > available) return false
  if (network + total < skb.end) {
    skb.end = network + total
    skb.frame = -1
  }
  return true
}

function isFragment(skb: Skb): boolean {
  return (read16(skb.data, skb.network + IP_FRAGMENT) & (IP_MF | IP_OFFSET_MASK)) !== 0
}

/** ip_rcv_finish: what came by lo has its route already. */
function routeAndHandle(netns: Netns, device: Device, skb: Skb): void {
  if (skb.local) {
    ipLocalDeliver(netns, skb)
    return
  }
  const { data, network } = skb
  const source = read32(data, network + IP_SOURCE)
  const destination = read32(data, network + IP_DESTINATION)
  const decision = decideInput(netns, device, source, destination, skb.mark)
  switch (decision.verdict) {
    case 'forward': {
      const route = decision.route
      recordEvent(netns, 'route.selected', route.device, skb, route.id, destination | 0, netns.fib.rule === undefined ? -1 : netns.fib.rule.id)
      netns.pathMtu.bind(route, destination, netns.env.nowNs)
      skb.route = route
      skb.outDevice = route.device
      skb.nextHop = route.gateway !== 0 ? route.gateway : destination
      skb.doRedirect = decision.redirect
      ipForward(netns, device, skb)
      return
    }
    case 'local':
      skb.route = decision.route
      skb.local = true
      ipLocalDeliver(netns, skb)
      return
    case 'refused':
      answerRefusal(netns, device, skb, source, destination)
      return
    case 'martian':
      drop(netns, device, skb, decision.reason, decision.by, SPEAKS_OF_DESTINATION.has(decision.reason) ? destination : source)
  }
}

const SPEAKS_OF_DESTINATION: ReadonlySet<DropReason> = new Set(['martian-destination', 'forwarding-disabled'])

/** ip_error (net/ipv4/route.c): no route, or a route that refuses. */
function answerRefusal(netns: Netns, device: Device, skb: Skb, source: number, destination: number): void {
  const { error, refusedBy } = netns.fib
  if (refusedBy === undefined) recordEvent(netns, 'route.missing', device, skb, -1, destination | 0, -1)
  else recordEvent(netns, 'route.selected', null, skb, refusedBy.id, destination | 0, netns.fib.rule?.id ?? -1)
  if (error !== 'EINVAL' && netns.peers.allowsRefusal(source, netns.env.nowNs)) {
    const code = error === 'ENETUNREACH' ? ICMP_NET_UNREACH : error === 'EHOSTUNREACH' ? ICMP_HOST_UNREACH : ICMP_PKT_FILTERED
    netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, code, 0)
  }
  drop(netns, device, skb, dropReasonOf(error, refusedBy), refusedBy?.id ?? -1, destination)
}

/** ip_local_deliver: reassembly, LOCAL_IN, then the protocol. */
export function ipLocalDeliver(netns: Netns, skb: Skb): void {
  const packet = isFragment(skb) ? netns.reassembly.add(netns, skb, 'local') : skb
  if (packet === undefined) return
  const { netfilter } = netns
  if (netfilter !== null && !netfilter.run(HOOK_LOCAL_IN, packet, packet.inDevice, null)) return
  const protocol = packet.data[packet.network + IP_PROTOCOL] as number
  if (packet.hasDepartureTime) {
    // skb_clear_delivery_time: an envelope that is opened here hands on the time of its delivery.
    packet.hasDepartureTime = false
    packet.arrivedNs = netns.env.nowNs
  }
  recordEvent(netns, 'packet.delivered', packet.inDevice, packet, packet.route === null ? -1 : packet.route.id, -1, protocol)
  for (const listener of netns.rawListeners) listener(packet)
  const handler = netns.protocols.get(protocol)
  if (handler !== undefined) handler(netns, packet)
  else {
    if (packet.packetType === PACKET_HOST) netns.sendIcmpError(netns, packet, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0)
    drop(netns, packet.inDevice, packet, 'unknown-protocol', -1, protocol)
  }
}
