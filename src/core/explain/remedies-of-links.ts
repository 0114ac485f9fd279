import type { PlacedCommand } from '../model/fault'
import type { InterfaceFact, NeighbourFact } from '../trace/facts'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { NO_REMEDY, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { routeAdded } from './format-route'
import { neighboursLostWith, routesLostWith } from './lost-rows'
import { placeName } from './place-name'

/** The interface's own host, which may be the pod behind a node's veth; with the rows that went with the link. */
export function linkDown(about: DropCase): DropRemedy {
  const { because } = about.context
  return because?.kind === 'interface' ? { findings: [], repairs: linkRaised(about, because) } : NO_REMEDY
}

/** What brings an interface up again, and back the rows that the kernel forgot when it went down. */
export function linkRaised({ trace, context, inventory }: DropCase, link: InterfaceFact): readonly PlacedCommand[] {
  const lost = routesLostWith(trace, link.netns, link.name, context.entryIndex).map(({ route }) => routeAdded(route))
  const neighbours = neighboursLostWith(trace, link, context.entryIndex).map((fact) => neighbourAdded(fact, link.name))
  return [`ip link set ${link.name} up`, ...lost, ...neighbours].map((command) => ({ netns: placeName(inventory, link.netns), command }))
}

/** What writes a neighbour down for good, as Felix does at VXLAN devices. */
export function neighbourAdded({ address, mac }: Pick<NeighbourFact, 'address' | 'mac'>, link: string): string {
  return `ip neigh replace ${formatIpv4(address)} lladdr ${formatMac(mac)} dev ${link} nud permanent`
}

/** What shows that an interface is down. */
export function linkShown({ inventory }: DropCase, link: InterfaceFact): readonly PlacedCommand[] {
  return [{ netns: placeName(inventory, link.netns), command: `ip link show dev ${link.name}` }]
}

export function smallLink({ trace, context: { because, becauseOf, lastSeen, entryIndex } }: DropCase): DropRemedy {
  const sender = lastSeen && trace.fact(lastSeen.interfaceId, entryIndex)
  if (because?.kind !== 'interface' || sender?.kind !== 'interface') return NO_REMEDY
  return repaired(becauseOf, `ip link set ${because.name} mtu ${sender.mtuBytes}`)
}

/** A card whose own MTU is below that of the one that the packet came in by; what was learned of a path is nothing to set. */
export function smallDevice({ trace, context: { smallDevice: device, becauseOf, cameIn, packet, value, entryIndex }, inventory }: DropCase): DropRemedy {
  const before = cameIn && trace.fact(cameIn.interfaceId, entryIndex)
  if (device?.linkKind !== 'ethernet' || before?.kind !== 'interface' || before.mtuBytes <= value) return NO_REMEDY
  // who was told remembers it for ten minutes
  const told = packet && inventory.namespaces.find(({ address }) => address === packet.source)
  return { findings: [], repairs: [{ netns: becauseOf, command: `ip link set ${device.name} mtu ${before.mtuBytes}` }, ...(told ? [{ netns: told.name, command: 'ip route flush cache' }] : [])] }
}
