import type { InventoryNamespace } from '../model/inventory'
import { addressOf } from './scene-boxes'
import type { TunnelEnd } from './scene'
import type { EnvelopeMode } from './steps'
import type { WornEnvelope } from './worn-envelopes'

/** Two tunnel devices between which a flow's packets are wrapped. */
export interface Tunnel {
  readonly mode: EnvelopeMode
  readonly ends: readonly [TunnelEnd, TunnelEnd]
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
