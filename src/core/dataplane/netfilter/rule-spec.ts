import type { Ipv4Prefix } from '../../wire/ipv4-address'

/** A parsed iptables rule: matches in the order in which iptables-save prints them, and one target. */
export interface IptablesRuleSpec {
  readonly matches: readonly MatchSpec[]
  readonly target: TargetSpec
}

export type MatchSpec =
  | { readonly kind: 'source' | 'destination'; readonly prefix: Ipv4Prefix; readonly negated: boolean }
  /** `cali+` matches every name that begins with cali. */
  | { readonly kind: 'in' | 'out'; readonly name: string; readonly negated: boolean }
  | { readonly kind: 'protocol'; readonly protocol: number; readonly negated: boolean }
  | { readonly kind: 'port'; readonly module: 'tcp' | 'udp'; readonly side: 'source' | 'destination'; readonly from: number; readonly to: number; readonly negated: boolean }
  | { readonly kind: 'multiport'; readonly side: 'source' | 'destination' | 'either'; readonly ports: readonly { readonly from: number; readonly to: number }[]; readonly negated: boolean }
  | { readonly kind: 'icmp-type'; readonly type: number; readonly code: number | undefined; readonly negated: boolean }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'set'; readonly set: string; readonly side: 'src' | 'dst'; readonly negated: boolean }
  | {
      readonly kind: 'addrtype'
      readonly source: AddressType | undefined
      readonly destination: AddressType | undefined
      readonly limitTo: 'in' | 'out' | undefined
    }
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number; readonly negated: boolean }
  | { readonly kind: 'state'; readonly module: 'conntrack' | 'state'; readonly states: readonly ConnectionState[]; readonly negated: boolean }
  | { readonly kind: 'rpfilter'; readonly loose: boolean; readonly validMark: boolean; readonly inverted: boolean }

export interface AddressType {
  readonly type: 'LOCAL' | 'UNICAST' | 'BROADCAST' | 'BLACKHOLE'
  readonly negated: boolean
}

export const CONNECTION_STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'SNAT', 'DNAT'] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

export type TargetSpec =
  | { readonly kind: 'none' | 'accept' | 'drop' | 'return' }
  /** `isAlias`: given as NOTRACK, and printed so again, though the kernel has only CT. */
  | { readonly kind: 'notrack'; readonly isAlias: boolean }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'reject'; readonly with: string }
  | { readonly kind: 'masquerade'; readonly randomFully: boolean; readonly ports: PortRange | undefined }
  | { readonly kind: 'snat' | 'dnat'; readonly address: number; readonly ports: PortRange | undefined; readonly randomFully: boolean }
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number }

export interface PortRange {
  readonly from: number
  readonly to: number
}
