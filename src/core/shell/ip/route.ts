import type { RouteMatch } from '../../engine/kernel-api'
import { ROUTE_PROTOCOL, ROUTE_TABLE, ROUTE_TYPES } from '../../model/netns-spec'
import type { RouteSpec, RouteType } from '../../model/netns-spec'
import { networkOf, prefixContains } from '../../wire/ipv4-address'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { findLink, orRefuse } from './context'
import type { IpContext } from './context'
import { protocolWord, scopeWord, tableWord } from './names'
import { getRoute } from './route-get'
import { exceptionText, routeJson, routeText } from './route-text'
import type { Words} from './words';
import { IpFailure, addressWord, matchAbbreviation, notModelled, numberWord, prefixWord } from './words'

const VERBS = ['list', 'show', 'lst', 'get', 'add', 'append', 'prepend', 'change', 'replace', 'test', 'delete', 'flush', 'save'] as const

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
    case 'add':
      return orRefuse(context.system.addRoute(routeOf(context, words)))
    case 'replace':
      return orRefuse(context.system.replaceRoute(routeOf(context, words)))
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
  const filter = readFilter(words)
  if (filter.table === 'cache') return context.system.stdout(context.system.routeExceptions().map(exceptionText).join(''))
  const withTable = filter.table === 'all'
  const routes = selected(context, filter)
  if (context.json) return context.system.stdout(`${JSON.stringify(routes.map((route) => routeJson(route, withTable)))}\n`)
  context.system.stdout(routes.map((route) => routeText(route, { details: context.details, withTable, fixed: filter.fixed })).join(''))
}

function flushRoutes(context: IpContext, words: Words): void {
  if (words.isEmpty) throw new IpFailure('"ip route flush" requires arguments.\n', 255)
  const filter = readFilter(words)
  if (filter.table === 'cache') return context.system.flushRouteCache()
  for (const route of selected(context, filter)) orRefuse(context.system.deleteRoute(route))
}

function selected(context: IpContext, filter: RouteFilter): readonly RouteSpec[] {
  return context.system.routes().filter((route) => (filter.table === 'all' || route.table === filter.table) && filter.keeps(route))
}

/** Selectors of `show` and `flush`: table, dev, via, proto, scope, type, src, and `[root|match|exact] PREFIX`. */
function readFilter(words: Words): RouteFilter {
  const tests: ((route: RouteSpec) => boolean)[] = []
  const fixed = new Set<string>()
  let table: RouteFilter['table'] = ROUTE_TABLE.main
  while (!words.isEmpty) {
    const word = words.value()
    if (word === 'table') table = tableSelector(words.value())
    else if (word === 'cache') table = 'cache'
    else {
      fixed.add(word === 'protocol' ? 'proto' : word)
      tests.push(routeTest(word, words))
    }
  }
  return { table, fixed, keeps: (route) => tests.every((test) => test(route)) }
}

function tableSelector(word: string): number | 'all' | 'cache' {
  return word === 'all' || word === 'cache' ? word : tableWord(word)
}

function routeTest(word: string, words: Words): (route: RouteSpec) => boolean {
  switch (word) {
    case 'dev': {
      const link = words.value()
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
    case 'proto':
    case 'protocol': {
      const protocol = protocolWord(words.value())
      return (route) => route.protocol === protocol
    }
    case 'scope': {
      const scope = scopeWord(words.value())
      return (route) => route.scope === scope
    }
    case 'type': {
      const type = words.value()
      return (route) => route.type === type
    }
    default:
      return prefixTest(word, words)
  }
}

function prefixTest(word: string, words: Words): (route: RouteSpec) => boolean {
  if (word === 'root') {
    const root = prefixWord(words.value())
    return (route) => route.destination.prefixLength >= root.prefixLength && prefixContains(root, route.destination.network)
  }
  if (word === 'match') {
    const target = prefixWord(words.value())
    return (route) => route.destination.prefixLength <= target.prefixLength && prefixContains(route.destination, target.network)
  }
  const exact = prefixWord(word === 'exact' || word === 'to' ? words.value() : word)
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
  const typed: TypedRoute = { destination: prefixWord(words.value()), table: ROUTE_TABLE.main, ...(type ? { type } : {}) }
  while (!words.isEmpty) readRouteWord(context, words, typed)
  return typed
}

function readRouteWord(context: IpContext, words: Words, typed: TypedRoute): void {
  const word = words.value()
  switch (word) {
    case 'via':
      typed.gateway = addressWord(words.value())
      return
    case 'dev':
      typed.link = findLink(context.system, words.value()).spec.name
      return
    case 'src':
      typed.preferredSource = addressWord(words.value())
      return
    case 'proto':
    case 'protocol':
      typed.protocol = protocolWord(words.value())
      return
    case 'scope':
      typed.scope = scopeWord(words.value())
      return
    case 'table':
      typed.table = tableWord(words.value())
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
    default:
      notModelled(`"${word}" of "ip route"`)
  }
}

/** A route to add: protocol boot; scope link where there is a device and no gateway, host for local routes (iproute.c, iproute_modify). */
function routeOf(context: IpContext, words: Words): RouteSpec {
  const typed = readRoute(context, words)
  const type: RouteType = typed.type ?? 'unicast'
  const natural = type === 'local' ? 'host' : type === 'broadcast' || (type === 'unicast' && typed.gateway === undefined) ? 'link' : 'global'
  return { protocol: ROUTE_PROTOCOL.boot, metric: 0, onlink: false, ...typed, type, scope: typed.scope ?? natural }
}

function matchOf(context: IpContext, words: Words): RouteMatch {
  return readRoute(context, words)
}
