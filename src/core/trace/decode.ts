import { ARP_OPERATION, parseArp } from '../wire/arp'
import { addToSum, finishChecksum, internetChecksum, pseudoHeaderSum } from '../wire/checksum'
import { ETHERNET_HEADER_BYTES, ETHER_TYPE, parseEthernet } from '../wire/ethernet'
import { ICMP_HEADER_BYTES, ICMP_TYPE, UNREACHABLE_CODE, isIcmpEcho, isIcmpError, parseIcmp } from '../wire/icmp'
import { IPV4_MIN_HEADER_BYTES, IP_PROTOCOL, parseIpv4Header } from '../wire/ipv4'
import type { Ipv4Header } from '../wire/ipv4'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { TCP_FLAGS, TCP_OPTION, parseTcp } from '../wire/tcp'
import type { TcpOption } from '../wire/tcp'
import { UDP_HEADER_BYTES, parseUdp } from '../wire/udp'
import { VXLAN_FLAG_VNI, VXLAN_HEADER_BYTES, parseVxlan } from '../wire/vxlan'
import { WIREGUARD_DATA_HEADER_BYTES, WIREGUARD_TAG_BYTES, WIREGUARD_TYPE, parseWireguard } from '../wire/wireguard'
import type { WireguardHeader } from '../wire/wireguard'
import type { IcmpLayer, Layer, WireguardLayer } from './layers'
import { USUAL_TUNNEL_PORTS, tunnelAt } from './tunnel-ports'
import type { TunnelPorts } from './tunnel-ports'

/** What a capture on an interface shows: frames with an Ethernet header, or bare IP packets (tunl0, wireguard.cali). */
export type LinkLayer = 'ethernet' | 'raw-ip'

/** For a frame that no interface saw: an Ethernet header that starts with 0x4… would be a multicast or a rare maker's, and its length would have to fit too. */
export function looksLikeBareIp(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xf0) === 0x40 && ((bytes[2] ?? 0) << 8) + (bytes[3] ?? 0) === bytes.length
}

/** The bytes of a layer, and whether all of the packet around them is there, so that its checksum can be verified. */
interface Span {
  readonly bytes: Uint8Array
  readonly ports: TunnelPorts
  readonly offset: number
  readonly end: number
  readonly whole: boolean
}

const WIREGUARD_NAMES: Readonly<Record<number, string>> = {
  [WIREGUARD_TYPE.initiation]: 'handshake-initiation',
  [WIREGUARD_TYPE.response]: 'handshake-response',
  [WIREGUARD_TYPE.cookieReply]: 'cookie-reply',
  [WIREGUARD_TYPE.data]: 'transport-data',
}

const UNREACHABLE_NAMES: Readonly<Record<number, string>> = {
  [UNREACHABLE_CODE.net]: 'net-unreachable',
  [UNREACHABLE_CODE.host]: 'host-unreachable',
  [UNREACHABLE_CODE.protocol]: 'protocol-unreachable',
  [UNREACHABLE_CODE.port]: 'port-unreachable',
  [UNREACHABLE_CODE.fragmentationNeeded]: 'frag-needed',
  [UNREACHABLE_CODE.netProhibited]: 'net-prohibited',
  [UNREACHABLE_CODE.hostProhibited]: 'host-prohibited',
  [UNREACHABLE_CODE.adminProhibited]: 'admin-prohibited',
}

/** An ICMP message as RFC 792 and tcpdump call it: `time exceeded`, `frag needed`. */
export function icmpWords(type: number, code: number): string {
  const name = icmpName(type, code)
  return name === 'ttl-exceeded' ? 'time exceeded' : name.replaceAll('-', ' ')
}

/** The field's short name of an ICMP type and code: `echo-request`, `frag-needed`. */
export function icmpName(type: number, code: number): string {
  if (type === ICMP_TYPE.echoRequest) return 'echo-request'
  if (type === ICMP_TYPE.echoReply) return 'echo-reply'
  if (type === ICMP_TYPE.unreachable) return UNREACHABLE_NAMES[code] ?? `unreachable-${code}`
  if (type === ICMP_TYPE.timeExceeded) return code === 0 ? 'ttl-exceeded' : 'reassembly-timeout'
  return `type-${type}`
}

/** Reads a whole frame. Never throws: what cannot be read ends the list as `malformed` or `data`. */
export function decodeFrame(bytes: Uint8Array, linkLayer: LinkLayer, ports: TunnelPorts = USUAL_TUNNEL_PORTS): Layer[] {
  const span = { bytes, ports, offset: 0, end: bytes.length, whole: true }
  return linkLayer === 'ethernet' ? decodeEthernet(span) : decodeIpv4(span)
}

function decodeEthernet(span: Span): Layer[] {
  const parsed = parseEthernet(span.bytes, span.offset, span.end)
  if (!parsed.ok) return malformed('eth', span)
  const { source, destination, etherType } = parsed.value
  const layer: Layer = { proto: 'eth', src: formatMac(source), dst: formatMac(destination), type: hex(etherType, 4) }
  const rest = { ...span, offset: span.offset + ETHERNET_HEADER_BYTES }
  if (etherType === ETHER_TYPE.arp) return [layer, ...decodeArp(rest)]
  if (etherType === ETHER_TYPE.ipv4) return [layer, ...decodeIpv4(rest)]
  return [layer, ...data(rest)]
}

function decodeArp(span: Span): Layer[] {
  const parsed = parseArp(span.bytes, span.offset, span.end)
  if (!parsed.ok) return malformed('arp', span)
  const { operation, senderMac, senderAddress, targetMac, targetAddress } = parsed.value
  return [
    {
      proto: 'arp',
      op: operation === ARP_OPERATION.request ? 'request' : operation === ARP_OPERATION.reply ? 'reply' : `op ${operation}`,
      sender_mac: formatMac(senderMac),
      sender_ip: formatIpv4(senderAddress),
      target_mac: formatMac(targetMac),
      target_ip: formatIpv4(targetAddress),
    },
  ]
}

function decodeIpv4(span: Span): Layer[] {
  const parsed = parseIpv4Header(span.bytes, span.offset, span.end)
  if (!parsed.ok) return malformed('ipv4', span)
  const header = parsed.value
  const isFragment = header.moreFragments || header.fragmentOffsetBytes > 0
  const isFirstOfTunnel = isFragment && header.fragmentOffsetBytes === 0 && header.protocol === IP_PROTOCOL.ipip
  const headerEnd = span.offset + header.headerBytes
  const end = Math.min(span.end, span.offset + header.totalBytes)
  const layer: Layer = {
    proto: 'ipv4',
    src: formatIpv4(header.source),
    dst: formatIpv4(header.destination),
    ttl: header.ttl,
    protocol: header.protocol,
    tos: header.tos,
    total_len: header.totalBytes,
    id: header.identification,
    df: header.dontFragment,
    ...(isFragment ? { mf: header.moreFragments, frag_offset: header.fragmentOffsetBytes } : {}),
    ...(header.headerBytes > IPV4_MIN_HEADER_BYTES
      ? { ihl: header.headerBytes / 4, options: hexBytes(span.bytes, span.offset + IPV4_MIN_HEADER_BYTES, headerEnd) }
      : {}),
    ...(internetChecksum(span.bytes, span.offset, headerEnd) === 0 ? {} : { checksum_ok: false }),
    ...(isFirstOfTunnel ? { note: 'first fragment of an encapsulated packet' } : {}),
  }
  const whole = span.whole && !isFragment && span.offset + header.totalBytes <= span.end
  const payload = { ...span, offset: headerEnd, end, whole }
  if (header.fragmentOffsetBytes > 0) return [layer, { proto: 'fragment-data', of_protocol: header.protocol, len: header.totalBytes - header.headerBytes }]
  return [layer, ...decodeTransport(header, payload)]
}

function decodeTransport(header: Ipv4Header, span: Span): Layer[] {
  switch (header.protocol) {
    case IP_PROTOCOL.icmp:
      return decodeIcmp(span)
    case IP_PROTOCOL.udp:
      return decodeUdp(header, span)
    case IP_PROTOCOL.tcp:
      return decodeTcp(header, span)
    case IP_PROTOCOL.ipip:
      return decodeIpv4(span)
    default:
      return data(span)
  }
}

function decodeIcmp(span: Span): Layer[] {
  const parsed = parseIcmp(span.bytes, span.offset, span.end)
  if (!parsed.ok) return malformed('icmp', span)
  const { type, code, rest } = parsed.value
  const afterHeader = span.offset + ICMP_HEADER_BYTES
  const base = { proto: 'icmp', type, code, name: icmpName(type, code), ...verified(span, () => internetChecksum(span.bytes, span.offset, span.end) === 0) } as const
  if (isIcmpEcho(type)) return [{ ...base, id: rest >>> 16, seq: rest & 0xffff, data_len: span.end - afterHeader }]
  if (!isIcmpError(type)) return [{ ...base, data_len: span.end - afterHeader }]
  const error: IcmpLayer = {
    ...base,
    ...(type === ICMP_TYPE.unreachable && code === UNREACHABLE_CODE.fragmentationNeeded ? { mtu: rest & 0xffff } : {}),
    embedded_len: span.end - afterHeader,
    embedded: decodeIpv4({ ...span, offset: afterHeader, whole: false }),
  }
  return [error]
}

function decodeUdp(ip: Ipv4Header, span: Span): Layer[] {
  const parsed = parseUdp(span.bytes, span.offset, span.end)
  if (!parsed.ok) return malformed('udp', span)
  const { sourcePort, destinationPort, lengthBytes, checksum } = parsed.value
  const sumIsRight = (): boolean => transportSum(ip, IP_PROTOCOL.udp, span.bytes, span.offset, Math.min(span.end, span.offset + lengthBytes)) === 0
  const layer: Layer = {
    proto: 'udp',
    sport: sourcePort,
    dport: destinationPort,
    len: lengthBytes,
    checksum: hex(checksum, 4),
    ...(checksum === 0 ? ({ checksum_ok: 'zero' } as const) : verified(span, sumIsRight)),
  }
  const payload = { ...span, offset: span.offset + UDP_HEADER_BYTES, end: Math.min(span.end, span.offset + lengthBytes) }
  const payloadBytes = lengthBytes - UDP_HEADER_BYTES
  const tunnel = tunnelAt(span.ports, sourcePort, destinationPort)
  if (tunnel === 'vxlan') return [layer, ...decodeVxlan(payload)]
  if (tunnel === 'wireguard') return [layer, ...decodeWireguard(payload, payloadBytes)]
  return payload.end > payload.offset ? [layer, ...data(payload)] : [layer]
}

function decodeVxlan(span: Span): Layer[] {
  const parsed = parseVxlan(span.bytes, span.offset, span.end)
  if (!parsed.ok) return malformed('vxlan', span)
  const { flags, reserved, vni, reserved2 } = parsed.value
  const layer: Layer = { proto: 'vxlan', flags: hex(flags, 2), i_flag: (flags & VXLAN_FLAG_VNI) !== 0, reserved: hex(reserved, 6).slice(2), vni, reserved2 }
  return [layer, ...decodeEthernet({ ...span, offset: span.offset + VXLAN_HEADER_BYTES })]
}

/** `messageBytes` is what the UDP header says: the sealed part may be cut. */
function decodeWireguard(span: Span, messageBytes: number): Layer[] {
  const parsed = parseWireguard(span.bytes, span.offset, span.end)
  return parsed.ok ? [wireguardLayer(parsed.value, messageBytes)] : data(span)
}

function wireguardLayer(header: WireguardHeader, messageBytes: number): WireguardLayer {
  const base = { proto: 'wireguard', type: header.type, name: WIREGUARD_NAMES[header.type] ?? '', reserved: hex(header.reserved, 6).slice(2), len: messageBytes } as const
  if (header.type === WIREGUARD_TYPE.initiation) return { ...base, sender_index: hex(header.senderIndex, 8) }
  const receiver_index = hex(header.receiverIndex, 8)
  if (header.type === WIREGUARD_TYPE.response) return { ...base, sender_index: hex(header.senderIndex, 8), receiver_index }
  if (header.type === WIREGUARD_TYPE.cookieReply) return { ...base, receiver_index }
  const plaintext_padded_len = messageBytes - WIREGUARD_DATA_HEADER_BYTES - WIREGUARD_TAG_BYTES
  const name = plaintext_padded_len === 0 ? 'keepalive' : base.name
  return { ...base, name, receiver_index, counter: header.counter, plaintext_padded_len }
}

function decodeTcp(ip: Ipv4Header, span: Span): Layer[] {
  const parsed = parseTcp(span.bytes, span.offset, span.end)
  if (!parsed.ok) return malformed('tcp', span)
  const tcp = parsed.value
  return [
    {
      proto: 'tcp',
      sport: tcp.sourcePort,
      dport: tcp.destinationPort,
      seq: tcp.sequence,
      ack: tcp.acknowledgment,
      header_len: tcp.headerBytes,
      flags: TCP_FLAGS.filter((_, bit) => (tcp.flags >>> bit) & 1),
      window: tcp.window,
      options: tcp.options.map(tcpOptionName),
      data_len: span.end - span.offset - tcp.headerBytes,
      ...verified(span, () => transportSum(ip, IP_PROTOCOL.tcp, span.bytes, span.offset, span.end) === 0),
    },
  ]
}

function tcpOptionName(option: TcpOption): string {
  switch (option.kind) {
    case TCP_OPTION.nop:
      return 'nop'
    case TCP_OPTION.maximumSegmentSize:
      return `mss=${((option.data[0] ?? 0) << 8) | (option.data[1] ?? 0)}`
    case TCP_OPTION.windowScale:
      return `wscale=${option.data[0] ?? 0}`
    case TCP_OPTION.sackPermitted:
      return 'sackOK'
    case TCP_OPTION.sack:
      return 'sack'
    case TCP_OPTION.timestamps:
      return 'timestamps'
    default:
      return `opt${option.kind}`
  }
}

function transportSum(ip: Ipv4Header, protocol: number, bytes: Uint8Array, start: number, end: number): number {
  return finishChecksum(addToSum(pseudoHeaderSum(ip.source, ip.destination, protocol, end - start), bytes, start, end))
}

function verified(span: Span, isRight: () => boolean): { readonly checksum_ok?: false | null } {
  if (!span.whole) return { checksum_ok: null }
  return isRight() ? {} : { checksum_ok: false }
}

function data(span: Span): Layer[] {
  return [{ proto: 'data', len: span.end - span.offset }]
}

function malformed(of: string, span: Span): Layer[] {
  return [{ proto: 'malformed', of, len: Math.max(0, span.end - span.offset) }]
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

function hexBytes(bytes: Uint8Array, start: number, end: number): string {
  return Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
