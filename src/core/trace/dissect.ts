import { ARP_BYTES, ARP_FIELDS } from '../wire/arp'
import { ETHERNET_FIELDS, ETHERNET_HEADER_BYTES, ETHER_TYPE } from '../wire/ethernet'
import { readField } from '../wire/field-table'
import type { FieldSpec, FieldTable } from '../wire/field-table'
import { ICMP_HEADER_BYTES, icmpFieldsOf, isIcmpError } from '../wire/icmp'
import { IPV4_FIELDS, IPV4_MIN_HEADER_BYTES, IP_PROTOCOL, parseIpv4Header } from '../wire/ipv4'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { TCP_FIELDS, TCP_MIN_HEADER_BYTES, parseTcp } from '../wire/tcp'
import { UDP_FIELDS, UDP_HEADER_BYTES, parseUdp } from '../wire/udp'
import { VXLAN_FIELDS, VXLAN_HEADER_BYTES } from '../wire/vxlan'
import { WIREGUARD_TAG_BYTES, WIREGUARD_TAG_FIELDS, WIREGUARD_TYPE, wireguardLayoutOf } from '../wire/wireguard'
import { icmpWords } from './decode'
import type { LinkLayer } from './decode'
import { optionFields } from './option-fields'
import { USUAL_TUNNEL_PORTS, tunnelAt } from './tunnel-ports'
import type { TunnelPorts } from './tunnel-ports'

/** One header of a frame as the header stack draws it: where its bytes lie, and each field with its value in words. */
export interface HeaderView {
  readonly proto: 'ethernet' | 'arp' | 'ipv4' | 'icmp' | 'udp' | 'tcp' | 'vxlan' | 'wireguard' | 'data' | 'tag'
  /** `IPv4 172.16.34.9 → 172.16.158.16` */
  readonly title: string
  /** From the first byte of the frame. */
  readonly byteOffset: number
  readonly byteLength: number
  /** True for a packet that an ICMP error quotes. */
  readonly quoted: boolean
  readonly fields: readonly FieldView[]
  /** Of UDP: the tunnel that its ports stand for. */
  readonly tunnel?: 'vxlan' | 'wireguard'
}

export interface FieldView {
  readonly name: string
  readonly label: string
  /** From the header's first bit. */
  readonly bitOffset: number
  readonly bitWidth: number
  /** Null for opaque bytes; of an option the number that it holds. */
  readonly value: number | null
  readonly text: string
  /** Where the field is defined: `RFC 791 §3.1`. */
  readonly reference: string
}

/** Reads a frame into headers, outermost first, quoted ones after the ICMP error that quotes them. Never throws. */
export function dissectFrame(bytes: Uint8Array, linkLayer: LinkLayer, ports: TunnelPorts = USUAL_TUNNEL_PORTS): HeaderView[] {
  const dissection = new Dissection(bytes, ports)
  if (linkLayer === 'ethernet') dissection.ethernet(0)
  else dissection.ipv4(0, bytes.length)
  return dissection.headers
}

class Dissection {
  readonly headers: HeaderView[] = []
  private quoted = false

  constructor(
    private readonly bytes: Uint8Array,
    private readonly ports: TunnelPorts,
  ) {}

  ethernet(offset: number): void {
    const end = this.bytes.length
    if (end - offset < ETHERNET_HEADER_BYTES) return this.data(offset, end)
    const source = formatMac(readField(this.bytes, offset, ETHERNET_FIELDS.source))
    const destination = formatMac(readField(this.bytes, offset, ETHERNET_FIELDS.destination))
    this.add('ethernet', `Ethernet ${source} → ${destination}`, offset, ETHERNET_HEADER_BYTES, ETHERNET_FIELDS)
    const etherType = readField(this.bytes, offset, ETHERNET_FIELDS.etherType)
    const next = offset + ETHERNET_HEADER_BYTES
    if (etherType === ETHER_TYPE.ipv4) this.ipv4(next, end)
    else if (etherType === ETHER_TYPE.arp) this.arp(next, end)
    else this.data(next, end)
  }

  private arp(offset: number, end: number): void {
    if (end - offset < ARP_BYTES) return this.data(offset, end)
    const operation = readField(this.bytes, offset, ARP_FIELDS.operation)
    const target = formatIpv4(readField(this.bytes, offset, ARP_FIELDS.targetAddress))
    const sender = formatIpv4(readField(this.bytes, offset, ARP_FIELDS.senderAddress))
    const senderMac = formatMac(readField(this.bytes, offset, ARP_FIELDS.senderMac))
    const title = operation === 1 ? `ARP who has ${target}? tell ${sender}` : `ARP ${sender} is at ${senderMac}`
    this.add('arp', title, offset, ARP_BYTES, ARP_FIELDS)
  }

  ipv4(offset: number, end: number): void {
    const parsed = parseIpv4Header(this.bytes, offset, end)
    if (!parsed.ok) return this.data(offset, end)
    const header = parsed.value
    this.add('ipv4', `IPv4 ${formatIpv4(header.source)} → ${formatIpv4(header.destination)}`, offset, header.headerBytes, IPV4_FIELDS, optionFields('ipv4', this.bytes, offset, IPV4_MIN_HEADER_BYTES, header.headerBytes))
    const next = offset + header.headerBytes
    const packetEnd = Math.min(end, offset + header.totalBytes)
    if (header.fragmentOffsetBytes > 0) this.data(next, packetEnd)
    else if (header.protocol === IP_PROTOCOL.ipip) this.ipv4(next, packetEnd)
    else if (header.protocol === IP_PROTOCOL.icmp) this.icmp(next, packetEnd)
    else if (header.protocol === IP_PROTOCOL.udp) this.udp(next, packetEnd)
    else if (header.protocol === IP_PROTOCOL.tcp) this.tcp(next, packetEnd)
    else this.data(next, packetEnd)
  }

  private icmp(offset: number, end: number): void {
    if (end - offset < ICMP_HEADER_BYTES) return this.data(offset, end)
    const type = this.bytes[offset] as number
    const code = this.bytes[offset + 1] as number
    this.add('icmp', `ICMP ${icmpWords(type, code)}`, offset, ICMP_HEADER_BYTES, icmpFieldsOf(type, code))
    if (!isIcmpError(type)) return this.data(offset + ICMP_HEADER_BYTES, end)
    this.quoted = true
    this.ipv4(offset + ICMP_HEADER_BYTES, end)
  }

  private udp(offset: number, end: number): void {
    const parsed = parseUdp(this.bytes, offset, end)
    if (!parsed.ok) return this.data(offset, end)
    const { sourcePort, destinationPort, lengthBytes } = parsed.value
    const tunnel = tunnelAt(this.ports, sourcePort, destinationPort)
    this.add('udp', `UDP ${sourcePort} → ${destinationPort}`, offset, UDP_HEADER_BYTES, UDP_FIELDS, [], tunnel && { tunnel })
    const next = offset + UDP_HEADER_BYTES
    if (tunnel === 'vxlan') this.vxlan(next, end)
    else if (tunnel === 'wireguard') this.wireguard(next, end, offset + lengthBytes <= end)
    else this.data(next, end)
  }

  private tcp(offset: number, end: number): void {
    const parsed = parseTcp(this.bytes, offset, end)
    if (!parsed.ok) return this.data(offset, end)
    const { sourcePort, destinationPort, headerBytes } = parsed.value
    this.add('tcp', `TCP ${sourcePort} → ${destinationPort}`, offset, headerBytes, TCP_FIELDS, optionFields('tcp', this.bytes, offset, TCP_MIN_HEADER_BYTES, headerBytes))
    this.data(offset + headerBytes, end)
  }

  private vxlan(offset: number, end: number): void {
    if (end - offset < VXLAN_HEADER_BYTES) return this.data(offset, end)
    this.add('vxlan', `VXLAN network ${readField(this.bytes, offset, VXLAN_FIELDS.vni)}`, offset, VXLAN_HEADER_BYTES, VXLAN_FIELDS)
    this.ethernet(offset + VXLAN_HEADER_BYTES)
  }

  private wireguard(offset: number, end: number, isWhole: boolean): void {
    const type = this.bytes[offset] ?? 0
    const layout = wireguardLayoutOf(type)
    if (!layout || end - offset < layout.headerBytes) return this.data(offset, end)
    const names = { 1: 'handshake initiation', 2: 'handshake response', 3: 'cookie reply', 4: 'transport data' } as const
    this.add('wireguard', `WireGuard ${names[type as 1 | 2 | 3 | 4]}`, offset, layout.headerBytes, layout.fields)
    if (type === WIREGUARD_TYPE.data) this.sealed(offset + layout.headerBytes, end, isWhole)
  }

  /** Ciphertext, and behind it what tells that nobody has changed it (RFC 8439, 2.8); a packet that was cut has lost that. */
  private sealed(offset: number, end: number, isWhole: boolean): void {
    const tagOffset = end - WIREGUARD_TAG_BYTES
    if (!isWhole || tagOffset < offset) return this.data(offset, end, 'sealed bytes')
    this.data(offset, tagOffset, 'sealed bytes')
    this.add('tag', 'Poly1305 tag', tagOffset, WIREGUARD_TAG_BYTES, WIREGUARD_TAG_FIELDS)
  }

  private data(offset: number, end: number, what = 'bytes of data'): void {
    if (end > offset) this.add('data', `${end - offset} ${what}`, offset, end - offset, {})
  }

  private add(proto: HeaderView['proto'], title: string, byteOffset: number, byteLength: number, table: FieldTable, options: readonly FieldView[] = [], more?: Pick<HeaderView, 'tunnel'>): void {
    const fields = [...Object.entries(table).map(([name, field]) => this.field(name, field, byteOffset)), ...options]
    this.headers.push({ proto, title, byteOffset, byteLength, quoted: this.quoted, fields, ...more })
  }

  private field(name: string, field: FieldSpec, byteOffset: number): FieldView {
    const value = field.format === 'bytes' ? null : readField(this.bytes, byteOffset, field)
    const { label, bitOffset, bitWidth, reference } = field
    return { name, label, bitOffset, bitWidth, value, text: this.text(field, value, byteOffset), reference }
  }

  private text(field: FieldSpec, value: number | null, byteOffset: number): string {
    if (value === null) {
      const start = byteOffset + (field.bitOffset >>> 3)
      return Array.from(this.bytes.subarray(start, start + (field.bitWidth >>> 3)), (byte) => byte.toString(16).padStart(2, '0')).join('')
    }
    switch (field.format) {
      case 'ipv4':
        return formatIpv4(value)
      case 'mac':
        return formatMac(value)
      case 'flag':
        return value === 1 ? 'set' : 'not set'
      case 'hex':
        return `0x${value.toString(16).padStart(Math.ceil(field.bitWidth / 4), '0')}`
      case 'decimal':
      case 'bytes':
        return String(value)
    }
  }
}
