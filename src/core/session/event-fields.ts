import { CONNTRACK_STATES, DROP_REASONS, NEIGHBOUR_STATES, SOCKET_KINDS, VERDICTS } from '../trace/entry-kinds'
import { icmpName } from '../trace/decode'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { factText } from './fact-text'

export type EventFields = Readonly<Record<string, string | number | null>>

/** The arguments of a decision by name, with references written out. Hops have none: they are rows of their own. */
export function eventFields(trace: Trace, entry: TraceEntry): EventFields {
  const { a, b, c } = entry
  const fact = (id: number): string | null => {
    const known = id < 0 ? undefined : trace.fact(id, entry.index)
    return known ? factText(known, (other) => trace.fact(other, entry.index)) : null
  }
  const address = (value: number): string => formatIpv4(value >>> 0)
  switch (entry.kind) {
    case 'hop.in':
    case 'hop.out':
      return {}
    case 'route.selected':
      return { destination: address(b), route: fact(a), rule: fact(c) }
    case 'route.missing':
      return { destination: address(b) }
    case 'neighbour.used':
    case 'neighbour.waiting':
      return { next_hop: address(b), neighbour: fact(a) }
    case 'neighbour.changed':
      return { neighbour: fact(a), state: NEIGHBOUR_STATES[c] ?? null }
    case 'arp.proxied':
      return { address: address(b), route: fact(a) }
    case 'arp.ignored':
      return { address: address(b), reason: DROP_REASONS[c] ?? null }
    case 'packet.delivered':
      return { route: fact(a), protocol: c }
    case 'packet.forwarded':
      return { ttl_before: a, ttl_after: b }
    case 'packet.encapsulated':
    case 'packet.decapsulated':
      return { device: fact(a), outer_src: address(b), outer_dst: address(c) }
    case 'packet.dropped':
      return { reason: DROP_REASONS[c] ?? null, because: fact(a), value: b >>> 0 }
    case 'icmp.sent':
      return { icmp_packet: a, type: b >>> 8, code: b & 0xff, name: icmpName(b >>> 8, b & 0xff), destination: address(c) }
    case 'echo.answered':
      return { reply_packet: a }
    case 'rule.matched':
      return { rule: fact(a), verdict: VERDICTS[c] ?? null }
    case 'nat.source':
    case 'nat.destination':
      return { rule: fact(a), ...(a < 0 ? { connection: -1 - a } : {}), address: address(b), port: c }
    case 'conntrack.new':
      return { connection: a, source: address(b), state: CONNTRACK_STATES[c] ?? null }
    case 'packet.fragmented':
      return { fragments: a, mtu: b }
    case 'packet.reassembled':
      return { fragments: a, total_len: b }
    case 'pmtu.learned':
      return { destination: address(b), mtu: c }
    case 'socket.received':
      return { socket: SOCKET_KINDS[c] ?? null }
  }
}
