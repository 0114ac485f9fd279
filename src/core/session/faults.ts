import type { System } from '../engine/kernel-api'
import type { Fault, FaultKind, FaultRef, PlacedCommand } from '../model/fault'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import type { LinkSpec, NetnsSpec, RouteSpec } from '../model/netns-spec'
import type { NetworkSpec } from '../model/network-spec'
import { routeText } from '../shell/ip/route-text'
import { formatIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import { VXLAN_UDP_PORT } from '../wire/vxlan'

/** A router leg that passes a plain ping and no large packet; where even that is above the leg's own MTU, half of it. */
const SMALL_MTU_BYTES = 1400

/** What can be broken on the way between two namespaces, in the order in which a packet meets it. */
export function faultsBetween(network: NetworkSpec, from: string, to: string): readonly Fault[] {
  const [source, target] = [endOf(network, from), endOf(network, to)]
  const { vxlanPort = VXLAN_UDP_PORT } = network
  const refs: FaultRef[] = [
    { kind: 'fabric-drops-ipip', place: 'fabric', object: '' },
    { kind: 'fabric-drops-vxlan', place: 'fabric', object: vxlanPort === VXLAN_UDP_PORT ? '' : String(vxlanPort) },
    ...(source?.veth === undefined ? [] : [{ kind: 'proxy-arp-off' as const, place: source.node.name, object: source.veth }]),
    ...(source === undefined || target === undefined ? [] : routeRemoved(source.node, target)),
    ...(source === undefined ? [] : [{ kind: 'forwarding-off' as const, place: source.node.name, object: '' }]),
    ...routerLegs(network),
    ...(target === undefined || target.node === source?.node ? [] : endFaults(target.node)),
  ]
  return refs.flatMap((ref) => faultAt(network, ref) ?? [])
}

/** The scripts of a fault in the lab as it is now; `undefined` where there is no such thing to break. */
export function faultAt(network: NetworkSpec, ref: FaultRef): Fault | undefined {
  const scripts = SCRIPTS[ref.kind](network, ref)
  return scripts && { ...ref, ...scripts }
}

/** The tables of the place that something was changed in. */
export type ChangedPlace = Pick<System, 'netnsName' | 'links' | 'routes' | 'sysctl' | 'segments'>

/** Whether what a fault took away is there again, by whatever command. Tables of another place than the fault's say nothing. */
export function isMended(fault: Fault, place: ChangedPlace): boolean {
  return (fault.place === 'fabric' || fault.place === place.netnsName) && IS_MENDED[fault.kind](fault, place)
}

const IS_MENDED: Readonly<Record<FaultKind, (fault: Fault, place: ChangedPlace) => boolean>> = {
  'fabric-drops-ipip': isDeleted,
  'fabric-drops-vxlan': isDeleted,
  'forwarding-off': (_, place) => place.sysctl('net/ipv4/ip_forward') === '1',
  'proxy-arp-off': ({ object }, place) => place.sysctl(`net/ipv4/conf/${object}/proxy_arp`) === '1',
  'link-down': ({ object, repair }, place) => place.links().some(({ spec, up }) => spec.name === object && up) && repair.every(({ command }) => hasRowOf(command, place)),
  'route-removed': ({ repair }, place) => repair.every(({ command }) => hasRowOf(command, place)),
  'small-router-mtu': ({ object, repair }, place) => place.links().some(({ spec, mtuBytes }) => spec.name === object && repair.every(({ command }) => command.endsWith(` mtu ${mtuBytes}`))),
}

function isDeleted({ script }: Fault, place: ChangedPlace): boolean {
  const rules = new Set(script.map(({ command }) => command.replace(ADD_FILTER, '')))
  return place.segments().every((segment) => segment.filters().every((rule) => !rules.has(rule)))
}

/** Whether there is a row for the destination that a command adds one for; true of other commands. */
function hasRowOf(command: string, place: ChangedPlace): boolean {
  if (!command.startsWith(ADD_ROUTE)) return true
  const [destination] = command.slice(ADD_ROUTE.length).split(' ')
  return place.routes().some((route) => route.table === ROUTE_TABLE.main && typed(route).split(' ')[0] === destination)
}

/** A link may hold anything. */
const NO_PORT = /\D/
const ADD_FILTER = 'ebtables -A FORWARD '
const ADD_ROUTE = 'ip route add '

interface Scripts {
  readonly script: readonly PlacedCommand[]
  readonly repair: readonly PlacedCommand[]
}

const SCRIPTS: Readonly<Record<FaultKind, (network: NetworkSpec, ref: FaultRef) => Scripts | undefined>> = {
  'fabric-drops-ipip': (network) => fabricDrops(network, '-p IPv4 --ip-proto 4 -j DROP'),
  'fabric-drops-vxlan': (network, { object }) => (NO_PORT.test(object) ? undefined : fabricDrops(network, `-p IPv4 --ip-proto 17 --ip-dport ${object === '' ? VXLAN_UDP_PORT : object} -j DROP`)),
  'forwarding-off': (network, { place }) => sysctl(specOf(network, place), 'net.ipv4.ip_forward'),
  'proxy-arp-off': (network, { place, object }) => {
    const spec = specOf(network, place)
    return spec?.links.some((link) => link.name === object) ? sysctl(spec, `net.ipv4.conf.${object}.proxy_arp`) : undefined
  },
  'link-down': (network, { place, object }) => {
    const spec = specOf(network, place)
    return spec?.links.some((link) => link.name === object && link.up) ? linkDown(spec, object) : undefined
  },
  'route-removed': (network, { place, object }) => {
    const spec = specOf(network, place)
    const route = spec?.routes.find((candidate) => isBlockRoute(candidate) && formatIpv4Prefix(candidate.destination) === object)
    return spec && route && { script: [at(spec, `ip route del ${object}`)], repair: [at(spec, `${ADD_ROUTE}${typed(route)}`)] }
  },
  'small-router-mtu': (network, { place, object }) => {
    const spec = specOf(network, place)
    const link = spec?.links.find((candidate) => candidate.name === object)
    return spec && link && smallMtu(spec, link)
  },
}

function fabricDrops(network: NetworkSpec, rule: string): Scripts | undefined {
  if (network.segments.length === 0) return undefined
  const command = (verb: string): readonly PlacedCommand[] => [{ netns: 'fabric', command: `ebtables ${verb} FORWARD ${rule}` }]
  return { script: command('-A'), repair: command('-D') }
}

function sysctl(spec: NetnsSpec | undefined, key: string): Scripts | undefined {
  return spec && { script: [at(spec, `sysctl -w ${key}=0`)], repair: [at(spec, `sysctl -w ${key}=1`)] }
}

/** The kernel forgets the routes of a link that goes down, and puts only the connected one back. */
function linkDown(spec: NetnsSpec, name: string): Scripts {
  const lost = spec.routes.filter((route) => route.link === name && route.protocol !== ROUTE_PROTOCOL.kernel)
  return {
    script: [at(spec, `ip link set ${name} down`)],
    repair: [at(spec, `ip link set ${name} up`), ...lost.map((route) => at(spec, `${ADD_ROUTE}${typed(route)}`))],
  }
}

function smallMtu(spec: NetnsSpec, link: LinkSpec): Scripts {
  const smallBytes = link.mtuBytes > SMALL_MTU_BYTES ? SMALL_MTU_BYTES : Math.floor(link.mtuBytes / 2)
  const command = (bytes: number): readonly PlacedCommand[] => [at(spec, `ip link set ${link.name} mtu ${bytes}`)]
  return { script: command(smallBytes), repair: command(link.mtuBytes) }
}

function at(spec: NetnsSpec, command: string): PlacedCommand {
  return { netns: spec.name, command }
}

/** A route as it is typed to `ip route add`: what a listing prints. */
function typed(route: RouteSpec): string {
  return routeText(route, { details: false, withTable: true }).trim()
}

interface FlowEnd {
  /** The node that holds the namespace, or the namespace itself. */
  readonly node: NetnsSpec
  /** The pod's host end. */
  readonly veth: string | undefined
  readonly spec: NetnsSpec
}

/** Where a pod's packets meet their node; routers and outside hosts have no node. */
function endOf(network: NetworkSpec, name: string): FlowEnd | undefined {
  const ref = network.namespaces.find((candidate) => candidate.name === name)
  const spec = ref && specOf(network, name)
  if (spec?.kind === 'node') return { node: spec, veth: undefined, spec }
  if (spec?.kind !== 'pod' || ref?.node === undefined) return undefined
  const node = network.derive(ref.node)
  const veth = node.links.find((link) => link.kind === 'ethernet' && link.attachedTo.kind === 'peer' && link.attachedTo.netns === name)
  return { node, veth: veth?.name, spec }
}

function routeRemoved(node: NetnsSpec, target: FlowEnd): readonly FaultRef[] {
  const address = target.spec.links.find((link) => link.kind === 'ethernet')?.addresses[0]?.address
  const route = address === undefined ? undefined : node.routes.find((candidate) => isBlockRoute(candidate) && prefixContains(candidate.destination, address))
  return route === undefined ? [] : [{ kind: 'route-removed', place: node.name, object: formatIpv4Prefix(route.destination) }]
}

/** A route of table main to another node's block; the default route and single pods are none. */
function isBlockRoute({ type, table, destination, gateway }: RouteSpec): boolean {
  return type === 'unicast' && table === ROUTE_TABLE.main && gateway !== undefined && destination.prefixLength > 0 && destination.prefixLength < 32
}

function endFaults(node: NetnsSpec): readonly FaultRef[] {
  const nic = node.links.find((link) => link.kind === 'ethernet' && link.attachedTo.kind === 'segment')
  return [
    { kind: 'forwarding-off', place: node.name, object: '' },
    ...(nic === undefined ? [] : [{ kind: 'link-down' as const, place: node.name, object: nic.name }]),
  ]
}

function routerLegs(network: NetworkSpec): readonly FaultRef[] {
  const router = network.namespaces.find((candidate) => candidate.kind === 'router')
  const legs = (router && specOf(network, router.name))?.links.filter((link) => link.kind === 'ethernet' && link.attachedTo.kind === 'segment') ?? []
  return router === undefined ? [] : legs.slice(0, 2).map(({ name }) => ({ kind: 'small-router-mtu', place: router.name, object: name }))
}

function specOf(network: NetworkSpec, name: string): NetnsSpec | undefined {
  const index = network.namespaces.findIndex((candidate) => candidate.name === name)
  return index < 0 ? undefined : network.derive(index)
}
