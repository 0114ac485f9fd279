import { describe, expect, it } from 'vitest'
import { ROUTE_PROTOCOL, ROUTE_TABLE } from '../model/netns-spec'
import { ipv4FromNumber } from '../wire/ipv4-address'
import { followLinkMtu, PathMtuCache } from './path-mtu'
import type { Route } from './route'

const MINUTE_NS = 60e9
const THERE = 0x0a00_0001

function newRoute(): Route {
  const spec = { type: 'unicast', destination: { network: ipv4FromNumber(0), prefixLength: 0 }, table: ROUTE_TABLE.main, protocol: ROUTE_PROTOCOL.boot, scope: 'global', metric: 0, onlink: false } as const
  return { id: 0, spec, device: null, isLocal: false, isBroadcast: false, gateway: 0, exceptions: null }
}

describe('a path MTU', () => {
  it('counts for ten minutes by the route that it was learned by', () => {
    const [cache, route, other] = [new PathMtuCache(), newRoute(), newRoute()]
    expect(cache.learn(route, THERE, 1400, 1500, 0)).toBe(true)
    expect(cache.lookup(route, THERE, 10 * MINUTE_NS - 1)?.mtuBytes).toBe(1400)
    expect(cache.lookup(route, THERE, 10 * MINUTE_NS)).toBeUndefined()
    expect(cache.lookup(other, THERE, 0)).toBeUndefined()
  })

  it('is no news before half its time is over, and then counts for another ten minutes', () => {
    const [cache, route] = [new PathMtuCache(), newRoute()]
    cache.learn(route, THERE, 1400, 1500, 0)
    expect(cache.learn(route, THERE, 1400, 1400, 5 * MINUTE_NS - 1)).toBe(false)
    expect(cache.learn(route, THERE, 1400, 1400, 5 * MINUTE_NS)).toBe(true)
    expect(cache.lookup(route, THERE, 14 * MINUTE_NS)?.mtuBytes).toBe(1400)
  })

  it('never grows by what a router says, and below 552 bytes is locked there', () => {
    const [cache, route] = [new PathMtuCache(), newRoute()]
    expect(cache.learn(route, THERE, 1500, 1400, 0)).toBe(false)
    expect(cache.learn(route, THERE, 100, 1500, 0)).toBe(true)
    expect(cache.lookup(route, THERE, 0)).toMatchObject({ mtuBytes: 552, locked: true })
    expect(cache.learn(route, THERE, 90, 552, 0)).toBe(false)
  })

  it('counts no more after a flush; the destination is still shown once a packet goes there', () => {
    const [cache, route] = [new PathMtuCache(), newRoute()]
    cache.learn(route, THERE, 1400, 1500, 0)
    expect(cache.shown(route, 0)).toEqual([])
    cache.bind(route, THERE, 0)
    expect(cache.shown(route, 0)).toMatchObject([{ destination: THERE, mtuBytes: 1400 }])
    cache.flush()
    expect([cache.lookup(route, THERE, 0), cache.shown(route, 0)]).toEqual([undefined, []])
    cache.bind(route, THERE, 0)
    expect(cache.shown(route, 0)).toMatchObject([{ destination: THERE, mtuBytes: 0 }])
  })

  it('goes with a packet that comes too late', () => {
    const [cache, route] = [new PathMtuCache(), newRoute()]
    cache.learn(route, THERE, 1400, 1500, 0)
    cache.bind(route, THERE, 10 * MINUTE_NS)
    expect(route.exceptions?.size).toBe(0)
  })

  it('follows the MTU of the link where it was the link that it knew, or where the link is smaller', () => {
    const [cache, route] = [new PathMtuCache(), newRoute()]
    cache.learn(route, THERE, 1500, 1500, 0)
    followLinkMtu(route, 1500, 9000)
    expect(cache.lookup(route, THERE, 0)?.mtuBytes).toBe(9000)
    cache.learn(route, THERE, 1400, 9000, 0)
    followLinkMtu(route, 9000, 1450)
    expect(cache.lookup(route, THERE, 0)?.mtuBytes).toBe(1400)
    followLinkMtu(route, 1450, 1300)
    expect(cache.lookup(route, THERE, 0)?.mtuBytes).toBe(1300)
  })

  it('is unlocked by a link that is no larger', () => {
    const [cache, route] = [new PathMtuCache(), newRoute()]
    cache.learn(route, THERE, 100, 1500, 0)
    followLinkMtu(route, 1500, 600)
    expect(cache.lookup(route, THERE, 0)).toMatchObject({ mtuBytes: 552, locked: true })
    followLinkMtu(route, 600, 500)
    expect(cache.lookup(route, THERE, 0)).toMatchObject({ mtuBytes: 500, locked: false })
  })

  it('is remembered for 12,288 destinations, the latest', () => {
    const [cache, route] = [new PathMtuCache(), newRoute()]
    for (let i = 0; i < 12_300; i++) cache.learn(route, THERE + i, 1400, 1500, 0)
    expect(route.exceptions?.size).toBe(12_288)
    expect(cache.lookup(route, THERE, 0)).toBeUndefined()
    expect(cache.lookup(route, THERE + 12_299, 0)?.mtuBytes).toBe(1400)
  })
})
