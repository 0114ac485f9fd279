import type { Inventory } from '../../../core/model/inventory'
import type { Step } from '../../../core/scene/steps'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import type { FilterNames } from './filter-keys'

/** The names that a filter can use of a lab, as far as it has been described or been passed. */
export function filterNamesOf(inventory: Inventory, steps: readonly Step[]): FilterNames {
  const { namespaces, segments } = inventory
  const links = namespaces.flatMap((namespace) => namespace.links)
  return {
    nodes: new Map([...namespaces.map((namespace) => [namespace.name.toLowerCase(), addressesOf(namespace)] as const), ...segments.map(({ name }) => [name.toLowerCase(), []] as const)]),
    ifaces: new Set([...links, ...steps.map(({ interfaceName: name }) => ({ name }))].flatMap(({ name }) => (name === '' ? [] : [name.toLowerCase()]))),
  }
}

/** Not the loopback's, which all have. */
function addressesOf({ address, links }: Inventory['namespaces'][number]): readonly string[] {
  const own = links.flatMap((link) => (link.kind === 'loopback' ? [] : link.addresses.map((one) => one.address)))
  return [...new Set([...(address === undefined ? [] : [address]), ...own])].map(formatIpv4)
}
