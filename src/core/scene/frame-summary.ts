import { decodeFrame, icmpWords } from '../trace/decode'
import { isSealedPacket } from '../trace/layers'
import type { Ipv4Layer, Layer } from '../trace/layers'
import { isIcmpError } from '../wire/icmp'
import { TCP_FLAGS_AS_SAID } from '../wire/tcp'
import type { TunnelPorts } from '../trace/tunnel-ports'

/** What fills a packet on screen (visual language, "Fill is protocol"). */
export type PacketProtocol = 'icmp' | 'icmp-error' | 'udp' | 'tcp' | 'tcp-control' | 'tcp-reset' | 'arp' | 'ethernet'

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
  /** `ICMP echo request`, `ARP request`, `UDP 40000 to 53`. */
  readonly name: string
  readonly mode?: EnvelopeMode | undefined
  /** True where a packet is inside as ciphertext: protocol and name are then those of the envelope's payload. */
  readonly sealed: boolean
  /** The whole frame as the interface shows it. */
  readonly bytes: number
  /** The innermost IP packet that can be read; the whole frame where there is none. */
  readonly bytesInner: number
  readonly inner?: AddressPair | undefined
  readonly outer?: AddressPair | undefined
  /** Absent for a whole packet; of an envelope that was cut, which piece of that. */
  readonly fragment?: Fragment | undefined
  /** Length of the envelope's IP packet before it was cut, as the headers in it tell; absent where they stand in another piece. */
  readonly envelopeBytes?: number | undefined
}

export interface Fragment {
  /** Ends and identification: the same in all fragments of one IP packet. */
  readonly datagram: string
  readonly offsetBytes: number
}

/** A header without options, in units of four bytes (RFC 791, 3.1). */
const USUAL_HEADER_WORDS = 5

/** Reads of a frame what is needed to draw it. `rawIp` is true for devices that carry bare IP packets. */
export function summarizeFrame(frame: Uint8Array, rawIp: boolean, ports?: TunnelPorts): FrameSummary {
  const layers = decodeFrame(frame, rawIp ? 'raw-ip' : 'ethernet', ports)
  const packets = layers.filter((layer) => layer.proto === 'ipv4')
  const [first, last] = [packets[0], packets.at(-1)]
  const mode = modeOf(layers, packets.length)
  const sealed = layers.some((layer) => layer.proto === 'wireguard' && isSealedPacket(layer))
  const { protocol, name } = contentOf(layers, last)
  const isWrapped = mode !== undefined && first !== undefined
  const hasInner = last !== undefined && (last !== first || !isWrapped)
  const cut = packets.find(isFragment)
  return {
    protocol,
    name,
    mode,
    sealed,
    bytes: frame.length,
    bytesInner: last?.total_len ?? frame.length,
    inner: hasInner ? pairOf(last) : undefined,
    outer: isWrapped ? pairOf(first) : undefined,
    fragment: cut && { datagram: `${cut.src} ${cut.dst} ${cut.id}`, offsetBytes: cut.frag_offset ?? 0 },
    envelopeBytes: isWrapped ? lengthOfEnvelope(layers, first, last) : undefined,
  }
}

function modeOf(layers: readonly Layer[], ipHeaders: number): EnvelopeMode | undefined {
  if (layers.some((layer) => layer.proto === 'wireguard')) return 'wireguard'
  if (layers.some((layer) => layer.proto === 'vxlan')) return 'vxlan'
  return ipHeaders > 1 ? 'ipip' : undefined
}

/** UDP's own length is that of the whole; IPIP has none, but what is inside has. */
function lengthOfEnvelope(layers: readonly Layer[], outer: Ipv4Layer, inner: Ipv4Layer | undefined): number {
  const udp = layers[layers.indexOf(outer) + 1]
  return (outer.ihl ?? USUAL_HEADER_WORDS) * 4 + (udp?.proto === 'udp' ? udp.len : (inner?.total_len ?? 0))
}

function isFragment(packet: Ipv4Layer): boolean {
  return packet.mf === true || (packet.frag_offset ?? 0) > 0
}

function contentOf(layers: readonly Layer[], packet: Ipv4Layer | undefined): Pick<FrameSummary, 'protocol' | 'name'> {
  const fragment = packet?.frag_offset === undefined || packet.frag_offset === 0 ? '' : ' fragment'
  for (const layer of layers.toReversed()) {
    switch (layer.proto) {
      case 'arp':
        return { protocol: 'arp', name: `ARP ${layer.op}` }
      case 'icmp':
        return { protocol: isIcmpError(layer.type) ? 'icmp-error' : 'icmp', name: `ICMP ${icmpWords(layer.type, layer.code)}` }
      case 'udp':
        return { protocol: 'udp', name: `UDP ${layer.sport} to ${layer.dport}` }
      case 'tcp':
        return { protocol: tcpProtocol(layer.flags), name: ['TCP', ...TCP_FLAGS_AS_SAID.filter((flag) => layer.flags.includes(flag))].join(' ') }
      case 'wireguard':
        return { protocol: 'udp', name: isSealedPacket(layer) ? 'sealed' : `WireGuard ${layer.name.replace('handshake-', '').replaceAll('-', ' ')}` }
      case 'ipv4':
        return { protocol: PROTOCOLS[layer.protocol] ?? 'ethernet', name: `${PROTOCOL_NAMES[layer.protocol] ?? `IP protocol ${layer.protocol}`}${fragment}` }
      case 'eth':
      case 'vxlan':
      case 'data':
      case 'fragment-data':
      case 'malformed':
        break
    }
  }
  return { protocol: 'ethernet', name: 'Ethernet' }
}

/** What begins, ends or breaks a connection stands out, as in Wireshark. */
function tcpProtocol(flags: readonly string[]): PacketProtocol {
  if (flags.includes('RST')) return 'tcp-reset'
  return flags.includes('SYN') || flags.includes('FIN') ? 'tcp-control' : 'tcp'
}

/** For fragments, whose transport header is in another one. */
const PROTOCOLS: Readonly<Record<number, PacketProtocol>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' }

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'ICMP', 4: 'IPIP', 6: 'TCP', 17: 'UDP' }

function pairOf(packet: Ipv4Layer): AddressPair {
  return { source: packet.src, destination: packet.dst, totalBytes: packet.total_len }
}
