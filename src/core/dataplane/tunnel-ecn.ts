import { fillHeaderChecksum, IP_TOS } from './ipv4-header'
import type { Skb } from './skb'

const ECN_MASK = 3
const ECN_CE = 3
const ECN_ECT0 = 2

/** The outer TOS: the tunnel's own DSCP, the inner ECN bits, CE told as ECT(0) (INET_ECN_encapsulate, RFC 6040 compatibility mode). */
export function encapsulateEcn(tunnelTos: number, innerTos: number): number {
  const inner = innerTos & ECN_MASK
  return (tunnelTos & ~ECN_MASK) | (inner === ECN_CE ? ECN_ECT0 : inner)
}

/** Congestion met on the way counts for the inner packet; false when it cannot say so and must go (INET_ECN_decapsulate). */
export function decapsulateEcn(skb: Skb, outerTos: number): boolean {
  if ((outerTos & ECN_MASK) !== ECN_CE) return true
  const tos = skb.data[skb.network + IP_TOS] as number
  if ((tos & ECN_MASK) === 0) return false
  skb.data[skb.network + IP_TOS] = tos | ECN_CE
  fillHeaderChecksum(skb.data, skb.network)
  return true
}
