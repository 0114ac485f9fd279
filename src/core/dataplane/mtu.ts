import { MAX_IP_BYTES } from './ipv4-header'
import { read32 } from './bytes'
import { IP_DESTINATION } from './ipv4-header'
import type { Netns } from './netns'
import type { Device } from './device'
import type { Route } from './route'
import type { Skb } from './skb'

/** ip_dst_mtu_maybe_forward(dst, true): a router does not trust path MTUs that others may have forged; the route's own counts. */
export function forwardingMtu(skb: Skb): number {
  const own = skb.route === null ? undefined : skb.route.spec.mtuBytes
  return Math.min(own ?? (skb.outDevice as Device).mtuBytes, MAX_IP_BYTES)
}

/** ipv4_mtu: for packets of this host, a learned path MTU comes first. */
export function outputMtu(netns: Netns, skb: Skb): number {
  return pathMtuTo(netns, skb.route, skb.outDevice as Device, read32(skb.data, skb.network + IP_DESTINATION))
}

export function pathMtuTo(netns: Netns, route: Route | null, device: Device, destination: number): number {
  const learned = netns.pathMtu.lookup(route, destination, netns.env.nowNs)
  if (learned !== undefined) return learned.mtuBytes
  const own = route === null ? undefined : route.spec.mtuBytes
  return Math.min(own ?? device.mtuBytes, MAX_IP_BYTES)
}
