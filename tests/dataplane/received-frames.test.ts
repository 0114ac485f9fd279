import { describe, expect, it } from 'vitest'
import type { RouteSpec } from '../../src/core/model/netns-spec'
import { FAR, FORWARDS, ROUTER, router, SENDER, SENDER_MAC, summary, toRouter } from './lone-router'
import type { OneHost } from './one-host'
import { arpPacket, EVERYBODY_MAC, frame, icmpPacket, ipv4Packet, udpPacket } from './packets'
import { ip, route } from './small-network'

const there = { source: SENDER, destination: FAR }
const toHost = { source: SENDER, destination: ROUTER }

describe('a received packet', () => {
  it('for another goes on with one less TTL', () => {
    const host = router()
    toRouter(host, udpPacket({ ...there, tos: 0x2e }, 1, 2))
    expect(summary(host.takeSent())).toEqual(['out: 10.0.1.2→10.0.2.2 ttl 63 tos 46 udp'])
    expect(host.drops()).toEqual([])
  })

  it.each<[string, Uint8Array, string]>([
    ['of another IP version', Uint8Array.from(udpPacket(there, 1, 2), (byte, i) => (i === 0 ? 0x65 : byte)), 'malformed'],
    ['with a header of less than 20 bytes', Uint8Array.from(udpPacket(there, 1, 2), (byte, i) => (i === 0 ? 0x44 : byte)), 'malformed'],
    ['whose length is less than its header', Uint8Array.from(udpPacket(there, 1, 2), (byte, i) => (i === 3 ? 19 : byte)), 'malformed'],
    ['that is cut', udpPacket(there, 1, 2, new Uint8Array(10)).subarray(0, 37), 'malformed'],
    ['of 19 bytes', udpPacket(there, 1, 2).subarray(0, 19), 'malformed'],
    ['with a wrong checksum', Uint8Array.from(udpPacket(there, 1, 2), (byte, i) => (i === 8 ? byte + 1 : byte)), 'bad-checksum'],
  ])('%s ends there', (_, packet, reason) => {
    const host = router()
    toRouter(host, packet)
    expect([host.takeSent(), host.drops()]).toEqual([[], [reason]])
  })

  it('loses what the frame has behind it', () => {
    const host = router()
    toRouter(host, Uint8Array.of(...udpPacket(there, 1, 2), 1, 2, 3, 4))
    expect(host.takeSent()[0]?.bytes).toHaveLength(14 + 28)
  })

  it.each([
    ['to another MAC', SENDER_MAC, 0x0200_0000_0077, 'wrong-mac'],
    ['to all, for another host', SENDER_MAC, EVERYBODY_MAC, 'not-for-this-host'],
  ])('%s is not forwarded', (_, source, destination, reason) => {
    const host = router()
    host.receive('in', frame(source, destination, udpPacket(there, 1, 2)))
    expect([host.takeSent(), host.drops()]).toEqual([[], [reason]])
  })

  it.each([
    ['IPv6', 0x86dd],
    ['VLAN', 0x8100],
  ])('of an unknown type (%s) ends there, counted', (_, etherType) => {
    const host = router()
    host.receive('in', frame(SENDER_MAC, host.device('in').mac, new Uint8Array(40), etherType))
    expect([host.drops(), host.device('in').counters.rxDropped]).toEqual([['unknown-protocol'], 1])
  })
})

describe('who is told what', () => {
  const frame9 = { ...there, destination: '10.9.9.9' }
  const to9 = (type: RouteSpec['type']): readonly RouteSpec[] => [route('10.9.9.9/32', { type })]

  it.each<[string, OneHost, Uint8Array, string | undefined, string]>([
    ['TTL 1', router(), udpPacket({ ...there, ttl: 1 }, 1, 2), '11/0', 'ttl-exceeded'],
    ['TTL 0', router(), udpPacket({ ...there, ttl: 0 }, 1, 2), '11/0', 'ttl-exceeded'],
    ['no route', router(), udpPacket(frame9, 1, 2), '3/0', 'no-route'],
    ['an unreachable route', router({ routes: to9('unreachable') }), udpPacket(frame9, 1, 2), '3/1', 'unreachable-route'],
    ['a prohibit route', router({ routes: to9('prohibit') }), udpPacket(frame9, 1, 2), '3/13', 'prohibit-route'],
    ['a blackhole', router({ routes: to9('blackhole') }), udpPacket(frame9, 1, 2), undefined, 'blackhole-route'],
    ['a host that does not forward', router({ sysctls: {} }), udpPacket(there, 1, 2), undefined, 'forwarding-disabled'],
    ['a host that does not forward, without a route', router({ sysctls: {} }), udpPacket(frame9, 1, 2), undefined, 'forwarding-disabled'],
    ['too large, DF set', router(), udpPacket({ ...there, dontFragment: true }, 1, 2, new Uint8Array(1373)), '3/4', 'fragmentation-needed'],
    ['an unknown protocol', router(), ipv4Packet(99, toHost, new Uint8Array(8)), '3/2', 'unknown-protocol'],
  ])('%s', (_, host, packet, error, reason) => {
    toRouter(host, packet)
    expect(summary(host.takeSent())).toEqual(error === undefined ? [] : [`in: 10.0.1.1→10.0.1.2 ttl 64 tos 192 icmp ${error}`])
    expect(host.drops()).toEqual([reason])
  })

  it('a packet just as large as the MTU goes on with DF, a larger one in fragments without', () => {
    const host = router()
    toRouter(host, udpPacket({ ...there, dontFragment: true }, 1, 2, new Uint8Array(1372)))
    toRouter(host, udpPacket(there, 1, 2, new Uint8Array(1373)))
    expect(host.takeSent().map(({ bytes }) => bytes.length - 14)).toEqual([1400, 1396, 25])
  })

  it('the next hop’s MTU stands in the error, which quotes as much as 576 bytes hold', () => {
    const host = router()
    toRouter(host, udpPacket({ ...there, dontFragment: true, tos: 0xff }, 1, 2, new Uint8Array(1373)))
    const [sent] = host.takeSent()
    expect(sent?.bytes).toHaveLength(14 + 576)
    expect(sent?.layers[1]).toMatchObject({ total_len: 576, df: false, tos: 0xde })
    expect(sent?.layers[2]).toMatchObject({ type: 3, code: 4, mtu: 1400, embedded_len: 548 })
  })

  it.each([
    ['an ICMP error', icmpPacket({ ...there, ttl: 1 }, 3, 1, 0, udpPacket(there, 1, 2))],
    ['time exceeded', icmpPacket({ ...there, ttl: 1 }, 11, 0, 0, udpPacket(there, 1, 2))],
    ['a source quench', icmpPacket({ ...there, ttl: 1 }, 4, 0, 0, udpPacket(there, 1, 2))],
    ['a parameter problem', icmpPacket({ ...there, ttl: 1 }, 12, 0, 0, udpPacket(there, 1, 2))],
    ['a redirect', icmpPacket({ ...there, ttl: 1 }, 5, 1, 0, udpPacket(there, 1, 2))],
    ['a fragment that does not begin its packet', ipv4Packet(17, { ...there, ttl: 1, fragmentOffsetBytes: 8 }, new Uint8Array(16))],
  ])('nobody of %s', (_, packet) => {
    const host = router()
    toRouter(host, packet)
    expect([host.takeSent(), host.drops()]).toEqual([[], ['ttl-exceeded']])
  })

  it('somebody of a ping, and of a fragment that begins its packet', () => {
    const host = router()
    toRouter(host, icmpPacket({ ...there, ttl: 1 }, 8))
    toRouter(host, udpPacket({ ...there, ttl: 1, moreFragments: true }, 1, 2, new Uint8Array(8)))
    expect(summary(host.takeSent())).toEqual(['in: 10.0.1.1→10.0.1.2 ttl 64 tos 192 icmp 11/0', 'in: 10.0.1.1→10.0.1.2 ttl 64 tos 192 icmp 11/0'])
  })

  it('who sends to the wrong router: a redirect to the right one, and the packet goes on', () => {
    const host = router({ routes: [route('10.3.0.0/16', { link: 'in', gateway: ip('10.0.1.7') })] })
    const packet = udpPacket({ source: SENDER, destination: '10.3.0.1' }, 1, 2)
    toRouter(host, packet)
    host.receive('in', frame(0x77, host.device('in').mac, arpPacket('reply', { mac: 0x77, ip: '10.0.1.7' }, { mac: host.device('in').mac, ip: ROUTER }), 0x0806))
    const sent = host.takeSent()
    expect(summary(sent)).toEqual(['in: 10.0.1.1→10.0.1.2 ttl 64 tos 192 icmp 5/1', 'in: arp request 10.0.1.7', 'in: 10.0.1.2→10.3.0.1 ttl 63 tos 0 udp'])
    expect([...(sent[0]?.bytes.subarray(14 + 24, 14 + 28) ?? [])]).toEqual([10, 0, 1, 7])
  })

  it.each([
    ['send_redirects 0', { 'net/ipv4/conf/all/send_redirects': '0', 'net/ipv4/conf/in/send_redirects': '0' }, SENDER],
    ['a sender that is no neighbour', { 'net/ipv4/conf/all/rp_filter': '0' }, '10.8.0.1'],
  ])('no redirect with %s', (_, sysctls, source) => {
    const host = router({ routes: [route('10.3.0.0/16', { link: 'in', gateway: ip(SENDER) }), route('10.8.0.0/16', { link: 'in', gateway: ip(SENDER) })], sysctls: { ...FORWARDS, ...sysctls } })
    toRouter(host, udpPacket({ source, destination: '10.3.0.1' }, 1, 2))
    expect(summary(host.takeSent())).toEqual([`in: ${source}→10.3.0.1 ttl 63 tos 0 udp`])
  })
})

describe('echo', () => {
  it('comes back with its bytes and TOS, from the address that was asked', () => {
    const host = router()
    toRouter(host, icmpPacket({ source: SENDER, destination: '10.0.2.1', tos: 0x10 }, 8, 0, 0x1234_0001, Uint8Array.of(1, 2, 3)))
    const [sent] = host.takeSent()
    expect(sent?.layers[1]).toMatchObject({ src: '10.0.2.1', dst: SENDER, tos: 0x10, ttl: 64, df: false })
    expect(sent?.layers[2]).toMatchObject({ type: 0, id: 0x1234, seq: 1, data_len: 3 })
    expect([...(sent?.bytes.subarray(-3) ?? [])]).toEqual([1, 2, 3])
  })

  it.each<[string, Uint8Array, readonly string[]]>([
    ['a wrong checksum', Uint8Array.from(icmpPacket(toHost, 8), (byte, i) => (i === 27 ? 1 : byte)), ['bad-checksum']],
    ['less than a header', ipv4Packet(1, toHost, Uint8Array.of(8, 0, 0xf7, 0xff, 0, 0, 0)), ['malformed']],
    ['an answer', icmpPacket(toHost, 0), []],
    ['a timestamp request', icmpPacket(toHost, 13), []],
  ])('%s is not answered', (_, packet, drops) => {
    const host = router()
    toRouter(host, packet)
    expect([host.takeSent(), host.drops()]).toEqual([[], drops])
  })

  it('to all is answered, from an address of the link, only where the host wants that', () => {
    const ping = frame(SENDER_MAC, EVERYBODY_MAC, icmpPacket({ source: SENDER, destination: '10.0.1.255' }, 8))
    const [silent, willing] = [router(), router({ sysctls: { 'net/ipv4/icmp_echo_ignore_broadcasts': '0' } })]
    for (const host of [silent, willing]) host.receive('in', ping)
    expect(silent.takeSent()).toEqual([])
    expect(summary(willing.takeSent())).toEqual(['in: 10.0.1.1→10.0.1.2 ttl 64 tos 0 icmp 0/0'])
  })
})

describe('source addresses', () => {
  const strict = { ...FORWARDS, 'net/ipv4/conf/all/rp_filter': '1' }
  const loose = { ...FORWARDS, 'net/ipv4/conf/all/rp_filter': '2' }
  const local = { 'net/ipv4/conf/all/accept_local': '1' }

  it.each<[string, string, Readonly<Record<string, string>>, string | undefined]>([
    ['of the link', SENDER, FORWARDS, undefined],
    ['of another link', '10.0.2.9', FORWARDS, undefined],
    ['of another link, strict', '10.0.2.9', strict, 'reverse-path-filter'],
    ['of another link, loose', '10.0.2.9', loose, undefined],
    ['without a route', '10.9.9.9', FORWARDS, undefined],
    ['without a route, strict', '10.9.9.9', strict, 'reverse-path-filter'],
    ['without a route, loose', '10.9.9.9', loose, 'reverse-path-filter'],
    ['of this host', '10.0.2.1', FORWARDS, 'martian-source'],
    ['of this host, strict', '10.0.2.1', strict, 'martian-source'],
    ['of this host, where that is accepted', '10.0.2.1', { ...FORWARDS, ...local }, undefined],
    ['a broadcast address, strict', '10.0.1.255', strict, 'martian-source'],
    ['multicast', '224.0.0.1', FORWARDS, 'martian-source'],
    ['all hosts', '255.255.255.255', FORWARDS, 'martian-source'],
    ['of no host', '0.0.0.1', FORWARDS, 'martian-source'],
    ['loopback', '127.0.0.1', FORWARDS, 'martian-source'],
  ])('%s', (_, source, sysctls, reason) => {
    const host = router({ sysctls })
    toRouter(host, udpPacket({ source, destination: FAR }, 1, 2))
    expect(host.drops()).toEqual(reason === undefined ? [] : [reason])
    expect(host.takeSent()).toHaveLength(reason === undefined ? 1 : 0)
  })

  it('are looked up with the mark only where src_valid_mark says so', () => {
    const rules = [{ priority: 10, table: 7, fwmark: { value: 1, mask: 1 }, not: false }]
    const routes = [route('10.0.1.0/24', { table: 7, link: 'out', gateway: ip(FAR) }), route('10.0.2.0/24', { table: 7, link: 'out' })]
    const iptables = ['*mangle\n-A PREROUTING -j MARK --set-mark 1\nCOMMIT']
    const send = (sysctls: Readonly<Record<string, string>>): readonly string[] => {
      const host = router({ rules, routes, iptables, sysctls: { ...strict, ...sysctls } })
      toRouter(host, udpPacket(there, 1, 2))
      return host.drops()
    }
    expect(send({})).toEqual([])
    expect(send({ 'net/ipv4/conf/all/src_valid_mark': '1' })).toEqual(['reverse-path-filter'])
  })
})

describe('destinations', () => {
  it.each([
    ['of no host', '0.0.0.1', 'martian-destination'],
    ['loopback', '127.0.0.1', 'martian-destination'],
  ])('%s', (_, destination, reason) => {
    const host = router()
    toRouter(host, udpPacket({ source: SENDER, destination }, 1, 2))
    expect([host.takeSent(), host.drops()]).toEqual([[], [reason]])
  })

  it.each(['255.255.255.255', '10.0.1.255', ROUTER, '10.0.2.1'])('%s is this host', (destination) => {
    const host = router({ sysctls: { 'net/ipv4/icmp_echo_ignore_broadcasts': '0', ...FORWARDS } })
    toRouter(host, icmpPacket({ source: SENDER, destination }, 8))
    expect(host.entries('packet.delivered')).toHaveLength(1)
  })
})
