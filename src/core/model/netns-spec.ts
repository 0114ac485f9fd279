import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'

/**
 * What a network namespace holds before its first packet: the same facts that `ip addr`, `ip route`, `ip rule`,
 * `ip neigh`, `bridge fdb`, `ipset save`, `iptables-save` and `sysctl -a` print on a real node.
 * core/calico derives it from the cluster's resources, core/engine builds a running namespace from it.
 * What the kernel makes by itself is not listed: local and broadcast routes, the connected route of an address,
 * the rules 0, 32766 and 32767.
 */
export interface NetnsSpec {
  readonly name: string
  readonly kind: NetnsKind
  /** The distribution of a node, where the cluster tells it. */
  readonly osImage?: string
  /** In ifindex order; the first is always `lo`. */
  readonly links: readonly LinkSpec[]
  /** In the order in which they are added; two of equal prefix and metric in one table are an error. */
  readonly routes: readonly RouteSpec[]
  readonly rules: readonly RuleSpec[]
  readonly neighbours: readonly NeighbourSpec[]
  readonly fdb: readonly FdbSpec[]
  readonly ipsets: readonly IpsetSpec[]
  /** One iptables-restore document a table, without counters; absent tables are not loaded. */
  readonly iptables: readonly string[]
  /** Keys as `sysctl` prints them, with `/` where an interface name may hold dots: `net/ipv4/ip_forward`. Absent ones have the kernel's default. */
  readonly sysctls: Readonly<Record<string, string>>
}

export type NetnsKind = 'node' | 'pod' | 'router' | 'outside'

export interface LinkAddress {
  readonly address: Ipv4
  readonly prefixLength: number
  /** Shown by `ip addr` as `brd`; none for /32 addresses and for lo. */
  readonly broadcast?: Ipv4
  /** Metric of the connected route that the kernel makes of it (`ip addr add … metric N`); absent is 0. */
  readonly prefixRouteMetric?: number
}

interface LinkBase {
  readonly name: string
  /** Absent: one more than the link before it. A pod's eth0 skips one: its host end was made beside it and moved away. */
  readonly ifindex?: number
  readonly mtuBytes: number
  readonly up: boolean
  readonly addresses: readonly LinkAddress[]
}

export interface LoopbackSpec extends LinkBase {
  readonly kind: 'loopback'
}

/** One end of a veth pair, or a NIC plugged into a segment (a NIC of a virtual machine behaves the same). */
export interface EthernetSpec extends LinkBase {
  readonly kind: 'ethernet'
  readonly mac: Mac
  readonly attachedTo:
    | { readonly kind: 'peer'; readonly netns: string; readonly link: string }
    | { readonly kind: 'segment'; readonly segment: string }
}

/** The kernel's fallback IPIP device `tunl0`: remote any, local any, ttl inherit, nopmtudisc. */
export interface IpipSpec extends LinkBase {
  readonly kind: 'ipip'
}

export interface VxlanSpec extends LinkBase {
  readonly kind: 'vxlan'
  readonly mac: Mac
  readonly vni: number
  readonly udpPort: number
  readonly local: Ipv4
  /** The parent NIC. */
  readonly parent: string
}

export interface WireguardPeerSpec {
  /** Base64, 32 bytes. */
  readonly publicKey: string
  readonly endpoint?: { readonly address: Ipv4; readonly port: number }
  readonly allowedIps: readonly Ipv4Prefix[]
  readonly persistentKeepaliveSeconds: number
}

export interface WireguardSpec extends LinkBase {
  readonly kind: 'wireguard'
  readonly listenPort: number
  readonly fwmark: number
  /** Base64; absent where only the public key is known. */
  readonly privateKey?: string
  readonly publicKey: string
  readonly peers: readonly WireguardPeerSpec[]
}

export type LinkSpec = LoopbackSpec | EthernetSpec | IpipSpec | VxlanSpec | WireguardSpec

export const ROUTE_TYPES = ['unicast', 'local', 'broadcast', 'blackhole', 'unreachable', 'prohibit', 'throw'] as const
export type RouteType = (typeof ROUTE_TYPES)[number]

/** Route protocols by the numbers of rtnetlink; Calico's own is 80, BIRD's is 12. */
export const ROUTE_PROTOCOL = { kernel: 2, boot: 3, static: 4, bird: 12, dhcp: 16, felix: 80 } as const

export const ROUTE_TABLE = { default: 253, main: 254, local: 255 } as const

/** `global` is 0, `link` 253, `host` 254 in rtnetlink. */
export type RouteScope = 'global' | 'link' | 'host'

export interface RouteSpec {
  readonly type: RouteType
  readonly destination: Ipv4Prefix
  readonly table: number
  readonly protocol: number
  readonly scope: RouteScope
  readonly metric: number
  readonly gateway?: Ipv4
  readonly link?: string
  readonly preferredSource?: Ipv4
  readonly onlink: boolean
  /** The route's own MTU (`ip route … mtu N`). */
  readonly mtuBytes?: number
}

export interface RuleSpec {
  readonly priority: number
  readonly table: number
  /** `fwmark value/mask`, negated by `not`. */
  readonly fwmark?: { readonly value: number; readonly mask: number }
  readonly source?: Ipv4Prefix
  readonly destination?: Ipv4Prefix
  readonly inLink?: string
  readonly not: boolean
}

export interface NeighbourSpec {
  readonly address: Ipv4
  readonly link: string
  readonly mac: Mac
  /** What the specification gives is permanent; everything else is learned. */
  readonly state: 'permanent'
}

export interface FdbSpec {
  readonly mac: Mac
  readonly link: string
  readonly destination: Ipv4
}

export interface IpsetSpec {
  readonly name: string
  readonly type: 'hash:net' | 'hash:ip'
  readonly maxElements: number
  readonly members: readonly Ipv4Prefix[]
}
