import { describe, expect, it } from 'vitest'
import { routeOutput } from '../../src/core/dataplane/route-output'
import type { OutputKey } from '../../src/core/dataplane/route-output'
import type { NetnsSpec, RouteSpec, RuleSpec } from '../../src/core/model/netns-spec'
import { ROUTE_TABLE } from '../../src/core/model/netns-spec'
import { formatIpv4, parseIpv4Prefix } from '../../src/core/wire/ipv4-address'
import { required } from '../../src/core/base/assert'
import { FORWARDS, router, summary, toRouter } from './lone-router'
import { OneHost } from './one-host'
import { udpPacket } from './packets'
import { ip, netns, route, veth } from './small-network'

const prefix = (text: string) => required(parseIpv4Prefix(text), text)

function host(routes: readonly RouteSpec[] = [], change: Partial<NetnsSpec> = {}): OneHost {
  return new OneHost(netns('host', [veth('eth0', '10.0.1.5/24', 'peer', 'eth0'), veth('eth1', '10.0.2.5/24', 'peer', 'eth1')], routes, change))
}

/** `DEVICE via NEXT-HOP from SOURCE`, or why not. */
function way(at: OneHost, to: string, key: Partial<OutputKey> & { readonly from?: string; readonly bound?: string } = {}): string {
  const { from, bound, ...rest } = key
  const found = routeOutput(at.netns, { destination: ip(to), source: from === undefined ? 0 : ip(from), mark: 0, outDevice: bound === undefined ? null : at.device(bound), anySource: false, ...rest })
  if (!found.ok) return `${found.error.code}${found.error.refusedBy === undefined ? '' : ` by ${found.error.refusedBy.spec.type}`}`
  const { device, nextHop, source, isLocal, isBroadcast, route: by } = found.value
  return `${device.name} via ${formatIpv4(nextHop)} from ${formatIpv4(source)}${isLocal ? ' local' : ''}${isBroadcast ? ' to all' : ''}${by === null ? ' unrouted' : ''}`
}

describe('the way of a packet of this host (ip_route_output_key)', () => {
  const routes = [route('default', { gateway: ip('10.0.1.1'), link: 'eth0' }), route('10.9.0.0/16', { gateway: ip('10.0.2.1'), link: 'eth1', preferredSource: ip('10.0.1.5') }), route('10.8.0.0/16', { link: 'eth1', scope: 'link' })]

  it.each<[string, Parameters<typeof way>[1], Parameters<typeof way>[2], string]>([
    ['on the link', '10.0.1.9', {}, 'eth0 via 10.0.1.9 from 10.0.1.5'],
    ['by a gateway', '8.8.8.8', {}, 'eth0 via 10.0.1.1 from 10.0.1.5'],
    ['with the source that the route prefers', '10.9.0.1', {}, 'eth1 via 10.0.2.1 from 10.0.1.5'],
    ['by a route of a link', '10.8.0.1', {}, 'eth1 via 10.8.0.1 from 10.0.2.5'],
    ['with a source of its own choice', '8.8.8.8', { from: '10.0.2.5' }, 'eth0 via 10.0.1.1 from 10.0.2.5'],
    ['with a source that is not its own', '8.8.8.8', { from: '10.0.2.6' }, 'EINVAL'],
    ['with a source that need not be', '8.8.8.8', { from: '10.0.2.6', anySource: true }, 'eth0 via 10.0.1.1 from 10.0.2.6'],
    ['to itself', '10.0.2.5', {}, 'lo via 10.0.2.5 from 10.0.2.5 local'],
    ['to itself from another address', '10.0.2.5', { from: '10.0.1.5' }, 'lo via 10.0.2.5 from 10.0.1.5 local'],
    ['from loopback to elsewhere', '8.8.8.8', { from: '127.0.0.1' }, 'EINVAL'],
    ['to all of a link', '10.0.2.255', {}, 'eth1 via 10.0.2.255 from 10.0.2.5 to all'],
    ['to all', '255.255.255.255', {}, 'eth0 via 255.255.255.255 from 10.0.1.5 to all'],
    ['to many, past the gateway', '224.0.0.5', {}, 'eth0 via 224.0.0.5 from 10.0.1.5'],
    ['bound to a link', '8.8.8.8', { bound: 'eth0' }, 'eth0 via 10.0.1.1 from 10.0.1.5'],
    ['bound to a link without a route there', '8.8.8.8', { bound: 'eth1' }, 'eth1 via 8.8.8.8 from 10.0.2.5 unrouted'],
    ['bound to such a link, with a source', '8.8.8.8', { bound: 'eth1', from: '10.0.1.5' }, 'eth1 via 8.8.8.8 from 10.0.1.5 unrouted'],
    ['bound to such a link, to all', '255.255.255.255', { bound: 'eth1' }, 'eth1 via 255.255.255.255 from 10.0.2.5 to all unrouted'],
  ])('%s', (_, to, key, expected) => {
    expect(way(host(routes), to, key)).toBe(expected)
  })

  it.each<[RouteSpec['type'], string]>([
    ['blackhole', 'EINVAL by blackhole'],
    ['prohibit', 'EACCES by prohibit'],
    ['unreachable', 'EHOSTUNREACH by unreachable'],
  ])('ends at a route of type %s, bound to a link or not', (type, expected) => {
    const at = host([route('10.9.0.0/16', { type })])
    expect([way(at, '10.9.0.1'), way(at, '10.9.0.1', { bound: 'eth0' }), way(at, '10.7.0.1'), way(at, '10.9.0.1')]).toEqual([expected, expected, 'ENETUNREACH', expected])
  })
})

describe('rules lead to tables (fib_rules_lookup)', () => {
  const to = (table: number, gateway: string): RouteSpec => route('default', { table, gateway: ip(gateway), link: 'eth0' })
  const rule = (priority: number, change: Partial<RuleSpec>): RuleSpec => ({ priority, table: 100 + priority, not: false, ...change })
  const tables = [10, 20, 30, 40].map((priority) => to(100 + priority, `10.0.1.${priority}`))

  it('by source, destination and mark, each as its prefix or mask says, or by what they are not', () => {
    const at = host([...tables, to(ROUTE_TABLE.main, '10.0.1.1')], {
      rules: [rule(20, { destination: prefix('10.7.0.0/16') }), rule(10, { source: prefix('10.0.2.0/24') }), rule(30, { fwmark: { value: 4, mask: 6 } }), rule(40, { destination: prefix('10.6.0.0/16'), fwmark: { value: 8, mask: 8 }, not: true })],
    })
    const gateway = (destination: string, key: Parameters<typeof way>[2] = {}): string => /via (\S+)/.exec(way(at, destination, key))?.[1] ?? ''
    expect(gateway('10.7.0.1', { from: '10.0.2.5' })).toBe('10.0.1.10')
    expect(gateway('10.7.0.1', { from: '10.0.1.5' })).toBe('10.0.1.20')
    expect([gateway('10.6.0.1', { mark: 4 }), gateway('10.6.0.1', { mark: 5 })]).toEqual(['10.0.1.30', '10.0.1.30'])
    expect([gateway('10.6.0.1', { mark: 2 }), gateway('10.5.0.1', { mark: 8 })]).toEqual(['10.0.1.40', '10.0.1.40'])
    expect([gateway('10.6.0.1', { mark: 8 }), gateway('10.6.0.1', { mark: 9 })]).toEqual(['10.0.1.1', '10.0.1.1'])
    expect(at.netns.fib.rule?.spec.priority).toBe(32766)
    gateway('10.7.0.1')
    expect(at.netns.fib.rule?.spec.priority).toBe(20)
  })

  it('goes on behind a table that is not there, has no route, or throws; and nothing decided where none has', () => {
    const at = host([route('10.7.0.0/16', { table: 120, type: 'throw' }), route('10.7.0.0/16', { link: 'eth1', scope: 'link' })], { rules: [rule(10, {}), rule(20, {})] })
    expect([way(at, '10.7.0.1'), at.netns.fib.rule?.spec.priority]).toEqual(['eth1 via 10.7.0.1 from 10.0.2.5', 32766])
    expect([way(at, '8.8.8.8'), at.netns.fib.rule, at.netns.fib.refusedBy]).toEqual(['ENETUNREACH', undefined, undefined])
  })

  it('with none but the kernel’s own: the local table, then the main one', () => {
    const at = host([to(ROUTE_TABLE.main, '10.0.1.1')])
    expect([way(at, '10.0.2.5'), at.netns.fib.rule?.spec.table]).toEqual(['lo via 10.0.2.5 from 10.0.2.5 local', ROUTE_TABLE.local])
    expect([way(at, '8.8.8.8'), at.netns.fib.rule?.spec.table]).toEqual(['eth0 via 10.0.1.1 from 10.0.1.5', ROUTE_TABLE.main])
    expect([host().netns.fib.hasCustomRules, host([], { rules: [rule(10, {})] }).netns.fib.hasCustomRules]).toEqual([false, true])
    expect([way(host(), '8.8.8.8'), host().netns.fib.error]).toEqual(['ENETUNREACH', 'ENETUNREACH'])
  })

  it('the lowest metric wins, and among equals the first', () => {
    const at = host([route('10.7.0.0/16', { gateway: ip('10.0.1.7'), link: 'eth0', metric: 5 }), route('10.7.0.0/16', { gateway: ip('10.0.1.8'), link: 'eth0', metric: 3 }), route('10.7.0.0/16', { gateway: ip('10.0.1.9'), link: 'eth0', metric: 4 }), route('10.7.0.0/16', { gateway: ip('10.0.2.7'), link: 'eth1', metric: 3 })])
    expect([way(at, '10.7.0.1'), way(at, '10.7.0.1', { bound: 'eth0' }), way(at, '10.7.0.1', { bound: 'eth1' })]).toEqual(['eth0 via 10.0.1.8 from 10.0.1.5', 'eth0 via 10.0.1.8 from 10.0.1.5', 'eth1 via 10.0.2.7 from 10.0.2.5'])
  })
})

describe('a redirect is sent', () => {
  const notShared = { ...FORWARDS, 'net/ipv4/conf/all/shared_media': '0', 'net/ipv4/conf/in/shared_media': '0' }
  const better = [route('10.3.0.0/16', { link: 'in', gateway: ip('10.0.1.7') }), route('10.4.0.0/16', { link: 'in', gateway: ip('10.44.0.7'), onlink: true }), route('10.44.0.0/16', { link: 'in', scope: 'link' })]

  it.each<[string, Readonly<Record<string, string>>, string, string, boolean]>([
    ['to the sender whose gateway is in its subnet', notShared, '10.0.1.2', '10.3.0.1', true],
    ['not where the gateway is in another, unless links are shared', notShared, '10.0.1.2', '10.4.0.1', false],
    ['where links are shared', FORWARDS, '10.0.1.2', '10.4.0.1', true],
    ['not where the sender is in another', notShared, '10.44.0.2', '10.3.0.1', false],
  ])('%s', (_, sysctls, source, destination, isSent) => {
    const at = router({ routes: better, sysctls })
    toRouter(at, udpPacket({ source, destination }, 1, 2))
    const told = at.entries('icmp.sent').map(({ b }) => b >>> 8)
    expect([told, summary(at.takeSent()).length > 0]).toEqual([isSent ? [5] : [], true])
  })
})

describe('loopback addresses on a link', () => {
  it('are let through by route_localnet, of either end', () => {
    const sysctls = { ...FORWARDS, 'net/ipv4/conf/all/route_localnet': '1', 'net/ipv4/conf/in/route_localnet': '1' }
    for (const fields of [{ source: '127.0.0.9', destination: '10.0.2.2' }, { source: '10.0.1.2', destination: '127.0.0.9' }]) {
      const at = router({ sysctls })
      toRouter(at, udpPacket(fields, 1, 2))
      expect(at.drops()).not.toContain('martian-destination')
      const strict = router()
      toRouter(strict, udpPacket(fields, 1, 2))
      expect(strict.drops()).toEqual([fields.source.startsWith('127') ? 'martian-source' : 'martian-destination'])
    }
  })
})
