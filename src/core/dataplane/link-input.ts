import { arpReceive } from './arp'
import { read16 } from './bytes'
import type { Device } from './device'
import { countReceived, drop, recordIn } from './environment'
import { ipReceive } from './ip-input'
import type { Skb } from './skb'
import { PACKET_BROADCAST, PACKET_HOST, PACKET_OTHERHOST, scrub } from './skb'

const ETHERNET_BYTES = 14
/** A link takes a VLAN tag more than its MTU (is_skb_forwardable, net/core/dev.c). */
const VLAN_BYTES = 4

/** Whether a device takes a frame of this length in: larger ones vanish at its end of the link, without a word. */
export function isForwardable(mtuBytes: number, skb: Skb): boolean {
  return skb.end - skb.start <= mtuBytes + ETHERNET_BYTES + VLAN_BYTES
}

/** A frame gets to a device: captures date it now, the soft interrupt takes it in turn (netif_rx with netdev_tstamp_prequeue). */
export function arrive(device: Device, skb: Skb): void {
  scrub(skb)
  countReceived(device, skb.end - skb.start)
  if (!skb.hasDepartureTime) recordIn(device, skb, device.netns.env.nowNs)
  device.netns.env.receiveLater(device, skb)
}

/** A frame with an Ethernet header is received (netif_receive_skb after eth_type_trans). */
export function ethernetReceive(device: Device, skb: Skb): void {
  const { netns } = device
  const { data, start } = skb
  if (skb.hasDepartureTime) recordIn(device, skb, netns.env.nowNs)
  skb.network = start + ETHERNET_BYTES
  const high = read16(data, start)
  if ((data[start] as number) & 1) skb.packetType = PACKET_BROADCAST
  else {
    const low = (((data[start + 2] as number) << 24) | ((data[start + 3] as number) << 16) | ((data[start + 4] as number) << 8) | (data[start + 5] as number)) >>> 0
    skb.packetType = high * 0x1_0000_0000 + low === device.mac ? PACKET_HOST : PACKET_OTHERHOST
  }
  const etherType = read16(data, start + 12)
  if (etherType === 0x0800) ipReceive(netns, device, skb)
  else if (etherType === 0x0806 && device.usesArp) arpReceive(netns, device, skb)
  else {
    device.counters.rxDropped++
    drop(netns, device, skb, 'unknown-protocol', -1, etherType)
  }
}

/** A packet without a link header arrives on a tunnel device that has none; a capture there has seen it already. */
export function rawIpReceive(device: Device, skb: Skb): void {
  skb.network = skb.start
  ipReceive(device.netns, device, skb)
}

/** A packet of this host to itself: captures show it once, when it leaves. */
export function loopbackReceive(device: Device, skb: Skb): void {
  skb.network = skb.start + ETHERNET_BYTES
  skb.packetType = PACKET_HOST
  // the packet keeps its route (loopback_xmit), and what this host itself sends by lo is for this host (rt_dst_alloc, RTCF_LOCAL)
  skb.local = !skb.forwarded
  skb.forwarded = false
  ipReceive(device.netns, device, skb)
}
