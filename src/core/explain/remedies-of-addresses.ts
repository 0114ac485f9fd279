import { formatIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { NO_REMEDY, podWith } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { formatFullRoute, routeAdded } from './format-route'
import { lostRoute } from './lost-rows'

/** A host that takes what is for one of the pods: it has the address itself. */
export function takenByHost(about: DropCase): DropRemedy {
  const { trace, context } = about
  return podsAddressAt(about, trace.entry(context.entryIndex).netns, context.destination) ?? NO_REMEDY
}

/** A host that takes a pod's packets for its own come back, since it has the pod's address. */
export function takenSource(about: DropCase): DropRemedy {
  const { cameIn, packet } = about.context
  return (cameIn && podsAddressAt(about, cameIn.netns, packet?.source)) ?? NO_REMEDY
}

function podsAddressAt({ trace, context, inventory, found }: DropCase, netns: number, address: Ipv4 | undefined): DropRemedy | undefined {
  const { place, entryIndex } = context
  const owner = address === undefined ? undefined : podWith(inventory, address)
  const holder = trace.factsAt(netns, entryIndex).find((fact) => fact.kind === 'interface' && fact.addresses.some((own) => own.address === address))
  if (!owner || address === undefined || owner.name === place || holder?.kind !== 'interface') return undefined
  const text = formatIpv4(address)
  return { findings: [found.hostTakes({ address: text, pod: owner.name, place, link: holder.name })], repairs: [{ netns: place, command: `ip addr del ${text}/32 dev ${holder.name}` }], isWhole: true }
}

/** The way back to a source is gone, or it never led to whoever is behind the interface. */
export function foreignSource({ trace, context: { packet, cameIn, place, entryIndex }, found }: DropCase): DropRemedy {
  if (!packet || !cameIn) return NO_REMEDY
  const source = formatIpv4(packet.source)
  const lost = lostRoute(trace, cameIn.netns, packet.source, entryIndex)
  if (lost?.route.link === cameIn.link) return { findings: [found.hadRow({ place, row: formatFullRoute(lost.route), address: source })], repairs: [{ netns: place, command: routeAdded(lost.route) }], isWhole: true }
  return cameIn.link.startsWith('cali') ? { findings: [found.foreignSource({ source, link: cameIn.link, place })], repairs: [], isWhole: true } : NO_REMEDY
}
