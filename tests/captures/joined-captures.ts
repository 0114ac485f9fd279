import { captureFiles } from '../../src/core/export/captures'
import type { Trace } from '../../src/core/trace/trace'
import { exceptionOf } from '../kernel/exceptions'
import { loadCaptures, loadRecording } from '../kernel/recordings'
import { replay } from '../kernel/replay'
import type { ReplayedFlow } from '../kernel/replay'
import { PCAP_FILE_HEADER_BYTES, readPcap } from './read-pcap'

/** What one interface saw in several labs, as one capture file, and the flow that each packet belongs to. */
export interface JoinedCapture {
  /** `NAMESPACE.INTERFACE` */
  readonly name: string
  readonly file: Uint8Array
  /** `LAB FLOW` by packet; `LAB` alone between the flows. */
  readonly owners: readonly string[]
}

interface LabCapture {
  readonly name: string
  readonly file: Uint8Array
  readonly owners: readonly string[]
}

/**
 * The labs' whole scripts, replayed and written as `--pcap` writes them. Joined, so that a tool is started once an
 * interface and not once a lab. Flows that the simulator does not run are those that `exceptions.ts` names.
 */
export function simulatedCaptures(labs: readonly string[]): readonly JoinedCapture[] {
  // a seed each: IP ids that came again would make fragments of two labs one packet
  return join(labs.flatMap((lab, i) => simulatedIn(lab, i + 1)))
}

/** What the kernel's own captures of the same labs hold, by the same names. */
export function kernelCaptures(labs: readonly string[]): readonly JoinedCapture[] {
  return join(labs.flatMap((lab) => recordedIn(lab)))
}

function simulatedIn(lab: string, seed: number): readonly LabCapture[] {
  const recording = loadRecording(lab)
  const { flows, trace, namespaceNames } = replay(recording, seed)
  const names = recording.script.map((scripted) => scripted.flow)
  const missing = names.filter((name, i) => flows[i]?.ok !== true && exceptionOf(lab, name) === undefined)
  if (missing.length > 0) throw new Error(`${lab}: ${missing.join(', ')} did not run`)
  const owners = ownersByInterface(trace, namespaceNames, (entry) => {
    const flow = flows.findIndex((one) => contains(one, entry))
    return flow < 0 ? lab : `${lab} ${names[flow] ?? ''}`
  })
  return captureFiles(trace, namespaceNames, 'Hopscope')
    .filter(({ name }) => name.endsWith('.pcap'))
    .map(({ name, bytes }) => ({ name: name.slice(0, -'.pcap'.length), file: bytes }))
    .map(({ name, file }) => ({ name, file, owners: owners.get(name)?.map(({ owner }) => owner) ?? [] }))
}

interface OwnedPacket {
  readonly timeNs: number
  readonly owner: string
}

/** Who owns the packets of each interface, in the order of a capture file: that of time. */
function ownersByInterface(trace: Trace, namespaceNames: readonly string[], ownerOf: (entry: number) => string): ReadonlyMap<string, readonly OwnedPacket[]> {
  const byPlace = new Map<string, OwnedPacket[]>()
  for (let entry = 0; entry < trace.entryCount; entry++) {
    if (!trace.isHop(entry)) continue
    const { interfaceId, netns, timeNs } = trace.entry(entry)
    const device = trace.fact(interfaceId)
    const place = `${namespaceNames[netns] ?? ''}.${device?.kind === 'interface' ? device.name : ''}`
    const list = byPlace.get(place) ?? []
    list.push({ timeNs, owner: ownerOf(entry) })
    byPlace.set(place, list)
  }
  for (const list of byPlace.values()) list.sort((one, other) => one.timeNs - other.timeNs)
  return byPlace
}

function contains(flow: ReplayedFlow, entry: number): boolean {
  return flow.ok && entry >= flow.firstEntry && entry < flow.endEntry
}

function recordedIn(lab: string): readonly LabCapture[] {
  const flowOf = new Map<string, string>()
  for (const { flow, hops } of loadRecording(lab).flows) for (const { ns, iface, frame } of hops) flowOf.set(`${ns}.${iface} ${frame}`, flow)
  return [...loadCaptures(lab)].map(([recordedName, file]) => {
    const name = recordedName.replace('__', '.')
    const owners = readPcap(file).packets.map((_, i) => {
      const flow = flowOf.get(`${name} ${i + 1}`)
      return flow === undefined ? lab : `${lab} ${flow}`
    })
    return { name, file, owners }
  })
}

function join(captures: readonly LabCapture[]): readonly JoinedCapture[] {
  const names = [...new Set(captures.map(({ name }) => name))].sort()
  return names.map((name) => {
    const parts = captures.filter((capture) => capture.name === name)
    const files = parts.map(({ file }, i) => (i === 0 ? file : file.subarray(PCAP_FILE_HEADER_BYTES)))
    return { name, file: Buffer.concat(files), owners: parts.flatMap((part) => part.owners) }
  })
}
