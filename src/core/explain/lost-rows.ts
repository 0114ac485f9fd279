import { ROUTE_PROTOCOL } from '../model/netns-spec'
import type { Fact, InterfaceFact, NeighbourFact, RouteFact } from '../trace/facts'
import type { Trace } from '../trace/trace'
import { prefixContains } from '../wire/ipv4-address'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'

/** The row for an address that a namespace had before and has no more, where it was better than what it has now. */
export function lostRoute(trace: Trace, netns: number, destination: Ipv4, atEntry: number): RouteFact | undefined {
  const holds = ({ route }: RouteFact): boolean => prefixContains(route.destination, destination)
  const longest = Math.max(-1, ...routesAt(trace, netns, atEntry).filter(holds).map(({ route }) => route.destination.prefixLength))
  return removedRoutes(trace, netns, atEntry)
    .filter((fact) => holds(fact) && fact.route.destination.prefixLength > longest)
    .toSorted((a, b) => b.route.destination.prefixLength - a.route.destination.prefixLength)[0]
}

/** What a namespace had before in the place of the row that it has for a prefix now. */
export function replacedRoute(trace: Trace, netns: number, { network, prefixLength }: Ipv4Prefix, atEntry: number): RouteFact | undefined {
  return removedRoutes(trace, netns, atEntry).findLast(({ route }) => route.destination.network === network && route.destination.prefixLength === prefixLength)
}

/** Rows that went with a link when it last went down: the kernel forgets them then. What others lead through comes first. */
export function routesLostWith(trace: Trace, netns: number, link: string, atEntry: number): readonly RouteFact[] {
  const wentDown = trace.factChanges.findLast((change) => change.op !== 'remove' && change.atEntry <= atEntry && change.fact.kind === 'interface' && change.fact.netns === netns && change.fact.name === link && !change.fact.up)
  return removedRoutes(trace, netns, atEntry, wentDown?.atEntry)
    .filter(({ route }) => route.link === link && route.type === 'unicast' && route.protocol !== ROUTE_PROTOCOL.kernel)
    .toSorted((a, b) => Number(a.route.gateway !== undefined) - Number(b.route.gateway !== undefined))
}

/** Permanent neighbours that went with it: somebody had written them, and nobody learns them again. */
export function neighboursLostWith(trace: Trace, link: InterfaceFact, atEntry: number): readonly NeighbourFact[] {
  const present = new Set(trace.factsAt(link.netns, atEntry).flatMap((fact) => (isPermanentOn(fact, link) ? [fact.address] : [])))
  const lost = new Map<Ipv4, NeighbourFact>()
  for (const change of trace.factChanges) {
    if (change.op !== 'remove' || change.netns !== link.netns || change.atEntry > atEntry) continue
    const fact = trace.fact(change.id, Math.max(0, change.atEntry - 1))
    if (fact && isPermanentOn(fact, link) && !present.has(fact.address)) lost.set(fact.address, fact)
  }
  return [...lost.values()]
}

/** A neighbour that was once written down for good. */
export function permanentNeighbour(trace: Trace, netns: number, address: Ipv4, atEntry: number): NeighbourFact | undefined {
  const change = trace.factChanges.findLast((one) => one.op !== 'remove' && one.atEntry <= atEntry && one.fact.kind === 'neighbour' && one.fact.netns === netns && one.fact.address === address && one.fact.state === 'PERMANENT')
  return change !== undefined && change.op !== 'remove' && change.fact.kind === 'neighbour' ? change.fact : undefined
}

function isPermanentOn(fact: Fact, link: InterfaceFact): fact is NeighbourFact {
  return fact.kind === 'neighbour' && fact.interfaceId === link.id && fact.state === 'PERMANENT'
}

function routesAt(trace: Trace, netns: number, atEntry: number): readonly RouteFact[] {
  return trace.factsAt(netns, atEntry).filter((fact): fact is RouteFact => fact.kind === 'route')
}

/** Rows that are there no more; `since`: those only that went from that entry on. */
function removedRoutes(trace: Trace, netns: number, atEntry: number, since = 0): readonly RouteFact[] {
  const present = new Set(routesAt(trace, netns, atEntry).map(({ route }) => JSON.stringify(route)))
  const lost = new Map<string, RouteFact>()
  for (const change of trace.factChanges) {
    if (change.op !== 'remove' || change.netns !== netns || change.atEntry > atEntry || change.atEntry < since) continue
    const fact = trace.fact(change.id)
    if (fact?.kind === 'route' && !present.has(JSON.stringify(fact.route))) lost.set(JSON.stringify(fact.route), fact)
  }
  return [...lost.values()]
}

/** The interface that had an address before and has it no more, or has it now. */
export function holderOf(trace: Trace, address: Ipv4, atEntry: number, when: 'now' | 'before'): InterfaceFact | undefined {
  const holds = (fact: InterfaceFact): boolean => fact.addresses.some((own) => own.address === address)
  let found: InterfaceFact | undefined
  for (const change of trace.factChanges) {
    if (change.op === 'remove' || change.atEntry > atEntry || change.fact.kind !== 'interface' || !holds(change.fact)) continue
    const now = trace.factsAt(change.fact.netns, atEntry).some((fact) => fact.kind === 'interface' && fact.name === (change.fact as InterfaceFact).name && holds(fact))
    if (now === (when === 'now')) found = change.fact
  }
  return found
}
