import type { EthernetSpec, LinkSpec, NetnsSpec, RouteSpec } from '../src/core/model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../src/core/model/netns-spec'
import type { NetworkSpec } from '../src/core/model/network-spec'
import { required } from '../src/core/base/assert'
import { parseIpv4, parseIpv4Prefix } from '../src/core/wire/ipv4-address'
import type { Mac } from '../src/core/wire/mac-address'

/** The ends of the chain that `ping` crosses. */
export const CHAIN_FROM = 'pod-a'
export const CHAIN_TO = '10.0.4.2'

export const CHAIN_ENVELOPES = ['plain', 'ipip', 'vxlan'] as const
export type ChainEnvelope = (typeof CHAIN_ENVELOPES)[number]

/**
 * pod – node – router – node – pod, by four veths and static routes: the path on which other simulators and the kernel
 * were measured. With an envelope, the nodes have a tunnel device of Calico's kind between them.
 */
export function chainNetwork(envelope: ChainEnvelope = 'plain'): NetworkSpec {
  const names = ['pod-a', 'node-a', 'router', 'node-b', 'pod-b']
  const specs = names.map((name, i) => withTunnel(chainNetns(name, i, names), i, envelope))
  return {
    name: 'chain',
    namespaces: names.map((name, i) => ({ name, kind: i === 0 || i === 4 ? 'pod' : i === 2 ? 'router' : 'node' })),
    segments: [],
    derive: (index) => required(specs[index], `namespace ${index}`),
  }
}

/** Link i joins namespaces i and i+1 in 10.0.(i+1).0/24; the left end is .1, the right end .2. */
function chainNetns(name: string, i: number, names: readonly string[]): NetnsSpec {
  const links: LinkSpec[] = [{ kind: 'loopback', name: 'lo', mtuBytes: 65536, up: true, addresses: [] }]
  if (i > 0) links.push(veth('left', i, 2, { netns: required(names[i - 1], 'left neighbour'), link: 'right' }))
  if (i < 4) links.push(veth('right', i + 1, 1, { netns: required(names[i + 1], 'right neighbour'), link: 'left' }))
  const routes = [1, 2, 3, 4].filter((net) => net < i || net > i + 1).map((net) => route(net, net < i ? 'left' : 'right', net < i ? `10.0.${i}.1` : `10.0.${i + 1}.2`))
  return {
    name,
    kind: 'router',
    links,
    routes,
    rules: [],
    neighbours: [],
    fdb: [],
    ipsets: [],
    iptables: [],
    sysctls: { 'net/ipv4/ip_forward': '1' },
  }
}

/** Each node of the chain: its own address, the far node's, and the net behind that. */
const ENDS = [
  { at: 1, own: '10.0.2.1', far: '10.0.3.2', net: '10.0.4.0/24', parent: 'right', vtep: 1 },
  { at: 3, own: '10.0.3.2', far: '10.0.2.1', net: '10.0.1.0/24', parent: 'left', vtep: 2 },
] as const

/** The node's way to the far pod leads through a tunnel device instead of over the router. */
function withTunnel(spec: NetnsSpec, i: number, envelope: ChainEnvelope): NetnsSpec {
  const end = ENDS.find(({ at }) => at === i)
  if (end === undefined || envelope === 'plain') return spec
  const [own, far] = [required(parseIpv4(end.own), 'own address'), required(parseIpv4(end.far), 'far address')]
  const destination = required(parseIpv4Prefix(end.net), 'prefix')
  const others = spec.routes.filter((other) => other.destination.network !== destination.network)
  const through = { ...route(0, envelope === 'ipip' ? 'tunl0' : 'vxlan.calico', end.far), destination, onlink: true }
  if (envelope === 'ipip') return { ...spec, links: [...spec.links, { kind: 'ipip', name: 'tunl0', mtuBytes: 1480, up: true, addresses: [] }], routes: [...others, through] }
  const vtep: LinkSpec = { kind: 'vxlan', name: 'vxlan.calico', mtuBytes: 1450, up: true, addresses: [], mac: vtepMac(end.vtep), vni: 4096, udpPort: 4789, local: own, parent: end.parent }
  const mac = vtepMac(3 - end.vtep)
  return {
    ...spec,
    links: [...spec.links, vtep],
    routes: [...others, through],
    neighbours: [{ address: far, link: vtep.name, mac, state: 'permanent' }],
    fdb: [{ mac, link: vtep.name, destination: far }],
  }
}

function vtepMac(vtep: number): Mac {
  return (0x6600_0000_0000 + vtep) as Mac
}

function veth(name: string, net: number, host: number, peer: { readonly netns: string; readonly link: string }): EthernetSpec {
  const address = required(parseIpv4(`10.0.${net}.${host}`), 'address')
  return { kind: 'ethernet', name, mtuBytes: 1500, up: true, addresses: [{ address, prefixLength: 24 }], mac: (0x0200_0000_0000 + net * 256 + host) as Mac, attachedTo: { kind: 'peer', ...peer } }
}

function route(net: number, link: string, gateway: string): RouteSpec {
  return {
    type: 'unicast',
    destination: required(parseIpv4Prefix(`10.0.${net}.0/24`), 'prefix'),
    table: ROUTE_TABLE.main,
    protocol: ROUTE_PROTOCOL.static,
    scope: 'global',
    metric: 0,
    gateway: required(parseIpv4(gateway), 'gateway'),
    link,
    onlink: false,
  }
}
