import { outermostIpv4 } from '../../core/explain/frame-reading'
import type { InventoryNamespace } from '../../core/model/inventory'
import type { Trace } from '../../core/trace/trace'
import { formatIpv4 } from '../../core/wire/ipv4-address'

const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([[1, 'icmp'], [6, 'tcp'], [17, 'udp']])

/**
 * The command that makes a host drop packets like the one of an entry, as anybody would type it there: in the chain that the
 * kernel asks of a packet for the host itself, from it, or through it (iptables(8)). Undefined where no IP packet is seen.
 */
export function dropCommand(trace: Trace, entryIndex: number, host: InventoryNamespace): string | undefined {
  const packet = outermostIpv4(trace, entryIndex)
  if (packet === undefined) return undefined
  const owned = new Set(host.links.flatMap((link) => link.addresses.map(({ address }) => address)))
  const chain = owned.has(packet.destination) ? 'INPUT' : owned.has(packet.source) ? 'OUTPUT' : 'FORWARD'
  return `iptables -I ${chain} -s ${formatIpv4(packet.source)} -d ${formatIpv4(packet.destination)} -p ${PROTOCOL_NAMES.get(packet.protocol) ?? packet.protocol} -j DROP`
}
