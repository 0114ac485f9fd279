import type { Inventory } from '../model/inventory'
import type { PoolRef } from '../model/network-spec'
import { prefixContains } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'

/** Stands in a command where the lab has no pool to name. */
const UNKNOWN_POOL = 'POOL'

export function poolOf({ pools = [] }: Inventory, address: Ipv4 | undefined): PoolRef | undefined {
  return address === undefined ? undefined : pools.find(({ cidr }) => prefixContains(cidr, address))
}

/** The pool that an address is out of, as a command names it. */
export function poolNameOf(inventory: Inventory, address: Ipv4): string {
  return poolOf(inventory, address)?.name ?? UNKNOWN_POOL
}

/** What lets the pods of a pool speak to the outside by their node's address. */
export function natSwitchedOn(pool: string): string {
  return `calicoctl patch ippool ${pool} --patch '{"spec":{"natOutgoing":true}}'`
}

/** What puts every pool whose packets go in IPIP into VXLAN. */
export function vxlanInstead({ pools = [] }: Inventory): string {
  const names = pools.filter(({ ipipMode }) => ipipMode !== 'Never').map(({ name }) => name)
  return (names.length === 0 ? [UNKNOWN_POOL] : names).map((name) => `calicoctl patch ippool ${name} --patch '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}'`).join('; ')
}
