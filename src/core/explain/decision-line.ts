import type { Inventory } from '../model/inventory'
import { DROP_REASONS, NEIGHBOUR_STATES } from '../trace/entry-kinds'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { DROP_WORDS } from './drop-words'
import { formatRouteLine } from './format-route'
import { placeName } from './place-name'
import { explainRouteDecision, tableName } from './route-decision'

/** What was decided, in one line for the event list, without the place. Addresses are in the b column as u32. */
export function decisionLine(trace: Trace, entryIndex: number, inventory: Inventory): string {
  const entry = trace.entry(entryIndex)
  switch (entry.kind) {
    case 'route.selected':
      return routeLine(trace, entry)
    case 'route.missing':
      return `no route to ${formatIpv4(entry.b)}`
    case 'neighbour.used':
      return neighbourLine(trace, entry)
    case 'neighbour.waiting':
      return `waits: ARP asks who has ${formatIpv4(entry.b)}`
    case 'neighbour.changed':
      return `neighbour ${formatIpv4(entry.b)} is now ${NEIGHBOUR_STATES[entry.c] ?? 'unknown'}`
    case 'arp.proxied':
      return `answers ARP for ${formatIpv4(entry.b)} in its place (proxy_arp)`
    case 'arp.ignored':
      return `does not answer ARP for ${formatIpv4(entry.b)}: ${dropWords(entry.c)}`
    case 'packet.delivered':
      return `delivered: the packet is for ${placeName(inventory, entry.netns)} itself`
    case 'packet.forwarded':
      return `forwards it, TTL ${entry.a} to ${entry.b}`
    case 'packet.encapsulated':
      return `${interfaceName(trace, entry.a)} wraps it: ${formatIpv4(entry.b)} to ${formatIpv4(entry.c)}`
    case 'packet.decapsulated':
      return `${interfaceName(trace, entry.a)} unwraps it: the outer header came from ${formatIpv4(entry.b)}`
    case 'packet.dropped':
      return `dropped: ${dropWords(entry.c)}`
    case 'icmp.sent':
      return `tells ${formatIpv4(entry.c)} by ICMP type ${entry.b >> 8} code ${entry.b & 255}`
    case 'nat.source':
      return `source rewritten to ${formatIpv4(entry.b)}`
    case 'nat.destination':
      return `destination rewritten to ${formatIpv4(entry.b)}`
    case 'packet.fragmented':
      return `cut into ${entry.a} fragments for MTU ${entry.b}`
    case 'packet.reassembled':
      return `${entry.a} fragments put together, ${entry.b} bytes`
    case 'pmtu.learned':
      return `learned: the path to ${formatIpv4(entry.b)} carries ${entry.c} bytes`
    case 'echo.answered':
      return 'answers the echo request'
    case 'rule.matched':
    case 'conntrack.new':
    case 'socket.received':
    case 'hop.in':
    case 'hop.out':
      return entry.kind
  }
}

export function dropWords(reasonIndex: number): string {
  const reason = DROP_REASONS[reasonIndex]
  return reason === undefined ? 'for a reason this version does not know' : DROP_WORDS[reason]
}

function routeLine(trace: Trace, entry: TraceEntry): string {
  const decision = explainRouteDecision(trace, entry.index)
  const winner = decision?.winner
  if (!decision || !winner) return `route to ${formatIpv4(entry.b)}`
  const table = tableName(decision.table) === 'main' ? '' : `, table ${tableName(decision.table)}`
  return `route ${formatIpv4(decision.destination)}: ${formatRouteLine(winner.route)} (1 of ${decision.matching} matching${table})`
}

function neighbourLine(trace: Trace, entry: TraceEntry): string {
  const fact = trace.fact(entry.a)
  const mac = fact?.kind === 'neighbour' ? ` is at ${formatMac(fact.mac)}` : ' is known'
  return `neighbour ${formatIpv4(entry.b)}${mac}`
}

function interfaceName(trace: Trace, factId: number): string {
  const fact = trace.fact(factId)
  return fact?.kind === 'interface' ? fact.name : 'the tunnel device'
}
