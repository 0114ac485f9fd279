import type { Ipv4 } from '../wire/ipv4-address'
import type { InventoryNamespace } from './inventory'

/**
 * The address that a person means by a namespace: a pod's own, a node's first NIC, an outside host's public one, which lies
 * on its loopback as 8.8.8.8 does.
 */
export function addressOfNamespace({ kind, address, links }: InventoryNamespace): Ipv4 | undefined {
  const loopback = kind === 'outside' ? links.find((link) => link.kind === 'loopback')?.addresses.find((own) => own.address >>> 24 !== 127) : undefined
  const nic = links.find((link) => link.kind === 'ethernet' && link.addresses.length > 0)?.addresses[0]
  return (loopback ?? nic)?.address ?? address
}
