import type { Inventory } from '../model/inventory'
import { DROP_REASONS } from '../trace/entry-kinds'
import type { Fact, NeighbourFact, RouteFact, RuleFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4, formatIpv4Prefix, ipv4FromNumber, prefixContains } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { dissectFrame } from '../trace/dissect'
import { formatMac } from '../wire/mac-address'
import { chainWordsIn } from '../words/chain'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { MAX_LOOK, linkName } from './chain-link'
import type { ChainLink, PassedRow } from './chain-link'
import { dropLinks } from './drop-links'
import { formatFullRoute, formatRouteLine } from './format-route'
import { linkLayerOf, outermostIpv4 } from './frame-reading'
import { placeName, shortInterfaceName } from './place-name'
import { byPreference, tableName } from './route-decision'
import type { RouteDecision } from './route-decision'
import { plain } from './sentence'

/** Rows of tables whose turn did not come; one says it, two prove it. */
const MAX_NOT_ASKED = 2

/**
 * A lookup as a chain: what was asked, the rule that named the table, the route and those that lost, the next hop, and its
 * neighbour, tunnel or end, as far as the trace has come at `untilEntry` (inclusive). A reading of the trace: a rule was passed
 * over because it asks for another mark, because its table had no row, because a row threw, or else because it did not match the packet.
 */
export function decisionChain(trace: Trace, decision: RouteDecision, untilEntry: number, inventory: Inventory, words: Words = EN): readonly ChainLink[] {
  const facts = trace.factsAt(decision.netns, decision.entryIndex)
  const links = [askedLink(trace, decision, words), ruleLink(facts, decision, markOf(trace, decision, facts), words), routeLink(facts, decision, words)]
  const { winner } = decision
  if (winner?.route.type === 'unicast') links.push(nextHopLink(decision, winner, words))
  return [...links, ...whatFollowed(trace, decision, untilEntry, inventory, words)]
}

function askedLink(trace: Trace, { entryIndex, netns, destination }: RouteDecision, words: Words): ChainLink {
  const chain = chainWordsIn(words)
  const { packet } = trace.entry(entryIndex)
  let note: string = chain.ownPacket
  for (let index = entryIndex - 1; index >= Math.max(0, entryIndex - MAX_LOOK); index--) {
    const entry = trace.entry(index)
    if (entry.packet !== packet || entry.netns !== netns) continue
    if (entry.kind === 'packet.encapsulated' && entry.c >>> 0 === destination) note = chain.envelope({ link: linkName(trace, entry.a, index) })
    if (entry.kind === 'hop.in') note = chain.from({ source: sourceAt(trace, index), link: shortInterfaceName(linkName(trace, entry.interfaceId, index)) })
    if (entry.kind === 'hop.in' || entry.kind === 'packet.encapsulated') break
  }
  return { kind: 'asked', row: formatIpv4(destination), note: [plain(note)], passed: [], standing: 'taken' }
}

function sourceAt(trace: Trace, index: number): string {
  const packet = outermostIpv4(trace, index)
  return packet === undefined ? '' : formatIpv4(packet.source)
}

/** The mark that the packet carries: none but that of a WireGuard device on what it sends (wg_socket_send_skb_to_peer). */
function markOf(trace: Trace, { entryIndex, netns }: RouteDecision, facts: readonly Fact[]): number {
  const device = facts.find((fact) => fact.kind === 'interface' && fact.fwmark !== undefined)
  if (device?.kind !== 'interface') return 0
  const { packet } = trace.entry(entryIndex)
  for (let index = entryIndex + 1; index < Math.min(trace.entryCount, entryIndex + MAX_LOOK); index++) {
    const entry = trace.entry(index)
    if (entry.packet !== packet || entry.netns !== netns || !trace.isHop(index)) continue
    return entry.kind === 'hop.out' && isWireguardMessage(trace, index) ? (device.fwmark ?? 0) : 0
  }
  return 0
}

/** What a host with such a device sends and nobody else sealed: on its own interface the envelope is the outermost. */
function isWireguardMessage(trace: Trace, index: number): boolean {
  return dissectFrame(trace.frameBytes(trace.entry(index).frame), linkLayerOf(trace, index), trace.tunnelPorts).some(({ proto, quoted }) => proto === 'wireguard' && !quoted)
}

function ruleLink(facts: readonly Fact[], { rule, destination }: RouteDecision, mark: number, words: Words): ChainLink {
  const rules = facts.filter((fact): fact is RuleFact => fact.kind === 'rule').toSorted((a, b) => a.rule.priority - b.rule.priority)
  const before = rule ? rules.slice(0, rules.findIndex(({ id }) => id === rule.id)) : rules
  const passed = before.map((fact): PassedRow => ({ row: formatRule(fact), why: whyPassed(facts, fact, destination, mark, words), factId: fact.id }))
  if (!rule) return { kind: 'rule', row: chainWordsIn(words).noRule, note: [], passed, standing: 'failed' }
  return { kind: 'rule', row: formatRule(rule), note: [], passed, factId: rule.id, standing: 'taken' }
}

function whyPassed(facts: readonly Fact[], { rule }: RuleFact, destination: Ipv4, mark: number, words: Words): string {
  const chain = chainWordsIn(words)
  if (rule.fwmark && (((mark ^ rule.fwmark.value) & rule.fwmark.mask) === 0) === rule.not) return mark === 0 ? chain.unmarked : chain.marked({ mark: `0x${mark.toString(16)}` })
  const [best] = matchingRoutes(facts, rule.table, destination)
  if (!best) return chain.tableEmpty({ table: tableName(rule.table) })
  return best.route.type === 'throw' ? chain.thrown({ row: formatRouteLine(best.route) }) : chain.ruleNot
}

function matchingRoutes(facts: readonly Fact[], table: number, destination: Ipv4): readonly RouteFact[] {
  return facts
    .filter((fact): fact is RouteFact => fact.kind === 'route' && fact.route.table === table && prefixContains(fact.route.destination, destination))
    .toSorted(byPreference(-1))
}

function routeLink(facts: readonly Fact[], decision: RouteDecision, words: Words): ChainLink {
  const { winner, rows, reason } = decision
  if (!winner) return { kind: 'route', row: chainWordsIn(words).noRoute, note: reason, passed: [], standing: 'failed' }
  const lost = rows.flatMap(({ fact, standing }): PassedRow[] => (standing.kind === 'matched' ? [{ row: formatFullRoute(fact.route), why: whyLost(fact, winner, words), factId: fact.id }] : []))
  return { kind: 'route', row: formatFullRoute(winner.route), note: reason, passed: [...lost, ...neverAsked(facts, decision, words)], factId: winner.id, standing: 'taken' }
}

function whyLost({ route }: RouteFact, { route: won }: RouteFact, words: Words): string {
  const chain = chainWordsIn(words)
  const [length, other] = [route.destination.prefixLength, won.destination.prefixLength]
  if (length < other) return chain.shorter({ length, other })
  return route.metric > won.metric ? chain.higherMetric({ metric: route.metric, other: won.metric }) : chain.equal
}

/** Best rows of tables that later rules name: they would have held the address. */
function neverAsked(facts: readonly Fact[], { rule, destination }: RouteDecision, words: Words): readonly PassedRow[] {
  const chain = chainWordsIn(words)
  if (!rule) return []
  const tables = new Set(facts.flatMap((fact) => (fact.kind === 'rule' && fact.rule.priority > rule.rule.priority ? [fact.rule.table] : [])))
  tables.delete(rule.rule.table)
  return [...tables]
    .flatMap((table) => {
      const [best] = matchingRoutes(facts, table, destination)
      return best ? [{ row: formatFullRoute(best.route), why: chain.notAsked({ table: tableName(table) }), factId: best.id }] : []
    })
    .slice(0, MAX_NOT_ASKED)
}

function nextHopLink({ destination, link }: RouteDecision, { id, route }: RouteFact, words: Words): ChainLink {
  const chain = chainWordsIn(words)
  const note = route.gateway === undefined ? (link?.linkLayer === 'raw-ip' ? chain.noNeighbour : chain.direct) : route.onlink ? chain.onlink : chain.viaGateway
  return { kind: 'next-hop', row: `${formatIpv4(route.gateway ?? destination)} dev ${route.link ?? ''}`.trim(), note: [plain(note)], passed: [], factId: id, standing: 'taken' }
}

/** What came of the lookup: the neighbour's row, ARP's question and answer, the tunnel, or the packet's end. */
function whatFollowed(trace: Trace, decision: RouteDecision, untilEntry: number, inventory: Inventory, words: Words): readonly ChainLink[] {
  const { packet } = trace.entry(decision.entryIndex)
  const leads = decision.winner?.route.type === 'unicast'
  const links: ChainLink[] = []
  let asked: number | undefined
  for (let index = decision.entryIndex + 1; index <= Math.min(untilEntry, decision.entryIndex + MAX_LOOK); index++) {
    const entry = trace.entry(index)
    const isOwn = entry.packet === packet && entry.netns === decision.netns
    if (asked !== undefined && entry.b === asked && (entry.kind === 'arp.proxied' || entry.kind === 'arp.ignored')) links.push(...answerOf(trace, entry, inventory, words))
    if (!isOwn) continue
    // a host that refuses looks up the way back for the error first
    if (isNextStage(entry.kind) && (leads || entry.kind === 'hop.in')) break
    if (entry.kind === 'neighbour.waiting') asked = entry.b
    const link = followingLink(trace, entry, links, words)
    if (link) links.push(link)
    if (entry.kind === 'packet.dropped') links.push(...dropLinks(trace, index, inventory, words))
    if (entry.kind === 'packet.dropped' || entry.kind === 'packet.encapsulated') break
  }
  // ARP asks again and again, and a packet that was cut is sent piece by piece
  return links.filter((link, position) => links.findIndex(({ kind, row }) => kind === link.kind && row === link.row) === position)
}

function isNextStage(kind: TraceEntry['kind']): boolean {
  return kind === 'route.selected' || kind === 'route.missing' || kind === 'hop.in' || kind === 'packet.delivered'
}

function followingLink(trace: Trace, entry: TraceEntry, before: readonly ChainLink[], words: Words): ChainLink | undefined {
  switch (entry.kind) {
    case 'neighbour.waiting':
    case 'neighbour.used':
      return neighbourLink(trace, entry, before, words)
    case 'packet.encapsulated':
      return tunnelLink(trace, entry, words)
    default:
      return undefined
  }
}

function neighbourLink(trace: Trace, entry: TraceEntry, before: readonly ChainLink[], words: Words): ChainLink | undefined {
  const chain = chainWordsIn(words)
  const fact = trace.fact(entry.a, entry.index)
  if (fact?.kind !== 'neighbour') return undefined
  const link = linkName(trace, fact.interfaceId, entry.index)
  const waits = entry.kind === 'neighbour.waiting'
  const row = formatNeighbour(fact, link)
  const note = waits
    ? chain.waits({ link, address: formatIpv4(fact.address) })
    : before.some(({ standing }) => standing === 'waiting')
      ? chain.answered({ mac: formatMac(fact.mac) })
      : fact.state === 'PERMANENT' || fact.state === 'NOARP'
        ? chain.permanent
        : chain.known
  return { kind: 'neighbour', row, note: [plain(note)], passed: [], factId: fact.id, standing: waits ? 'waiting' : 'taken' }
}

/** As `ip neigh` prints it. */
function formatNeighbour({ address, mac, state }: NeighbourFact, link: string): string {
  const known = state === 'INCOMPLETE' || state === 'FAILED' || state === 'NONE' ? '' : ` lladdr ${formatMac(mac)}`
  return `${formatIpv4(address)} dev ${link}${known} ${state}`
}

function tunnelLink(trace: Trace, entry: TraceEntry, words: Words): ChainLink | undefined {
  const chain = chainWordsIn(words)
  const device = trace.fact(entry.a, entry.index)
  if (device?.kind !== 'interface') return undefined
  const [source, destination] = [formatIpv4(ipv4FromNumber(entry.b)), formatIpv4(ipv4FromNumber(entry.c))]
  if (device.linkKind === 'vxlan') return { kind: 'fdb', row: `${farMac(trace, entry)}dev ${device.name} dst ${destination}`, note: [plain(chain.fdbRow)], passed: [], factId: device.id, standing: 'taken' }
  const note = device.linkKind === 'wireguard' ? chain.sealed({ link: device.name }) : chain.noArp({ link: device.name })
  return { kind: 'tunnel', row: `${device.name}: ${source} → ${destination}`, note: [plain(note)], passed: [], factId: device.id, standing: 'taken' }
}

/** Of a VXLAN device the neighbour that was used just before. */
function farMac(trace: Trace, { index, netns, packet }: TraceEntry): string {
  for (let at = index - 1; at >= Math.max(0, index - MAX_LOOK); at--) {
    const entry = trace.entry(at)
    if (entry.kind !== 'neighbour.used' || entry.netns !== netns || entry.packet !== packet) continue
    const fact = trace.fact(entry.a, at)
    return fact?.kind === 'neighbour' ? `${formatMac(fact.mac)} ` : ''
  }
  return ''
}

/** Who answered for an address that was asked for, or heard the question and kept silent for a reason of its own. */
function answerOf(trace: Trace, entry: TraceEntry, inventory: Inventory, words: Words): readonly ChainLink[] {
  const chain = chainWordsIn(words)
  const { decisions } = words
  const place = placeName(inventory, entry.netns)
  const link = linkName(trace, entry.interfaceId, entry.index)
  const row = `who-has ${formatIpv4(ipv4FromNumber(entry.b))}`
  if (entry.kind === 'arp.proxied') return [{ kind: 'arp', row, note: [plain(chain.proxies({ place, link }))], passed: [], standing: 'taken' }]
  const reason = DROP_REASONS[entry.c]
  if (reason === undefined || reason === 'not-our-address') return []
  return [{ kind: 'arp', row, note: [plain(chain.silent({ place, reason: decisions.drops[reason] }))], passed: [], standing: 'failed' }]
}

/** As `ip rule` prints it. */
export function formatRule({ rule }: RuleFact): string {
  const from = rule.source ? formatIpv4Prefix(rule.source) : 'all'
  const to = rule.destination ? ` to ${formatIpv4Prefix(rule.destination)}` : ''
  const mark = rule.fwmark ? ` fwmark 0x${rule.fwmark.value.toString(16)}/0x${rule.fwmark.mask.toString(16)}` : ''
  const link = rule.inLink === undefined ? '' : ` iif ${rule.inLink}`
  return `${rule.priority}: ${rule.not ? 'not ' : ''}from ${from}${to}${mark}${link} lookup ${tableName(rule.table)}`
}
