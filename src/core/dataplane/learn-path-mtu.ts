import { read16, read32 } from './bytes'
import { recordEvent } from './environment'
import type { IcmpErrorReceived } from './icmp'
import { IP_DESTINATION, IP_SOURCE, IP_TOTAL_LENGTH } from './ipv4-header'
import { pathMtuTo } from './mtu'
import type { Netns } from './netns'
import { routeOutput } from './route-output'
import type { Skb } from './skb'

/** A router that gives no MTU is believed to mean this one (RFC 1191 section 7.1, first plateau below). */
const PLATEAUS = [32000, 17914, 8166, 4352, 2002, 1492, 576, 296, 216, 128, 68]

/** ipv4_update_pmtu: remembers the MTU of the path to the quoted packet's destination. */
export function learnPathMtu(netns: Netns, error: IcmpErrorReceived): void {
  const { skb, quotedAt } = error
  const destination = read32(skb.data, quotedAt + IP_DESTINATION)
  const source = read32(skb.data, quotedAt + IP_SOURCE)
  const quotedBytes = read16(skb.data, quotedAt + IP_TOTAL_LENGTH)
  const mtuBytes = error.info !== 0 ? error.info : (PLATEAUS.find((plateau) => plateau < quotedBytes) ?? 68)
  const rule = netns.fib.rule
  const found = routeOutput(netns, { destination, source, mark: 0, outDevice: null, anySource: true })
  netns.fib.rule = rule
  if (!found.ok || found.value.route === null) return
  const { route, device } = found.value
  const current = pathMtuTo(netns, route, device, destination)
  if (netns.pathMtu.learn(route, destination, mtuBytes, current, netns.env.nowNs)) recordEvent(netns, 'pmtu.learned', skb.inDevice, skb, route.id, destination | 0, mtuBytes)
}

/**
 * skb_dst_update_pmtu: a tunnel tells the route of the packet in hand what fits through. It may be no news, and is
 * noted all the same.
 */
export function tellRouteOfMtu(netns: Netns, skb: Skb, mtuBytes: number): void {
  const { route, outDevice } = skb
  if (route === null || outDevice === null) return
  const destination = read32(skb.data, skb.network + IP_DESTINATION)
  const current = pathMtuTo(netns, route, outDevice, destination)
  const learned = netns.pathMtu.learn(route, destination, mtuBytes, current, netns.env.nowNs)
  if (learned && mtuBytes < current) recordEvent(netns, 'pmtu.learned', outDevice, skb, route.id, destination | 0, mtuBytes)
}
