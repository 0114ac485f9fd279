import { read16, read32 } from './bytes'
import type { Device } from './device'
import { drop, recordEvent } from './environment'
import { HOOK_FORWARD } from './hooks'
import { ICMP_DEST_UNREACH, ICMP_EXC_TTL, ICMP_FRAG_NEEDED, ICMP_REDIR_HOST, ICMP_REDIRECT, ICMP_TIME_EXCEEDED } from './icmp-codes'
import { ipOutput } from './ip-output'
import { decreaseTtl, IP_DF, IP_FRAGMENT, IP_SOURCE, IP_TTL } from './ipv4-header'
import { forwardingMtu } from './mtu'
import type { Netns } from './netns'
import type { Skb } from './skb'
import { PACKET_HOST } from './skb'

/** ip_forward (net/ipv4/ip_forward.c): TTL, MTU, redirect, FORWARD, out. */
export function ipForward(netns: Netns, device: Device, skb: Skb): void {
  const { data, network } = skb
  if (skb.packetType !== PACKET_HOST) {
    drop(netns, device, skb, 'not-for-this-host')
    return
  }
  const ttl = data[network + IP_TTL] as number
  if (ttl <= 1) {
    netns.sendIcmpError(netns, skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0)
    drop(netns, device, skb, 'ttl-exceeded', -1, ttl)
    return
  }
  skb.forwarded = true
  const mtuBytes = forwardingMtu(skb)
  if (exceedsMtu(skb, mtuBytes)) {
    netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtuBytes)
    drop(netns, device, skb, 'fragmentation-needed', skb.route === null ? -1 : skb.route.id, mtuBytes)
    return
  }
  decreaseTtl(data, network)
  skb.frame = -1
  recordEvent(netns, 'packet.forwarded', skb.outDevice, skb, ttl, ttl - 1, -1)
  if (skb.doRedirect) {
    netns.peers.redirect(read32(data, network + IP_SOURCE), netns.env.nowNs, () => {
      netns.sendIcmpError(netns, skb, ICMP_REDIRECT, ICMP_REDIR_HOST, skb.nextHop)
    })
  }
  const { netfilter } = netns
  if (netfilter !== null && !netfilter.run(HOOK_FORWARD, skb, device, skb.outDevice)) return
  ipOutput(netns, skb)
}

/** ip_exceeds_mtu: only a packet that must not be fragmented is refused here. What was put together from fragments may be. */
function exceedsMtu(skb: Skb, mtuBytes: number): boolean {
  return skb.end - skb.network > mtuBytes && (read16(skb.data, skb.network + IP_FRAGMENT) & IP_DF) !== 0
}
