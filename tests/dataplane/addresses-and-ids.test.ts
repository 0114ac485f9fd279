import { describe, expect, it } from 'vitest'
import type { LinkSpec, NetnsSpec } from '../../src/core/model/netns-spec'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { OneHost } from './one-host'
import { ip, netns, veth } from './small-network'

function host(links: readonly (readonly [string, readonly string[]])[], change: Partial<NetnsSpec> = {}): OneHost {
  const base = netns('host', [], [], change)
  const specs = links.map(([name, addresses]): LinkSpec => ({
    ...veth(name, undefined, 'peer', name),
    addresses: addresses.map((text) => ({ address: ip(text.split('/')[0] ?? ''), prefixLength: Number(text.split('/')[1]) })),
  }))
  return new OneHost({ ...base, links: [...base.links, ...specs] })
}

describe('the source address of a packet that leaves by a link (inet_select_addr)', () => {
  const of = (at: OneHost, link: string, destination: string): string => formatIpv4(at.netns.selectAddress(at.device(link), ip(destination)))

  it('is the one in the destination’s subnet, else the first of the link', () => {
    const at = host([['eth0', ['10.0.1.5/24', '10.0.2.5/24', '10.0.2.6/28', '192.168.0.1/16']]])
    expect(['10.0.1.77', '10.0.2.77', '10.0.2.7', '192.168.99.1', '8.8.8.8'].map((to) => of(at, 'eth0', to))).toEqual(['10.0.1.5', '10.0.2.5', '10.0.2.5', '192.168.0.1', '10.0.1.5'])
  })

  it('is that of another link where the link has none, the first that was made, and never one of 127.0.0.0/8', () => {
    const at = host([['cali1', []], ['eth0', ['10.0.1.5/24']], ['eth1', ['10.0.2.5/24']]])
    expect([of(at, 'cali1', '10.0.2.9'), of(at, 'lo', '10.0.2.9')]).toEqual(['10.0.1.5', '10.0.1.5'])
    expect(of(host([['cali1', []]]), 'cali1', '10.0.2.9')).toBe('0.0.0.0')
  })

  it('is one of lo where that has one which is no loopback address, and of a network that holds everything', () => {
    const base = host([['cali1', []], ['eth0', ['10.0.1.5/24']]])
    base.device('lo').addresses.push({ address: ip('172.16.0.1'), prefixLength: 32 })
    expect(of(base, 'cali1', '10.0.2.9')).toBe('172.16.0.1')
    expect(of(host([['eth0', ['10.0.1.5/32', '10.0.9.5/0']]]), 'eth0', '8.8.8.8')).toBe('10.0.9.5')
    expect(of(host([['eth0', ['127.0.0.9/8', '10.0.1.5/24']]]), 'eth0', '10.0.1.9')).toBe('10.0.1.5')
  })

  it('an address that two links have belongs to the first', () => {
    const at = host([['eth0', ['10.0.1.5/24']], ['eth1', ['10.0.1.5/24']]])
    expect(at.netns.deviceOfAddress(ip('10.0.1.5'))?.name).toBe('eth0')
    at.device('eth0').addresses = []
    at.netns.refreshLocalAddresses()
    expect([at.netns.deviceOfAddress(ip('10.0.1.5'))?.name, at.netns.deviceOfAddress(ip('10.0.1.6'))]).toEqual(['eth1', undefined])
  })
})

describe('the identification of packets (ip_select_ident)', () => {
  const [HERE, THERE] = [ip('10.0.1.5'), ip('10.0.1.9')]

  it('counts on by pair of addresses and protocol, and is never 0', () => {
    const { netns: at } = host([])
    let last = at.nextIpId(HERE, THERE, 1)
    const others = [[HERE, ip('10.0.1.10'), 1], [HERE, THERE, 17], [ip('10.0.1.6'), THERE, 1]] as const
    for (const [source, destination, protocol] of others) expect(Math.abs(at.nextIpId(source, destination, protocol) - last)).toBeGreaterThan(1)
    const seen = new Set<number>()
    for (let i = 0; i < 70_000; i++) {
      const next = at.nextIpId(HERE, THERE, 1)
      expect(next).toBe(last === 0xffff ? 1 : last + 1)
      last = next
      seen.add(next)
    }
    expect(seen.has(0)).toBe(false)
  })

  it('goes on where the host before left off, as do its flow hashes', () => {
    const [before, after] = [host([]).netns, host([]).netns]
    const last = before.nextIpId(HERE, THERE, 1)
    before.hashKey = 77
    after.continueDraws(before)
    expect([after.hashKey, after.nextIpId(HERE, THERE, 1)]).toEqual([77, (last % 0xffff) + 1])
  })
})
