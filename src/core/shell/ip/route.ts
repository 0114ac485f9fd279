import type { RouteMatch, RouteView } from '../../engine/kernel-api'
import { ROUTE_PROTOCOL, ROUTE_TABLE, ROUTE_TYPES } from '../../model/netns-spec'
import type { RouteSpec, RouteType } from '../../model/netns-spec'
import { networkOf, prefixContains } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { helpText } from '../manual/help-text'
import { IP } from '../manual/ip'
import { findLink, orRefuse, printJson, record } from './context'
import type { IpContext } from './context'
import { protocolWord, scopeWord, tableWord } from './names'
import { getRoute } from './route-get'
import { exceptionText, routeJson, routeText } from './route-text'
import { routeAttribute, routeSelector } from './route-words'
import type { RouteSelector } from './route-words'
import type { Words } from './words'
import { IpFailure, addressWord, garbage, invalidArgument, matchAbbreviation, notModelled, numberWord, prefixWord } from './words'

const VERBS = ['list', 'show', 'lst', 'get', 'add', 'append', 'prepend', 'change', 'replace', 'test', 'delete', 'flush', 'save', 'restore', 'showdump', 'help'] as const
/** What the kernel adds to its errors (fib_semantics.c). */
const KERNEL_SAYS = { ENETUNREACH: 'Nexthop has invalid gateway.', ENETDOWN: 'Device for nexthop is not up.' } as const

/** `ip route`: show, get, add, replace, del and flush. */
export function ipRoute(context: IpContext, words: Words): void {
  const verb = words.isEmpty ? 'list' : matchAbbreviation(words.peek() ?? '', VERBS)
  if (verb === undefined) throw new IpFailure(`Command "${words.peek() ?? ''}" is unknown, try "ip route help".\n`, 255)
  words.take()
  switch (verb) {
    case 'list':
    case 'show':
    case 'lst':
      return showRoutes(context, words)
    case 'get':
      return getRoute(context, words)
    case 'help':
      return context.system.stdout(helpText(IP))
    case 'add':
      return orRefuse(context.system.addRoute(routeOf(context, words)), KERNEL_SAYS)
    case 'replace':
      return orRefuse(context.system.replaceRoute(routeOf(context, words)), KERNEL_SAYS)
    case 'change':
      return changeRoute(context, words)
    case 'append':
    case 'prepend':
      return addBeside(context, words, verb)
    case 'delete':
      return orRefuse(context.system.deleteRoute(matchOf(context, words)))
    case 'flush':
      return flushRoutes(context, words)
    default:
      notModelled(`"ip route ${verb}"`)
  }
}

interface RouteFilter {
  readonly table: number | 'all' | 'cache'
  readonly keeps: (route: RouteSpec) => boolean
  readonly fixed: ReadonlySet<string>
}

function showRoutes(context: IpContext, words: Words): void {
  const filter = readFilter(context, words)
  const { details, paint } = context
  if (filter.table === 'cache') return context.system.stdout(context.system.routeExceptions().map((exception) => record(context, exceptionText(exception, paint))).join(''))
  const withTable = filter.table === 'all'
  refuseMissingTable(context, filter.table)
  const routes = selected(context, filter)
  if (context.json) return printJson(context, routes.map((route) => routeJson(route, withTable, details)))
  context.system.stdout(routes.map((route) => routeText(route, { details, withTable, paint, fixed: filter.fixed })).join(''))
}

/** The kernel makes a table with its first route. */
function refuseMissingTable({ system }: IpContext, table: RouteFilter['table']): void {
  const exists = typeof table !== 'number' || table === ROUTE_TABLE.main || table === ROUTE_TABLE.local || system.routes().some((route) => route.table === table)
  if (!exists) throw new IpFailure('Error: ipv4: FIB table does not exist.\nDump terminated\n', 2)
}

function flushRoutes(context: IpContext, words: Words): void {
  if (words.isEmpty) throw new IpFailure('"ip route flush" requires arguments.\n', 1)
  const filter = readFilter(context, words)
  if (filter.table === 'cache') return context.system.flushRouteCache()
  refuseMissingTable(context, filter.table)
  const routes = selected(context, filter)
  for (const { isLinkDown: _, ...route } of routes) orRefuse(context.system.deleteRoute(route))
  if (context.statistics > 0) context.system.stdout(routes.length === 0 ? 'Nothing to flush.\n' : `\n*** Round 1, deleting ${routes.length} entries ***\n*** Flush is complete after 1 round ***\n`)
}

/** NLM_F_APPEND adds a route also where there is one of the same prefix and metric; a table here has one at most. */
function addBeside(context: IpContext, words: Words, verb: 'append' | 'prepend'): void {
  const route = routeOf(context, words)
  const twin = context.system.routes().find((known) => known.table === route.table && known.metric === route.metric && samePrefix(known.destination, route.destination))
  if (twin) notModelled(`a second route to the same prefix with the same metric ("ip route ${verb}")`, 'give it a metric of its own, or ip route replace')
  orRefuse(context.system.addRoute(route), KERNEL_SAYS)
}

/** Changes a route that is there: NLM_F_REPLACE without NLM_F_CREATE. */
function changeRoute(context: IpContext, words: Words): void {
  const route = routeOf(context, words)
  const exists = context.system.routes().some((known) => known.table === route.table && known.metric === route.metric && samePrefix(known.destination, route.destination))
  if (!exists) throw new IpFailure('RTNETLINK answers: No such file or directory\n', 2)
  orRefuse(context.system.replaceRoute(route), KERNEL_SAYS)
}

function selected(context: IpContext, filter: RouteFilter): readonly RouteView[] {
  return context.system.routes().filter((route) => (filter.table === 'all' || route.table === filter.table) && filter.keeps(route))
}

/** Selectors of `show` and `flush`: table, dev, via, proto, scope, type, src, and `[root|match|exact] PREFIX`. */
function readFilter(context: IpContext, words: Words): RouteFilter {
  const tests: ((route: RouteSpec) => boolean)[] = []
  const fixed = new Set<string>()
  let table: RouteFilter['table'] = ROUTE_TABLE.main
  while (!words.isEmpty) {
    const word = words.value()
    const selector = routeSelector(word)
    if (selector === 'table') table = tableSelector(words.value())
    else if (selector === 'cached' || selector === 'cloned') table = 'cache'
    else {
      if (selector) fixed.add(COLUMN_OF[selector] ?? selector)
      tests.push(selector ? routeTest(context, selector, words) : exactTest(word))
    }
  }
  return { table, fixed, keeps: (route) => tests.every((test) => test(route)) }
}

/** Under which name a column is that two words fix. */
const COLUMN_OF: Partial<Record<RouteSelector, string>> = { protocol: 'proto', oif: 'dev', priority: 'metric', preference: 'metric' }

function tableSelector(word: string): number | 'all' | 'cache' {
  return word === 'all' || word === 'cache' ? word : tableWord(word)
}

function routeTest({ system }: IpContext, selector: Exclude<RouteSelector, 'table' | 'cached' | 'cloned'>, words: Words): (route: RouteSpec) => boolean {
  switch (selector) {
    case 'dev':
    case 'oif': {
      const link = findLink(system, words.value()).spec.name
      return (route) => route.link === link
    }
    case 'via': {
      const gateway = addressWord(words.value())
      return (route) => route.gateway === gateway
    }
    case 'src': {
      const source = addressWord(words.value())
      return (route) => route.preferredSource === source
    }
    case 'protocol': {
      const protocol = protocolWord(words.value())
      return (route) => route.protocol === protocol
    }
    case 'scope': {
      const scope = scopeWord(words.value())
      return (route) => route.scope === scope
    }
    case 'type': {
      const typed = words.value()
      const type = ROUTE_TYPES.find((known) => known === typed) ?? invalidArgument('node type value is invalid', typed)
      return (route) => route.type === type
    }
    case 'metric':
    case 'priority':
    case 'preference': {
      const metric = numberWord(words.value(), 'metric')
      return (route) => route.metric === metric
    }
    case 'to':
    case 'root':
    case 'match':
    case 'exact':
      return prefixTest(selector, words)
    case 'vrf':
    case 'tos':
    case 'dsfield':
    case 'iif':
    case 'mark':
    case 'realms':
    case 'from':
      return notModelled(`"${selector}" of "ip route show"`)
  }
}

/** `[to] [root|match|exact] PREFIX`. */
function prefixTest(selector: 'to' | 'root' | 'match' | 'exact', words: Words): (route: RouteSpec) => boolean {
  if (selector === 'to') {
    const word = words.value()
    const inner = routeSelector(word)
    return inner === 'root' || inner === 'match' || inner === 'exact' ? prefixTest(inner, words) : exactTest(word)
  }
  if (selector === 'root') {
    const root = prefixWord(words.value())
    return (route) => route.destination.prefixLength >= root.prefixLength && prefixContains(root, route.destination.network)
  }
  if (selector === 'match') {
    const target = prefixWord(words.value())
    return (route) => route.destination.prefixLength <= target.prefixLength && prefixContains(route.destination, target.network)
  }
  return exactTest(words.value())
}

function exactTest(word: string): (route: RouteSpec) => boolean {
  const exact = prefixWord(word)
  return (route) => samePrefix(route.destination, exact)
}

function samePrefix(one: Ipv4Prefix, other: Ipv4Prefix): boolean {
  return one.prefixLength === other.prefixLength && networkOf(one.network, one.prefixLength) === networkOf(other.network, other.prefixLength)
}

/** What was typed of a route; what was not is filled in by `routeOf` as iproute2 does, or left open by `matchOf`. */
type TypedRoute = { -readonly [K in keyof RouteMatch]: RouteMatch[K] }

function readRoute(context: IpContext, words: Words): TypedRoute {
  const type = ROUTE_TYPES.find((known) => known === words.peek())
  if (type) words.take()
  words.takeIf('to')
  const typed: TypedRoute = { destination: prefixWord(words.value()), table: type === 'local' || type === 'broadcast' ? ROUTE_TABLE.local : ROUTE_TABLE.main, ...(type ? { type } : {}) }
  while (!words.isEmpty) readRouteWord(context, words, typed)
  return typed
}

function readRouteWord(context: IpContext, words: Words, typed: TypedRoute): void {
  const word = words.value()
  switch (routeAttribute(word)) {
    case 'via':
      typed.gateway = addressWord(words.value())
      return
    case 'dev':
    case 'oif':
      typed.link = findLink(context.system, words.value()).spec.name
      return
    case 'src':
      typed.preferredSource = addressWord(words.value())
      return
    case 'protocol':
      typed.protocol = protocolWord(words.value())
      return
    case 'scope':
      typed.scope = scopeWord(words.value())
      return
    case 'table':
      typed.table = tableWord(words.value(), '"table" value is invalid')
      return
    case 'metric':
    case 'preference':
    case 'priority':
      typed.metric = numberWord(words.value(), 'metric')
      return
    case 'mtu':
      words.takeIf('lock')
      typed.mtuBytes = numberWord(words.value(), 'mtu')
      return
    case 'onlink':
      typed.onlink = true
      return
    case undefined: {
      const other = NOT_MODELLED_WORDS.find((known) => known.startsWith(word))
      if (other !== undefined) notModelled(`"${other}" of "ip route"`)
      garbage('to', word)
    }
  }
}

/** Words of iproute2's grammar for routes that Hopscope's routes do not have. */
const NOT_MODELLED_WORDS = ['advmss', 'as', 'congctl', 'cwnd', 'dsfield', 'encap', 'expires', 'features', 'hoplimit', 'initcwnd', 'initrwnd', 'nexthop', 'nhid', 'pervasive', 'pref', 'quickack', 'realm', 'realms', 'reordering', 'rto_min', 'rtt', 'rttvar', 'ssthresh', 'tos', 'ttl-propagate', 'vrf', 'weight', 'window']

/** A route to add: protocol boot; scope link where there is a device and no gateway, host for local routes (iproute.c, iproute_modify). */
function routeOf(context: IpContext, words: Words): RouteSpec {
  const typed = readRoute(context, words)
  refuseForeignSource(context, typed.preferredSource)
  const type: RouteType = typed.type ?? 'unicast'
  const natural = type === 'local' ? 'host' : type === 'broadcast' || (type === 'unicast' && typed.gateway === undefined) ? 'link' : 'global'
  const link = typed.link ?? linkTowards(context, typed.gateway)
  return { protocol: ROUTE_PROTOCOL.boot, metric: 0, onlink: false, ...typed, ...(link === undefined ? {} : { link }), type, scope: typed.scope ?? natural }
}

/** The kernel finds the device of a gateway by itself; it must be on a link. */
function linkTowards({ system }: IpContext, gateway: RouteSpec['gateway']): string | undefined {
  if (gateway === undefined) return undefined
  const towards = system.routeGet({ to: gateway })
  if (towards.ok && towards.value.type === 'unicast' && towards.value.gateway === undefined) return towards.value.link
  throw new IpFailure('Error: Nexthop has invalid gateway.\n', 2)
}

function refuseForeignSource({ system }: IpContext, source: RouteSpec['preferredSource']): void {
  if (source === undefined || system.links().some((link) => link.addresses.some(({ address }) => address === source))) return
  throw new IpFailure('Error: Invalid prefsrc address.\n', 2)
}

function matchOf(context: IpContext, words: Words): RouteMatch {
  return readRoute(context, words)
}
