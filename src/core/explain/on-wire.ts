import type { Inventory } from '../model/inventory'

/** Whether what an interface sees is on a wire: a card's is; tunnel devices and the two ends of a veth pair are inside a host. */
export function isOnWire({ namespaces }: Inventory, netns: number, interfaceName: string): boolean {
  return namespaces[netns]?.links.find(({ name }) => name === interfaceName)?.segment !== undefined
}
