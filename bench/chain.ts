import type { EthernetSpec, LinkSpec, NetnsSpec, RouteSpec } from '../src/core/model/netns-spec'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../src/core/model/netns-spec'
import type { NetworkSpec } from '../src/core/model/network-spec'
import { required } from '../src/core/base/assert'
import { parseIpv4, parseIpv4Prefix } from '../src/core/wire/ipv4-address'
import type { Mac } from '../src/core/wire/mac-address'

/** The ends of the chain that `ping` crosses. */
export const CHAIN_FROM = 'pod-a'
export const CHAIN_TO = '10.0.4.2'

/** pod – node – router – node – pod, by four veths and static routes: the path on which other simulators and the kernel were measured. */
export function chainNetwork(): NetworkSpec {
  const names = ['pod-a', 'node-a', 'router', 'node-b', 'pod-b']
  const specs = names.map((name, i) => chainNetns(name, i, names))
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
