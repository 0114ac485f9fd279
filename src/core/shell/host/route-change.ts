import type { System } from '../../engine/kernel-api'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../../model/netns-spec'
import type { RouteSpec } from '../../model/netns-spec'
import { formatIpv4, maskOf, networkOf, parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4, Ipv4Prefix } from '../../wire/ipv4-address'
import { errnoText } from '../errno-text'

interface TypedRoute {
  readonly destination: Ipv4Prefix
  readonly gateway?: Ipv4
  readonly link?: string
  readonly metric: number
  readonly isReject: boolean
}

/** `route add|del [-net|-host] TARGET[/LENGTH] [netmask MASK] [gw GATEWAY] [metric N] [reject] [[dev] LINK]`. Exit status 7 where the kernel refuses. */
export function changeRoutes(system: System, verb: 'add' | 'del' | 'flush', words: readonly string[]): number {
  const typed = verb === 'flush' ? 'Flushing `inet\' routing table not supported' : readRoute(words)
  if (typeof typed === 'string') {
    system.stderr(`${typed}\n`)
    return verb === 'flush' ? 1 : 6
  }
  return verb === 'add' ? add(system, typed) : remove(system, typed)
}

function add(system: System, { destination, gateway, link, metric, isReject }: TypedRoute): number {
  const device = link ?? (gateway === undefined ? undefined : linkTowards(system, gateway))
  if (!isReject && device === undefined) return refuse(system, 'SIOCADDRT', gateway === undefined ? 'No such device' : 'Network is unreachable')
  const route: RouteSpec = {
    type: isReject ? 'unreachable' : 'unicast',
    destination,
    table: ROUTE_TABLE.main,
    protocol: ROUTE_PROTOCOL.boot,
    scope: gateway === undefined && !isReject ? 'link' : 'global',
    metric,
    onlink: false,
    ...(gateway === undefined ? {} : { gateway }),
    ...(isReject || device === undefined ? {} : { link: device }),
  }
  const done = system.addRoute(route)
  return done.ok ? 0 : refuse(system, 'SIOCADDRT', errnoText(done.error))
}

function linkTowards(system: System, gateway: Ipv4): string | undefined {
  const towards = system.routeGet({ to: gateway })
  return towards.ok && towards.value.type === 'unicast' && towards.value.gateway === undefined ? towards.value.link : undefined
}

function remove(system: System, { destination, gateway, link }: TypedRoute): number {
  const done = system.deleteRoute({ destination, table: ROUTE_TABLE.main, ...(gateway === undefined ? {} : { gateway }), ...(link === undefined ? {} : { link }) })
  return done.ok ? 0 : refuse(system, 'SIOCDELRT', errnoText(done.error))
}

function refuse(system: System, call: string, text: string): number {
  system.stderr(`${call}: ${text}\n`)
  return 7
}

/** The error is what route says. */
function readRoute(words: readonly string[]): TypedRoute | string {
  let rest = [...words]
  const kind = rest[0] === '-net' || rest[0] === '-host' ? rest.shift() : undefined
  const target = rest.shift()
  if (target === undefined) return 'Usage: route {add|del} {-host|-net} TARGET[/LENGTH] [gw GATEWAY] [metric N] [netmask MASK] [reject] [[dev] LINK]'
  let prefix = prefixOf(target, kind)
  const typed: { gateway?: Ipv4; link?: string; metric: number; isReject: boolean } = { metric: 0, isReject: false }
  if (!prefix) return `${target}: Host name lookup failure`
  while (rest.length > 0) {
    const [word = '', value = ''] = rest
    if (word === 'reject') {
      typed.isReject = true
      rest = rest.slice(1)
      continue
    }
    if (word === 'gw' || word === 'gateway') {
      const gateway = parseIpv4(value)
      if (gateway === undefined) return `${value}: Host name lookup failure`
      typed.gateway = gateway
    } else if (word === 'netmask') {
      const length = Array.from({ length: 33 }, (_, i) => i).find((i) => formatIpv4(maskOf(i)) === value)
      if (length === undefined) return `route: bogus netmask ${value}`
      const network = parseIpv4(target)
      if (network === undefined || networkOf(network, length) !== network) return "route: netmask doesn't match route address"
      prefix = { network, prefixLength: length }
    } else if (word === 'metric') {
      if (!/^\d{1,9}$/.test(value)) return `route: bad metric ${value}`
      typed.metric = Number(value)
    } else if (word === 'dev') typed.link = value
    else if (rest.length === 1) typed.link = word
    else return `route: "${word}" is not modelled; Hopscope's route has gw, netmask, metric, reject and dev`
    rest = rest.slice(rest.length === 1 ? 1 : 2)
  }
  return { destination: prefix, ...typed }
}

/** A network without a length has that of its class. */
function prefixOf(target: string, kind: string | undefined): Ipv4Prefix | undefined {
  if (target === 'default') return { network: 0 as Ipv4, prefixLength: 0 }
  const [text = '', lengthText] = target.split('/')
  const address = parseIpv4(text)
  if (address === undefined || (lengthText !== undefined && !/^\d{1,2}$/.test(lengthText))) return undefined
  const natural = kind === '-net' ? (address === 0 ? 0 : address >>> 31 === 0 ? 8 : address >>> 30 === 2 ? 16 : 24) : 32
  const prefixLength = lengthText === undefined ? natural : Number(lengthText)
  return prefixLength <= 32 ? { network: networkOf(address, prefixLength), prefixLength } : undefined
}
