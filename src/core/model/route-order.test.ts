import { expect, it } from 'vitest'
import { parseIpv4 } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from './netns-spec'
import type { RouteSpec } from './netns-spec'
import { byDumpOrder } from './route-order'

function route(network: string, prefixLength: number, metric = 0): RouteSpec {
  return { type: 'unicast', destination: { network: parseIpv4(network) as Ipv4, prefixLength }, table: ROUTE_TABLE.main, protocol: ROUTE_PROTOCOL.bird, scope: 'global', metric, onlink: false }
}

it('routes are told by rising network, the longer prefix first, then by metric', () => {
  const [fallback, pool, block, own, ownAgain] = [route('0.0.0.0', 0), route('172.16.0.0', 16), route('172.16.0.0', 26), route('192.168.10.0', 24), route('192.168.10.0', 24, 100)]
  expect([ownAgain, block, own, fallback, pool].toSorted(byDumpOrder)).toEqual([fallback, block, pool, own, ownAgain])
})
