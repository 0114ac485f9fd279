/** The qualifiers before a name or number (pcap-filter(7)); an abbreviation after `and` or `or` takes those before it. */
export interface Qualifiers {
  readonly protocol: Protocol
  readonly direction: Direction
  readonly kind: QualifiedKind
}

export type Direction = 'default' | 'src' | 'dst' | 'either' | 'both'
export type QualifiedKind = 'default' | 'host' | 'net' | 'port' | 'portrange' | 'proto'
export type Protocol = 'default' | keyof typeof PROTOCOLS

/** What a protocol's keyword stands for by itself: an EtherType, or a number in IPv4 or IPv6 headers. */
interface ProtocolTraits {
  readonly etherType?: number
  readonly ip?: number
  readonly ip6?: number
}

export const ETHER_TYPE_RARP = 0x8035
export const PROTOCOL_SCTP = 132

/** By keyword. `link` is no protocol of a packet: `ether` and `link` speak of its outermost header. */
export const PROTOCOLS = {
  link: {},
  ip: { etherType: 0x0800 },
  arp: { etherType: 0x0806 },
  rarp: { etherType: ETHER_TYPE_RARP },
  ip6: { etherType: 0x86dd },
  icmp: { ip: 1 },
  igmp: { ip: 2 },
  vrrp: { ip: 112 },
  icmp6: { ip6: 58 },
  tcp: { ip: 6, ip6: 6 },
  udp: { ip: 17, ip6: 17 },
  sctp: { ip: PROTOCOL_SCTP, ip6: PROTOCOL_SCTP },
  pim: { ip: 103, ip6: 103 },
  ah: { ip: 51, ip6: 51 },
  esp: { ip: 50, ip6: 50 },
} as const satisfies Readonly<Record<string, ProtocolTraits>>

export function protocolTraits(protocol: keyof typeof PROTOCOLS): ProtocolTraits {
  return PROTOCOLS[protocol]
}

/** `/etc/protocols` of Debian, as far as anybody filters for it. */
const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = {
  ip: 0, icmp: 1, igmp: 2, ggp: 3, ipencap: 4, st: 5, tcp: 6, egp: 8, igp: 9, pup: 12, udp: 17, dccp: 33, ipv6: 41, 'ipv6-route': 43, 'ipv6-frag': 44,
  rsvp: 46, gre: 47, esp: 50, ah: 51, 'ipv6-icmp': 58, 'ipv6-nonxt': 59, 'ipv6-opts': 60, eigrp: 88, ospf: 89, ipip: 94, etherip: 97, encap: 98, pim: 103,
  ipcomp: 108, vrrp: 112, l2tp: 115, sctp: 132, udplite: 136, 'mpls-in-ip': 137,
}

/** libpcap's table eproto_db (nametoaddr.c). */
const ETHER_TYPES: Readonly<Record<string, number>> = { aarp: 0x80f3, arp: 0x0806, atalk: 0x809b, ip: 0x0800, ip6: 0x86dd, lat: 0x6004, loopback: 0x9000, mopdl: 0x6001, moprc: 0x6002, rarp: 0x8035 }

export function protocolNumber(name: string): number | undefined {
  return Object.hasOwn(PROTOCOL_NUMBERS, name) ? PROTOCOL_NUMBERS[name] : undefined
}

export function etherTypeNumber(name: string): number | undefined {
  return Object.hasOwn(ETHER_TYPES, name) ? ETHER_TYPES[name] : undefined
}
