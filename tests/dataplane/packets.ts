import { emitArp, ARP_BYTES } from '../../src/core/wire/arp'
import { emitEthernet, ETHER_TYPE, ETHERNET_HEADER_BYTES } from '../../src/core/wire/ethernet'
import { emitIcmp, ICMP_HEADER_BYTES } from '../../src/core/wire/icmp'
import { emitIpv4, IP_PROTOCOL, IPV4_MIN_HEADER_BYTES } from '../../src/core/wire/ipv4'
import type { Mac } from '../../src/core/wire/mac-address'
import { emitTcp, TCP_MIN_HEADER_BYTES, TCP_OPTION } from '../../src/core/wire/tcp'
import type { TcpOption } from '../../src/core/wire/tcp'
import { emitUdp, UDP_HEADER_BYTES } from '../../src/core/wire/udp'
import { ip } from './small-network'

/** Of an IPv4 packet made for a test; what is left out has the usual value. */
export interface PacketFields {
  readonly source: string
  readonly destination: string
  readonly ttl?: number
  readonly tos?: number
  readonly identification?: number
  readonly dontFragment?: boolean
  readonly moreFragments?: boolean
  readonly fragmentOffsetBytes?: number
}

/** An IPv4 packet with these bytes behind its header. */
export function ipv4Packet(protocol: number, fields: PacketFields, payload: Uint8Array): Uint8Array {
  const { ttl = 64, tos = 0, identification = 7, dontFragment = false, moreFragments = false, fragmentOffsetBytes = 0 } = fields
  const bytes = new Uint8Array(IPV4_MIN_HEADER_BYTES + payload.length)
  bytes.set(payload, IPV4_MIN_HEADER_BYTES)
  emitIpv4({ proto: 'ipv4', tos, totalBytes: bytes.length, identification, dontFragment, moreFragments, fragmentOffsetBytes, ttl, protocol, source: ip(fields.source), destination: ip(fields.destination) }, bytes, 0)
  return bytes
}

export function icmpPacket(fields: PacketFields, type: number, code = 0, rest = 0, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const icmp = new Uint8Array(ICMP_HEADER_BYTES + payload.length)
  icmp.set(payload, ICMP_HEADER_BYTES)
  emitIcmp({ proto: 'icmp', type, code, rest }, icmp, 0, icmp.length)
  return ipv4Packet(IP_PROTOCOL.icmp, fields, icmp)
}

export function udpPacket(fields: PacketFields, sourcePort: number, destinationPort: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const udp = new Uint8Array(UDP_HEADER_BYTES + payload.length)
  udp.set(payload, UDP_HEADER_BYTES)
  emitUdp({ proto: 'udp', sourcePort, destinationPort, lengthBytes: udp.length }, ip(fields.source), ip(fields.destination), udp, 0)
  return ipv4Packet(IP_PROTOCOL.udp, fields, udp)
}

/** Of a TCP segment made for a test. */
export interface SegmentFields {
  readonly sequence?: number
  readonly acknowledgment?: number
  readonly window?: number
  readonly payloadBytes?: number
  /** Padded to a multiple of four bytes. */
  readonly options?: readonly TcpOption[]
}

export function tcpPacket(fields: PacketFields, sourcePort: number, destinationPort: number, flags: number, segment: SegmentFields = {}): Uint8Array {
  const { sequence = 1, acknowledgment = 0, window = 1000, payloadBytes = 0, options = [] } = segment
  const headerBytes = TCP_MIN_HEADER_BYTES + options.reduce((bytes, { kind, data }) => bytes + (kind === TCP_OPTION.nop ? 1 : 2 + data.length), 0)
  const tcp = new Uint8Array(headerBytes + payloadBytes)
  emitTcp(
    { proto: 'tcp', sourcePort, destinationPort, sequence, acknowledgment, headerBytes, flags, window, urgentPointer: 0, options },
    ip(fields.source),
    ip(fields.destination),
    tcp,
    0,
    tcp.length,
  )
  return ipv4Packet(IP_PROTOCOL.tcp, fields, tcp)
}

/** A packet in a frame. */
export function frame(source: number, destination: number, packet: Uint8Array, etherType: number = ETHER_TYPE.ipv4): Uint8Array {
  const bytes = new Uint8Array(ETHERNET_HEADER_BYTES + packet.length)
  emitEthernet({ proto: 'ethernet', destination: destination as Mac, source: source as Mac, etherType }, bytes, 0)
  bytes.set(packet, ETHERNET_HEADER_BYTES)
  return bytes
}

export const EVERYBODY_MAC = 0xffff_ffff_ffff

export function arpPacket(operation: 'request' | 'reply', sender: { readonly mac: number; readonly ip: string }, target: { readonly mac: number; readonly ip: string }): Uint8Array {
  const bytes = new Uint8Array(ARP_BYTES)
  emitArp({ proto: 'arp', operation: operation === 'request' ? 1 : 2, senderMac: sender.mac as Mac, senderAddress: ip(sender.ip), targetMac: target.mac as Mac, targetAddress: ip(target.ip) }, bytes, 0)
  return bytes
}
