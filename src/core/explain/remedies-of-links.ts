import { NO_REMEDY, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { formatFullRoute } from './format-route'
import { routesLostWith } from './lost-rows'

/** The interface's own host, which may be the pod behind a node's veth; with the rows that went with the link. */
export function linkDown({ trace, context: { because, becauseOf, entryIndex } }: DropCase): DropRemedy {
  if (because?.kind !== 'interface') return NO_REMEDY
  const lost = routesLostWith(trace, because.netns, because.name, entryIndex).map(({ route }) => `ip route add ${formatFullRoute(route)}`)
  return repaired(becauseOf, `ip link set ${because.name} up`, ...lost)
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
