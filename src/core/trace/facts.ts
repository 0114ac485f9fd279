import type { LinkAddress, RouteSpec, RuleSpec } from '../model/netns-spec'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { NeighbourState } from './entry-kinds'

/**
 * The facts that decisions refer to, and when each held. A fact gets its id when it comes to be and keeps it;
 * `facts[id]` is the fact. Every table of the page at any moment is a fold over this log up to that moment.
 */
export type Fact = InterfaceFact | RouteFact | RuleFact | NeighbourFact | NetfilterRuleFact | WireguardKeyFact

interface FactBase {
  readonly id: number
  /** Index into the lab's namespaces; below zero a segment, -1 the first. */
  readonly netns: number
}

export interface InterfaceFact extends FactBase {
  readonly kind: 'interface'
  readonly name: string
  readonly ifindex: number
  readonly linkKind: 'loopback' | 'ethernet' | 'ipip' | 'vxlan' | 'wireguard'
  /** What a capture on it shows: frames with an Ethernet header, or bare IP packets. */
  readonly linkLayer: 'ethernet' | 'raw-ip'
  readonly mac: Mac
  readonly mtuBytes: number
  readonly up: boolean
  readonly addresses: readonly LinkAddress[]
  /** Of a WireGuard device: the mark of what it sends, which the routing rules ask. */
  readonly fwmark?: number
  /** Of a VXLAN device: the port that it sends to; of a WireGuard device: the one that it listens at. */
  readonly udpPort?: number
}

export interface RouteFact extends FactBase {
  readonly kind: 'route'
  readonly route: RouteSpec
}

export interface RuleFact extends FactBase {
  readonly kind: 'rule'
  readonly rule: RuleSpec
}

export interface NeighbourFact extends FactBase {
  readonly kind: 'neighbour'
  readonly interfaceId: number
  readonly address: Ipv4
  readonly mac: Mac
  readonly state: NeighbourState
}

export interface NetfilterRuleFact extends FactBase {
  readonly kind: 'netfilter-rule'
  /** `raw`, `mangle`, `nat`, `filter`, `ebtables` for what a segment drops, or the name of the cloud that drops it. */
  readonly table: string
  readonly chain: string
  /** As iptables-save prints it, without counters: `-A cali-POSTROUTING …`. */
  readonly text: string
}

/** A key of a WireGuard device, or of one of its handshakes: captures tell them, so that Wireshark can open what was sealed. */
export interface WireguardKeyFact extends FactBase {
  readonly kind: 'wireguard-key'
  readonly role: 'static' | 'ephemeral'
  /** Base64, 32 bytes. */
  readonly publicKey: string
  /** Base64, 32 bytes; absent where a lab tells public keys alone. */
  readonly privateKey?: string
}

/**
 * One step of the log. `replace` keeps the id and changes the value (a neighbour's state, an interface's MTU).
 * `atEntry` is the number of trace entries that came before it: -1 for what held before the first packet.
 */
export type FactChange =
  | { readonly op: 'add'; readonly atEntry: number; readonly fact: Fact }
  | { readonly op: 'replace'; readonly atEntry: number; readonly fact: Fact }
  | { readonly op: 'remove'; readonly atEntry: number; readonly id: number; readonly netns: number }
