import { read16, read32 } from './bytes'
import { recordEvent } from './environment'
import type { IcmpErrorReceived } from './icmp'
import { IP_DESTINATION, IP_SOURCE, IP_TOTAL_LENGTH } from './ipv4-header'
import { pathMtuTo } from './mtu'
import type { Netns } from './netns'
import { routeOutput } from './route-output'

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
  if (!found.ok) return
  const { nowNs } = netns.env
  const current = pathMtuTo(netns, found.value.route, found.value.device, destination)
  if (netns.pathMtu.learn(destination, mtuBytes, current, nowNs)) recordEvent(netns, 'pmtu.learned', skb.inDevice, skb, found.value.route?.id ?? -1, destination | 0, mtuBytes)
}
