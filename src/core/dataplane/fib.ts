import { ROUTE_TABLE } from '../model/netns-spec'
import type { RouteSpec, RuleSpec } from '../model/netns-spec'
import { byDumpOrder } from '../model/route-order'
import { networkOf, prefixContains } from '../wire/ipv4-address'
import { FibTrie } from './fib-trie'
import type { Route } from './route'

/** One routing table: aliases of a prefix by metric, longest prefix by trie, rebuilt when asked after a change. */
export class FibTable {
  private readonly routes: Route[] = []
  private readonly trie = new FibTrie()
  /** The winning alias of each prefix in the trie. */
  private best: Route[] = []
  private stale = false

  constructor(readonly id: number) {}

  add(route: Route): void {
    this.routes.push(route)
    this.stale = true
  }

  remove(route: Route): void {
    this.routes.splice(this.routes.indexOf(route), 1)
    this.stale = true
  }

  /** As `ip route` tells them. */
  inDumpOrder(): readonly Route[] {
    return this.routes.toSorted((x, y) => byDumpOrder(x.spec, y.spec))
  }

  all(): readonly Route[] {
    return this.routes
  }

  lookup(address: number): Route | undefined {
    if (this.stale) this.rebuild()
    const index = this.trie.lookup(address)
    return index < 0 ? undefined : this.best[index]
  }

  /** The longest prefix out of one device only (a socket bound to it): shorter ones are tried when it is not theirs. */
  lookupOnDevice(address: number, ifindex: number): Route | undefined {
    let found: Route | undefined
    for (const route of this.routes) {
      if (!prefixContains(route.spec.destination, address)) continue
      if (route.device !== null && route.device.ifindex !== ifindex) continue
      if (found === undefined || isBetter(route, found)) found = route
    }
    return found
  }

  private rebuild(): void {
    const winners = new Map<number, Route>()
    for (const route of this.routes) {
      const { network, prefixLength } = route.spec.destination
      const key = network * 64 + prefixLength
      const other = winners.get(key)
      if (other === undefined || route.spec.metric < other.spec.metric) winners.set(key, route)
    }
    this.best = [...winners.values()]
    this.trie.build(
      Uint32Array.from(this.best, (route) => route.spec.destination.network),
      Uint8Array.from(this.best, (route) => route.spec.destination.prefixLength),
    )
    this.stale = false
  }
}

function isBetter(route: Route, than: Route): boolean {
  const byLength = route.spec.destination.prefixLength - than.spec.destination.prefixLength
  return byLength > 0 || (byLength === 0 && route.spec.metric < than.spec.metric)
}

export interface FibRule {
  /** Id of its fact in the trace. */
  readonly id: number
  readonly spec: RuleSpec
}

/** Why a lookup found nothing, as errno of fib_lookup (fib_props in net/ipv4/fib_semantics.c). */
export type FibError = 'ENETUNREACH' | 'EINVAL' | 'EHOSTUNREACH' | 'EACCES'

/** What is looked up (struct flowi4). 0 is any. */
export interface FlowKey {
  readonly destination: number
  readonly source: number
  readonly mark: number
  readonly inIfindex: number
  /** The device that a socket is bound to. */
  readonly outIfindex: number
}

/** Rules and tables of a namespace. The result of the last lookup stays in `rule` and `error` until the next. */
export class Fib {
  private readonly tables = new Map<number, FibTable>()
  private rules: FibRule[] = []
  private onlyDefaultRules = true
  private readonly local = this.table(ROUTE_TABLE.local)
  private readonly main = this.table(ROUTE_TABLE.main)
  /** Rules of the local and main table, for the fast path. */
  private localRule: FibRule | undefined
  private mainRule: FibRule | undefined
  /** The rule that decided the last lookup, if any did. */
  rule: FibRule | undefined
  /** The route behind an error of the last lookup: a blackhole, unreachable or prohibit route. */
  refusedBy: Route | undefined
  error: FibError = 'ENETUNREACH'

  table(id: number): FibTable {
    let table = this.tables.get(id)
    if (table === undefined) {
      table = new FibTable(id)
      this.tables.set(id, table)
    }
    return table
  }

  allTables(): readonly FibTable[] {
    return [...this.tables.values()]
  }

  setRules(rules: readonly FibRule[]): void {
    this.rules = [...rules].sort((x, y) => x.spec.priority - y.spec.priority)
    this.localRule = this.rules.find((rule) => rule.spec.table === ROUTE_TABLE.local)
    this.mainRule = this.rules.find((rule) => rule.spec.table === ROUTE_TABLE.main)
    this.onlyDefaultRules = this.rules.every(({ spec }) => spec.priority === 0 || spec.priority >= 32766)
  }

  allRules(): readonly FibRule[] {
    return this.rules
  }

  get hasCustomRules(): boolean {
    return !this.onlyDefaultRules
  }

  /** Whether the local table takes this address for the host's own. */
  isLocal(address: number): boolean {
    return this.local.lookup(address)?.isLocal === true
  }

  /** The usual lookup: destination alone matters, rules are the kernel's own. */
  lookupDestination(destination: number): Route | undefined {
    this.refusedBy = undefined
    const local = this.local.lookup(destination)
    if (local !== undefined) {
      this.rule = this.localRule
      return local
    }
    const route = this.main.lookup(destination)
    if (route === undefined) {
      this.error = 'ENETUNREACH'
      this.rule = undefined
      return undefined
    }
    this.rule = this.mainRule
    return route.device === null ? this.refuse(route) : route
  }

  /** fib_lookup(): the route, or undefined with `error` set. */
  lookup(key: FlowKey): Route | undefined {
    if (this.onlyDefaultRules && key.outIfindex === 0) return this.lookupDestination(key.destination)
    this.refusedBy = undefined
    for (const rule of this.rules) {
      if (!ruleMatches(rule.spec, key)) continue
      const table = this.tables.get(rule.spec.table)
      if (table === undefined) continue
      const route = key.outIfindex === 0 ? table.lookup(key.destination) : table.lookupOnDevice(key.destination, key.outIfindex)
      if (route === undefined || route.spec.type === 'throw') continue
      this.rule = rule
      return route.device === null ? this.refuse(route) : route
    }
    this.error = 'ENETUNREACH'
    this.rule = undefined
    return undefined
  }

  private refuse(route: Route): undefined {
    this.refusedBy = route
    this.error = errorOf(route.spec)
    return undefined
  }
}

function errorOf(route: RouteSpec): FibError {
  if (route.type === 'blackhole') return 'EINVAL'
  if (route.type === 'prohibit') return 'EACCES'
  return route.type === 'unreachable' ? 'EHOSTUNREACH' : 'ENETUNREACH'
}

/** fib4_rule_match with the inversion of fib_rule_match. */
export function ruleMatches(rule: RuleSpec, key: FlowKey): boolean {
  return agrees(rule, key) !== rule.not
}

function agrees(rule: RuleSpec, key: FlowKey): boolean {
  if (rule.fwmark && ((key.mark ^ rule.fwmark.value) & rule.fwmark.mask) !== 0) return false
  if (rule.source && networkOf(key.source, rule.source.prefixLength) !== rule.source.network) return false
  return !rule.destination || networkOf(key.destination, rule.destination.prefixLength) === rule.destination.network
}
