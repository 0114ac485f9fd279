/**
 * A frame as layers, outermost first: the JSON of `hopscope run --json`, in the very shape of the kernel recordings.
 * Fields that have the usual value are left out: `checksum_ok` is there only when false (null: cannot be checked in
 * a fragment or in a packet that an ICMP error quotes, "zero": UDP checksum absent); `mf` and `frag_offset` (bytes)
 * only on fragments; `ihl`/`options` only with options. Names are those of the recordings, hence the underscores.
 */
export type Layer = EthLayer | ArpLayer | Ipv4Layer | IcmpLayer | UdpLayer | TcpLayer | VxlanLayer | WireguardLayer | DataLayer

type ChecksumOk = { readonly checksum_ok?: false | null | 'zero' }

export interface EthLayer {
  readonly proto: 'eth'
  readonly src: string
  readonly dst: string
  /** `0x0800` */
  readonly type: string
}

export interface ArpLayer {
  readonly proto: 'arp'
  readonly op: 'request' | 'reply'
  readonly sender_mac: string
  readonly sender_ip: string
  readonly target_mac: string
  readonly target_ip: string
}

export interface Ipv4Layer extends ChecksumOk {
  readonly proto: 'ipv4'
  readonly src: string
  readonly dst: string
  readonly ttl: number
  readonly protocol: number
  readonly tos: number
  readonly total_len: number
  readonly id: number
  readonly df: boolean
  readonly mf?: boolean
  readonly frag_offset?: number
  readonly ihl?: number
  readonly options?: string
}

export interface IcmpLayer extends ChecksumOk {
  readonly proto: 'icmp'
  readonly type: number
  readonly code: number
  readonly name: string
  readonly id?: number
  readonly seq?: number
  readonly data_len?: number
  /** Next-hop MTU of a fragmentation-needed error. */
  readonly mtu?: number
  /** What an error quotes. */
  readonly embedded?: readonly Layer[]
}

export interface UdpLayer extends ChecksumOk {
  readonly proto: 'udp'
  readonly sport: number
  readonly dport: number
  readonly length: number
}

export interface TcpLayer extends ChecksumOk {
  readonly proto: 'tcp'
  readonly sport: number
  readonly dport: number
  readonly seq: number
  readonly ack: number
  readonly flags: string
  readonly window: number
}

export interface VxlanLayer {
  readonly proto: 'vxlan'
  readonly flags: string
  readonly vni: number
}

export interface WireguardLayer {
  readonly proto: 'wireguard'
  readonly type: number
}

export interface DataLayer {
  readonly proto: 'data'
  readonly len: number
}
