import type { PlacedCommand } from '../model/fault'
import type { InterfaceFact, NeighbourFact } from '../trace/facts'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { NO_REMEDY } from './drop-case'
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
