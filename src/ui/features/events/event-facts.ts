import { linkLayerOf } from '../../../core/explain/frame-reading'
import { placeName, shortInterfaceName } from '../../../core/explain/place-name'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import { decodeFrame } from '../../../core/trace/decode'
import type { Layer } from '../../../core/trace/layers'
import type { Trace } from '../../../core/trace/trace'
import type { EventFacts } from './event-filter'

/** What the list shows of a step: its line, and its number from 1, unless it is left out. */
interface Listed {
  readonly line: string
  readonly number: number | undefined
  /** When the list begins. */
  readonly startNs: number
}

/** What a filter can ask of a step; a decision is about the frame that it speaks of. */
export function eventFacts(step: Step, trace: Trace, inventory: Inventory, { line, number, startNs }: Listed): EventFacts {
  const frame = step.frame < 0 ? undefined : { bytes: trace.frameBytes(step.frame), linkLayer: linkLayerOf(trace, step.entryIndex), ports: trace.tunnelPorts }
  const layers = frame ? decodeFrame(frame.bytes, frame.linkLayer, frame.ports) : []
  const place = placeName(inventory, step.netns)
  return {
    kind: step.kind,
    node: place.toLowerCase(),
    iface: step.interfaceName.toLowerCase(),
    // inside a seal nobody can read the protocol; the packet that a person follows still has it
    protocols: new Set([...layers.flatMap(protocolsOf), step.protocol.replace(/-.*/, ''), ...(step.mode === undefined ? [] : [step.mode])]),
    sources: new Set(layers.flatMap((layer) => endsOf(layer).slice(0, 1))),
    destinations: new Set(layers.flatMap((layer) => endsOf(layer).slice(1))),
    ports: layers.flatMap((layer) => (layer.proto === 'udp' || layer.proto === 'tcp' ? [{ protocol: layer.proto, source: layer.sport, destination: layer.dport }] : [])),
    ...(frame ? { bytes: step.bytes, frame } : {}),
    ...(number === undefined ? {} : { number }),
    seconds: (step.timeNs - startNs) / NS_PER_SECOND,
    text: `${place} ${shortInterfaceName(step.interfaceName)} ${line}`.toLowerCase(),
  }
}

const NS_PER_SECOND = 1e9
const PROTOCOL_IPIP = 4

function protocolsOf(layer: Layer): readonly string[] {
  if (layer.proto === 'eth') return ['eth', 'ethernet']
  if (layer.proto !== 'ipv4') return [layer.proto]
  return ['ipv4', 'ip', String(layer.protocol), ...(layer.protocol === PROTOCOL_IPIP ? ['ipip'] : [])]
}

function endsOf(layer: Layer): readonly string[] {
  if (layer.proto === 'ipv4') return [layer.src, layer.dst]
  return layer.proto === 'arp' ? [layer.sender_ip, layer.target_ip] : []
}
