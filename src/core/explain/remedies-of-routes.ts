import type { InventoryNamespace } from '../model/inventory'
import type { Trace } from '../trace/trace'
import { formatIpv4, formatIpv4Prefix, ipv4FromNumber } from '../wire/ipv4-address'
import { MAX_LOOK_BACK, NO_REMEDY, nodeOf, podWith } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { formatFullRoute, formatRouteLine } from './format-route'
import { holderOf, lostRoute } from './lost-rows'
import { placeName } from './place-name'
import { askedFromOutside, withoutNat } from './remedies-of-nat'

/** Somebody on the way had a better row, and has lost it. */
export function lostOnTheWay(about: DropCase): DropRemedy {
  const { trace, context, inventory, found } = about
  const { destination, entryIndex } = context
  if (destination === undefined) return NO_REMEDY
  for (const netns of visited(trace, entryIndex)) {
    const lost = lostRoute(trace, netns, destination, entryIndex)
    if (!lost) continue
    const [place, row] = [placeName(inventory, netns), formatFullRoute(lost.route)]
    return { findings: [found.hadRow({ place, row, address: formatIpv4(destination) })], repairs: [{ netns: place, command: `ip route add ${row}` }], isWhole: place !== context.place }
  }
  const owner = podWith(inventory, destination)
  const node = nodeOf(inventory, owner)
  const outside = withoutNat(about) ?? askedFromOutside(about)
  if (outside) return outside
  return owner && node ? { findings: [found.isPod({ address: formatIpv4(destination), pod: owner.name, node: node.name })], repairs: [] } : NO_REMEDY
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
    return { findings: [found.podHere({ address, pod: owner.name, place, row })], repairs: lost ? [{ netns: place, command: `ip route add ${formatFullRoute(lost.route)}` }] : [], isWhole: true }
  }
  if (owner && node) return misrouted(about, owner, node, row)
  const holder = holderOf(trace, destination, entryIndex, 'now')
  if (holder) return strayAddress(about, holder.netns, holder.name, row)
  const isBlock = inventory.namespaces.some(({ blocks }) => blocks.includes(formatIpv4Prefix(because.route.destination)))
  return isBlock ? NO_REMEDY : { findings: [found.noBlock({ place, row })], repairs: [{ netns: place, command: `ip route del ${row}` }], isWhole: true }
}

/** The pod runs on another node than the one that was asked: who sent it there has a wrong gateway. */
function misrouted({ trace, context, inventory, found }: DropCase, owner: InventoryNamespace, node: InventoryNamespace, row: string): DropRemedy {
  const { destination, place, entryIndex } = context
  if (destination === undefined || node.address === undefined) return NO_REMEDY
  const finding = found.podElsewhere({ address: formatIpv4(destination), pod: owner.name, node: node.name, place, row })
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex - 1; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const entry = trace.entry(index)
    const fact = entry.kind === 'route.selected' && entry.packet === packet && ipv4FromNumber(entry.b) === destination ? trace.fact(entry.a, index) : undefined
    if (fact?.kind !== 'route' || fact.route.gateway === undefined || inventory.namespaces[entry.netns]?.kind !== 'node' || fact.route.gateway === node.address) continue
    return { findings: [finding], repairs: [{ netns: placeName(inventory, entry.netns), command: `ip route replace ${formatFullRoute({ ...fact.route, gateway: node.address })}` }], isWhole: true }
  }
  return { findings: [finding], repairs: [], isWhole: true }
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
