import type { Trace } from '../trace/trace'
import { LINKTYPE } from '../capture/link-type'
import { pcapFile } from '../capture/pcap'
import { pcapngFile } from '../capture/pcapng'
import type { DirectedPacket } from '../capture/pcapng'
import { wireguardSecrets } from './wireguard-secrets'

/** A file to be written, by its name. */
export interface CaptureFile {
  readonly name: string
  readonly bytes: Uint8Array
}

interface CapturedInterface {
  readonly name: string
  readonly description: string
  readonly linkType: number
  readonly index: number
  readonly packets: DirectedPacket[]
}

/**
 * All that a trace saw, as capture files: `NAMESPACE.IFACE.pcap` for each interface that saw a frame, and `all.pcapng`
 * with every interface and the keys that WireGuard used. Link types are those of real captures: Ethernet, or raw IP on tunl0 and wireguard.cali.
 */
export function captureFiles(trace: Trace, namespaceNames: readonly string[], application: string): CaptureFile[] {
  const { interfaces, packets } = collect(trace, namespaceNames)
  const files = interfaces.map((one) => ({ name: `${one.name.replaceAll('/', '_')}.pcap`, bytes: pcapFile(one.linkType, one.packets) }))
  const { keyLog, caveat } = wireguardSecrets(trace, namespaceNames)
  const remarks = { application, wireguardKeyLog: keyLog, ...(caveat === undefined ? {} : { comment: caveat }) }
  return [...files, { name: 'all.pcapng', bytes: pcapngFile(remarks, interfaces, packets) }]
}

function collect(trace: Trace, names: readonly string[]): { readonly interfaces: readonly CapturedInterface[]; readonly packets: readonly DirectedPacket[] } {
  const byFact = new Map<number, CapturedInterface>()
  const packets: DirectedPacket[] = []
  for (let index = 0; index < trace.entryCount; index++) {
    if (!trace.isHop(index)) continue
    const entry = trace.entry(index)
    const known = byFact.get(entry.interfaceId) ?? describe(trace, entry.interfaceId, names, byFact.size)
    if (!known) continue
    byFact.set(entry.interfaceId, known)
    const packet = { timeNs: entry.timeNs, bytes: trace.frameBytes(entry.frame), interfaceIndex: known.index, direction: entry.kind === 'hop.in' ? 'in' : 'out' } as const
    known.packets.push(packet)
    packets.push(packet)
  }
  // a packet keeps the time at which it reached the NIC when it is decapsulated later, as in a real capture
  packets.sort(byTime)
  for (const one of byFact.values()) one.packets.sort(byTime)
  return { interfaces: [...byFact.values()], packets }
}

function byTime(one: DirectedPacket, other: DirectedPacket): number {
  return one.timeNs - other.timeNs
}

function describe(trace: Trace, interfaceId: number, names: readonly string[], index: number): CapturedInterface | undefined {
  const device = trace.fact(interfaceId)
  if (device?.kind !== 'interface') return undefined
  const netns = names[device.netns] ?? String(device.netns)
  const linkType = device.linkLayer === 'ethernet' ? LINKTYPE.ethernet : LINKTYPE.rawIp
  return { name: `${netns}.${device.name}`, description: `${device.name} (${device.linkKind}) in ${netns}, MTU ${device.mtuBytes}`, linkType, index, packets: [] }
}
