import type { EncapsulationMode } from '../model/encapsulation'
import { isSealedPacket } from '../trace/layers'
import type { Layer } from '../trace/layers'

/** A packet as it leaves a card of a node. */
export interface WireFrame {
  readonly entryIndex: number
  readonly bytes: number
  /** Of a packet that leaves in fragments, all of them. */
  readonly total: { readonly frames: number; readonly bytes: number }
  /** What wraps the packet. */
  readonly mode: EncapsulationMode
  /** The headers around it, outermost first; empty where nothing wraps it. */
  readonly envelope: string
  /** Of what can be read inmost. */
  readonly source: string
  readonly destination: string
}

export function wireFrame(entryIndex: number, bytes: number, layers: readonly Layer[]): WireFrame {
  const inmost = layers.findLast((layer) => layer.proto === 'ipv4')
  return { entryIndex, bytes, total: { frames: 1, bytes }, mode: wrappedBy(layers), envelope: envelopeOf(layers), source: inmost?.src ?? '', destination: inmost?.dst ?? '' }
}

const PROTOCOL_IPIP = 4

/** A handshake wraps nothing, but it is WireGuard's. */
export function wrappedBy(layers: readonly Layer[]): EncapsulationMode {
  if (layers.some(({ proto }) => proto === 'wireguard')) return 'wireguard'
  if (layers.some(({ proto }) => proto === 'vxlan')) return 'vxlan'
  return layers.some((layer) => layer.proto === 'ipv4' && layer.protocol === PROTOCOL_IPIP) ? 'ipip' : 'direct'
}

/** A handshake or keepalive: WireGuard's own, with no packet inside. */
export function isWireguardsOwn(layers: readonly Layer[]): boolean {
  return layers.some((layer) => layer.proto === 'wireguard' && !isSealedPacket(layer))
}

const LAYER_NAMES: Readonly<Partial<Record<Layer['proto'], string>>> = { eth: 'Ethernet', ipv4: 'IPv4', udp: 'UDP', vxlan: 'VXLAN', wireguard: 'WireGuard' }

/** The headers between the first Ethernet header and the pod's own packet. */
function envelopeOf(layers: readonly Layer[]): string {
  const ip = layers.flatMap(({ proto }, index) => (proto === 'ipv4' ? [index] : []))
  const sealed = layers.findIndex(({ proto }) => proto === 'wireguard')
  const start = ip[0] ?? layers.length
  const end = sealed >= 0 ? sealed + 1 : (ip[1] ?? start)
  return layers.slice(start, end).map(({ proto }) => LAYER_NAMES[proto] ?? proto).join(' / ')
}
