import { ROUTE_TABLE } from '../model/netns-spec'
import type { RouteSpec } from '../model/netns-spec'
import { byDumpOrder } from '../model/route-order'
import type { Fact, InterfaceFact, RouteFact, RuleFact } from '../trace/facts'
import type { Trace, TraceEntry } from '../trace/trace'
import { formatIpv4, ipv4FromNumber, prefixContains } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { EN } from '../words/en'
import type { Words } from '../words/en'
import { formatDestination } from './format-route'
import { sentenceOf } from './sentence'
import type { Sentence } from './sentence'

/**
 * How a row fared: it won (for these addresses, where a table tells several lookups), it matched too and was the nth best, the
 * address lies outside its prefix, or nobody asked.
 */
export type RouteStanding =
  | { readonly kind: 'won'; readonly destinations?: readonly Ipv4[] }
  | { readonly kind: 'matched'; readonly rank: number }
  | { readonly kind: 'no-match' }
  | { readonly kind: 'not-asked' }

export interface RouteRow {
  readonly fact: RouteFact
  readonly standing: RouteStanding
}

/** One lookup: the table as it stood, and why this row. */
export interface RouteDecision {
  readonly entryIndex: number
  /** Index into the lab's namespaces. */
  readonly netns: number
  readonly destination: Ipv4
  readonly table: number
  /** The rule that named the table, where it is not one of the kernel's own three. */
  readonly rule: RuleFact | undefined
  /** Winner first, then the others that matched by falling prefix length, then the rest as `ip route` has them. */
  readonly rows: readonly RouteRow[]
  readonly matching: number
  /** Absent where no row matches. */
  readonly winner: RouteFact | undefined
  /** The interface that the winning row names. */
  readonly link: InterfaceFact | undefined
  readonly reason: Sentence
}

/** Explains a lookup, found (`route.selected`) or not (`route.missing`); `undefined` for any other entry. */
export function explainRouteDecision(trace: Trace, entryIndex: number, words: Words = EN): RouteDecision | undefined {
  const entry = trace.entry(entryIndex)
  if (entry.kind === 'route.missing') return explainMissing(trace, entry, words)
  const winner = trace.fact(entry.a)
  if (entry.kind !== 'route.selected' || winner?.kind !== 'route') return undefined
  const rule = trace.fact(entry.c)
  return decisionFor(trace, entry, { destination: ipv4FromNumber(entry.b), winner, rule: rule?.kind === 'rule' ? rule : undefined }, words)
}

interface Lookup {
  readonly destination: Ipv4
  readonly winner: RouteFact
  readonly rule: RuleFact | undefined
}

/** A lookup that came to a row, as the tables stood at an entry. */
export function decisionFor(trace: Trace, { index: entryIndex, netns }: TraceEntry, { destination, winner, rule }: Lookup, words: Words): RouteDecision {
  const facts = trace.factsAt(netns, entryIndex)
  const table = routesOf(facts, winner.route.table)
  const matched = table.filter((fact) => prefixContains(fact.route.destination, destination)).toSorted(byPreference(winner.id))
  const others = table.filter((fact) => !prefixContains(fact.route.destination, destination))
  const link = linkOf(facts, winner.route)
  return {
    entryIndex,
    netns,
    destination,
    table: winner.route.table,
    rule,
    rows: [
      ...matched.map((fact, index): RouteRow => ({ fact, standing: index === 0 ? { kind: 'won' } : { kind: 'matched', rank: index + 1 } })),
      ...others.map(noMatch),
    ],
    matching: matched.length,
    winner,
    link,
    reason: reasonOf(destination, matched.map((fact) => fact.route), winner.route, link, words),
  }
}

/** Every table was asked; main is the one that people fill. */
function explainMissing(trace: Trace, entry: TraceEntry, { reasons }: Words): RouteDecision {
  const destination = ipv4FromNumber(entry.b)
  const table = routesOf(trace.factsAt(entry.netns, entry.index), ROUTE_TABLE.main)
  return {
    entryIndex: entry.index,
    netns: entry.netns,
    destination,
    table: ROUTE_TABLE.main,
    rule: undefined,
    rows: table.map(noMatch),
    matching: 0,
    winner: undefined,
    link: undefined,
    reason: sentenceOf(reasons.none({ address: formatIpv4(destination) })),
  }
}

/** In the order of `ip route`. */
export function routesOf(facts: readonly Fact[], table: number): readonly RouteFact[] {
  return facts.filter((fact): fact is RouteFact => fact.kind === 'route' && fact.route.table === table).toSorted((one, other) => byDumpOrder(one.route, other.route))
}

function noMatch(fact: RouteFact): RouteRow {
  return { fact, standing: { kind: 'no-match' } }
}

/** Longest prefix first, then the lower metric (fib_lookup of net/ipv4/fib_trie.c); the kernel's choice leads in any case. */
export function byPreference(winnerId: number): (a: RouteFact, b: RouteFact) => number {
  return (a, b) => {
    if (a.id === winnerId) return -1
    if (b.id === winnerId) return 1
    return b.route.destination.prefixLength - a.route.destination.prefixLength || a.route.metric - b.route.metric
  }
}

function linkOf(facts: readonly Fact[], route: RouteSpec): InterfaceFact | undefined {
  return facts.find((fact): fact is InterfaceFact => fact.kind === 'interface' && fact.name === route.link)
}

function reasonOf(destination: Ipv4, matched: readonly RouteSpec[], winner: RouteSpec, link: InterfaceFact | undefined, words: Words): Sentence {
  const { reasons } = words
  const address = formatIpv4(destination)
  const runnerUp = matched[1]
  const { prefixLength: length } = winner.destination
  const so = consequenceOf(destination, winner, link, words)
  if (!runnerUp) return sentenceOf(reasons.oneRow({ address, row: length === 0 ? reasons.defaultRow : reasons.prefixRow({ length, prefix: formatDestination(winner) }), so }))
  const count = reasons.countOf({ count: matched.length })
  const other = runnerUp.destination.prefixLength
  return sentenceOf(length > other ? reasons.longer({ count, address, length, other, so }) : reasons.metric({ count, address, length, metric: winner.metric, other: runnerUp.metric, so }))
}

function consequenceOf(destination: Ipv4, route: RouteSpec, link: InterfaceFact | undefined, { reasons }: Words): string {
  const via = formatIpv4(route.gateway ?? destination)
  switch (route.type) {
    case 'local':
      return reasons.local
    case 'broadcast':
      return reasons.broadcast
    case 'blackhole':
      return reasons.blackhole
    case 'unreachable':
    case 'prohibit':
      return reasons.refused
    case 'throw':
      return reasons.nextTable
    case 'unicast':
      break
  }
  if (link?.linkKind === 'ipip' || link?.linkKind === 'vxlan') return reasons.wraps({ link: link.name, via })
  if (link?.linkKind === 'wireguard') return reasons.seals({ link: link.name })
  const out = { link: route.link ?? reasons.theInterface, via }
  return route.gateway === undefined ? reasons.straight(out) : reasons.onTo(out)
}

/** `main`, `local`, or the number of a table that has no name. */
export function tableName(table: number): string {
  if (table === ROUTE_TABLE.main) return 'main'
  if (table === ROUTE_TABLE.local) return 'local'
  return table === ROUTE_TABLE.default ? 'default' : String(table)
}
