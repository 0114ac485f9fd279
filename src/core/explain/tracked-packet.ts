import { dissectFrame } from '../trace/dissect'
import type { HeaderView } from '../trace/dissect'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { MAX_LOOK } from './chain-link'
import { linkLayerOf } from './frame-reading'

/** What connection tracking knows a packet by, as texts; undefined where the trace has not seen it. */
export interface TrackedPacket {
  readonly protocol?: string
  readonly source?: string
  readonly destination?: string
  /** Ports, or the ICMP id as both. */
  readonly sourcePort?: string
  readonly destinationPort?: string
}

/** A packet as it stood in a namespace just before an entry: as it came in or was put together there, with what has been rewritten since. */
export function packetBefore(trace: Trace, { index: at, packet, netns }: TraceEntry): TrackedPacket {
  let known: TrackedPacket = {}
  let routed: string | undefined
  for (let index = at - 1; index >= Math.max(0, at - MAX_LOOK); index--) {
    const entry = trace.entry(index)
    if (entry.packet !== packet || entry.netns !== netns) continue
    if (entry.kind === 'nat.source') known = { source: formatIpv4(entry.b), sourcePort: String(entry.c), ...known }
    if (entry.kind === 'nat.destination') known = { destination: formatIpv4(entry.b), destinationPort: String(entry.c), ...known }
    if (entry.kind === 'conntrack.new') known = { source: formatIpv4(entry.b), ...known }
    if (entry.kind === 'route.selected') routed ??= formatIpv4(entry.b)
    if (entry.kind === 'hop.in') return { ...asSeen(trace, index), ...known }
    if (entry.kind === 'packet.encapsulated') return { source: formatIpv4(entry.b), destination: formatIpv4(entry.c), ...known }
  }
  return routed === undefined ? known : { destination: routed, ...known }
}

function asSeen(trace: Trace, index: number): TrackedPacket {
  const own = dissectFrame(trace.frameBytes(trace.entry(index).frame), linkLayerOf(trace, index), trace.tunnelPorts).filter(({ quoted }) => !quoted)
  const from = own.findIndex(({ proto }) => proto === 'ipv4')
  const [ip, inner] = [own[from], own[from + 1]]
  if (!ip) return {}
  const addresses = { source: textOf(ip, 'source'), destination: textOf(ip, 'destination') }
  if (inner?.proto === 'icmp') return { ...addresses, protocol: 'icmp', ...bothPorts(textOf(inner, 'identifier')) }
  if (inner?.proto !== 'udp' && inner?.proto !== 'tcp') return addresses
  return { ...addresses, protocol: inner.proto, sourcePort: textOf(inner, 'sourcePort'), destinationPort: textOf(inner, 'destinationPort') }
}

function bothPorts(id: string): TrackedPacket {
  return id === '' ? {} : { sourcePort: id, destinationPort: id }
}

function textOf(header: HeaderView, name: string): string {
  return header.fields.find((field) => field.name === name)?.text ?? ''
}
