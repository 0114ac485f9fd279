import { eventFields } from '../../src/core/session/event-fields'
import { decodeFrame } from '../../src/core/trace/decode'
import type { Layer } from '../../src/core/trace/layers'
import type { Trace, TraceEntry } from '../../src/core/trace/trace'

export interface PlaceNames {
  readonly namespaces: readonly string[]
  readonly segments: readonly string[]
}

/** A trace as text, a line an entry: time, place, packet, then the frame's layers or the decision with its reasons. */
export function printTrace(trace: Trace, firstEntry: number, names: PlaceNames): string {
  const lines: string[] = []
  for (let i = firstEntry; i < trace.entryCount; i++) lines.push(printEntry(trace, trace.entry(i), names))
  return `${lines.join('\n')}\n`
}

function printEntry(trace: Trace, entry: TraceEntry, names: PlaceNames): string {
  const device = entry.interfaceId < 0 ? undefined : trace.fact(entry.interfaceId, entry.index)
  const place = [(entry.netns < 0 ? names.segments[-1 - entry.netns] : names.namespaces[entry.netns]) ?? '?', device?.kind === 'interface' ? device.name : '-'].join(' ')
  const packet = entry.packet < 0 ? '' : `#${entry.packet}`
  const what = entry.kind.startsWith('hop.') ? frameText(trace, entry, device?.kind === 'interface' ? device.linkLayer : 'ethernet') : decisionText(trace, entry)
  return `${(entry.timeNs / 1000).toFixed(1).padStart(11)} ${place.padEnd(24)} ${packet.padEnd(4)} ${entry.kind.padEnd(20)} ${what}`.trimEnd()
}

function decisionText(trace: Trace, entry: TraceEntry): string {
  return Object.entries(eventFields(trace, entry))
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('; ')
}

function frameText(trace: Trace, entry: TraceEntry, linkLayer: 'ethernet' | 'raw-ip'): string {
  const bytes = trace.frameBytes(entry.frame)
  return `${bytes.length} B: ${decodeFrame(bytes, linkLayer).map(layerText).join(' / ')}`
}

function layerText(layer: Layer): string {
  const { proto, ...fields } = layer
  const values = Object.entries(fields).map(([name, value]) => `${name}=${Array.isArray(value) && name === 'embedded' ? `[${(value as Layer[]).map(layerText).join(' / ')}]` : String(value)}`)
  return `${proto} ${values.join(' ')}`
}
