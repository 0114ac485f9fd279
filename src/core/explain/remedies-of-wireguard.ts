import type { InventoryNamespace } from '../model/inventory'
import type { PlacedCommand } from '../model/fault'
import type { InterfaceFact } from '../trace/facts'
import { formatIpv4, ipv4FromNumber } from '../wire/ipv4-address'
import { NO_REMEDY, nodeOf, podWith, repaired } from './drop-case'
import type { DropCase, DropRemedy } from './drop-case'

const DEVICE = 'wireguard.cali'

/** A peer that is gone, or that lacks the destination. */
export function noPeer(about: DropCase): DropRemedy {
  const { context: { value, place }, inventory, found } = about
  const address = ipv4FromNumber(value)
  const pod = podWith(inventory, address)
  const node = nodeOf(inventory, pod)
  if (!pod || !node) return NO_REMEDY
  const finding = found.noPeer({ address: formatIpv4(address), pod: pod.name, node: node.name, place })
  return { findings: [finding], repairs: peerTold(about, place, node), evidence: [keyShown(node)], isWhole: true }
}

/** The sending node's blocks are what its peers are to allow. */
export function notAllowed(about: DropCase): DropRemedy {
  const { context: { value, place }, inventory } = about
  const node = nodeOf(inventory, podWith(inventory, ipv4FromNumber(value)))
  const key = node && keyOf(about, node)
  return node && key !== undefined && node.blocks.length > 0 ? repaired(place, `wg set ${DEVICE} peer ${key} allowed-ips ${allowedIps(about, node)}`) : NO_REMEDY
}

/** A handshake between two nodes of which one does not know the other's key: each is told the other's. */
export function strangersKey(about: DropCase): DropRemedy {
  const { context: { packet, place }, inventory, found } = about
  const sender = inventory.namespaces.find(({ kind, address }) => kind === 'node' && address !== undefined && address === packet?.source)
  const receiver = inventory.namespaces.find(({ kind, name }) => kind === 'node' && name === place)
  if (!sender || !receiver) return NO_REMEDY
  return { findings: [found.strangersKey({ place, sender: sender.name })], repairs: [...peerTold(about, place, sender), ...peerTold(about, sender.name, receiver)], evidence: [keyShown(sender)], isWhole: true }
}

function keyShown({ name }: InventoryNamespace): PlacedCommand {
  return { netns: name, command: `wg show ${DEVICE} public-key` }
}

/** Known once the node's tables have been looked at. */
function keyOf({ trace, context: { entryIndex } }: DropCase, node: InventoryNamespace): string | undefined {
  const fact = trace.factsAt(node.index, entryIndex).find((one) => one.kind === 'wireguard-key' && one.role === 'static')
  return fact?.kind === 'wireguard-key' ? fact.publicKey : undefined
}

/** What Felix tells a node of another one: its key, where it is, and what may come from it. */
function peerTold(about: DropCase, place: string, node: InventoryNamespace): readonly PlacedCommand[] {
  const [key, port] = [keyOf(about, node), tunnelsOf(about, node).find(({ linkKind }) => linkKind === 'wireguard')?.udpPort]
  if (key === undefined || port === undefined || node.address === undefined || node.blocks.length === 0) return []
  return [{ netns: place, command: `wg set ${DEVICE} peer ${key} endpoint ${formatIpv4(node.address)}:${port} allowed-ips ${allowedIps(about, node)}` }]
}

/** The node's blocks, and the addresses of its tunnel devices. */
function allowedIps(about: DropCase, node: InventoryNamespace): string {
  return [...node.blocks, ...tunnelsOf(about, node).flatMap(({ addresses }) => addresses.map(({ address }) => `${formatIpv4(address)}/32`))].join(',')
}

function tunnelsOf({ trace, context: { entryIndex } }: DropCase, { index }: InventoryNamespace): readonly InterfaceFact[] {
  return trace.factsAt(index, entryIndex).filter((fact): fact is InterfaceFact => fact.kind === 'interface' && fact.linkKind !== 'ethernet' && fact.linkKind !== 'loopback')
}
