import { ARP_BYTES, parseArp } from '../../wire/arp'
import { internetChecksum } from '../../wire/checksum'
import { ETHERNET_HEADER_BYTES, ETHER_TYPE, parseEthernet } from '../../wire/ethernet'
import { IP_PROTOCOL, parseIpv4Header } from '../../wire/ipv4'
import type { Ipv4Header } from '../../wire/ipv4'
import { formatIpv4 } from '../../wire/ipv4-address'
import { MAC_ZERO } from '../../wire/mac-address'
import { UDP_HEADER_BYTES, parseUdp } from '../../wire/udp'
import { VXLAN_FLAG_VNI, VXLAN_HEADER_BYTES, VXLAN_UDP_PORT, parseVxlan } from '../../wire/vxlan'
import { LINK_TYPES } from '../link-type'
import type { LinkType } from '../link-type'
import { cookedHeader } from './cooked-header'
import { asciiDump, hexDump } from './hex-dump'
import type { HexDumpOptions } from './hex-dump'
import { icmpText } from './icmp-text'
import { NUMERIC } from './names'
import type { Naming } from './names'
import { TcpConversations } from './tcp-text'
import { hex, rightChecksum, transportSum } from './transport-sum'

export interface TcpdumpOptions {
  /** `-e`: the link-level header. */
  readonly linkHeader: boolean
  /** Number of `-v`. */
  readonly verbosity: 0 | 1 | 2
  /** `-x`, `-X`, `-xx`, `-XX` or `-A`: the bytes below the line. */
  readonly dump?: HexDumpOptions
  /** `-q`: less of each protocol. */
  readonly quiet?: boolean
  /** `-S`: sequence numbers as they are in the segments. */
  readonly absoluteSequence?: boolean
  /** Without it, as with `-n`. */
  readonly naming?: Naming
  /** Interfaces' names by their indexes, for captures of all interfaces; `?` for one that there is not. */
  linkName?(ifindex: number): string | undefined
}

/** Bytes [offset, end) of a packet, of which the header above says that there are `length`. */
export interface Payload {
  readonly bytes: Uint8Array
  readonly offset: number
  readonly end: number
  readonly length: number
  /** The first fragment of a packet: checksums over the whole cannot be verified. */
  readonly isFragment: boolean
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { [IP_PROTOCOL.icmp]: 'ICMP', [IP_PROTOCOL.ipip]: 'IPIP', [IP_PROTOCOL.tcp]: 'TCP', [IP_PROTOCOL.udp]: 'UDP' }
const ETHER_TYPE_NAMES: Readonly<Record<number, string>> = { [ETHER_TYPE.ipv4]: 'IPv4', [ETHER_TYPE.arp]: 'ARP', [ETHER_TYPE.ipv6]: 'IPv6' }
const DNS_PORT = 53
const DNS_HEADER_BYTES = 12

/**
 * Writes packets as tcpdump 4.99 does, without time stamps. One printer stands for one run of tcpdump: it
 * remembers each TCP conversation, whose sequence numbers are relative after its first packet.
 */
export class TcpdumpPrinter {
  private readonly naming: Naming
  private readonly conversations: TcpConversations

  constructor(private readonly options: TcpdumpOptions) {
    this.naming = options.naming ?? NUMERIC
    this.conversations = new TcpConversations(options, this.naming)
  }

  /**
   * The text of one packet; with `-v`, and for what lies in a tunnel, it has several lines. `wireBytes` is what it
   * was on the wire, where the capture has cut it.
   */
  packet(bytes: Uint8Array, linkType: LinkType, wireBytes = bytes.length): string {
    const whole: Payload = { bytes, offset: 0, end: bytes.length, length: wireBytes, isFragment: false }
    return `${this.frame(whole, linkType)}${this.dump(bytes, LINK_TYPES[linkType].headerBytes)}`
  }

  private frame(whole: Payload, linkType: LinkType): string {
    switch (linkType) {
      case 'ethernet':
        return this.ethernet(whole)
      case 'raw-ip':
        return `${this.options.linkHeader ? 'ip: ' : ''}${this.ip(whole)}`
      default:
        return this.cooked(whole, linkType)
    }
  }

  private dump(bytes: Uint8Array, linkHeaderBytes: number): string {
    const { dump } = this.options
    if (!dump) return ''
    const shown = dump.linkHeader ? bytes : bytes.subarray(linkHeaderBytes)
    return dump.style === 'ascii' ? asciiDump(shown) : hexDump(shown, dump.style === 'hex-and-ascii')
  }

  /** What a capture of several interfaces says of a frame, in place of its link header. */
  private cooked(whole: Payload, linkType: 'linux-sll' | 'linux-sll2'): string {
    const { headerBytes } = LINK_TYPES[linkType]
    if (whole.end < headerBytes) return `[|${linkType === 'linux-sll' ? 'sll' : 'sll2'}]`
    const { etherType, heading, details } = cookedHeader(whole.bytes, linkType, (ifindex) => this.options.linkName?.(ifindex) ?? '?', this.naming)
    const type = this.options.quiet === true ? '' : `${this.etherTypeText(etherType)}, length ${whole.length}: `
    const prefix = `${heading}${this.options.linkHeader ? `${details}${type}` : ''}`
    return `${prefix}${this.network(etherType, after(whole, headerBytes)) ?? ''}`
  }

  private etherTypeText(etherType: number): string {
    return `ethertype ${ETHER_TYPE_NAMES[etherType] ?? 'Unknown'} (0x${etherType.toString(16).padStart(4, '0')})`
  }

  private network(etherType: number, inside: Payload): string | undefined {
    if (etherType === ETHER_TYPE.ipv4) return this.ip(inside)
    return etherType === ETHER_TYPE.arp ? this.arp(inside) : undefined
  }

  private ethernet(frame: Payload): string {
    const parsed = parseEthernet(frame.bytes, frame.offset, frame.end)
    if (!parsed.ok) return '[|ether]'
    const { source, destination, etherType } = parsed.value
    const type = this.options.quiet === true ? (ETHER_TYPE_NAMES[etherType] ?? 'Unknown Ethertype') : this.etherTypeText(etherType)
    const head = `${this.naming.mac(source)} > ${this.naming.mac(destination)}, ${type}, length ${frame.length}: `
    const text = this.network(etherType, after(frame, ETHERNET_HEADER_BYTES))
    return text === undefined ? head : `${this.options.linkHeader ? head : ''}${text}`
  }

  private arp(payload: Payload): string {
    const prefix = this.options.linkHeader ? '' : 'ARP, '
    const parsed = parseArp(payload.bytes, payload.offset, payload.end)
    if (!parsed.ok) return `${prefix}[|arp]`
    const { operation, senderAddress, senderMac, targetAddress, targetMac } = parsed.value
    const types = this.options.verbosity > 0 ? 'Ethernet (len 6), IPv4 (len 4), ' : ''
    const knownTarget = targetMac === MAC_ZERO ? '' : ` (${this.naming.mac(targetMac)})`
    const request = `Request who-has ${formatIpv4(targetAddress)}${knownTarget} tell ${formatIpv4(senderAddress)}`
    const text = operation === 1 ? request : `Reply ${formatIpv4(senderAddress)} is-at ${this.naming.mac(senderMac)}`
    return `${prefix}${types}${text}, length ${Math.max(ARP_BYTES, payload.length)}`
  }

  /** ip_print: `IP ` unless `-e` has said so, the header in brackets with `-v`, then what it carries. */
  private ip(payload: Payload): string {
    const prefix = this.options.linkHeader ? '' : 'IP '
    const parsed = parseIpv4Header(payload.bytes, payload.offset, payload.end)
    if (!parsed.ok) return `${prefix}[|ip]`
    const header = parsed.value
    const missing = header.totalBytes - payload.length
    const truncated = missing > 0 ? `truncated-ip - ${missing} bytes missing! ` : ''
    const details = this.options.verbosity > 0 ? this.ipDetails(header, payload) : ''
    return `${prefix}${truncated}${details}${this.ipPayload(header, payload)}`
  }

  private ipDetails(header: Ipv4Header, payload: Payload): string {
    const ecn = ['', ',ECT(1)', ',ECT(0)', ',CE'][header.tos & 3] ?? ''
    const flags = [header.moreFragments ? '+' : '', header.dontFragment ? 'DF' : ''].filter((flag) => flag !== '').join(', ')
    const headerEnd = payload.offset + header.headerBytes
    const sum = internetChecksum(payload.bytes, payload.offset, headerEnd)
    const right = sum === 0 ? '' : `, bad cksum ${header.checksum.toString(16)} (->${rightChecksum(header.checksum, sum).toString(16)})!`
    const ttl = header.ttl >= 1 ? `, ttl ${header.ttl}` : ''
    const place = `id ${header.identification}, offset ${header.fragmentOffsetBytes}, flags [${flags === '' ? 'none' : flags}]`
    return `(tos 0x${header.tos.toString(16)}${ecn}${ttl}, ${place}, proto ${PROTOCOL_NAMES[header.protocol] ?? 'unknown'} (${header.protocol}), length ${header.totalBytes}${right})\n    `
  }

  private ipPayload(header: Ipv4Header, payload: Payload): string {
    const source = formatIpv4(header.source)
    const destination = formatIpv4(header.destination)
    const ends = `${source} > ${destination}:`
    if (header.fragmentOffsetBytes > 0) return `${ends} ${this.naming.protocol(header.protocol)}`
    const inside: Payload = {
      bytes: payload.bytes,
      offset: payload.offset + header.headerBytes,
      end: Math.min(payload.end, payload.offset + header.totalBytes),
      length: header.totalBytes - header.headerBytes,
      isFragment: payload.isFragment || header.moreFragments,
    }
    switch (header.protocol) {
      case IP_PROTOCOL.icmp:
        return `${ends} ${this.icmp(inside)}`
      case IP_PROTOCOL.ipip:
        return `${ends} ${this.ip({ ...inside, isFragment: false })}`
      case IP_PROTOCOL.tcp:
        return this.conversations.segmentText(header, inside)
      case IP_PROTOCOL.udp:
        return this.udp(header, inside)
      default:
        return `${ends} ${this.naming.protocol(header.protocol)} ${inside.length}`
    }
  }

  private icmp(payload: Payload): string {
    const text = icmpText(payload, this.options.verbosity, this.naming)
    if (this.options.verbosity === 0 || text.quotedAt === undefined) return text.line
    const quoted = parseIpv4Header(payload.bytes, text.quotedAt, payload.end)
    if (!quoted.ok) return text.line
    return `${text.line}\n\t${this.ip({ ...payload, offset: text.quotedAt, length: quoted.value.totalBytes, isFragment: false })}`
  }

  private udp(ip: Ipv4Header, payload: Payload): string {
    const parsed = parseUdp(payload.bytes, payload.offset, payload.end)
    if (!parsed.ok) return `${formatIpv4(ip.source)} > ${formatIpv4(ip.destination)}: [|udp]`
    const { sourcePort, destinationPort, lengthBytes } = parsed.value
    const [from, to] = [sourcePort, destinationPort].map((port) => this.naming.port(port, 'udp'))
    const ends = `${formatIpv4(ip.source)}.${from} > ${formatIpv4(ip.destination)}.${to}: ${this.udpChecksum(ip, payload, lengthBytes, parsed.value.checksum)}`
    const inside = after(payload, UDP_HEADER_BYTES)
    if (this.options.quiet === true) return `${ends}UDP, length ${lengthBytes - UDP_HEADER_BYTES}`
    if (sourcePort === VXLAN_UDP_PORT || destinationPort === VXLAN_UDP_PORT) return `${ends}${this.vxlan(inside)}`
    const dataBytes = lengthBytes - UDP_HEADER_BYTES
    const isDns = sourcePort === DNS_PORT || destinationPort === DNS_PORT
    if (isDns && dataBytes < DNS_HEADER_BYTES) return `${ends}domain [length ${dataBytes} < ${DNS_HEADER_BYTES}] (invalid)`
    return `${ends}UDP, length ${dataBytes}`
  }

  private udpChecksum(ip: Ipv4Header, payload: Payload, lengthBytes: number, checksum: number): string {
    if (this.options.verbosity === 0 || payload.isFragment || payload.offset + lengthBytes > payload.end) return ''
    if (checksum === 0) return '[no cksum] '
    const sum = transportSum(ip, payload.bytes, payload.offset, payload.offset + lengthBytes)
    if (sum !== 0) return `[bad udp cksum ${hex(checksum)} -> ${hex(rightChecksum(checksum, sum))}!] `
    return this.options.verbosity > 1 ? '[udp sum ok] ' : ''
  }

  /** The inner frame begins on a line of its own. */
  private vxlan(payload: Payload): string {
    const parsed = parseVxlan(payload.bytes, payload.offset, payload.end)
    if (!parsed.ok) return 'VXLAN, [|vxlan]'
    const { flags, vni } = parsed.value
    const names = (flags & VXLAN_FLAG_VNI) !== 0 ? 'I' : '.'
    return `VXLAN, flags [${names}] (0x${flags.toString(16).padStart(2, '0')}), vni ${vni}\n${this.ethernet(after(payload, VXLAN_HEADER_BYTES))}`
  }
}

function after(payload: Payload, headerBytes: number): Payload {
  return { ...payload, offset: payload.offset + headerBytes, length: payload.length - headerBytes }
}
