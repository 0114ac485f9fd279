import type { LinkLayer } from '../trace/decode'
import type { Trace } from '../trace/trace'
import { ETHERNET_HEADER_BYTES, ETHER_TYPE, parseEthernet } from '../wire/ethernet'
import { IP_PROTOCOL, parseIpv4Header } from '../wire/ipv4'
import { parseUdp } from '../wire/udp'
import { TcpdumpPrinter } from './tcpdump/printer'

/** A packet as tcpdump prints it, without its time stamp; what lies in a VXLAN tunnel is on a second line. */
export interface InterfaceLine {
  readonly timeNs: number
  readonly text: string
}

/** By the outermost header: ARP, an IP protocol, or UDP from or to a port. */
type OutermostFilter = 'arp' | number | { readonly udpPort: number }

/** What `tcpdump -nni INTERFACE FILTER` prints of entries [first, end). */
export function interfaceLines(trace: Trace, first: number, end: number, interfaceId: number, filter: OutermostFilter): readonly InterfaceLine[] {
  const printer = new TcpdumpPrinter({ linkHeader: false, verbosity: 0 })
  const fact = trace.fact(interfaceId)
  const linkLayer = fact?.kind === 'interface' ? fact.linkLayer : 'ethernet'
  const lines: InterfaceLine[] = []
  for (let index = first; index < end; index++) {
    if (!trace.isHop(index)) continue
    const entry = trace.entry(index)
    if (entry.interfaceId !== interfaceId) continue
    const bytes = trace.frameBytes(entry.frame)
    if (passes(bytes, linkLayer, filter)) lines.push({ timeNs: entry.timeNs, text: printer.packet(bytes, linkLayer) })
  }
  return lines.sort((one, other) => one.timeNs - other.timeNs)
}

function passes(bytes: Uint8Array, linkLayer: LinkLayer, filter: OutermostFilter): boolean {
  const ethernet = linkLayer === 'ethernet' ? parseEthernet(bytes, 0, bytes.length) : undefined
  if (ethernet && !ethernet.ok) return false
  if (ethernet?.value.etherType === ETHER_TYPE.arp) return filter === 'arp'
  const start = ethernet ? ETHERNET_HEADER_BYTES : 0
  const header = parseIpv4Header(bytes, start, bytes.length)
  if (!header.ok || filter === 'arp') return false
  const { protocol, headerBytes, fragmentOffsetBytes } = header.value
  if (typeof filter === 'number') return protocol === filter
  const udp = protocol === IP_PROTOCOL.udp && fragmentOffsetBytes === 0 ? parseUdp(bytes, start + headerBytes, bytes.length) : undefined
  return udp?.ok === true && [udp.value.sourcePort, udp.value.destinationPort].includes(filter.udpPort)
}
