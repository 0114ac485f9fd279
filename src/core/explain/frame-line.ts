import type { ArpLayer, IcmpLayer, Ipv4Layer, Layer } from '../trace/layers'

const MAC_ZERO_TEXT = '00:00:00:00:00:00'
const IP_HEADER_BYTES = 20
const ICMP_HEADER_BYTES = 8

/** One frame as `tcpdump -nn` words it, without time and link-layer header: `IP a > b: ICMP echo request, id 22, seq 1, length 64`. */
export function frameLine(layers: readonly Layer[]): string {
  const [first, ...rest] = layers
  if (!first) return ''
  switch (first.proto) {
    case 'eth':
      return frameLine(rest)
    case 'arp':
      return arpLine(first)
    case 'ipv4':
      return `IP ${ipLine(first, rest)}`
    default:
      return otherLine(first)
  }
}

function ipLine(ip: Ipv4Layer, payload: readonly Layer[]): string {
  const next = payload[0]
  const bytes = ip.total_len - (ip.ihl === undefined ? IP_HEADER_BYTES : ip.ihl * 4)
  if (next?.proto === 'udp' || next?.proto === 'tcp') return `${ip.src}.${next.sport} > ${ip.dst}.${next.dport}: ${portsLine(next, payload.slice(1))}`
  const ends = `${ip.src} > ${ip.dst}: `
  if (next?.proto === 'ipv4') return `${ends}${frameLine(payload)}`
  if (next?.proto === 'icmp') return `${ends}ICMP ${icmpLine(next)}, length ${bytes}`
  return `${ends}ip-proto-${ip.protocol}`
}

function portsLine(layer: Extract<Layer, { proto: 'udp' | 'tcp' }>, payload: readonly Layer[]): string {
  if (layer.proto === 'tcp') return `tcp ${layer.data_len}`
  const inside = payload[0]
  if (inside?.proto === 'vxlan') return `VXLAN, flags [${inside.i_flag ? 'I' : '.'}] (${inside.flags}), vni ${inside.vni}, ${frameLine(payload.slice(1))}`
  return `UDP, length ${layer.len - ICMP_HEADER_BYTES}`
}

function icmpLine(icmp: IcmpLayer): string {
  if (icmp.id !== undefined && icmp.seq !== undefined) return `${icmp.name.replace('-', ' ')}, id ${icmp.id}, seq ${icmp.seq}`
  const quoted = icmp.embedded?.[0]
  const about = quoted?.proto === 'ipv4' ? quoted.dst : ''
  switch (icmp.name) {
    case 'ttl-exceeded':
      return 'time exceeded in-transit'
    case 'reassembly-timeout':
      return 'ip reassembly time exceeded'
    case 'net-unreachable':
      return `net ${about} unreachable`
    case 'host-unreachable':
      return `host ${about} unreachable`
    case 'frag-needed':
      return `${about} unreachable - need to frag (mtu ${icmp.mtu ?? 0})`
    case 'port-unreachable':
      return `${about} ${portOf(icmp.embedded?.[1])} unreachable`
    default:
      return `${about} ${icmp.name}`.trim()
  }
}

function portOf(layer: Layer | undefined): string {
  return layer?.proto === 'udp' || layer?.proto === 'tcp' ? `${layer.proto} port ${layer.dport}` : 'port'
}

function arpLine(arp: ArpLayer): string {
  if (arp.op === 'reply') return `ARP, Reply ${arp.sender_ip} is-at ${arp.sender_mac}, length 28`
  const knownTarget = arp.target_mac === MAC_ZERO_TEXT ? '' : ` (${arp.target_mac})`
  return `ARP, Request who-has ${arp.target_ip}${knownTarget} tell ${arp.sender_ip}, length 28`
}

function otherLine(layer: Layer): string {
  return 'len' in layer ? `${layer.proto}, length ${layer.len}` : layer.proto
}
