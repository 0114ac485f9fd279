import type { InventoryNamespace } from '../model/inventory'
import { formatIpv4, formatIpv4Prefix, parseIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { MAX_LOOK_BACK, nodeOf, podWith } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'
import { outermostIpv4 } from './frame-reading'
import { natSwitchedOn, poolNameOf, poolOf } from './pools-told'

/** A pod that speaks to the outside by its own address, seen on the way out or in the answer; undefined where it is not so. */
export function withoutNat(about: DropCase): DropRemedy | undefined {
  const { context: { packet, destination }, inventory, found } = about
  if (packet === undefined || destination === undefined) return undefined
  const isLeaving = podWith(inventory, packet.source) !== undefined
  const [inside, outside] = isLeaving ? [packet.source, destination] : [destination, packet.source]
  const [pod, other] = [podWith(inventory, inside), outsideHost(about, outside)]
  const node = nodeOf(inventory, pod)
  if (!pod || !node || !other || (!isLeaving && !isAnswer(about))) return undefined
  const facts = { address: formatIpv4(inside), pod: pod.name, node: node.name, other: other.name }
  const pool = poolNameOf(inventory, inside)
  const holding = poolOf(inventory, outside)
  if (poolOf(inventory, inside)?.natOutgoing !== true) return { findings: [found.withoutNat({ ...facts, switchedOn: natSwitchedOn(pool) })], repairs: [{ netns: node.name, command: natSwitchedOn(pool) }], isWhole: true }
  if (holding) return { findings: [found.outsideInPool({ ...facts, outside: formatIpv4(outside), pool: holding.name, cidr: formatIpv4Prefix(holding.cidr) })], repairs: [], isWhole: true }
  return { findings: [found.natRuleGone(facts)], repairs: [], isWhole: true }
}

/** Who begins to speak to a pod from outside: only where the pods' routes are known does it find the way. */
export function askedFromOutside(about: DropCase): DropRemedy | undefined {
  const { context: { packet, destination, place }, inventory, found } = about
  const pod = destination === undefined ? undefined : podWith(inventory, destination)
  const [node, asker] = [nodeOf(inventory, pod), packet && outsideHost(about, packet.source)]
  if (destination === undefined || !pod || node?.address === undefined || !asker) return undefined
  const block = node.blocks.find((text) => blockHolds(text, destination)) ?? formatIpv4(destination)
  const nodeAddress = node.address
  const isBeside = inventory.segments.some(({ cidr, members }) => blockHolds(cidr, nodeAddress) && members.some((member) => inventory.namespaces[member]?.name === place))
  return {
    findings: [found.askedFromOutside({ address: formatIpv4(destination), pod: pod.name, node: node.name, asker: asker.name, place, block })],
    repairs: isBeside ? [{ netns: place, command: `ip route add ${block} via ${formatIpv4(nodeAddress)}` }] : [],
    isWhole: true,
  }
}

export function blockHolds(block: string, address: Ipv4): boolean {
  const prefix = parseIpv4Prefix(block)
  return prefix !== undefined && prefixContains(prefix, address)
}

function outsideHost({ inventory }: DropCase, address: Ipv4): InventoryNamespace | undefined {
  return inventory.namespaces.find(({ kind, links }) => kind === 'outside' && links.some(({ addresses }) => addresses.some((own) => own.address === address)))
}

/** Whether the dropped packet answers one of the pod's. Where the packet does not tell, one that came before it does. */
function isAnswer({ trace, context: { packet, entryIndex } }: DropCase): boolean {
  if (packet?.isOpening !== undefined) return !packet.isOpening
  for (let index = entryIndex - 1; index >= Math.max(0, entryIndex - MAX_LOOK_BACK); index--) {
    const before = trace.isHop(index) ? outermostIpv4(trace, index) : undefined
    if (before?.source === packet?.destination && before?.destination === packet?.source && before?.protocol === packet?.protocol) return true
  }
  return false
}
