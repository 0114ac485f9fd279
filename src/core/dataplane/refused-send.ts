import { drop, recordEvent } from './environment'
import { newLocalPacket, pushIpv4Header } from './ip-output'
import type { LocalPacket } from './ip-output'
import { IP_HEADER_BYTES, MAX_IP_BYTES } from './ipv4-header'
import type { Netns } from './netns'
import { dropReasonOf } from './route-errors'
import { recordRoute } from './route-output'
import type { OutputError, OutputRoute } from './route-output'

/**
 * A program asked for a packet that is longer than its way carries, with DF: the call fails with EMSGSIZE (raw_send_hdrinc,
 * ip_append_data) and nothing is sent. The trace keeps what was asked for, as the frame that the end speaks of; no interface
 * ever sees it. `payload` is what would have stood behind the IP header; checksums in it are as the program left them.
 */
export function recordTooLong(netns: Netns, asked: LocalPacket, payload: Uint8Array, { route, device }: OutputRoute, mtuBytes: number): void {
  const { recorder } = netns.env
  if (recorder === null || IP_HEADER_BYTES + payload.length > MAX_IP_BYTES) return
  const skb = newLocalPacket(netns, payload.length)
  skb.data.set(payload, skb.network + IP_HEADER_BYTES)
  recordRoute(netns, route, skb, asked.destination)
  pushIpv4Header(skb, asked)
  skb.frame = recorder.storeFrame(skb.data, skb.network, skb.end)
  const isOwnMtu = route === null || mtuBytes === device.mtuBytes
  drop(netns, null, skb, 'message-too-long', isOwnMtu ? device.id : route.id, mtuBytes)
}

/** A program asked for a destination that no route leads to: the call fails before there is a packet. */
export function recordNoWay(netns: Netns, { code, refusedBy }: OutputError, destination: number): void {
  // an address that is not this host's own as source is a mistake of the program's, and no lookup
  if (netns.env.recorder === null || (code === 'EINVAL' && refusedBy === undefined)) return
  const skb = newLocalPacket(netns, 0)
  if (refusedBy === undefined) recordEvent(netns, 'route.missing', null, skb, -1, destination | 0, -1)
  else recordRoute(netns, refusedBy, skb, destination)
  drop(netns, null, skb, dropReasonOf(code, refusedBy), refusedBy?.id ?? -1, destination)
}
