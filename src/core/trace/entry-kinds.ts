/**
 * Every kind of thing that can happen, with what its three arguments mean. The numbers are the columns' bytes
 * and may be appended to, never reordered. An entry also has a time, a namespace, an interface (or none), the
 * frame it speaks of (or none) and the packet it belongs to.
 *
 * `hop.*` is a frame seen at an interface, as a capture there sees it; all others are decisions.
 * References are ids of facts (facts.ts), so that a table row can light up; -1 is none. Addresses are u32
 * stored in a signed column: read them with `>>> 0`.
 */
export const ENTRY_KINDS = [
  /** a frame arrives at an interface */
  'hop.in',
  /** the kernel sends a frame to an interface */
  'hop.out',
  /** a = route fact, b = destination address looked up, c = rule fact that named the table */
  'route.selected',
  /** b = destination address that no rule or route covers */
  'route.missing',
  /** a = neighbour fact, b = next-hop address; its link-layer address is known and used */
  'neighbour.used',
  /** a = neighbour fact, b = next-hop address; the packet waits while ARP asks */
  'neighbour.waiting',
  /** a = neighbour fact, c = state (NEIGHBOUR_STATES index) that it changed to */
  'neighbour.changed',
  /** b = the address asked for, which this interface answers for by proxy ARP; a = route fact that leads elsewhere */
  'arp.proxied',
  /** b = the address asked for; c = drop reason index */
  'arp.ignored',
  /** a = route fact or -1; the packet is for this host. c = IP protocol */
  'packet.delivered',
  /** a = TTL before, b = TTL after */
  'packet.forwarded',
  /** a = interface fact of the tunnel device, b = outer source, c = outer destination */
  'packet.encapsulated',
  /** a = interface fact of the tunnel device, b = outer source, c = outer destination */
  'packet.decapsulated',
  /** c = DROP_REASONS index, a = the fact behind it or -1, b = an address or number that the reason speaks of */
  'packet.dropped',
  /** a = new packet's id, b = ICMP type * 256 + code, c = its destination */
  'icmp.sent',
  /** a = new packet's id of the reply */
  'echo.answered',
  /** a = iptables rule fact, c = verdict (VERDICTS index) */
  'rule.matched',
  /** a = iptables rule fact, or -1 - N where conntrack entry number N remembers it; b = new address, c = new port or ICMP id, with what in the kind */
  'nat.source',
  'nat.destination',
  /** a = conntrack entry number, b = source address that its first packet came with, c = CONNTRACK_STATES index */
  'conntrack.new',
  /** a = number of fragments, b = MTU in bytes that asked for it */
  'packet.fragmented',
  /** a = number of fragments put together, b = bytes of the whole IP packet */
  'packet.reassembled',
  /** b = destination, c = new path MTU in bytes */
  'pmtu.learned',
  /** a process received the packet. c = socket kind index (SOCKET_KINDS) */
  'socket.received',
] as const

export type EntryKind = (typeof ENTRY_KINDS)[number]

export const HOP_IN = 0
export const HOP_OUT = 1

/** Kernel NUD states by name, as `ip neigh` prints them. */
export const NEIGHBOUR_STATES = ['NONE', 'INCOMPLETE', 'REACHABLE', 'STALE', 'DELAY', 'PROBE', 'FAILED', 'NOARP', 'PERMANENT'] as const
export type NeighbourState = (typeof NEIGHBOUR_STATES)[number]

export const VERDICTS = ['accept', 'drop', 'reject', 'return', 'jump', 'goto', 'masquerade', 'snat', 'dnat', 'mark', 'notrack', 'continue'] as const

/** The built-in chain of each netfilter hook, by the hook's number. */
export const HOOK_CHAINS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const

export const CONNTRACK_STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'] as const

export const SOCKET_KINDS = ['icmp', 'udp', 'tcp', 'raw'] as const

/**
 * Why a packet ended without being delivered. Closed: docs/spec/drop-reasons.md has a defining row each.
 * The names follow the kernel's skb drop reasons where it has one.
 */
export const DROP_REASONS = [
  'ttl-exceeded',
  'no-route',
  'blackhole-route',
  'unreachable-route',
  'prohibit-route',
  'no-such-neighbour',
  'neighbour-queue-full',
  'forwarding-disabled',
  'reverse-path-filter',
  'martian-source',
  'martian-destination',
  'not-for-this-host',
  'interface-down',
  'exceeds-mtu',
  'exceeds-segment-mtu',
  'fragmentation-needed',
  'bad-checksum',
  'malformed',
  'no-socket',
  'iptables-drop',
  'iptables-reject',
  'fabric-filter',
  'source-destination-check',
  'no-tunnel-route',
  'no-fdb-entry',
  'no-wireguard-peer',
  'no-allowed-ip',
  'decryption-failed',
  'no-session',
  'unknown-protocol',
  'reassembly-timeout',
  'duplicate-fragment',
  'not-our-address',
  'arp-unanswered',
  'proxy-arp-off',
  'same-interface',
  'icmp-error-about-nothing',
  'echo-ignored',
  'wrong-mac',
  'tunnel-loop',
  'segment-no-port',
  'conntrack-clash',
  'conntrack-full',
  'message-too-long',
  'redirect-at-nat',
] as const
export type DropReason = (typeof DROP_REASONS)[number]

const ENTRY_KIND_INDEX = Object.fromEntries(ENTRY_KINDS.map((kind, index) => [kind, index])) as Readonly<Record<EntryKind, number>>
const DROP_REASON_INDEX = Object.fromEntries(DROP_REASONS.map((reason, index) => [reason, index])) as Readonly<Record<DropReason, number>>

/** The column byte of an entry kind. */
export function entryKindIndex(kind: EntryKind): number {
  return ENTRY_KIND_INDEX[kind]
}

export function dropReasonIndex(reason: DropReason): number {
  return DROP_REASON_INDEX[reason]
}
