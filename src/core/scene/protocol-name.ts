import type { Words } from '../words/en'
import type { PacketProtocol } from './frame-summary'

const NAMES: Readonly<Record<Exclude<PacketProtocol, 'icmp-error'>, string>> = { icmp: 'ICMP', udp: 'UDP', tcp: 'TCP', 'tcp-control': 'TCP SYN, FIN', 'tcp-reset': 'TCP RST', arp: 'ARP', ethernet: 'Ethernet' }

/** What a packet's fill says. */
export function protocolName(protocol: PacketProtocol, { picture }: Words): string {
  return protocol === 'icmp-error' ? picture.icmpError : NAMES[protocol]
}
