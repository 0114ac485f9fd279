import { describe, expect, it } from 'vitest'
import { parseIpv4, parseIpv4Prefix } from '../wire/ipv4-address'
import { Ipset } from './ipset'

const set = (...members: string[]): Ipset => new Ipset({ name: 's', type: 'hash:net', maxElements: 10, members: members.map((text) => parseIpv4Prefix(text)!) })

describe('an ipset', () => {
  it.each([
    ['172.16.0.1', true],
    ['172.16.255.255', true],
    ['172.17.0.0', false],
    ['10.0.0.7', true],
    ['10.0.0.8', false],
  ])('holds %s: %s', (address, expected) => {
    expect(set('172.16.0.0/16', '10.0.0.7/32').has(parseIpv4(address)!)).toBe(expected)
  })

  it('says whether a member was new, or was there', () => {
    const pools = set()
    const pool = parseIpv4Prefix('172.16.0.0/16')!
    expect([pools.add(pool), pools.add(pool), pools.delete(pool), pools.delete(pool)]).toEqual([true, false, true, false])
    expect(pools.has(parseIpv4('172.16.0.1')!)).toBe(false)
    expect(pools.members()).toEqual([])
  })
})
