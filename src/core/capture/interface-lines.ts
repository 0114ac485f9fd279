import type { LinkLayer } from '../trace/decode'
import type { Trace } from '../trace/trace'
import { ETHERNET_HEADER_BYTES, ETHER_TYPE, parseEthernet } from '../wire/ethernet'
import { parseIpv4Header } from '../wire/ipv4'
import { TcpdumpPrinter } from './tcpdump/printer'

/** A packet as tcpdump prints it, without its time stamp; what lies in a VXLAN tunnel is on a second line. */
export interface InterfaceLine {
  readonly timeNs: number
  readonly text: string
}

/**
 * What `tcpdump -nni INTERFACE FILTER` prints of entries [first, end). The filter is by the outermost header: `arp`, or the
 * number of an IP protocol.
 */
export function interfaceLines(trace: Trace, first: number, end: number, interfaceId: number, filter: 'arp' | number): readonly InterfaceLine[] {
  const printer = new TcpdumpPrinter({ linkHeader: false, verbosity: 0 })
  const fact = trace.fact(interfaceId)
  const linkLayer = fact?.kind === 'interface' ? fact.linkLayer : 'ethernet'
  const lines: InterfaceLine[] = []
  for (let index = first; index < end; index++) {
    if (!trace.isHop(index)) continue
    const entry = trace.entry(index)
    if (entry.interfaceId !== interfaceId) continue
    const bytes = trace.frameBytes(entry.frame)
    if (outermost(bytes, linkLayer) === filter) lines.push({ timeNs: entry.timeNs, text: printer.packet(bytes, linkLayer) })
  }
  return lines.sort((one, other) => one.timeNs - other.timeNs)
}

function outermost(bytes: Uint8Array, linkLayer: LinkLayer): 'arp' | number | undefined {
  const ethernet = linkLayer === 'ethernet' ? parseEthernet(bytes, 0, bytes.length) : undefined
  if (ethernet && !ethernet.ok) return undefined
  if (ethernet?.value.etherType === ETHER_TYPE.arp) return 'arp'
  const header = parseIpv4Header(bytes, ethernet ? ETHERNET_HEADER_BYTES : 0, bytes.length)
  return header.ok ? header.value.protocol : undefined
}
