import { looksLikeBareIp } from '../trace/decode'
import type { LinkLayer } from '../trace/decode'
import type { Trace } from '../trace/trace'
import { ETHERNET_HEADER_BYTES, ETHER_TYPE, parseEthernet } from '../wire/ethernet'
import { ICMP_TYPE } from '../wire/icmp'
import { IP_PROTOCOL, parseIpv4Header } from '../wire/ipv4'
import type { Ipv4 } from '../wire/ipv4-address'
import { tunnelAt } from '../trace/tunnel-ports'
import { parseUdp } from '../wire/udp'

/** What tells packets apart at a glance. */
export interface IpPacket {
  readonly source: Ipv4
  readonly destination: Ipv4
  /** IANA protocol number. */
  readonly protocol: number
  /** The whole IP packet. */
  readonly totalBytes: number
  /** Of UDP; absent where its header is in another fragment. */
  readonly destinationPort?: number
  /** What that port stands for in this lab. */
  readonly tunnel?: 'vxlan' | 'wireguard'
  /** Whether it is the first word of an exchange: an echo request, or a SYN that answers none. Absent where the packet itself does not tell. */
  readonly isOpening?: boolean
}

/** How the frame of an entry begins: as the interface shows it that saw it first; a decision's frame was seen before. */
export function linkLayerOf(trace: Trace, entryIndex: number): LinkLayer {
  const { frame } = trace.entry(entryIndex)
  for (let index = entryIndex; index >= 0; index--) {
    if (!trace.isHop(index)) continue
    const hop = trace.entry(index)
    if (hop.frame !== frame) continue
    const fact = trace.fact(hop.interfaceId, index)
    return fact?.kind === 'interface' ? fact.linkLayer : 'ethernet'
  }
  // what a program asked for in vain has no Ethernet header, and no interface ever saw it
  return looksLikeBareIp(trace.frameBytes(frame)) ? 'raw-ip' : 'ethernet'
}

/** The outermost IPv4 header of the frame that an entry speaks of; undefined for ARP and where there is no frame. */
export function outermostIpv4(trace: Trace, entryIndex: number): IpPacket | undefined {
  const { frame } = trace.entry(entryIndex)
  if (frame < 0) return undefined
  const bytes = trace.frameBytes(frame)
  const isBare = linkLayerOf(trace, entryIndex) === 'raw-ip'
  if (!isBare) {
    const ethernet = parseEthernet(bytes, 0, bytes.length)
    if (!ethernet.ok || ethernet.value.etherType !== ETHER_TYPE.ipv4) return undefined
  }
  const start = isBare ? 0 : ETHERNET_HEADER_BYTES
  const header = parseIpv4Header(bytes, start, bytes.length)
  if (!header.ok) return undefined
  const { source, destination, protocol, totalBytes, headerBytes, fragmentOffsetBytes } = header.value
  const udp = protocol === IP_PROTOCOL.udp && fragmentOffsetBytes === 0 ? parseUdp(bytes, start + headerBytes, bytes.length) : undefined
  const isOpening = fragmentOffsetBytes === 0 ? opens(protocol, bytes, start + headerBytes) : undefined
  const packet = { source, destination, protocol, totalBytes, ...(isOpening === undefined ? {} : { isOpening }) }
  if (udp?.ok !== true) return packet
  const { sourcePort, destinationPort } = udp.value
  const tunnel = tunnelAt(trace.tunnelPorts, sourcePort, destinationPort)
  return { ...packet, destinationPort, ...(tunnel && { tunnel }) }
}

function opens(protocol: number, bytes: Uint8Array, at: number): boolean | undefined {
  if (protocol === IP_PROTOCOL.icmp) return bytes[at] === ICMP_TYPE.echoRequest
  return protocol === IP_PROTOCOL.tcp ? ((bytes[at + TCP_FLAGS_OFFSET] ?? 0) & (TCP_SYN | TCP_ACK)) === TCP_SYN : undefined
}

const TCP_FLAGS_OFFSET = 13
const TCP_SYN = 0x02
const TCP_ACK = 0x10
