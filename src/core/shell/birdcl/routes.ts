import type { System } from '../../engine/kernel-api'
import type { BgpRoute, BgpView } from '../../model/bgp'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../../model/netns-spec'
import type { Ipv4, Ipv4Prefix } from '../../wire/ipv4-address'
import { formatIpv4, formatIpv4Prefix, networkOf, prefixContains } from '../../wire/ipv4-address'
import { sinceText } from './since'

/** A route of BIRD's table; of several to one network the one of the highest preference is chosen. */
export interface BirdRoute {
  readonly destination: Ipv4Prefix
  /** `via G on IF`, `dev IF`, `blackhole`. */
  readonly way: string
  readonly protocol: string
  readonly from?: Ipv4
  readonly preference: number
  /** What stands in parentheses, and after. */
  readonly info: string
  /** The lines of `all`. */
  readonly attributes: readonly string[]
}

const PREFERENCE = { direct: 240, static: 200, bgp: 100, kernel: 10 } as const

/** What BIRD knows on this node: its devices, what it says of its own, what it heard, and what others wrote into the kernel. */
export function birdRoutes(system: System, bgp: BgpView): readonly BirdRoute[] {
  return [...direct(system), ...bgp.own.map(blackhole), ...bgp.learned.flatMap((route) => learned(bgp, route)), ...alien(system)]
}

/** Addresses of devices but for pods' (`interface -"cali*", -"kube-ipvs*", "*"`), host-wide ones left out. */
function direct(system: System): readonly BirdRoute[] {
  return system
    .links()
    .filter(({ spec, up }) => up && spec.kind !== 'loopback' && !spec.name.startsWith('cali'))
    .flatMap(({ spec, addresses }) =>
      addresses.map(({ address, prefixLength }): BirdRoute => ({
        destination: { network: networkOf(address, prefixLength), prefixLength },
        way: `dev ${spec.name}`,
        protocol: 'direct1',
        preference: PREFERENCE.direct,
        info: `(${PREFERENCE.direct})`,
        attributes: ['Type: device unicast univ'],
      })),
    )
}

function blackhole(destination: Ipv4Prefix): BirdRoute {
  return { destination, way: 'blackhole', protocol: 'static1', preference: PREFERENCE.static, info: `(${PREFERENCE.static})`, attributes: ['Type: static blackhole univ'] }
}

/** `(100/0)`: the metric to the next hop, 0 for a connected one and unknown for one behind a gateway (proto/bgp/attrs.c). */
function learned(bgp: BgpView, { destination, session, from, via }: BgpRoute): readonly BirdRoute[] {
  if (!via) return [{ destination, way: 'unreachable', protocol: session, from, preference: PREFERENCE.bgp, info: '(100/-) [i]', attributes: [] }]
  const isConnected = via.gateway === from
  const neighbour = bgp.sessions.find(({ name }) => name === session)
  const path = neighbour === undefined || neighbour.asNumber === bgp.asNumber ? '' : String(neighbour.asNumber)
  return [
    {
      destination,
      way: `via ${formatIpv4(via.gateway)} on ${via.link}`,
      protocol: session,
      ...(isConnected ? {} : { from }),
      preference: PREFERENCE.bgp,
      info: `(100/${isConnected ? '0' : '?'}) [${path === '' ? '' : `AS${path}`}i]`,
      attributes: ['Type: BGP unicast univ', 'BGP.origin: IGP', `BGP.as_path: ${path}`, `BGP.next_hop: ${formatIpv4(from)}`, 'BGP.local_pref: 100'],
    },
  ]
}

/** Routes of the main table that neither the kernel nor BIRD itself wrote: `learn` of the kernel protocol. */
function alien(system: System): readonly BirdRoute[] {
  const theirs: readonly number[] = [ROUTE_PROTOCOL.kernel, ROUTE_PROTOCOL.bird]
  return system
    .routes()
    .filter(({ table, protocol, type }) => table === ROUTE_TABLE.main && !theirs.includes(protocol) && type !== 'throw')
    .map(({ destination, gateway, link = '', type, protocol, metric }): BirdRoute => ({
      destination,
      way: type !== 'unicast' ? type : gateway === undefined ? `dev ${link}` : `via ${formatIpv4(gateway)} on ${link}`,
      protocol: 'kernel1',
      preference: PREFERENCE.kernel,
      info: `(${PREFERENCE.kernel})`,
      attributes: [`Type: inherit ${type === 'unicast' ? 'unicast' : type} univ`, `Kernel.source: ${protocol}`, `Kernel.metric: ${metric}`],
    }))
}

/** Routes by network, in the order of BIRD's table; within one the best first. */
export function networksOf(routes: readonly BirdRoute[]): readonly (readonly BirdRoute[])[] {
  const byNetwork = new Map<string, BirdRoute[]>()
  for (const route of routes) {
    const key = formatIpv4Prefix(route.destination)
    byNetwork.set(key, [...(byNetwork.get(key) ?? []), route])
  }
  const hashOf = ([first]: readonly BirdRoute[]): number => hash(first?.destination.network ?? 0)
  return [...byNetwork.values()].map((group) => group.toSorted((a, b) => b.preference - a.preference)).sort((a, b) => hashOf(a) - hashOf(b))
}

/** Where a network stands in the table (lib/ipv4.h, ipv4_hash): 16 bits. */
function hash(address: number): number {
  const folded = address ^ (address >>> 16)
  return (folded ^ (folded << 10)) & 0xffff
}

/** The network that BIRD would send an address by: the longest that holds it. */
export function networkFor(networks: readonly (readonly BirdRoute[])[], address: Ipv4): readonly BirdRoute[] | undefined {
  const holding = networks.filter(([first]) => first !== undefined && prefixContains(first.destination, address))
  return holding.toSorted((a, b) => (b[0]?.destination.prefixLength ?? 0) - (a[0]?.destination.prefixLength ?? 0))[0]
}

/** The rows of one network (nest/rt-table.c, rt_show_rte). */
export function networkRows(routes: readonly BirdRoute[], nowNs: number, withAttributes: boolean): string {
  return routes
    .map(({ destination, way, protocol, from, info, attributes }, i) => {
      const name = i === 0 ? formatIpv4Prefix(destination) : ''
      const source = from === undefined ? '' : ` from ${formatIpv4(from)}`
      const row = `${name.padEnd(18)} ${way} [${protocol} ${sinceText(nowNs)}${source}]${i === 0 ? ' *' : ''} ${info}\n`
      return row + (withAttributes ? attributes.map((line) => `\t${line}\n`).join('') : '')
    })
    .join('')
}
