import { formatMac, MAC_BROADCAST } from '../../wire/mac-address'
import { IP_PROTOCOL } from '../../wire/ipv4'
import { serviceName } from '../service-names'

/** How numbers are written: without `-n` by name where there is one. Hosts have none: nothing here answers for addresses. */
export interface Naming {
  mac(mac: number): string
  port(port: number, protocol: 'tcp' | 'udp'): string
  /** What stands for a protocol that is not looked into: of a later fragment, or of one that is not known. */
  protocol(number: number): string
}

export const NUMERIC: Naming = { mac: formatMac, port: String, protocol: (number) => `ip-proto-${number}` }

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { [IP_PROTOCOL.icmp]: 'icmp', 2: 'igmp', [IP_PROTOCOL.ipip]: 'ipencap', [IP_PROTOCOL.tcp]: 'tcp', [IP_PROTOCOL.udp]: 'udp', 41: 'ipv6', 47: 'gre', 50: 'esp', 51: 'ah', 89: 'ospf', 132: 'sctp' }

/** With names of services, protocols and makers of network cards (addrtoname.c): no maker of tcpdump's list makes these. */
export const NAMED: Naming = {
  mac: (mac) => (mac === MAC_BROADCAST ? 'Broadcast' : `${formatMac(mac)} (oui ${mac < 0x100_0000 ? 'Ethernet' : 'Unknown'})`),
  port: (port, protocol) => serviceName(port, protocol) ?? String(port),
  protocol: (number) => PROTOCOL_NAMES[number] ?? `ip-proto-${number}`,
}
