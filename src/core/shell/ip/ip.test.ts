import { describe, expect, test } from 'vitest'
import { FakeSystem, runProgram } from '../../../../tests/shell/fake-system'
import type { LinkView } from '../../engine/kernel-api'
import type { RouteSpec } from '../../model/netns-spec'
import type { Ipv4 } from '../../wire/ipv4-address'
import type { Mac } from '../../wire/mac-address'
import { ipWith } from './ip'

const ip = ipWith(() => {
  throw new Error('no program is run elsewhere')
})
const UNUSED = { usedSeconds: 0, confirmedSeconds: 0, updatedSeconds: 0, probes: 0 }
const NO_TRAFFIC = { rxBytes: 0, rxPackets: 0, rxErrors: 0, rxDropped: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDropped: 0 }

function eth0(): LinkView {
  const addresses = [{ address: 0xc0a80a65 as Ipv4, prefixLength: 24, broadcast: 0xc0a80aff as Ipv4 }]
  const spec = { kind: 'ethernet', name: 'eth0', mtuBytes: 9001, up: true, addresses, mac: 0x0200c0a80a65 as Mac, attachedTo: { kind: 'segment', segment: 'lan-a' } } as const
  return { spec, ifindex: 2, up: true, hasCarrier: true, mtuBytes: 9001, addresses, counters: NO_TRAFFIC }
}

function tunl0(): LinkView {
  const spec = { kind: 'ipip', name: 'tunl0', mtuBytes: 8981, up: false, addresses: [] } as const
  return { spec, ifindex: 3, up: false, hasCarrier: true, mtuBytes: 8981, addresses: [], counters: NO_TRAFFIC }
}

const DEFAULT: RouteSpec = {
  type: 'unicast',
  destination: { network: 0 as Ipv4, prefixLength: 0 },
  table: 254,
  protocol: 16,
  scope: 'global',
  metric: 100,
  gateway: 0xc0a80a01 as Ipv4,
  link: 'eth0',
  preferredSource: 0xc0a80a65 as Ipv4,
  onlink: false,
}

function node(): FakeSystem {
  const system = new FakeSystem()
  system.linkViews = [eth0(), tunl0()]
  system.routeSpecs = [DEFAULT]
  return system
}

describe('ip changes what it is told to change', () => {
  test.each([
    [
      'ip route add 172.16.34.0/24 via 192.168.20.100 dev tunl0 proto bird onlink',
      ['addRoute', { type: 'unicast', destination: { network: 0xac102200, prefixLength: 24 }, table: 254, protocol: 12, scope: 'global', metric: 0, gateway: 0xc0a81464, link: 'tunl0', onlink: true }],
    ],
    ['ip route add 172.16.158.17 dev eth0 scope link', ['addRoute', { type: 'unicast', destination: { network: 0xac109e11, prefixLength: 32 }, table: 254, protocol: 3, scope: 'link', metric: 0, link: 'eth0', onlink: false }]],
    ['ip r a blackhole 172.16.158.0/24 proto 80', ['addRoute', { type: 'blackhole', destination: { network: 0xac109e00, prefixLength: 24 }, table: 254, protocol: 80, scope: 'global', metric: 0, onlink: false }]],
    ['ip route append 10.0.0.0/8 dev eth0', ['addRoute', { type: 'unicast', destination: { network: 0x0a000000, prefixLength: 8 }, table: 254, protocol: 3, scope: 'link', metric: 0, link: 'eth0', onlink: false }]],
    ['ip route del default', ['deleteRoute', { destination: { network: 0, prefixLength: 0 }, table: 254 }]],
    ['ip route flush dev eth0', ['deleteRoute', DEFAULT]],
    ['ip route flush cache', ['flushRouteCache']],
    ['ip link set eth0 mtu 1500', ['setLink', 'eth0', { mtuBytes: 1500 }]],
    ['ip link set dev eth0 down', ['setLink', 'eth0', { up: false }]],
    ['ip addr add 10.1.2.3/32 dev eth0', ['addAddress', 'eth0', { address: 0x0a010203, prefixLength: 32 }]],
    ['ip a del 192.168.10.101/24 dev eth0', ['deleteAddress', 'eth0', { address: 0xc0a80a65, prefixLength: 24, broadcast: 0xc0a80aff }]],
    ['ip neigh replace 172.16.34.0 lladdr 66:8d:da:b4:58:1a dev eth0 nud permanent', ['setNeighbour', 'eth0', 0xac102200, 0x668ddab4581a, 'permanent']],
    ['ip neigh del 172.16.34.0 dev eth0', ['deleteNeighbour', 'eth0', 0xac102200]],
    ['ip neigh flush all', ['flushNeighbours']],
    ['ip rule add not fwmark 0x100000/0x100000 lookup 1 pref 99', ['addRule', { priority: 99, table: 1, not: true, fwmark: { value: 0x100000, mask: 0x100000 } }]],
  ])('%s', (command, call) => {
    const system = node()
    expect(runProgram(ip, command, system)).toBe(0)
    expect(system.calls).toEqual([call])
    expect(system.out + system.errors).toBe('')
  })
})

describe('ip shows', () => {
  test.each([
    ['ip route', 'default via 192.168.10.1 dev eth0 proto dhcp src 192.168.10.101 metric 100 \n'],
    ['ip route show dev eth0', 'default via 192.168.10.1 proto dhcp src 192.168.10.101 metric 100 \n'],
    ['ip route show proto dhcp', 'default via 192.168.10.1 dev eth0 src 192.168.10.101 metric 100 \n'],
    ['ip route show table local', ''],
    ['ip route show 10.0.0.0/8', ''],
    ['ip route show match 10.0.0.1', 'default via 192.168.10.1 dev eth0 proto dhcp src 192.168.10.101 metric 100 \n'],
    ['ip -j route', '[{"dst":"default","gateway":"192.168.10.1","dev":"eth0","protocol":"dhcp","prefsrc":"192.168.10.101","metric":100,"flags":[]}]\n'],
    ['ip -j -br addr', '[{"ifname":"eth0","operstate":"UP","addr_info":[{"local":"192.168.10.101","prefixlen":24}]},{"link":null,"ifname":"tunl0","operstate":"DOWN","addr_info":[]}]\n'],
    ['ip -j -br link show eth0', '[{"ifname":"eth0","operstate":"UP","address":"02:00:c0:a8:0a:65","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"]}]\n'],
    ['ip -br addr', 'eth0             UP             192.168.10.101/24 \ntunl0@NONE       DOWN           \n'],
    ['ip -br link show eth0', 'eth0             UP             02:00:c0:a8:0a:65 <BROADCAST,MULTICAST,UP,LOWER_UP> \n'],
    ['ip link show tunl0', '3: tunl0@NONE: <NOARP> mtu 8981 qdisc noop state DOWN mode DEFAULT group default qlen 1000\n    link/ipip 0.0.0.0 brd 0.0.0.0\n'],
  ])('%s', (command, text) => {
    const system = node()
    expect(runProgram(ip, command, system)).toBe(0)
    expect(system.out).toBe(text)
  })

  test('a neighbour without an address, and one of one device', () => {
    const system = node()
    system.neighbourViews = [
      { address: 0xc0a80a66 as Ipv4, link: 'eth0', mac: undefined, state: 'FAILED', router: false, ...UNUSED },
      { address: 0xc0a80a67 as Ipv4, link: 'eth0', mac: 0x0200c0a80a67 as Mac, state: 'REACHABLE', router: false, ...UNUSED },
    ]
    runProgram(ip, 'ip neigh', system)
    expect(system.out).toBe('192.168.10.102 dev eth0 FAILED \n192.168.10.103 dev eth0 lladdr 02:00:c0:a8:0a:67 REACHABLE \n')
    system.out = ''
    runProgram(ip, 'ip neigh show dev eth0 nud reachable', system)
    expect(system.out).toBe('192.168.10.103 lladdr 02:00:c0:a8:0a:67 REACHABLE \n')
  })

  test('a learned path MTU in route get', () => {
    const system = node()
    system.routeAnswer = { ok: true, value: { type: 'unicast', link: 'eth0', gateway: 0xa9fe0101 as Ipv4, source: 0xac109e10 as Ipv4, table: 254, mtuBytes: 1400, expiresInSeconds: 594 } }
    runProgram(ip, 'ip route get 172.16.34.9', system)
    expect(system.out).toBe('172.16.34.9 via 169.254.1.1 dev eth0 src 172.16.158.16 uid 0 \n    cache expires 594sec mtu 1400 \n')
  })
})

describe('ip refuses', () => {
  test.each([
    ['ip route add 10.0.0.0/33 dev eth0', 1, 'Error: any valid prefix is expected rather than "10.0.0.0/33".\n'],
    ['ip route add 10.0.0.0/8 dev eth9', 1, 'Cannot find device "eth9"\n'],
    ['ip link show eth9', 1, 'Device "eth9" does not exist.\n'],
    ['ip frobnicate', 1, 'Object "frobnicate" is unknown, try "ip help".\n'],
    ['ip route frobnicate', 255, 'Command "frobnicate" is unknown, try "ip route help".\n'],
    ['ip route add 10.0.0.0/8 nexthop via 10.0.0.1', 255, 'ip: "nexthop" of "ip route" is not modelled by Hopscope\n'],
    ['ip -6 route', 255, 'ip: IPv6 is not modelled; this network has IPv4 alone, which ip shows without -6\n'],
    ['ip -f inet6 addr', 255, 'ip: IPv6 is not modelled; this network has IPv4 alone, which ip shows without -6\n'],
    ['ip route append default via 192.168.10.1 dev eth0 metric 100', 255, 'ip: a second route to the same prefix with the same metric ("ip route append") is not modelled by Hopscope; give it a metric of its own, or ip route replace\n'],
    ['ip link del eth0', 255, 'ip: "ip link delete" is not modelled by Hopscope; ip link set LINK down takes one out of service, and kubectl delete pod takes a veth away\n'],
    ['ip monitor', 1, "ip: object monitor is not modelled; watch -n 1 ip neigh shows what changes, conntrack -E connections, and the list of events beside the stage every change; Hopscope's ip has address, link, neighbour, netns, route, rule, tunnel\n"],
    ['ip route add 10.0.0.0/8 via', 255, 'Command line is not complete. Try option "help"\n'],
  ])('%s', (command, status, text) => {
    const system = node()
    expect(runProgram(ip, command, system)).toBe(status)
    expect(system.errors).toBe(text)
    expect(system.calls).toEqual([])
  })

  test('with the kernel’s words where the kernel refuses', () => {
    const system = node()
    system.changeError = { code: 'EEXIST' }
    expect(runProgram(ip, 'ip route add 10.0.0.0/8 dev eth0', system)).toBe(2)
    expect(system.errors).toBe('RTNETLINK answers: File exists\n')
  })
})
