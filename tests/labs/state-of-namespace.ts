import type { LinkSpec, NetnsSpec, RouteSpec } from '../../src/core/model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../../src/core/model/netns-spec'
import { formatIpv4, formatIpv4Prefix, networkOf } from '../../src/core/wire/ipv4-address'
import { formatMac } from '../../src/core/wire/mac-address'
import type { RecordedLink, RecordedNamespace } from '../kernel/topology'
import { routeLine } from './recorded-lab'

/** A namespace's state in words that both a derived and a recorded one can be put into. Lists whose order is the kernel's hash are sorted. */
export interface NamespaceState {
  readonly links: readonly string[]
  readonly routes: readonly string[]
  readonly rules: readonly string[]
  readonly neighbours: readonly string[]
  readonly fdb: readonly string[]
  readonly ipsets: readonly string[]
  readonly iptables: readonly string[]
  readonly wireguard: readonly string[]
}

const OWN_RULES = [0, 32766, 32767]

export function derivedState(spec: NetnsSpec): NamespaceState {
  return {
    links: derivedLinks(spec.links),
    routes: [...spec.routes.map(derivedRoute), ...connectedRoutes(spec.links)].toSorted(),
    rules: spec.rules.map(
      ({ priority, not, fwmark, table }) => `${priority}: ${not ? 'not ' : ''}${hex(fwmark?.value)}/${hex(fwmark?.mask)} ${table}`,
    ),
    neighbours: spec.neighbours
      .map(({ address, link, mac, state }) => `${formatIpv4(address)} ${link} ${formatMac(mac)} ${state}`)
      .toSorted(),
    fdb: spec.fdb.map(({ mac, link, destination }) => `${formatMac(mac)} ${link} ${formatIpv4(destination)}`).toSorted(),
    ipsets: spec.ipsets
      .flatMap(({ name, type, maxElements, members }) => [
        `create ${name} ${type} family inet maxelem ${maxElements}`,
        ...members.map((member) => `add ${name} ${formatIpv4Prefix(member)}`),
      ])
      .toSorted(),
    iptables: spec.iptables.flatMap((table) => table.split('\n').filter((line) => line !== '')),
    wireguard: spec.links.flatMap(derivedWireguard),
  }
}

export function recordedState(recorded: RecordedNamespace): NamespaceState {
  return {
    links: recorded.addr.map(recordedLink),
    routes: recorded.routes
      .filter(({ table }) => table !== 'local')
      .map((route) => `${route.table}: ${routeLine(route)}`)
      .toSorted(),
    rules: recorded.rules
      .filter(({ priority }) => !OWN_RULES.includes(priority))
      .map((rule) => `${rule.priority}: ${'not' in rule ? 'not ' : ''}${rule.fwmark}/${rule.fwmask} ${rule.table}`),
    neighbours: recorded.neigh.map(({ dst, dev, lladdr, state }) => `${dst} ${dev} ${lladdr} ${state.join().toLowerCase()}`).toSorted(),
    fdb: recorded.fdb.flatMap(({ mac, ifname, dst }) => (dst === undefined ? [] : [`${mac} ${ifname} ${dst}`])).toSorted(),
    ipsets: recordedIpsets(recorded.ipset_save ?? ''),
    iptables: recordedIptables(recorded.iptables_save ?? ''),
    wireguard: recordedWireguard(recorded.wg_dump ?? ''),
  }
}

/** `net.ipv4.ip_forward = 1` lines of a recorded state file, keys with `/`. */
export function recordedSysctlText(state: string): readonly (readonly [string, string])[] {
  return [...state.matchAll(/^(net\.\S+) = (.*)$/gm)].map(([, key = '', value = '']) => [key.replaceAll('.', '/'), value] as const)
}

function hex(value: number | undefined): string {
  return `0x${(value ?? 0).toString(16)}`
}

const KINDS: Readonly<Record<string, LinkSpec['kind']>> = { veth: 'ethernet', ipip: 'ipip', vxlan: 'vxlan', wireguard: 'wireguard' }

function derivedLinks(links: readonly LinkSpec[]): string[] {
  let last = 0
  return links.map((link) => {
    last = link.ifindex ?? last + 1
    const mac = 'mac' in link ? formatMac(link.mac) : ''
    const addresses = link.addresses.map(
      ({ address, prefixLength, broadcast }) =>
        `${formatIpv4(address)}/${prefixLength} brd ${broadcast === undefined ? '' : formatIpv4(broadcast)}`,
    )
    const vxlan = link.kind === 'vxlan' ? `${link.vni} ${link.udpPort} ${formatIpv4(link.local)} ${link.parent}` : ''
    return [last, link.name, link.kind, link.mtuBytes, link.up ? 'up' : 'down', mac, ...addresses, vxlan].join(' ')
  })
}

function recordedLink(link: RecordedLink): string {
  const kind = link.link_type === 'loopback' ? 'loopback' : (KINDS[link.linkinfo?.info_kind ?? ''] ?? 'ethernet')
  const mac = kind === 'ethernet' || kind === 'vxlan' ? (link.address ?? '') : ''
  const addresses = link.addr_info.map(({ local, prefixlen, broadcast }) => `${local}/${prefixlen} brd ${broadcast ?? ''}`)
  const data = link.linkinfo?.info_data ?? {}
  const vxlan = kind === 'vxlan' ? ['id', 'port', 'local', 'link'].map((field) => String(data[field])).join(' ') : ''
  return [link.ifindex, link.ifname, kind, link.mtu, link.flags.includes('UP') ? 'up' : 'down', mac, ...addresses, vxlan].join(' ')
}

function derivedRoute(route: RouteSpec): string {
  const protocol = Object.entries(ROUTE_PROTOCOL).find(([, number]) => number === route.protocol)?.[0]
  const table = route.table === ROUTE_TABLE.main ? 'main' : String(route.table)
  const { network, prefixLength } = route.destination
  const host = prefixLength === 32 ? formatIpv4(network) : formatIpv4Prefix(route.destination)
  const line = routeLine({
    type: route.type === 'throw' || route.type === 'blackhole' ? route.type : 'unicast',
    dst: prefixLength === 0 ? 'default' : host,
    ...(route.gateway === undefined ? {} : { gateway: formatIpv4(route.gateway) }),
    ...(route.link === undefined ? {} : { dev: route.link }),
    table,
    protocol: route.protocol === ROUTE_PROTOCOL.felix ? '80' : (protocol ?? ''),
    scope: route.scope,
    ...(route.preferredSource === undefined ? {} : { prefsrc: formatIpv4(route.preferredSource) }),
    ...(route.metric === 0 ? {} : { metric: route.metric }),
    flags: route.onlink ? ['onlink'] : [],
  })
  return `${table}: ${line}`
}

/** What the kernel makes of the addresses, which a specification does not list. */
function connectedRoutes(links: readonly LinkSpec[]): string[] {
  return links.flatMap(({ name, kind, addresses }) =>
    addresses
      .filter(({ prefixLength }) => kind !== 'loopback' && prefixLength < 32)
      .map(
        ({ address, prefixLength }) =>
          `main: ${formatIpv4(networkOf(address, prefixLength))}/${prefixLength} dev ${name} proto kernel scope link src ${formatIpv4(address)}`,
      ),
  )
}

function recordedIpsets(save: string): string[] {
  const lines = save.split('\n').filter((line) => line !== '')
  return lines.map((line) => line.replace(/ hashsize \d+/, '').replace(/ bucketsize .*$/, '')).toSorted()
}

function recordedIptables(save: string): string[] {
  const lines = save.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => line.replace(/^\[\d+:\d+\] /, '').replace(/\[\d+:\d+\]$/, '[0:0]'))
}

function derivedWireguard(link: LinkSpec): string[] {
  if (link.kind !== 'wireguard') return []
  return [
    `${link.privateKey} ${link.publicKey} ${link.listenPort} ${hex(link.fwmark)}`,
    ...link.peers.map(({ publicKey, endpoint, allowedIps, persistentKeepaliveSeconds }) => {
      const allowed = allowedIps.map(formatIpv4Prefix).join()
      return `${publicKey} ${endpoint ? `${formatIpv4(endpoint.address)}:${endpoint.port}` : ''} ${allowed} ${persistentKeepaliveSeconds || 'off'}`
    }),
  ]
}

function recordedWireguard(dump: string): string[] {
  const lines = dump
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
  return lines.map((fields, i) => (i === 0 ? fields.join(' ') : [fields[0], fields[2], fields[3], fields[7]].join(' ')))
}
