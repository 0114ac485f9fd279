import type { Inventory } from '../model/inventory'

/** Whether what is seen there is on a wire: at a card, or on a segment (-1 - INDEX); tunnel devices and both ends of a veth pair are inside a host. */
export function isOnWire({ namespaces }: Inventory, netns: number, interfaceName: string): boolean {
  return netns < 0 || namespaces[netns]?.links.find(({ name }) => name === interfaceName)?.segment !== undefined
}
