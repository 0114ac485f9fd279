import type { RouteType } from '../model/netns-spec'
import type { Inventory } from '../model/inventory'
import { icmpWords } from '../trace/decode'
import { CONNTRACK_STATES, SOCKET_KINDS, VERDICTS } from '../trace/entry-kinds'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { isSeal } from './decision-line'
import { explainDrop } from './explain-drop'
import { formatRouteLine } from './format-route'
import { heldSentence } from './held-by-wireguard'
import { explainRouteDecision } from './route-decision'
import { plain, strong, withCommas } from './sentence'
import type { Sentence } from './sentence'
import { takenFromOther } from './taken-from-other'

/** Verdicts that change or end a packet; the others only lead from chain to chain, or let it pass. */
const TOLD_VERDICTS: ReadonlySet<string> = new Set(['drop', 'reject', 'notrack'])

/**
 * What one entry of the trace means for the packet, as a sentence about "it"; undefined for what needs no words: upkeep,
 * and what another entry tells.
 */
export function storyLine(trace: Trace, entryIndex: number, inventory: Inventory): Sentence | undefined {
  const entry = trace.entry(entryIndex)
  const { a, b, c } = entry
  switch (entry.kind) {
    case 'hop.in':
      return hopLine(trace, entry, 'It arrives at ')
    case 'hop.out':
      return heldSentence(trace, entryIndex, inventory) ?? hopLine(trace, entry, 'It leaves by ')
    case 'route.selected':
      return routeLine(trace, entry)
    case 'route.missing':
      return explainRouteDecision(trace, entryIndex)?.reason
    case 'neighbour.used':
      return neighbourLine(trace, entry)
    case 'neighbour.waiting':
      return [plain(`The MAC address of ${formatIpv4(b)} is not known: ARP asks on ${linkName(trace, entry)}, and the packet waits.`)]
    case 'packet.delivered':
      return deliveryLine(trace, entry, inventory)
    case 'packet.forwarded':
      return [plain(`It is forwarded: TTL ${a} becomes ${b}.`)]
    case 'packet.encapsulated':
      return [strong(`${deviceName(trace, entry)} ${isSeal(trace, entry) ? 'seals' : 'wraps'} it`), plain(`: outer header ${formatIpv4(b)} → ${formatIpv4(c)}.`)]
    case 'packet.decapsulated':
      return [strong(`${deviceName(trace, entry)} ${isSeal(trace, entry) ? 'decrypts' : 'unwraps'} it`), plain(`: the outer header ${formatIpv4(b)} → ${formatIpv4(c)} goes.`)]
    case 'packet.dropped':
      return dropLine(trace, entryIndex, inventory)
    case 'icmp.sent':
      return [plain(`${formatIpv4(c)} is told by ICMP: ${icmpWords(b >> 8, b & 0xff)}.`)]
    case 'echo.answered':
      return [plain('The kernel answers the echo request.')]
    case 'rule.matched':
      return ruleLine(trace, entry)
    case 'nat.source':
      return natLine(trace, entry, 'source')
    case 'nat.destination':
      return natLine(trace, entry, 'destination')
    case 'conntrack.new':
      return CONNTRACK_STATES[c] === 'INVALID' ? [plain('Connection tracking takes it for INVALID.')] : undefined
    case 'packet.fragmented':
      return [plain(`It is cut into ${a} fragments of at most ${withCommas(b)} bytes: what one carries is a multiple of 8, except in the last.`)]
    case 'packet.reassembled':
      return [plain(`${a} fragments are put together again: ${withCommas(b)} bytes.`)]
    case 'pmtu.learned':
      return [plain(`It is remembered that the path to ${formatIpv4(b)} carries ${withCommas(c)} bytes.`)]
    case 'socket.received':
      return [plain(`A program receives it (${SOCKET_KINDS[c] ?? ''} socket).`)]
    case 'arp.proxied':
    case 'arp.ignored':
    case 'neighbour.changed':
      return undefined
  }
}

/** Hops at tunnel devices are told by the wrapping beside them. */
function hopLine(trace: Trace, entry: TraceEntry, verb: string): Sentence | undefined {
  const fact = trace.fact(entry.interfaceId, entry.index)
  if (fact?.kind !== 'interface' || (fact.linkKind !== 'ethernet' && fact.linkKind !== 'loopback')) return undefined
  return [plain(`${verb}${fact.name}, ${withCommas(trace.frameBytes(entry.frame).length)} bytes.`)]
}

/** That a packet is for the host itself is told by its delivery. */
function routeLine(trace: Trace, entry: TraceEntry): Sentence | undefined {
  const fact = trace.fact(entry.a, entry.index)
  if (entry.packet < 0 || (fact?.kind === 'route' && TOLD_BY_DELIVERY.has(fact.route.type))) return undefined
  return explainRouteDecision(trace, entry.index)?.reason
}

const TOLD_BY_DELIVERY: ReadonlySet<RouteType> = new Set(['local', 'broadcast'])

function neighbourLine(trace: Trace, entry: TraceEntry): Sentence | undefined {
  const fact = trace.fact(entry.a, entry.index)
  return fact?.kind === 'neighbour' ? [plain(`${formatIpv4(entry.b)} is at ${formatMac(fact.mac)}.`)] : undefined
}

function deliveryLine(trace: Trace, entry: TraceEntry, inventory: Inventory): Sentence {
  const fact = trace.fact(entry.a, entry.index)
  const row = fact?.kind === 'route' ? ` (${formatRouteLine(fact.route)})` : ''
  const taken = takenFromOther(trace, entry.index, inventory)
  return [strong('It is for this host'), plain(`${row}.${taken ? ` ${taken.text}` : ''}`)]
}

function dropLine(trace: Trace, entryIndex: number, inventory: Inventory): Sentence | undefined {
  const drop = explainDrop(trace, entryIndex, inventory)
  return drop && [strong('It ends here'), plain(': '), ...drop.why, plain('.')]
}

function ruleLine(trace: Trace, entry: TraceEntry): Sentence | undefined {
  const verdict = VERDICTS[entry.c] ?? ''
  const fact = trace.fact(entry.a, entry.index)
  if (!TOLD_VERDICTS.has(verdict) || fact?.kind !== 'netfilter-rule') return undefined
  return [plain(`A rule of table ${fact.table} says ${verdict}: `), strong(fact.text), plain('.')]
}

function natLine(trace: Trace, entry: TraceEntry, end: 'source' | 'destination'): Sentence {
  const fact = trace.fact(entry.a, entry.index)
  const rewritten = `Its ${end} is rewritten to ${formatIpv4(entry.b)}`
  if (fact?.kind !== 'netfilter-rule') return [strong(rewritten), plain(', as connection tracking remembers.')]
  return [strong(rewritten), plain(`: ${fact.text} (table ${fact.table}).`)]
}

function linkName(trace: Trace, entry: TraceEntry): string {
  const fact = trace.fact(entry.interfaceId, entry.index)
  return fact?.kind === 'interface' ? fact.name : 'its interface'
}

function deviceName(trace: Trace, entry: TraceEntry): string {
  const fact = trace.fact(entry.a, entry.index)
  return fact?.kind === 'interface' ? fact.name : 'The tunnel device'
}
