import type { PlacedCommand } from '../model/fault'
import { ROUTE_PROTOCOL } from '../model/netns-spec'
import { isDescribed } from '../model/inventory'
import type { InventoryNamespace } from '../model/inventory'
import type { RouteFact } from '../trace/facts'
import type { Trace } from '../trace/trace'
import { formatIpv4, formatIpv4Prefix, ipv4FromNumber, prefixContains } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { MAX_LOOK_BACK, NO_REMEDY, nodeOf, podWith } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { POD_GATEWAY } from './drop-cures'
import { formatFullRoute, formatRouteLine, routeAdded } from './format-route'
import { holderOf, lostRoute, replacedRoute } from './lost-rows'
import { placeName } from './place-name'
import { forwardings, wentRound } from './went-round'
import { linkRaised, linkShown } from './remedies-of-links'
import { poolOf } from './pools-told'
import { takenFromOther } from './taken-from-other'
import { askedFromOutside, blockHolds, withoutNat } from './remedies-of-nat'

/** A packet that nobody sent in a circle had a TTL that was too small for its way: no row is at fault. */
export function outOfTtl(about: DropCase): DropRemedy {
  const { trace, context: { entryIndex, place, value }, found } = about
  if (wentRound(trace, entryIndex)) return lostOnTheWay(about)
  const ttl = forwardings(trace, entryIndex)[0]?.a ?? value
  return { findings: [found.ttlTooSmall({ place, ttl })], repairs: [], isWhole: true }
}

/** Somebody on the way had a better row, and has lost it. */
export function lostOnTheWay(about: DropCase): DropRemedy {
  const { trace, context, inventory, found } = about
  const { destination, entryIndex } = context
  if (destination === undefined) return NO_REMEDY
  const known = linkLocal(about, destination) ?? nobodysAddress(about, destination) ?? takenBefore(about)
  if (known) return known
  for (const netns of visited(trace, entryIndex)) {
    const lost = lostRoute(trace, netns, destination, entryIndex)
    if (!lost) continue
    const [place, row] = [placeName(inventory, netns), formatFullRoute(lost.route)]
    return { findings: [found.hadRow({ place, row, address: formatIpv4(destination) })], repairs: [{ netns: place, command: routeAdded(lost.route) }], isWhole: place !== context.place }
  }
  const owner = podWith(inventory, destination)
  const node = nodeOf(inventory, owner)
  const outside = withoutNat(about) ?? askedFromOutside(about)
  if (outside) return outside
  if (!owner || !node) return NO_REMEDY
  const facts = { address: formatIpv4(destination), pod: owner.name, node: node.name }
  const first = firstNode(about)
  if (first === undefined || first === node) return { findings: [found.isPod(facts)], repairs: [] }
  return { findings: [found.blockNotLearned({ ...facts, place: first.name })], repairs: [], evidence: [{ netns: first.name, command: 'calicoctl node status' }], isWhole: true }
}

/** The node on the way that is to know where each block is. */
function firstNode({ trace, context: { entryIndex }, inventory }: DropCase): InventoryNamespace | undefined {
  return visited(trace, entryIndex).map((netns) => inventory.namespaces[netns]).find((one) => one?.kind === 'node')
}

/** A host on the way took it, or its envelope, for its own, and sent it round. */
function takenBefore({ trace, context: { entryIndex }, inventory, words }: DropCase): DropRemedy | undefined {
  const { packet } = trace.entry(entryIndex)
  for (let index = Math.max(0, entryIndex - MAX_LOOK_BACK); index < entryIndex; index++) {
    const taken = trace.entry(index).packet === packet ? takenFromOther(trace, index, inventory, words) : undefined
    if (taken) return { findings: [taken.text], repairs: taken.repairs, isWhole: true }
  }
  return undefined
}

/** An address that no route leads to anywhere: that of a pod's gateway exists on no host. */
function linkLocal({ found }: DropCase, address: Ipv4): DropRemedy | undefined {
  if (!prefixContains(LINK_LOCAL, address)) return undefined
  return { findings: [address === POD_GATEWAY ? found.podGatewayAsked : found.linkLocal({ address: formatIpv4(address) })], repairs: [], isWhole: true }
}

/** RFC 3927. */
const LINK_LOCAL = { network: ipv4FromNumber(0xa9fe0000), prefixLength: 16 }

/** An address of a pool that no block of a node holds: its node is gone, or it never had one. */
function nobodysAddress(about: DropCase, destination: Ipv4): DropRemedy | undefined {
  const { trace, context: { entryIndex }, inventory, found } = about
  const pool = poolOf(inventory, destination)
  const isHeld = inventory.namespaces.some(({ address, blocks, links }) => address === destination || blocks.some((block) => blockHolds(block, destination)) || links.some(({ addresses }) => addresses.some((own) => own.address === destination)))
  // of a large lab only some nodes are described, and the blocks of the others not known
  if (!pool || isHeld || !inventory.namespaces.every((one) => one.kind !== 'node' || isDescribed(one))) return undefined
  const first = firstNode(about)
  const lost = first === undefined ? undefined : lostRoute(trace, first.index, destination, entryIndex)
  const via = lost?.route.gateway
  if (via !== undefined && holderOf(trace, via, entryIndex, 'now')) return undefined
  const place = first?.name ?? ''
  const address = formatIpv4(destination)
  return {
    findings: [found.nobodys({ address, pool: formatIpv4Prefix(pool.cidr), place, row: lost && via !== undefined ? formatFullRoute(lost.route) : '', via: via === undefined ? '' : formatIpv4(via) })],
    repairs: [],
    evidence: first === undefined ? [] : [{ netns: place, command: `calicoctl ipam show --ip=${address}` }],
    isWhole: true,
  }
}

/** Namespaces that a packet came through, in order. */
function visited(trace: Trace, entryIndex: number): readonly number[] {
  const { packet } = trace.entry(entryIndex)
  const seen = new Set<number>()
  for (let index = Math.max(0, entryIndex - MAX_LOOK_BACK); index <= entryIndex; index++) {
    const entry = trace.entry(index)
    if (entry.packet === packet && entry.netns >= 0) seen.add(entry.netns)
  }
  return [...seen]
}

export function blackholed(about: DropCase): DropRemedy {
  const { trace, context, inventory, found } = about
  const { destination, because, place, entryIndex } = context
  if (destination === undefined || because?.kind !== 'route') return NO_REMEDY
  const address = formatIpv4(destination)
  const row = formatRouteLine(because.route)
  const owner = podWith(inventory, destination)
  const node = nodeOf(inventory, owner)
  if (owner && node?.name === place) {
    const lost = lostRoute(trace, because.netns, destination, entryIndex)
    const link = trace.factsAt(because.netns, entryIndex).find((fact) => fact.kind === 'interface' && fact.name === lost?.route.link)
    if (link?.kind === 'interface' && !link.up) return { findings: [found.podLinkDown({ address, pod: owner.name, place, row, link: link.name })], repairs: linkRaised(about, link), evidence: linkShown(about, link), isWhole: true }
    return { findings: [found.podHere({ address, pod: owner.name, place, row })], repairs: lost ? [{ netns: place, command: routeAdded(lost.route) }] : [], isWhole: true }
  }
  if (owner && node) return misrouted(about, owner, node, row)
  const holder = holderOf(trace, destination, entryIndex, 'now')
  const isBlock = inventory.namespaces.some(({ blocks }) => blocks.includes(formatIpv4Prefix(because.route.destination)))
  if (holder && isBlock) return strayAddress(about, holder.netns, holder.name, row)
  if (holder) return { findings: [found.strayRow({ address, holder: placeName(inventory, holder.netns), link: holder.name, place, row })], repairs: [{ netns: place, command: `ip route del ${row}` }], isWhole: true }
  // BIRD's own row is right where services are advertised: without it packets would go round
  const isBirds = because.route.protocol === ROUTE_PROTOCOL.bird
  return isBlock ? NO_REMEDY : { findings: [found.noBlock({ place, row })], repairs: isBirds ? [] : [{ netns: place, command: `ip route del ${row}` }], isWhole: true }
}

/** The pod runs on another node than the one that was asked: it borrowed the address, or the block is not that node's. */
function misrouted(about: DropCase, owner: InventoryNamespace, node: InventoryNamespace, row: string): DropRemedy {
  const { trace, context: { destination, place, because, entryIndex }, inventory, found } = about
  if (destination === undefined || node.address === undefined || because?.kind !== 'route') return NO_REMEDY
  const facts = { address: formatIpv4(destination), pod: owner.name, node: node.name, place, row }
  const block = formatIpv4Prefix(because.route.destination)
  if (inventory.namespaces[because.netns]?.blocks.includes(block) === true) {
    const way = lostRoute(trace, because.netns, destination, entryIndex) ?? wayTo(trace, because.netns, node.address, entryIndex)
    const repairs = way ? [{ netns: place, command: routeAdded({ ...way.route, destination: { network: destination, prefixLength: HOST_BITS } }) }] : []
    return { findings: [found.borrowed({ ...facts, block })], repairs, isWhole: true }
  }
  const before = replacedRoute(trace, because.netns, because.route.destination, entryIndex)
  const back = before ? [{ netns: place, command: `ip route replace ${formatFullRoute(before.route)}` }] : []
  return { findings: [found.podElsewhere({ ...facts, block })], repairs: [...sentAstray(about, node.address), ...back], isWhole: true }
}

const HOST_BITS = 32

/** A row by which a node sends to another one's pods. */
function wayTo(trace: Trace, netns: number, node: Ipv4, atEntry: number): RouteFact | undefined {
  return trace.factsAt(netns, atEntry).find((fact): fact is RouteFact => fact.kind === 'route' && fact.route.type === 'unicast' && fact.route.gateway === node && fact.route.destination.prefixLength > 0)
}

/** Who sent it to the wrong node has a wrong gateway. */
function sentAstray({ trace, context: { destination, entryIndex }, inventory }: DropCase, gateway: Ipv4): readonly PlacedCommand[] {
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex - 1; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const fact = entry.kind === 'route.selected' && entry.packet === packet && ipv4FromNumber(entry.b) === destination ? trace.fact(entry.a, index) : undefined
    if (fact?.kind !== 'route' || fact.route.gateway === undefined || inventory.namespaces[entry.netns]?.kind !== 'node' || fact.route.gateway === gateway) continue
    return [{ netns: placeName(inventory, entry.netns), command: `ip route replace ${formatFullRoute({ ...fact.route, gateway })}` }]
  }
  return []
}

/** A host has an address out of another node's block: the answers go there. */
function strayAddress({ context, inventory, found }: DropCase, netns: number, link: string, row: string): DropRemedy {
  const holder = inventory.namespaces[netns]
  const address = context.destination === undefined ? '' : formatIpv4(context.destination)
  if (!holder) return NO_REMEDY
  const own = holder.links.find(({ name }) => name === link)?.addresses[0]
  const back = own ? [{ netns: holder.name, command: `ip addr add ${formatIpv4(own.address)}/${own.prefixLength} dev ${link}` }] : []
  return { findings: [found.strayAddress({ address, holder: holder.name, link, place: context.place, row })], repairs: [{ netns: holder.name, command: `ip addr del ${address}/32 dev ${link}` }, ...back], isWhole: true }
}
