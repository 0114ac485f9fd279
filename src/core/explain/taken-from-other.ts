import type { Inventory } from '../model/inventory'
import type { PlacedCommand } from '../model/fault'
import type { Trace } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { curesIn } from '../words/cures'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { placeName } from './place-name'

/** A host that takes what is for a pod or node: it has the same address, and answers in its place. */
export interface TakenPacket {
  /** Who took it. */
  readonly place: string
  /** Whose the address is. */
  readonly owner: string
  readonly text: string
  readonly repairs: readonly PlacedCommand[]
}

/** Undefined where an entry delivers no packet, or delivers it to whom the cluster knows by the address. */
export function takenFromOther(trace: Trace, entryIndex: number, inventory: Inventory, words: Words = EN): TakenPacket | undefined {
  const { kind, a, netns } = trace.entry(entryIndex)
  const row = kind === 'packet.delivered' && a >= 0 ? trace.fact(a, entryIndex) : undefined
  if (row?.kind !== 'route' || row.route.type !== 'local') return undefined
  const { network } = row.route.destination
  const owners = inventory.namespaces.filter((one) => (one.kind === 'pod' || one.kind === 'node') && one.address === network)
  const [owner] = owners
  const holder = trace.factsAt(netns, entryIndex).find((fact) => fact.kind === 'interface' && fact.addresses.some(({ address }) => address === network))
  if (owner === undefined || owners.some(({ index }) => index === netns) || holder?.kind !== 'interface') return undefined
  const [place, address] = [placeName(inventory, netns), formatIpv4(network)]
  const length = holder.addresses.find((own) => own.address === network)?.prefixLength ?? row.route.destination.prefixLength
  return {
    place,
    owner: owner.name,
    text: curesIn(words).found.hostTakes({ address, pod: owner.name, place, link: holder.name }),
    repairs: [{ netns: place, command: `ip addr del ${address}/${length} dev ${holder.name}` }],
  }
}
