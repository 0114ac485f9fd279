import { WIREGUARD_TYPE } from '../wire/wireguard'

/**
 * A frame as layers, outermost first: the JSON of `hopscope run --json`, in the very shape of the kernel recordings.
 * Fields that have the usual value are left out: `checksum_ok` is there only when false (null: cannot be checked in
 * a fragment or in a packet that an ICMP error quotes, "zero": UDP checksum absent); `mf` and `frag_offset` (bytes)
 * only on fragments; `ihl`/`options` only with options. Names are those of the recordings, hence the underscores.
 */
export type Layer =
  | EthLayer
  | ArpLayer
  | Ipv4Layer
  | IcmpLayer
  | UdpLayer
  | TcpLayer
  | VxlanLayer
  | WireguardLayer
  | FragmentDataLayer
  | DataLayer
  | MalformedLayer

type ChecksumOk = { checksum_ok?: false | null | 'zero' }

export interface EthLayer {
  readonly proto: 'eth'
  readonly src: string
  readonly dst: string
  /** `0x0800` */
  readonly type: string
}

export interface ArpLayer {
  readonly proto: 'arp'
  readonly op: 'request' | 'reply' | `op ${number}`
  readonly sender_mac: string
  readonly sender_ip: string
  readonly target_mac: string
  readonly target_ip: string
}

export interface Ipv4Layer extends Readonly<ChecksumOk> {
  readonly proto: 'ipv4'
  readonly src: string
  readonly dst: string
  readonly ttl: number
  readonly protocol: number
  /** The whole byte: DSCP and ECN. */
  readonly tos: number
  readonly total_len: number
  readonly id: number
  readonly df: boolean
  readonly mf?: boolean
  /** Bytes. */
  readonly frag_offset?: number
  /** 32-bit words. */
  readonly ihl?: number
  /** Hexadecimal. */
  readonly options?: string
  readonly note?: string
}

export interface IcmpLayer extends Readonly<ChecksumOk> {
  readonly proto: 'icmp'
  readonly type: number
  readonly code: number
  readonly name: string
  /** Echo request and reply. */
  readonly id?: number
  readonly seq?: number
  readonly data_len?: number
  /** Next-hop MTU of a fragmentation-needed error. */
  readonly mtu?: number
  /** Bytes of the packet that an error quotes, and what they are. */
  readonly embedded_len?: number
  readonly embedded?: readonly Layer[]
}

export interface UdpLayer extends Readonly<ChecksumOk> {
  readonly proto: 'udp'
  readonly sport: number
  readonly dport: number
  /** Header and payload. */
  readonly len: number
  /** `0xe075` */
  readonly checksum: string
}

export interface TcpLayer extends Readonly<ChecksumOk> {
  readonly proto: 'tcp'
  readonly sport: number
  readonly dport: number
  readonly seq: number
  readonly ack: number
  readonly header_len: number
  readonly flags: readonly string[]
  readonly window: number
  /** `mss=1400`, `sackOK`, `timestamps`, `nop`, `wscale=7` */
  readonly options: readonly string[]
  readonly data_len: number
}

export interface VxlanLayer {
  readonly proto: 'vxlan'
  readonly flags: string
  readonly i_flag: boolean
  readonly reserved: string
  readonly vni: number
  readonly reserved2: number
}

export interface WireguardLayer {
  readonly proto: 'wireguard'
  readonly type: number
  readonly name: string
  readonly reserved: string
  /** Bytes of the whole message. */
  readonly len: number
  readonly sender_index?: string
  readonly receiver_index?: string
  readonly counter?: number
  readonly plaintext_padded_len?: number
}

/** Whether it carries a packet: a handshake does not, and neither does a keepalive, which is a data message with nothing in it. */
export function isSealedPacket({ type, plaintext_padded_len }: WireguardLayer): boolean {
  return type === WIREGUARD_TYPE.data && plaintext_padded_len !== 0
}

/** The payload of a fragment other than the first. */
export interface FragmentDataLayer {
  readonly proto: 'fragment-data'
  readonly of_protocol: number
  readonly len: number
}

export interface DataLayer {
  readonly proto: 'data'
  readonly len: number
}

/** Bytes that are not the header they should be. */
export interface MalformedLayer {
  readonly proto: 'malformed'
  readonly of: string
  readonly len: number
}
