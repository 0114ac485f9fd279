import type { Inventory } from '../model/inventory'

/** The name of a namespace, or of the wire between two where a step lies in none. */
export function placeName(inventory: Inventory, netns: number): string {
  return inventory.namespaces[netns]?.name ?? 'underlay'
}

/** The middle of a long interface name goes, never its ends: `cali1e4b888c848` becomes `cali1e…848`. */
export function shortInterfaceName(name: string): string {
  return name.startsWith('cali') && name.length > 11 ? `${name.slice(0, 6)}…${name.slice(-3)}` : name
}
