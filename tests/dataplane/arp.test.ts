import { describe, expect, it } from 'vitest'
import { DROP_REASONS } from '../../src/core/trace/entry-kinds'
import { FAR, FORWARDS, ROUTER, router, SENDER, SENDER_MAC, summary, toRouter } from './lone-router'
import { OneHost } from './one-host'
import { arpPacket, EVERYBODY_MAC, frame, icmpPacket, udpPacket } from './packets'
import { ip, netns, veth } from './small-network'

describe('ARP', () => {
  const ask = (target: string, sender = { mac: SENDER_MAC, ip: SENDER }): Uint8Array => frame(sender.mac, EVERYBODY_MAC, arpPacket('request', sender, { mac: 0, ip: target }), 0x0806)
  const proxy = { ...FORWARDS, 'net/ipv4/conf/in/proxy_arp': '1' }

  it('the host answers for its address, to who asked, and knows who asked', () => {
    const host = new OneHost(netns('host', [veth('in', `${ROUTER}/24`, 'sender', 'eth0')], []))
    host.receive('in', ask(ROUTER))
    const [sent] = host.takeSent()
    expect(sent?.layers).toMatchObject([{ dst: '02:00:00:00:00:99' }, { op: 'reply', sender_ip: ROUTER, target_ip: SENDER, target_mac: '02:00:00:00:00:99' }])
    expect(host.netns.neighbours.find(host.device('in'), ip(SENDER))).toMatchObject({ mac: SENDER_MAC, state: 'STALE' })
  })

  it.each<[string, string, Readonly<Record<string, string>>, boolean]>([
    ['its address', ROUTER, FORWARDS, true],
    ['its address at another link', '10.0.2.1', FORWARDS, true],
    ['an address behind another link', FAR, FORWARDS, false],
    ['an address behind another link, as proxy', FAR, proxy, true],
    ['an address behind another link, as proxy that does not forward', FAR, { 'net/ipv4/conf/in/proxy_arp': '1' }, false],
    ['an address of the same link, as proxy', '10.0.1.9', proxy, false],
    ['an address without a route, as proxy', '10.9.9.9', proxy, false],
    ['a broadcast address', '10.0.1.255', proxy, false],
    ['an address of the link, arp_ignore 1', ROUTER, { ...FORWARDS, 'net/ipv4/conf/in/arp_ignore': '1' }, true],
    ['an address of another link, arp_ignore 1', '10.0.2.1', { ...FORWARDS, 'net/ipv4/conf/in/arp_ignore': '1' }, false],
    ['an address of the link, arp_ignore 2', ROUTER, { ...FORWARDS, 'net/ipv4/conf/in/arp_ignore': '2' }, true],
    ['an address of the link, arp_ignore 8', ROUTER, { ...FORWARDS, 'net/ipv4/conf/in/arp_ignore': '8' }, false],
  ])('asked for %s', (_, target, sysctls, isAnswered) => {
    const host = router({ sysctls })
    host.receive('in', ask(target))
    expect(summary(host.takeSent())).toEqual(isAnswered ? [`in: arp reply ${SENDER}`] : [])
    expect(host.entries('arp.ignored')).toHaveLength(isAnswered ? 0 : 1)
  })

  it('arp_ignore 2: a sender of another subnet gets no answer', () => {
    const host = router({ sysctls: { ...FORWARDS, 'net/ipv4/conf/in/arp_ignore': '2' } })
    host.receive('in', ask(ROUTER, { mac: SENDER_MAC, ip: '10.0.3.2' }))
    expect(host.takeSent()).toEqual([])
  })

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['no proxy', FAR, FORWARDS, 'proxy-arp-off'],
    ['no forwarding', FAR, { 'net/ipv4/conf/in/proxy_arp': '1', ...FORWARDS, 'net/ipv4/conf/in/forwarding': '0' }, 'forwarding-disabled'],
    ['same link, proxy', '10.0.1.9', proxy, 'same-interface'],
    ['same link, no proxy', '10.0.1.9', FORWARDS, 'not-our-address'],
    ['no route, proxy', '10.9.9.9', proxy, 'no-route'],
    ['no route, no proxy', '10.9.9.9', FORWARDS, 'not-our-address'],
    ['martian, proxy', '127.0.0.1', proxy, 'martian-destination'],
  ])('the reason for silence: %s', (_, target, sysctls, reason) => {
    const host = router({ sysctls })
    host.receive('in', ask(target))
    expect(host.entries('arp.ignored').map(({ c }) => DROP_REASONS[c])).toEqual([reason])
  })

  it('is no answer to who is not asked for, and teaches nothing about strangers', () => {
    const host = router()
    host.receive('in', ask('10.0.1.9', { mac: 0x55, ip: '10.0.1.8' }))
    expect(host.netns.neighbours.find(host.device('in'), ip('10.0.1.8'))).toBe(undefined)
  })

  it.each([
    ['an answer to this host', 'reply', false, 'REACHABLE'],
    ['an answer to all', 'reply', true, 'STALE'],
    ['a question of it', 'request', true, 'STALE'],
  ] as const)('a neighbour that waits is learned from %s', (_, operation, toAll, state) => {
    const host = router()
    toRouter(host, udpPacket({ source: SENDER, destination: '10.0.2.9' }, 1, 2))
    const own = host.device('out').mac
    host.receive('out', frame(0x0200_0000_0066, toAll ? EVERYBODY_MAC : own, arpPacket(operation, { mac: 0x0200_0000_0066, ip: '10.0.2.9' }, { mac: own, ip: '10.0.2.77' }), 0x0806))
    expect(host.netns.neighbours.find(host.device('out'), ip('10.0.2.9'))).toMatchObject({ mac: 0x0200_0000_0066, state: state === 'STALE' ? 'DELAY' : state })
    expect(summary(host.takeSent())).toEqual(['out: arp request 10.0.2.9', 'out: 10.0.1.2→10.0.2.9 ttl 63 tos 0 udp'])
  })

  it('another MAC is believed only a second after the last news', () => {
    const host = router()
    toRouter(host, udpPacket({ source: SENDER, destination: '10.0.2.9' }, 1, 2))
    const answer = (mac: number): void => host.receive('out', frame(mac, host.device('out').mac, arpPacket('reply', { mac, ip: '10.0.2.9' }, { mac: host.device('out').mac, ip: '10.0.2.1' }), 0x0806))
    const known = (): number | undefined => host.netns.neighbours.find(host.device('out'), ip('10.0.2.9'))?.mac
    answer(0x11)
    host.wait(1)
    answer(0x22)
    expect(known()).toBe(0x11)
    host.wait(0.001)
    answer(0x22)
    expect(known()).toBe(0x22)
  })

  it('asks with the packet’s own address if it is this host’s, else with one of the link', () => {
    const host = router()
    toRouter(host, udpPacket({ source: SENDER, destination: '10.0.2.9' }, 1, 2))
    expect(host.takeSent()[0]?.layers).toMatchObject([{ dst: 'ff:ff:ff:ff:ff:ff' }, { op: 'request', sender_ip: '10.0.2.1', target_ip: '10.0.2.9', target_mac: '00:00:00:00:00:00' }])
    const other = router()
    toRouter(other, icmpPacket({ source: '10.0.1.9', destination: '10.0.2.1' }, 8))
    expect(other.takeSent()[0]?.layers).toMatchObject([{}, { op: 'request', sender_ip: '10.0.2.1', target_ip: '10.0.1.9' }])
  })

  it.each([
    ['to another MAC', 0x0200_0000_0077, arpPacket('request', { mac: SENDER_MAC, ip: SENDER }, { mac: 0, ip: ROUTER }), 'wrong-mac'],
    ['that is cut', EVERYBODY_MAC, arpPacket('request', { mac: SENDER_MAC, ip: SENDER }, { mac: 0, ip: ROUTER }).subarray(0, 27), 'malformed'],
  ])('%s ends there', (_, destination, packet, reason) => {
    const host = router()
    host.receive('in', frame(SENDER_MAC, destination, packet, 0x0806))
    expect([host.takeSent(), host.drops()]).toEqual([[], [reason]])
  })
})
