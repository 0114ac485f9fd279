import { read16, read32 } from './bytes'
import { headerLength, IP_DESTINATION, IP_FRAGMENT, IP_MF, IP_OFFSET_MASK, IP_PROTOCOL, IP_SOURCE, PROTO_TCP, PROTO_UDP } from './ipv4-header'
import type { Netns } from './netns'
import type { Skb } from './skb'

/**
 * The hash of a packet's flow (skb_get_hash): the socket's own where a connected one sent it, else over addresses,
 * protocol and ports, the same in both directions, under the host's key. Which key a real host drew nobody knows.
 */
export function flowHash(netns: Netns, skb: Skb): number {
  if (skb.flowHash !== 0) return skb.flowHash
  const { data, network } = skb
  const source = read32(data, network + IP_SOURCE)
  const destination = read32(data, network + IP_DESTINATION)
  const protocol = data[network + IP_PROTOCOL] as number
  const isFragment = (read16(data, network + IP_FRAGMENT) & (IP_MF | IP_OFFSET_MASK)) !== 0
  const hasPorts = !isFragment && (protocol === PROTO_TCP || protocol === PROTO_UDP)
  const ports = hasPorts ? read32(data, network + headerLength(data, network)) : 0
  const swap = source > destination || (source === destination && ports >>> 16 > (ports & 0xffff))
  const [low, high, orderedPorts] = swap ? [destination, source, ((ports << 16) | (ports >>> 16)) >>> 0] : [source, destination, ports]
  let h = Math.imul(low ^ netns.hashKey, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15) ^ high, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13) ^ orderedPorts, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16) ^ protocol, 0x27d4eb2f)
  return (h ^ (h >>> 15)) >>> 0 || 1
}

/** A UDP source port out of a hash, in the local port range (udp_flow_src_port, include/net/udp.h). */
export function flowSourcePort(netns: Netns, hash: number): number {
  const mixed = (hash ^ (hash << 16)) >>> 0
  const { localPortFirst, localPortLast } = netns
  return localPortFirst + Math.floor((mixed / 0x1_0000_0000) * (localPortLast - localPortFirst))
}
