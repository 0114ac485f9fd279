import type { Owners } from '../../../core/explain/field-meaning'
import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import type { Trace } from '../../../core/trace/trace'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { formatMac } from '../../../core/wire/mac-address'

/** Who has an address, from the lab's list; who has a MAC address, from the tables of those that a flow has met. */
export function ownersOf(inventory: Inventory, trace: Trace, steps: readonly Step[], atEntry: number): Owners {
  const byAddress = new Map<string, string>()
  const byMac = new Map<string, string>()
  const add = (known: Map<string, string>, key: string, owner: string): void => {
    known.set(key, known.has(key) && known.get(key) !== owner ? '' : owner)
  }
  for (const { name, kind, links } of inventory.namespaces)
    for (const link of links) for (const { address } of link.addresses) add(byAddress, formatIpv4(address), kind === 'pod' ? name : `${name} ${link.name}`)
  for (const netns of new Set(steps.map((step) => step.netns))) {
    const place = inventory.namespaces[netns]?.name
    if (place === undefined) continue
    for (const fact of trace.factsAt(netns, atEntry)) if (fact.kind === 'interface' && fact.linkKind !== 'loopback') add(byMac, formatMac(fact.mac), `${place} ${fact.name}`)
  }
  return { ofAddress: (address) => byAddress.get(address) ?? '', ofMac: (mac) => byMac.get(mac) ?? '' }
}
