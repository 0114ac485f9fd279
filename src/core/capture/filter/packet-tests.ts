import { IP_PROTOCOL } from '../../wire/ipv4'
import type { Mac } from '../../wire/mac-address'
import { LINK_TYPES } from '../link-type'
import type { LinkType } from '../link-type'
import { allOf, and, anyOf, or } from './predicate'
import type { LoadSize, Loads, Predicate } from './predicate'
import { PROTOCOLS, PROTOCOL_SCTP, protocolTraits } from './qualifiers'
import type { Direction, Protocol } from './qualifiers'

const LARGEST_LLC_LENGTH = 1500
const LLC_IN_COOKED = 4
const OUTGOING = 4
const IP6_NEXT_HEADER = 6
const IP6_HEADER_BYTES = 40
const IP6_FRAGMENT_HEADER = 44
const PORT_PROTOCOLS = [IP_PROTOCOL.tcp, IP_PROTOCOL.udp, PROTOCOL_SCTP]

/** Where packets come from: the kernel, or a file. */
export type PacketSource = 'live' | 'file'

/**
 * What can be asked of a packet of one link type, in the order in which libpcap's code asks it (gencode.c). Offsets
 * named `…At` count from the link header.
 */
export class PacketTests {
  private readonly networkAt: number

  constructor(
    readonly linkType: LinkType,
    private readonly source: PacketSource,
  ) {
    this.networkAt = LINK_TYPES[linkType].headerBytes
  }

  get isEthernet(): boolean {
    return this.linkType === 'ethernet'
  }

  /** Loads behind the link header, behind the IPv4 header, or from the link header on. */
  load(base: 'link' | 'network' | 'transport', loads: Loads, offset: number, size: LoadSize): number {
    if (base === 'link') return loads.load(offset, size)
    const headerBytes = base === 'transport' ? 4 * (loads.load(this.networkAt, 1) & 0xf) : 0
    return loads.hasFailed ? 0 : loads.load(this.networkAt + headerBytes + offset, size)
  }

  /** What follows the link header (gen_linktype); below 1501 it is the service access point of an 802.2 header. */
  etherType(type: number): Predicate {
    switch (this.linkType) {
      case 'ethernet':
        if (type > LARGEST_LLC_LENGTH) return equals(12, 2, type)
        return and((loads) => loads.load(12, 2) <= LARGEST_LLC_LENGTH, equals(14, 1, type))
      case 'raw-ip':
        if (type === PROTOCOLS.ip.etherType) return (loads) => loads.load(0, 1) >>> 4 === 4
        return type === PROTOCOLS.ip6.etherType ? (loads) => loads.load(0, 1) >>> 4 === 6 : false
      default: {
        const at = this.linkType === 'linux-sll' ? 14 : 0
        return type > LARGEST_LLC_LENGTH ? equals(at, 2, type) : and(equals(at, 2, LLC_IN_COOKED), equals(this.networkAt, 1, type))
      }
    }
  }

  ipProtocol(number: number): Predicate {
    return and(this.etherType(PROTOCOLS.ip.etherType), this.networkEquals(9, number))
  }

  /** As the next header, or behind a fragment header. */
  ip6Protocol(number: number): Predicate {
    const fragmented = and(this.networkEquals(IP6_NEXT_HEADER, IP6_FRAGMENT_HEADER), this.networkEquals(IP6_HEADER_BYTES, number))
    return and(this.etherType(PROTOCOLS.ip6.etherType), or(this.networkEquals(IP6_NEXT_HEADER, number), fragmented))
  }

  /** A protocol's keyword alone (gen_proto_abbrev). */
  protocol(protocol: Exclude<Protocol, 'default' | 'link'>): Predicate {
    const { etherType, ip, ip6 } = protocolTraits(protocol)
    if (etherType !== undefined) return this.etherType(etherType)
    return or(ip === undefined ? false : this.ipProtocol(ip), ip6 === undefined ? false : this.ip6Protocol(ip6))
  }

  /** Addresses of IPv4 headers, or those inside ARP and RARP packets. */
  address(protocol: 'ip' | 'arp' | 'rarp', address: number, mask: number, direction: Direction): Predicate {
    const [source, destination] = protocol === 'ip' ? [12, 16] : [14, 24]
    const at = (offset: number): Predicate => (loads) => ((loads.load(this.networkAt + offset, 4) & mask) >>> 0) === address
    return and(this.etherType(PROTOCOLS[protocol].etherType), directed(direction, at(source), at(destination)))
  }

  /** Ports of TCP, UDP and SCTP from `first` to `last`; of fragments the first alone has them. */
  ports(first: number, last: number, protocol: number | undefined, direction: Direction): Predicate {
    const inRange = (port: number): boolean => port >= first && port <= last
    const protocols = protocol === undefined ? PORT_PROTOCOLS : [protocol]
    const ip6 = protocols.map((number) => {
      const at = (offset: number): Predicate => (loads) => inRange(loads.load(this.networkAt + IP6_HEADER_BYTES + offset, 2))
      return and(this.networkEquals(IP6_NEXT_HEADER, number), directed(direction, at(0), at(2)))
    })
    const ip4 = protocols.map((number) => {
      const at = (offset: number): Predicate => (loads) => inRange(this.load('transport', loads, offset, 2))
      return allOf(this.networkEquals(9, number), this.isNoLaterFragment, directed(direction, at(0), at(2)))
    })
    return or(and(this.etherType(PROTOCOLS.ip6.etherType), anyOf(...ip6)), and(this.etherType(PROTOCOLS.ip.etherType), anyOf(...ip4)))
  }

  /** A MAC address in an Ethernet header. */
  mac(mac: Mac, direction: Direction): Predicate {
    const high = Math.floor(mac / 0x1_0000_0000)
    const at = (offset: number): Predicate => (loads) => loads.load(offset + 2, 4) === mac % 0x1_0000_0000 && loads.load(offset, 2) === high
    return directed(direction, at(6), at(0))
  }

  readonly isLinkBroadcast: Predicate = (loads) => loads.load(2, 4) === 0xffffffff && loads.load(0, 2) === 0xffff

  readonly isLinkMulticast: Predicate = (loads) => (loads.load(0, 1) & 1) === 1

  /** To 0.0.0.0 or 255.255.255.255: tcpdump gives libpcap no netmask. */
  get isIpBroadcast(): Predicate {
    return and(this.etherType(PROTOCOLS.ip.etherType), or(this.networkEquals(16, 0, 4), this.networkEquals(16, 0xffffffff, 4)))
  }

  get isIpMulticast(): Predicate {
    return and(this.etherType(PROTOCOLS.ip.etherType), (loads) => loads.load(this.networkAt + 16, 1) >= 224)
  }

  get isIp6Multicast(): Predicate {
    return and(this.etherType(PROTOCOLS.ip6.etherType), this.networkEquals(24, 255))
  }

  /** Cooked captures say it themselves; of others the kernel knows while it captures, and a file does not. */
  get isOutgoing(): Predicate | undefined {
    if (this.linkType === 'linux-sll') return equals(0, 2, OUTGOING)
    return this.linkType === 'linux-sll2' ? equals(10, 1, OUTGOING) : this.isOutgoingToKernel
  }

  private get isOutgoingToKernel(): Predicate | undefined {
    return this.source === 'live' ? (loads) => loads.sighting.isOutgoing === true : undefined
  }

  /** What bytes of a protocol's header may be read of (gen_load): its own packets, and of fragments the first. */
  readable(protocol: 'icmp' | 'igmp' | 'vrrp' | 'tcp' | 'udp' | 'sctp' | 'pim'): Predicate {
    return allOf(this.etherType(PROTOCOLS.ip.etherType), this.protocol(protocol), this.isNoLaterFragment)
  }


  private readonly isNoLaterFragment: Predicate = (loads) => (loads.load(this.networkAt + 6, 2) & 0x1fff) === 0

  private networkEquals(offset: number, value: number, size: LoadSize = 1): Predicate {
    return (loads) => loads.load(this.networkAt + offset, size) === value
  }
}

function equals(at: number, size: LoadSize, value: number): Predicate {
  return (loads) => loads.load(at, size) === value
}

function directed(direction: Direction, source: Predicate, destination: Predicate): Predicate {
  switch (direction) {
    case 'src':
      return source
    case 'dst':
      return destination
    case 'both':
      return and(source, destination)
    default:
      return or(source, destination)
  }
}
