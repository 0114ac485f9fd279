/** Link types of captures that are read and printed, by their numbers in files (tcpdump.org/linktypes). */
export const LINKTYPE = { ethernet: 1, rawIp: 101, linuxSll: 113, linuxSll2: 276 } as const

/** What a captured packet begins with; `linux-sll2` is what a capture of all interfaces has. */
export type LinkType = 'ethernet' | 'raw-ip' | 'linux-sll' | 'linux-sll2'

/** Its number, and its names as libpcap gives them (dlt_choices of pcap.c). */
export const LINK_TYPES: Readonly<Record<LinkType, { readonly number: number; readonly headerBytes: number; readonly name: string; readonly description: string }>> = {
  ethernet: { number: LINKTYPE.ethernet, headerBytes: 14, name: 'EN10MB', description: 'Ethernet' },
  'raw-ip': { number: LINKTYPE.rawIp, headerBytes: 0, name: 'RAW', description: 'Raw IP' },
  'linux-sll': { number: LINKTYPE.linuxSll, headerBytes: 16, name: 'LINUX_SLL', description: 'Linux cooked v1' },
  'linux-sll2': { number: LINKTYPE.linuxSll2, headerBytes: 20, name: 'LINUX_SLL2', description: 'Linux cooked v2' },
}
