/**
 * The state of a recorded lab before its first flow: what the tools of iproute2 print as JSON, and the dumps of
 * iptables, ipset and wg. Names are those of the recordings. Only fields that a test may want are named; the
 * documents hold all that the tools printed.
 */
export interface Topology {
  /** `ipip-always`, `ipip-crosssubnet`, `direct`, `vxlan-always`, `vxlan-crosssubnet`, `wireguard` */
  readonly mode: string
  /** MTU of the node NICs in bytes. */
  readonly mtu: number
  readonly pod_mtu: number
  readonly tunnel_device: 'tunl0' | 'vxlan.calico' | 'wireguard.cali' | null
  readonly pool: string
  readonly kernel: string
  readonly kernel_version: string
  /** [namespace, interface] of every place where packets were captured. */
  readonly capture_points: readonly (readonly [string, string])[]
  /** The router's address in each segment: `a`, `b`. */
  readonly gateways: Readonly<Record<string, string>>
  readonly nodes: Readonly<Record<string, RecordedNode>>
  readonly pods: Readonly<Record<string, RecordedPod>>
  /** By name, in the order in which the recording lists them: nodes, pods, `router`, `inet`, `lan-a`, `lan-b`. */
  readonly namespaces: Readonly<Record<string, RecordedNamespace>>
}

export interface RecordedNode {
  readonly ip: string
  readonly mac: string
  /** The segment's letter: namespace `lan-a` is segment `a`. */
  readonly lan: string
  readonly block: string
  /** Address of the tunnel device. */
  readonly tunip: string
  readonly vtepmac: string
  /** Pod name to pod address. */
  readonly pods: Readonly<Record<string, string>>
}

export interface RecordedPod {
  readonly ip: string
  readonly mac: string
  readonly node: string
  /** Name of the host side of its veth pair. */
  readonly cali: string
}

export interface RecordedNamespace {
  /** `ip -j -d addr` */
  readonly addr: readonly RecordedLink[]
  /** `ip -j -d route show table all` */
  readonly routes: readonly RecordedRoute[]
  /** `ip -j rule` */
  readonly rules: readonly RecordedRule[]
  /** `ip -j neigh` */
  readonly neigh: readonly RecordedNeighbour[]
  /** `bridge -j fdb` */
  readonly fdb: readonly RecordedFdbEntry[]
  /** `iptables-save -c`; nodes only */
  readonly iptables_save?: string
  /** `ipset save`; nodes only */
  readonly ipset_save?: string
  /** `wg show wireguard.cali dump`; nodes in mode wireguard only */
  readonly wg_dump?: string
}

export interface RecordedLink {
  readonly ifindex: number
  readonly ifname: string
  readonly flags: readonly string[]
  readonly mtu: number
  readonly qdisc: string
  readonly operstate: string
  readonly group: string
  readonly txqlen: number
  readonly link_type: 'loopback' | 'ether' | 'none' | 'ipip'
  /** Absent on wireguard.cali. */
  readonly address?: string
  readonly broadcast?: string
  readonly master?: string
  readonly link?: string | null
  /** ifindex of a veth's other end, and the id of the namespace where it lies. */
  readonly link_index?: number
  readonly link_netnsid?: number
  readonly promiscuity: number
  readonly min_mtu: number
  readonly max_mtu: number
  readonly num_tx_queues: number
  readonly num_rx_queues: number
  readonly gso_max_size: number
  readonly gso_max_segs: number
  readonly linkinfo?: RecordedLinkInfo
  readonly addr_info: readonly RecordedAddress[]
}

export interface RecordedLinkInfo {
  /** `veth`, `bridge`, `ipip`, `vxlan`, `wireguard` */
  readonly info_kind: string
  readonly info_slave_kind?: string
  /** Device attributes; `id`, `port`, `local`, `link` of a VXLAN device, `ttl`, `pmtudisc` of a tunnel. */
  readonly info_data?: Readonly<Record<string, unknown>>
  readonly info_slave_data?: Readonly<Record<string, unknown>>
}

export interface RecordedAddress {
  readonly family: 'inet'
  readonly local: string
  readonly prefixlen: number
  readonly broadcast?: string
  readonly scope: 'global' | 'link' | 'host'
  readonly label: string
}

export interface RecordedRoute {
  readonly type: 'unicast' | 'local' | 'broadcast' | 'throw' | 'blackhole'
  /** `default`, an address, or a prefix. */
  readonly dst: string
  readonly gateway?: string
  readonly dev?: string
  /** `main`, `local`, or a number. */
  readonly table: string
  /** `kernel`, `boot`, `static`, `dhcp`, `bird`, or a number. */
  readonly protocol: string
  readonly scope: 'global' | 'link' | 'host'
  readonly prefsrc?: string
  readonly metric?: number
  readonly flags: readonly string[]
}

export interface RecordedRule {
  readonly priority: number
  readonly src: string
  readonly table: string
  readonly fwmark?: string
  readonly fwmask?: string
  /** Present (and null) when the rule is negated. */
  readonly not?: null
}

export interface RecordedNeighbour {
  readonly dst: string
  readonly dev: string
  readonly lladdr: string
  readonly state: readonly string[]
}

export interface RecordedFdbEntry {
  readonly mac: string
  readonly ifname: string
  readonly dst?: string
  readonly vlan?: number
  readonly master?: string
  readonly flags: readonly string[]
  readonly state: string
}
