import type { InterfaceFact } from '../trace/facts'
import type { Trace } from '../trace/trace'
import type { InterfacePlace } from './capture-columns'
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
  const collected = collect(trace, namespaceNames, () => true)
  return [...collected.interfaces.map(fileOfOne), fileOfAll(trace, namespaceNames, application, collected)]
}

/** What the chosen interfaces saw: of one as `NAMESPACE.IFACE.pcap`, of several as `chosen.pcapng`, of all as `all.pcapng`. Undefined: they saw nothing. */
export function captureFile(trace: Trace, namespaceNames: readonly string[], application: string, chosen: readonly InterfacePlace[] | 'all'): CaptureFile | undefined {
  const collected = collect(trace, namespaceNames, ({ netns, name }) => chosen === 'all' || chosen.some((place) => place.netns === netns && place.interfaceName === name))
  const [first] = collected.interfaces
  if (!first) return undefined
  if (chosen === 'all') return fileOfAll(trace, namespaceNames, application, collected)
  return chosen.length === 1 ? fileOfOne(first) : { ...fileOfAll(trace, namespaceNames, application, collected), name: 'chosen.pcapng' }
}

interface Collected {
  readonly interfaces: readonly CapturedInterface[]
  readonly packets: readonly DirectedPacket[]
}

function fileOfOne({ name, linkType, packets }: CapturedInterface): CaptureFile {
  return { name: `${name.replaceAll('/', '_')}.pcap`, bytes: pcapFile(linkType, packets) }
}

function fileOfAll(trace: Trace, namespaceNames: readonly string[], application: string, { interfaces, packets }: Collected): CaptureFile {
  const { keyLog, caveat } = wireguardSecrets(trace, namespaceNames)
  const remarks = { application, wireguardKeyLog: keyLog, ...(caveat === undefined ? {} : { comment: caveat }) }
  return { name: 'all.pcapng', bytes: pcapngFile(remarks, interfaces, packets) }
}

function collect(trace: Trace, names: readonly string[], isChosen: (device: InterfaceFact) => boolean): Collected {
  const byFact = new Map<number, CapturedInterface>()
  const packets: DirectedPacket[] = []
  for (let index = 0; index < trace.entryCount; index++) {
    if (!trace.isHop(index)) continue
    const entry = trace.entry(index)
    const known = byFact.get(entry.interfaceId) ?? describe(trace, entry.interfaceId, { names, index: byFact.size, isChosen })
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

interface Description {
  readonly names: readonly string[]
  readonly index: number
  readonly isChosen: (device: InterfaceFact) => boolean
}

function describe(trace: Trace, interfaceId: number, { names, index, isChosen }: Description): CapturedInterface | undefined {
  const device = trace.fact(interfaceId)
  if (device?.kind !== 'interface' || !isChosen(device)) return undefined
  const netns = names[device.netns] ?? String(device.netns)
  const linkType = device.linkLayer === 'ethernet' ? LINKTYPE.ethernet : LINKTYPE.rawIp
  return { name: `${netns}.${device.name}`, description: `${device.name} (${device.linkKind}) in ${netns}, MTU ${device.mtuBytes}`, linkType, index, packets: [] }
}
