import { IPV4_LIMITED_BROADCAST, isMulticast } from '../wire/ipv4-address'
import { read16, read32, writeMac } from './bytes'
import type { Device } from './device'
import { drop, recordOut } from './environment'
import { forwardingMtu, outputMtu } from './mtu'
import { fragmentIpv4 } from './fragmentation'
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED } from './icmp-codes'
import { IP_DESTINATION, IP_DF, IP_FRAGMENT, IP_HEADER_BYTES, IP_SOURCE, writeIpv4Header } from './ipv4-header'
import type { Netns } from './netns'
import { HOOK_LOCAL_OUT, HOOK_POST_ROUTING } from './hooks'
import { routeOutput } from './route-output'
import type { Skb } from './skb'

/*
 *   process, ICMP, tunnel           forwarded
 *          |                            |
 *      LOCAL_OUT                     FORWARD
 *          |                            |
 *          +---------- ipOutput --------+
 *                          |
 *                     POST_ROUTING
 *                          |
 *                fragment if too long
 *                          |
 *              neighbour, then the device
 */

/** A packet of this host, header complete and route chosen (ip_local_out). False when a hook took it: its sender is told EPERM. */
export function ipLocalOut(netns: Netns, skb: Skb): boolean {
  skb.start = skb.network
  skb.frame = -1
  const { netfilter } = netns
  if (netfilter !== null) {
    const { data, network } = skb
    const destination = read32(data, network + IP_DESTINATION)
    const mark = skb.mark
    if (!netfilter.run(HOOK_LOCAL_OUT, skb, null, skb.outDevice)) return false
    if (read32(data, network + IP_DESTINATION) !== destination || skb.mark !== mark) {
      if (!rerouteLocal(netns, skb)) return true
    }
  }
  return ipOutput(netns, skb)
}

/** ip_route_me_harder: the output hook changed the destination or the mark. */
function rerouteLocal(netns: Netns, skb: Skb): boolean {
  const { data, network } = skb
  const found = routeOutput(netns, {
    destination: read32(data, network + IP_DESTINATION),
    source: read32(data, network + IP_SOURCE),
    mark: skb.mark,
    outDevice: null,
    anySource: true,
  })
  if (!found.ok) {
    drop(netns, null, skb, 'no-route', -1, read32(data, network + IP_DESTINATION))
    return false
  }
  useRoute(skb, found.value.route, found.value.device, found.value.nextHop)
  return true
}

export function useRoute(skb: Skb, route: Skb['route'], device: Device, nextHop: number): void {
  skb.route = route
  skb.outDevice = device
  skb.nextHop = nextHop
}

/** dst_output for unicast: POST_ROUTING, fragmentation, next hop. False when the hook took it. */
export function ipOutput(netns: Netns, skb: Skb): boolean {
  const { netfilter } = netns
  if (netfilter !== null && !netfilter.run(HOOK_POST_ROUTING, skb, null, skb.outDevice)) return false
  const mtuBytes = skb.forwarded ? forwardingMtu(skb) : outputMtu(netns, skb)
  if (skb.end - skb.network > mtuBytes || skb.fragmentMaxBytes > 0) fragmentOrRefuse(netns, skb, mtuBytes)
  else finishOutput(netns, skb)
  return true
}

/** ip_fragment(). */
function fragmentOrRefuse(netns: Netns, skb: Skb, mtuBytes: number): void {
  const dontFragment = (read16(skb.data, skb.network + IP_FRAGMENT) & IP_DF) !== 0
  if (dontFragment && !skb.ignoreDf) {
    netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtuBytes)
    drop(netns, skb.outDevice, skb, 'fragmentation-needed', skb.route === null ? -1 : skb.route.id, mtuBytes)
    return
  }
  fragmentIpv4(netns, skb, mtuBytes, finishOutput)
}

/** ip_finish_output2: the next hop's link-layer address, then the device. */
export function finishOutput(netns: Netns, skb: Skb): void {
  const device = skb.outDevice as Device
  if (!device.usesArp) {
    if (device.linkHeaderBytes === 0) transmit(device, skb)
    else transmitEthernet(device, 0, skb)
    return
  }
  if (skb.route?.isBroadcast === true || skb.nextHop === IPV4_LIMITED_BROADCAST) {
    transmitEthernet(device, 0xffff_ffff_ffff, skb)
    return
  }
  if (isMulticast(skb.nextHop)) {
    transmitEthernet(device, multicastMac(skb.nextHop), skb)
    return
  }
  const neighbour = netns.neighbours.find(device, skb.nextHop) ?? netns.neighbours.create(device, skb.nextHop)
  netns.neighbours.output(neighbour, skb)
}

/** RFC 1112 section 6.4: the lowest 23 bits of the group. */
function multicastMac(group: number): number {
  return 0x0100_5e00_0000 + (group & 0x7f_ffff)
}

/** Puts the Ethernet header in front and sends. */
export function transmitEthernet(device: Device, destinationMac: number, skb: Skb): void {
  const at = skb.network - 14
  skb.start = at
  skb.frame = -1
  const { data } = skb
  writeMac(data, at, destinationMac)
  writeMac(data, at + 6, device.mac)
  data[at + 12] = 0x08
  data[at + 13] = 0x00
  transmit(device, skb)
}

/** dev_queue_xmit: captures see the frame, then the device has it. Without a carrier its queue takes none (noop_qdisc, dev_deactivate). */
export function transmit(device: Device, skb: Skb): void {
  const down = device.up ? device.carrierLostBy : device
  if (down !== null) {
    drop(device.netns, device, skb, 'interface-down', down.id)
    return
  }
  if (device.linkHeaderBytes === 0) skb.start = skb.network
  recordOut(device, skb)
  const { env } = device.netns
  env.softirqsOff++
  device.transmit(device, skb)
  env.softirqsOff--
}

export interface LocalPacket {
  readonly source: number
  readonly destination: number
  readonly protocol: number
  readonly tos: number
  readonly ttl: number
  readonly dontFragment: boolean
  readonly id: number
}

/** Writes the IP header in front of the payload that `skb` holds from `network + 20` on, for a routed packet of this host. */
export function pushIpv4Header(skb: Skb, packet: LocalPacket): void {
  writeIpv4Header(skb.data, skb.network, {
    tos: packet.tos,
    totalBytes: skb.end - skb.network,
    id: packet.id,
    fragment: packet.dontFragment ? IP_DF : 0,
    ttl: packet.ttl,
    protocol: packet.protocol,
    source: packet.source,
    destination: packet.destination,
  })
}

/** Room for a packet of this host with `payloadBytes` behind the IP header. */
export function newLocalPacket(netns: Netns, payloadBytes: number): Skb {
  return netns.env.pool.take(IP_HEADER_BYTES + payloadBytes)
}
