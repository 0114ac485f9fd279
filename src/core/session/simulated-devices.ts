import { ENCAPSULATION_MODES } from '../model/encapsulation'
import type { EncapsulationMode } from '../model/encapsulation'
import type { LinkSpec } from '../model/netns-spec'
import type { NetworkSpec } from '../model/network-spec'

/** Devices that the engine builds (core/engine/build-netns.ts). */
const SIMULATED: ReadonlySet<LinkSpec['kind']> = new Set<LinkSpec['kind']>(['loopback', 'ethernet', 'ipip', 'vxlan'])

/** What a lab can be switched to. */
export const SIMULATED_MODES: readonly EncapsulationMode[] = ENCAPSULATION_MODES.filter((mode) => mode === 'direct' || SIMULATED.has(mode))

/**
 * Why the network cannot be run, if so: a node's tunnel device that the engine does not simulate. Nodes of a cluster
 * are programmed alike, so the first one speaks for all.
 */
export function unsimulatedDevice(network: NetworkSpec): string | undefined {
  const index = network.namespaces.findIndex((namespace) => namespace.kind === 'node')
  if (index < 0) return undefined
  const { name, links } = network.derive(index)
  const device = links.find((link) => !SIMULATED.has(link.kind))
  return device && `${name} has ${device.name}, a ${device.kind} device, which Hopscope does not simulate; it simulates Direct, IPIP and VXLAN`
}
