import { addToSum, finishChecksum, pseudoHeaderSum } from '../../wire/checksum'
import { read16, read32, write16, write32 } from '../bytes'
import { ICMP_DEST_UNREACH, ICMP_HOST_ANO, ICMP_HOST_UNREACH, ICMP_NET_ANO, ICMP_NET_UNREACH, ICMP_PKT_FILTERED, ICMP_PORT_UNREACH, ICMP_PROT_UNREACH } from '../icmp-codes'
import { ipLocalOut, newLocalPacket, pushIpv4Header, useRoute } from '../ip-output'
import { headerLength, IP_DESTINATION, IP_FRAGMENT, IP_HEADER_BYTES, IP_OFFSET_MASK, IP_PROTOCOL, IP_SOURCE, PROTO_TCP } from '../ipv4-header'
import type { Netns } from '../netns'
import { recordRoute, routeOutput } from '../route-output'
import type { Skb } from '../skb'

const ICMP_CODES: Readonly<Record<string, number>> = {
  'icmp-net-unreachable': ICMP_NET_UNREACH,
  'icmp-host-unreachable': ICMP_HOST_UNREACH,
  'icmp-proto-unreachable': ICMP_PROT_UNREACH,
  'icmp-port-unreachable': ICMP_PORT_UNREACH,
  'icmp-net-prohibited': ICMP_NET_ANO,
  'icmp-host-prohibited': ICMP_HOST_ANO,
  'icmp-admin-prohibited': ICMP_PKT_FILTERED,
}
const TCP_RESET = 'tcp-reset'

/** What `--reject-with` may say. */
export function isRejection(text: string): boolean {
  return text === TCP_RESET || text in ICMP_CODES
}

/** Tells the sender: an ICMP error, or a reset of its connection (reject_tg, net/ipv4/netfilter/ipt_REJECT.c). */
export function sendRejection(netns: Netns, skb: Skb, how: string): void {
  if (how === TCP_RESET) sendReset(netns, skb)
  else netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, ICMP_CODES[how] ?? ICMP_PORT_UNREACH, 0)
}

const TCP_HEADER_BYTES = 20
const FIN = 0x01
const SYN = 0x02
const RST = 0x04
const ACK = 0x10

/** nf_send_reset (net/ipv4/netfilter/nf_reject_ipv4.c): in the name of the destination, which never heard of it. */
function sendReset(netns: Netns, skb: Skb): void {
  const { data, network, end } = skb
  if (data[network + IP_PROTOCOL] !== PROTO_TCP || (read16(data, network + IP_FRAGMENT) & IP_OFFSET_MASK) !== 0) return
  const at = network + headerLength(data, network)
  if (end - at < TCP_HEADER_BYTES) return
  const flags = data[at + 13] as number
  if (flags & RST) return
  const [source, destination] = [read32(data, network + IP_DESTINATION), read32(data, network + IP_SOURCE)]
  const found = routeOutput(netns, { destination, source, mark: 0, outDevice: null, anySource: true })
  if (!found.ok) return
  const reset = newLocalPacket(netns, TCP_HEADER_BYTES)
  const to = reset.network + IP_HEADER_BYTES
  reset.data.fill(0, to, to + TCP_HEADER_BYTES)
  write16(reset.data, to, read16(data, at + 2))
  write16(reset.data, to + 2, read16(data, at))
  if (flags & ACK) write32(reset.data, to + 4, read32(data, at + 8))
  else write32(reset.data, to + 8, (read32(data, at + 4) + sequenceLength(skb, at, flags)) >>> 0)
  reset.data[to + 12] = (TCP_HEADER_BYTES / 4) << 4
  reset.data[to + 13] = flags & ACK ? RST : RST | ACK
  const sum = addToSum(pseudoHeaderSum(source, destination, PROTO_TCP, TCP_HEADER_BYTES), reset.data, to, to + TCP_HEADER_BYTES)
  write16(reset.data, to + 16, finishChecksum(sum))
  // nf_ct_attach: it belongs to the connection that it ends.
  reset.connection = skb.connection
  reset.isReply = !skb.isReply
  recordRoute(netns, found.value.route, reset, destination)
  pushIpv4Header(reset, { source, destination, protocol: PROTO_TCP, tos: 0, ttl: netns.defaultTtl, dontFragment: true, id: 0 })
  useRoute(reset, found.value.route, found.value.device, found.value.nextHop)
  ipLocalOut(netns, reset)
}

/** How much of the sequence space a segment takes. */
function sequenceLength({ data, end }: Skb, at: number, flags: number): number {
  const dataBytes = end - at - ((data[at + 12] as number) >>> 4) * 4
  return dataBytes + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)
}
