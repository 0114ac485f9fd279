import type { InventoryNamespace } from '../model/inventory'
import { addressOf } from './scene-boxes'
import type { TunnelEnd } from './scene'
import type { EnvelopeMode, Step } from './steps'

/** An envelope that a flow wears, by its addresses. */
export interface WornEnvelope {
  readonly source: string
  readonly destination: string
  readonly mode: EnvelopeMode
}

/** Two tunnel devices between which a flow's packets are wrapped. */
export interface Tunnel {
  readonly mode: EnvelopeMode
  readonly ends: readonly [TunnelEnd, TunnelEnd]
}

/** The envelopes of a flow, each once. */
export function envelopesOf(steps: readonly Step[]): readonly WornEnvelope[] {
  const worn = new Map<string, WornEnvelope>()
  for (const { kind, mode, outer } of steps) {
    if (kind !== 'frame' || mode === undefined || outer === undefined) continue
    const key = `${outer.source} ${outer.destination} ${mode}`
    if (!worn.has(key)) worn.set(key, { source: outer.source, destination: outer.destination, mode })
  }
  return [...worn.values()]
}

/** One tunnel for each pair of these nodes that an envelope is addressed to and from. */
export function tunnelsOf(envelopes: readonly WornEnvelope[], nodes: readonly InventoryNamespace[]): readonly Tunnel[] {
  const nodeOfAddress = new Map(nodes.map((node) => [addressOf(node), node]))
  const tunnels = new Map<string, Tunnel>()
  for (const { source, destination, mode } of envelopes) {
    const [a, b] = [source, destination].map((address) => endOf(nodeOfAddress.get(address), mode)).toSorted((x, y) => (x?.netns ?? 0) - (y?.netns ?? 0))
    if (a !== undefined && b !== undefined && a.netns !== b.netns) tunnels.set(`${a.netns}-${b.netns}-${mode}`, { mode, ends: [a, b] })
  }
  return [...tunnels.values()]
}

function endOf(node: InventoryNamespace | undefined, mode: EnvelopeMode): TunnelEnd | undefined {
  const link = node?.links.find(({ kind }) => kind === mode)?.name
  return node === undefined || link === undefined ? undefined : { netns: node.index, link }
}
