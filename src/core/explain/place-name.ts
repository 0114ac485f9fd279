import type { Inventory } from '../model/inventory'

/** The name of a namespace; of the segment that a decision was taken on where it is -1 - INDEX; else of the wire. */
export function placeName(inventory: Inventory, netns: number): string {
  const place = netns < 0 ? inventory.segments[-1 - netns] : inventory.namespaces[netns]
  return place?.name ?? 'underlay'
}

/** The middle of a long interface name goes, never its ends: `cali1e4b888c848` becomes `cali1e…848`. */
export function shortInterfaceName(name: string): string {
  return name.startsWith('cali') && name.length > 11 ? `${name.slice(0, 6)}…${name.slice(-3)}` : name
}
