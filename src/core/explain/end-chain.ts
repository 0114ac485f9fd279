import type { Inventory } from '../model/inventory'
import { SOCKET_KINDS } from '../trace/entry-kinds'
import type { RuleFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import { parseArp } from '../wire/arp'
import { ETHERNET_HEADER_BYTES } from '../wire/ethernet'
import { formatIpv4, parseIpv4 } from '../wire/ipv4-address'
import { chainWordsIn } from '../words/chain'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { MAX_LOOK, linkName } from './chain-link'
import type { ChainLink } from './chain-link'
import { decisionChain } from './decision-chain'
import { checkedRow, dropLinks } from './drop-links'
import { outermostIpv4 } from './frame-reading'
import { shortInterfaceName } from './place-name'
import { decisionFor } from './route-decision'
import { plain } from './sentence'
import { packetBefore } from './tracked-packet'
import type { TrackedPacket } from './tracked-packet'

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'ICMP', 4: 'IPIP', 6: 'TCP', 17: 'UDP' }

/**
 * How a packet came to its end where nothing sends it on: rule, table and route of a delivery and who took it, or the check that
 * dropped it. Undefined for any other entry, and for a drop after a lookup that led on: the lookup's own chain ends with it.
 */
export function endChain(trace: Trace, entryIndex: number, inventory: Inventory, words: Words = EN): readonly ChainLink[] | undefined {
  const entry = trace.entry(entryIndex)
  if (entry.kind === 'packet.delivered') return [...deliveryLinks(trace, entry, inventory, words), takerLink(trace, entry, words)]
  if (entry.kind !== 'packet.dropped') return undefined
  const before = stayBefore(trace, entry)
  if (before.some(({ kind }) => kind === 'route.selected' || kind === 'route.missing')) return undefined
  const delivered = before.find(({ kind }) => kind === 'packet.delivered')
  const led = delivered ? deliveryLinks(trace, delivered, inventory, words) : [cameLink(trace, entry, before, words), ...checkedRow(trace, entryIndex)]
  return [...led, ...dropLinks(trace, entryIndex, inventory, words)]
}

/** What became of a packet in a namespace before an entry, newest first: since it came in there, or out of a tunnel. */
function stayBefore(trace: Trace, { index: at, packet, netns }: TraceEntry): readonly TraceEntry[] {
  const found: TraceEntry[] = []
  for (let index = at - 1; index >= Math.max(0, at - MAX_LOOK); index--) {
    const entry = trace.entry(index)
    if (entry.packet !== packet || entry.netns !== netns) continue
    found.push(entry)
    if (entry.kind === 'hop.in' || entry.kind === 'packet.decapsulated' || entry.kind === 'packet.encapsulated') break
  }
  return found
}

/** The lookup is not recorded, its row is: the rule is the first that names the row's table. */
function deliveryLinks(trace: Trace, entry: TraceEntry, inventory: Inventory, words: Words): readonly ChainLink[] {
  const winner = entry.a < 0 ? undefined : trace.fact(entry.a, entry.index)
  const destination = parseIpv4(packetBefore(trace, entry).destination ?? '')
  if (winner?.kind !== 'route' || destination === undefined) return [cameLink(trace, entry, stayBefore(trace, entry), words)]
  const rules = trace.factsAt(entry.netns, entry.index).filter((fact): fact is RuleFact => fact.kind === 'rule' && fact.rule.table === winner.route.table)
  const [rule] = rules.toSorted((a, b) => a.rule.priority - b.rule.priority)
  return decisionChain(trace, decisionFor(trace, entry, { destination, winner, rule }, words), entry.index, inventory, words)
}

function cameLink(trace: Trace, entry: TraceEntry, before: readonly TraceEntry[], words: Words): ChainLink {
  const chain = chainWordsIn(words)
  // a segment is no host that took it in: there it is known by its frame
  const { source, destination } = questionOf(trace, entry) ?? (entry.netns < 0 ? endsOnWire(trace, entry.index) : packetBefore(trace, entry))
  const arrival = before.find(({ kind }) => kind === 'hop.in')
  const link = arrival && shortInterfaceName(linkName(trace, arrival.interfaceId, arrival.index))
  const note = link === undefined ? (entry.netns < 0 ? chain.onSegment({ source: source ?? '' }) : chain.ownPacket) : chain.from({ source: source ?? '', link })
  return { kind: 'asked', row: destination ?? '', note: [plain(note)], passed: [], standing: 'taken' }
}

/** Who asks by ARP, and for whom. */
function questionOf(trace: Trace, { index, frame }: TraceEntry): TrackedPacket | undefined {
  if (frame < 0 || outermostIpv4(trace, index)) return undefined
  const bytes = trace.frameBytes(frame)
  const arp = parseArp(bytes, ETHERNET_HEADER_BYTES, bytes.length)
  return arp.ok ? { source: formatIpv4(arp.value.senderAddress), destination: formatIpv4(arp.value.targetAddress) } : undefined
}

function endsOnWire(trace: Trace, entryIndex: number): TrackedPacket {
  const packet = outermostIpv4(trace, entryIndex)
  return packet ? { source: formatIpv4(packet.source), destination: formatIpv4(packet.destination) } : {}
}

/** Who takes a packet that is for this host: what is recorded of it next. */
function takerLink(trace: Trace, delivered: TraceEntry, words: Words): ChainLink {
  const chain = chainWordsIn(words)
  const protocol = PROTOCOL_NAMES[delivered.c] ?? chain.protocolNumber({ number: delivered.c })
  return { kind: 'end', row: chain.delivered, note: [plain(takerWords())], passed: [], standing: 'taken' }

  function takerWords(): string {
    for (let index = delivered.index + 1; index < Math.min(trace.entryCount, delivered.index + MAX_LOOK); index++) {
      const entry = trace.entry(index)
      if (entry.packet !== delivered.packet || entry.netns !== delivered.netns) continue
      if (entry.kind === 'socket.received') return chain.toProgram({ protocol, socket: SOCKET_KINDS[entry.c] ?? '' })
      if (entry.kind === 'echo.answered') return chain.toKernel({ protocol })
      if (entry.kind === 'packet.decapsulated') return chain.toTunnel({ protocol, link: linkName(trace, entry.a, index) })
      if (trace.isHop(index)) break
    }
    return chain.toProtocol({ protocol })
  }
}
