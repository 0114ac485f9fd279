import { formatIpv4 } from '../wire/ipv4-address'

/** What fills a packet on screen (visual language, "Fill is protocol"). */
export type PacketProtocol = 'icmp' | 'udp' | 'tcp' | 'arp' | 'ethernet'

/** What outlines it; absent where nothing wraps the packet. */
export type EnvelopeMode = 'ipip' | 'vxlan' | 'wireguard'

export interface AddressPair {
  readonly source: string
  readonly destination: string
  /** The IP header's total length. */
  readonly totalBytes: number
}

/** What the stage, the timeline and the event list say of a frame at a glance. */
export interface FrameSummary {
  readonly protocol: PacketProtocol
  /** `ICMP echo request`, `ARP request`, `UDP 53`. */
  readonly name: string
  readonly mode?: EnvelopeMode
  /** True where the inside is ciphertext: protocol and name are then those of the envelope's payload. */
  readonly sealed: boolean
  /** The whole frame as the interface shows it. */
  readonly bytes: number
  /** The innermost IP packet that can be read; the ARP message for ARP; the payload of a sealed envelope. */
  readonly bytesInner: number
  readonly inner?: AddressPair
  readonly outer?: AddressPair
}

const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_ARP = 0x0806
const ETHERNET_HEADER_BYTES = 14
const ARP_MESSAGE_BYTES = 28
const PROTOCOL_ICMP = 1
const PROTOCOL_IPIP = 4
const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17
/** IANA; Calico's `vxlanPort` default and what it writes in `WireguardListeningPort`. */
const VXLAN_PORT = 4789
const WIREGUARD_PORT = 51820
const VXLAN_OVERHEAD_BYTES = 8 + 8 + ETHERNET_HEADER_BYTES

const ICMP_NAMES: Readonly<Record<number, string>> = {
  0: 'echo reply',
  3: 'unreachable',
  5: 'redirect',
  8: 'echo request',
  11: 'time exceeded',
  12: 'parameter problem',
}

/** Reads just enough of a frame to draw it. `rawIp` is true for devices that carry bare IP packets. */
export function summarizeFrame(frame: Uint8Array, rawIp: boolean): FrameSummary {
  const ethertype = rawIp ? ETHERTYPE_IPV4 : u16(frame, 12)
  if (ethertype === ETHERTYPE_ARP) {
    const name = u16(frame, 20) === 1 ? 'ARP request' : 'ARP reply'
    return { protocol: 'arp', name, sealed: false, bytes: frame.length, bytesInner: Math.min(ARP_MESSAGE_BYTES, frame.length) }
  }
  if (ethertype !== ETHERTYPE_IPV4) {
    return { protocol: 'ethernet', name: 'Ethernet', sealed: false, bytes: frame.length, bytesInner: frame.length }
  }
  return { ...summarizeIp(frame, rawIp ? 0 : ETHERNET_HEADER_BYTES), bytes: frame.length }
}

type IpSummary = Omit<FrameSummary, 'bytes'>

function summarizeIp(frame: Uint8Array, at: number): IpSummary {
  const pair = addressPair(frame, at)
  const payload = at + ((frame[at] ?? 0) & 15) * 4
  if (isLaterFragment(frame, at)) return plain(frame, at, pair, payload, true)
  const protocol = frame[at + 9]
  if (protocol === PROTOCOL_IPIP) return wrapped('ipip', pair, summarizeIp(frame, payload))
  if (protocol === PROTOCOL_UDP) {
    const port = u16(frame, payload + 2)
    if (port === VXLAN_PORT) return wrapped('vxlan', pair, summarizeIp(frame, payload + VXLAN_OVERHEAD_BYTES))
    if (port === WIREGUARD_PORT) {
      const sealed = frame[payload + 8] === 4
      const name = sealed ? 'sealed' : 'WireGuard handshake'
      return { protocol: 'udp', name, mode: 'wireguard', sealed, bytesInner: pair.totalBytes - (payload - at), outer: pair }
    }
  }
  return plain(frame, at, pair, payload, false)
}

function plain(frame: Uint8Array, at: number, pair: AddressPair, payload: number, fragment: boolean): IpSummary {
  const [protocol, name] = nameOf(frame, frame[at + 9] ?? 0, payload, fragment)
  return { protocol, name, sealed: false, bytesInner: pair.totalBytes, inner: pair }
}

function nameOf(frame: Uint8Array, protocol: number, payload: number, fragment: boolean): readonly [PacketProtocol, string] {
  const suffix = fragment ? ' fragment' : ''
  switch (protocol) {
    case PROTOCOL_ICMP:
      return ['icmp', fragment ? 'ICMP fragment' : `ICMP ${ICMP_NAMES[frame[payload] ?? -1] ?? `type ${frame[payload]}`}`]
    case PROTOCOL_UDP:
      return ['udp', fragment ? 'UDP fragment' : `UDP ${u16(frame, payload)} to ${u16(frame, payload + 2)}`]
    case PROTOCOL_TCP:
      return ['tcp', fragment ? 'TCP fragment' : `TCP ${u16(frame, payload)} to ${u16(frame, payload + 2)}`]
    default:
      return ['ethernet', `IP protocol ${protocol}${suffix}`]
  }
}

function wrapped(mode: EnvelopeMode, outer: AddressPair, inside: IpSummary): IpSummary {
  return { ...inside, mode, outer }
}

function isLaterFragment(frame: Uint8Array, at: number): boolean {
  return (u16(frame, at + 6) & 0x1fff) !== 0
}

function addressPair(frame: Uint8Array, at: number): AddressPair {
  return { source: formatIpv4(u32(frame, at + 12)), destination: formatIpv4(u32(frame, at + 16)), totalBytes: u16(frame, at + 2) }
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function u32(bytes: Uint8Array, at: number): number {
  return ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0
}
