import type { Inventory } from '../model/inventory'
import { DROP_REASONS, NEIGHBOUR_STATES } from '../trace/entry-kinds'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { formatRouteLine } from './format-route'
import { placeName } from './place-name'
import { explainRouteDecision, tableName } from './route-decision'

/** What was decided, in one line for the event list, without the place. Addresses are in the b column as u32. */
export function decisionLine(trace: Trace, entryIndex: number, inventory: Inventory, words: Words = EN): string {
  const entry = trace.entry(entryIndex)
  const { decisions } = words
  const link = () => interfaceName(trace, entry.a, words)
  switch (entry.kind) {
    case 'route.selected':
      return routeLine(trace, entry, words)
    case 'route.missing':
      return decisions.noRoute({ address: formatIpv4(entry.b) })
    case 'neighbour.used':
      return neighbourLine(trace, entry, words)
    case 'neighbour.waiting':
      return decisions.waits({ address: formatIpv4(entry.b) })
    case 'neighbour.changed':
      return decisions.neighbourNow({ address: formatIpv4(entry.b), state: NEIGHBOUR_STATES[entry.c] ?? 'unknown' })
    case 'arp.proxied':
      return decisions.proxied({ address: formatIpv4(entry.b) })
    case 'arp.ignored':
      return decisions.ignoresArp({ address: formatIpv4(entry.b), reason: dropWords(entry.c, words) })
    case 'packet.delivered':
      return decisions.delivered({ place: placeName(inventory, entry.netns) })
    case 'packet.forwarded':
      return decisions.forwards({ before: entry.a, after: entry.b })
    case 'packet.encapsulated':
      return (isSeal(trace, entry) ? decisions.seals : decisions.wraps)({ link: link(), from: formatIpv4(entry.b), to: formatIpv4(entry.c) })
    case 'packet.decapsulated':
      return (isSeal(trace, entry) ? decisions.opens : decisions.unwraps)({ link: link(), from: formatIpv4(entry.b) })
    case 'packet.dropped':
      return decisions.dropped({ reason: dropWords(entry.c, words) })
    case 'icmp.sent':
      return decisions.tells({ address: formatIpv4(entry.c), type: entry.b >> 8, code: entry.b & 255 })
    case 'nat.source':
      return decisions.sourceRewritten({ address: formatIpv4(entry.b) })
    case 'nat.destination':
      return decisions.destinationRewritten({ address: formatIpv4(entry.b) })
    case 'packet.fragmented':
      return decisions.fragmented({ count: entry.a, mtu: entry.b })
    case 'packet.reassembled':
      return decisions.reassembled({ count: entry.a, bytes: entry.b })
    case 'pmtu.learned':
      return decisions.learned({ address: formatIpv4(entry.b), bytes: entry.c })
    case 'echo.answered':
      return decisions.answersEcho
    case 'rule.matched':
    case 'conntrack.new':
    case 'socket.received':
    case 'hop.in':
    case 'hop.out':
      return entry.kind
  }
}

/** The line of a step's decision. What ends a packet and is no drop is a probe's end. */
export function stepLine(trace: Trace, { kind, entryIndex }: { readonly kind: string; readonly entryIndex: number }, inventory: Inventory, words: Words): string {
  const entry = trace.entry(entryIndex)
  return kind === 'decision' && entry.kind === 'packet.dropped' ? words.decisions.probeEnds({ reason: dropWords(entry.c, words) }) : decisionLine(trace, entryIndex, inventory, words)
}

/** A WireGuard device hides what it wraps. */
export function isSeal(trace: Trace, { a, index }: TraceEntry): boolean {
  const fact = trace.fact(a, index)
  return fact?.kind === 'interface' && fact.linkKind === 'wireguard'
}

export function dropWords(reasonIndex: number, { decisions }: Words): string {
  const reason = DROP_REASONS[reasonIndex]
  return reason === undefined ? decisions.unknownReason : decisions.drops[reason]
}

function routeLine(trace: Trace, entry: TraceEntry, { decisions }: Words): string {
  const decision = explainRouteDecision(trace, entry.index)
  const winner = decision?.winner
  if (!decision || !winner) return decisions.routeTo({ address: formatIpv4(entry.b) })
  const name = tableName(decision.table)
  return decisions.routeLine({ address: formatIpv4(decision.destination), row: formatRouteLine(winner.route), count: decision.matching, table: name === 'main' ? '' : name })
}

function neighbourLine(trace: Trace, entry: TraceEntry, { decisions }: Words): string {
  const fact = trace.fact(entry.a)
  return decisions.neighbourAt({ address: formatIpv4(entry.b), mac: fact?.kind === 'neighbour' ? formatMac(fact.mac) : '' })
}

function interfaceName(trace: Trace, factId: number, { decisions }: Words): string {
  const fact = trace.fact(factId)
  return fact?.kind === 'interface' ? fact.name : decisions.tunnelDevice
}
