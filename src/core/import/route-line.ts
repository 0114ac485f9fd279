import type { Result } from '../base/result'
import { err, ok } from '../base/result'
import type { RouteScope, RouteSpec, RouteType } from '../model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE, ROUTE_TYPES } from '../model/netns-spec'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4, formatIpv4Prefix, parseIpv4, parseIpv4Prefix } from '../wire/ipv4-address'

const TABLES: Readonly<Record<string, number>> = { main: ROUTE_TABLE.main, default: ROUTE_TABLE.default, local: ROUTE_TABLE.local }
const SCOPES: readonly RouteScope[] = ['global', 'link', 'host']

/**
 * A route as `ip route add` takes it: `8.8.8.8/32 via 203.0.113.2 dev eth-i metric 100`. Lab files write routes so; the
 * error names the word that is not understood.
 */
export function parseRouteLine(line: string): Result<RouteSpec, string> {
  const words = line.trim().split(/\s+/)
  const first = ROUTE_TYPES.find((type) => type === words[0])
  if (first !== undefined) words.shift()
  const target = words.shift() ?? ''
  const destination = parseDestination(target)
  if (!destination) return err(`“${target}” is no destination`)
  const options = parseOptions(words)
  if (!options.ok) return options
  return ok(completeRoute(first ?? 'unicast', destination, options.value))
}

/** The words that `parseRouteLine` reads as this very route. */
export function formatRouteLine(route: RouteSpec): string {
  const { type, destination, table, protocol, scope, metric, gateway, link, preferredSource, onlink, mtuBytes } = route
  const target = destination.prefixLength === 0 ? 'default' : formatIpv4Prefix(destination)
  const impliedScope = type === 'unicast' && gateway === undefined ? 'link' : 'global'
  const words = [
    ...(type === 'unicast' ? [] : [type]),
    target,
    ...(gateway === undefined ? [] : ['via', formatIpv4(gateway)]),
    ...(link === undefined ? [] : ['dev', link]),
    ...(protocol === ROUTE_PROTOCOL.boot ? [] : ['proto', String(protocolName(protocol))]),
    ...(scope === impliedScope ? [] : ['scope', scope]),
    ...(preferredSource === undefined ? [] : ['src', formatIpv4(preferredSource)]),
    ...(metric === 0 ? [] : ['metric', String(metric)]),
    ...(table === ROUTE_TABLE.main ? [] : ['table', String(table)]),
    ...(onlink ? ['onlink'] : []),
    ...(mtuBytes === undefined ? [] : ['mtu', String(mtuBytes)]),
  ]
  return words.join(' ')
}

function protocolName(protocol: number): string | number {
  return Object.entries(ROUTE_PROTOCOL).find(([, number]) => number === protocol)?.[0] ?? protocol
}

interface RouteOptions {
  readonly gateway?: Ipv4
  readonly link?: string
  readonly protocol?: number
  readonly scope?: RouteScope
  readonly preferredSource?: Ipv4
  readonly metric?: number
  readonly mtuBytes?: number
  readonly table?: number
  readonly onlink?: boolean
}

function completeRoute(type: RouteType, destination: Ipv4Prefix, options: RouteOptions): RouteSpec {
  const direct = type === 'unicast' && options.gateway === undefined
  return {
    type,
    destination,
    table: ROUTE_TABLE.main,
    protocol: ROUTE_PROTOCOL.boot,
    // what iproute2 fills in: a unicast route without gateway is of scope link
    scope: direct ? 'link' : 'global',
    metric: 0,
    onlink: false,
    ...options,
  }
}

function parseOptions(words: readonly string[]): Result<RouteOptions, string> {
  let options: RouteOptions = {}
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === 'onlink') {
      options = { ...options, onlink: true }
      continue
    }
    const value = words[++i]
    if (value === undefined) return err(`“${word}” has no value`)
    const option = parseOption(word, value)
    if (!option) return err(`“${word} ${value}” is not understood`)
    options = { ...options, ...option }
  }
  return ok(options)
}

function parseOption(word: string, value: string): RouteOptions | undefined {
  switch (word) {
    case 'via': {
      const gateway = parseIpv4(value)
      return gateway === undefined ? undefined : { gateway }
    }
    case 'src': {
      const preferredSource = parseIpv4(value)
      return preferredSource === undefined ? undefined : { preferredSource }
    }
    case 'dev':
      return { link: value }
    case 'proto': {
      const named = Object.entries(ROUTE_PROTOCOL).find(([name]) => name === value)
      const protocol = named ? named[1] : parseCount(value, 255)
      return protocol === undefined ? undefined : { protocol }
    }
    case 'scope': {
      const scope = SCOPES.find((known) => known === value)
      return scope && { scope }
    }
    case 'metric': {
      const metric = parseCount(value, 0xffffffff)
      return metric === undefined ? undefined : { metric }
    }
    case 'mtu': {
      const mtuBytes = parseCount(value, 65535)
      return mtuBytes === undefined ? undefined : { mtuBytes }
    }
    case 'table': {
      const table = TABLES[value] ?? parseCount(value, 0xffffffff)
      return table === undefined ? undefined : { table }
    }
    default:
      return undefined
  }
}

function parseDestination(text: string): Ipv4Prefix | undefined {
  if (text === 'default') return { network: 0 as Ipv4, prefixLength: 0 }
  const address = parseIpv4(text)
  return address === undefined ? parseIpv4Prefix(text) : { network: address, prefixLength: 32 }
}

function parseCount(text: string, most: number): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : undefined
}
