import { decodeFrame } from '../trace/decode'
import type { Layer } from '../trace/layers'
import type { Trace, TraceEntry } from '../trace/trace'
import { eventFields } from './event-fields'
import type { EventFields } from './event-fields'
import type { CommandRecord } from './command-run'

/** What `hopscope run --json` writes: the names are those of the kernel recordings. */
export interface RunsJson {
  readonly lab: string
  readonly seed: number
  readonly hopscope: string
  readonly runs: readonly RunJson[]
}

export interface RunJson {
  readonly ns: string
  readonly command: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly outcome: string
  readonly hops: readonly HopJson[]
  readonly events: readonly EventJson[]
}

export interface HopJson {
  readonly ns: string
  readonly iface: string
  readonly dir: 'in' | 'out'
  /** Microseconds of simulated time since the command began. */
  readonly t_us: number
  /** Bytes, with the link header where the interface has one. */
  readonly len: number
  readonly layers: readonly Layer[]
}

export type EventJson = { readonly t_us: number; readonly ns: string; readonly kind: string; readonly iface?: string; readonly packet?: number } & EventFields

/** One run in the shape of `--json`. `namespaceNames` are those of the network, by index. */
export function runJson(trace: Trace, record: CommandRecord, namespaceNames: readonly string[]): RunJson {
  const hops: HopJson[] = []
  const events: EventJson[] = []
  for (let index = record.firstEntry; index < record.endEntry; index++) {
    const entry = trace.entry(index)
    const t_us = (entry.timeNs - record.startNs) / 1000
    const place = placeOf(trace, entry, namespaceNames)
    if (trace.isHop(index)) {
      const bytes = trace.frameBytes(entry.frame)
      const dir = entry.kind === 'hop.in' ? 'in' : 'out'
      hops.push({ ns: place.ns, iface: place.iface ?? '', dir, t_us, len: bytes.length, layers: decodeFrame(bytes, place.linkLayer, trace.tunnelPorts) })
    } else {
      const iface = place.iface === undefined ? {} : { iface: place.iface }
      const packet = entry.packet < 0 ? {} : { packet: entry.packet }
      events.push({ t_us, ns: place.ns, kind: entry.kind, ...iface, ...packet, ...eventFields(trace, entry) })
    }
  }
  // a packet keeps the time at which it reached the NIC when it is decapsulated later, as in a real capture
  hops.sort((one, other) => one.t_us - other.t_us)
  const { netns, command, exit, stdout, stderr, outcome } = record
  return { ns: netns, command, exit, stdout, stderr, outcome, hops, events }
}

function placeOf(trace: Trace, entry: TraceEntry, names: readonly string[]): { readonly ns: string; readonly iface: string | undefined; readonly linkLayer: 'ethernet' | 'raw-ip' } {
  const device = entry.interfaceId < 0 ? undefined : trace.fact(entry.interfaceId)
  const ns = names[entry.netns] ?? ''
  return device?.kind === 'interface' ? { ns, iface: device.name, linkLayer: device.linkLayer } : { ns, iface: undefined, linkLayer: 'ethernet' }
}
