import { formatIpv4 } from '../wire/ipv4-address'
import { NO_REMEDY, podWith } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'

/** A host that takes what is for one of the pods: it has the address itself. */
export function takenByHost({ trace, context, inventory, found }: DropCase): DropRemedy {
  const { destination, place, entryIndex } = context
  const owner = destination === undefined ? undefined : podWith(inventory, destination)
  const holder = owner && destination !== undefined ? trace.factsAt(trace.entry(entryIndex).netns, entryIndex).find((fact) => fact.kind === 'interface' && fact.addresses.some(({ address }) => address === destination)) : undefined
  if (!owner || destination === undefined || owner.name === place || holder?.kind !== 'interface') return NO_REMEDY
  const address = formatIpv4(destination)
  return { findings: [found.hostTakes({ address, pod: owner.name, place, link: holder.name })], repairs: [{ netns: place, command: `ip addr del ${address}/32 dev ${holder.name}` }], isWhole: true }
}

export function foreignSource({ context: { packet, cameIn, place }, found }: DropCase): DropRemedy {
  return packet && cameIn?.link.startsWith('cali') ? { findings: [found.foreignSource({ source: formatIpv4(packet.source), link: cameIn.link, place })], repairs: [] } : NO_REMEDY
}
