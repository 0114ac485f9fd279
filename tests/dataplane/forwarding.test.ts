import { describe, expect, it } from 'vitest'
import { ip, netns, route, TestNetwork, twoNetworks, veth } from './small-network'

const PING = 'ping -n -c 1 -W 1 10.0.2.2'

/** A rule that needs connections, though it matches none. */
const TRACKS = '*nat\n-A POSTROUTING -o nowhere -j MASQUERADE\nCOMMIT'

describe('a router between two hosts', () => {
  it('forwards, and takes one from the TTL', () => {
    const network = twoNetworks()
    expect(network.run('left', PING).stdout).toContain('64 bytes from 10.0.2.2: icmp_seq=1 ttl=63')
    expect(network.entries().filter(({ kind }) => kind === 'packet.forwarded').map(({ a, b }) => `${a}→${b}`)).toEqual(['64→63', '64→63'])
  })

  it.each([
    ['does not forward with ip_forward 0', { router: { sysctls: {} } }, PING, ['router: forwarding-disabled']],
    ['tells when the TTL ran out', {}, 'ping -n -c 1 -W 1 -t 1 10.0.2.2', ['router: ttl-exceeded']],
    ['tells that there is no route', {}, 'ping -n -c 1 -W 1 10.9.9.9', ['router: no-route']],
    ['says nothing of a blackhole', { router: { routes: [route('10.0.2.2/32', { type: 'blackhole' as const })], sysctls: { 'net/ipv4/ip_forward': '1' } } }, PING, ['router: blackhole-route']],
    ['tells of an unreachable route', { router: { routes: [route('10.0.2.2/32', { type: 'unreachable' as const })], sysctls: { 'net/ipv4/ip_forward': '1' } } }, PING, ['router: unreachable-route']],
    ['tells of a prohibit route', { router: { routes: [route('10.0.2.2/32', { type: 'prohibit' as const })], sysctls: { 'net/ipv4/ip_forward': '1' } } }, PING, ['router: prohibit-route']],
    ['drops what a rule says', { router: { iptables: ['*filter\n-A FORWARD -p icmp -j DROP\nCOMMIT'], sysctls: { 'net/ipv4/ip_forward': '1' } } }, PING, ['router: iptables-drop']],
    ['rejects what a rule says', { router: { iptables: ['*filter\n-A FORWARD -p icmp -j REJECT\nCOMMIT'], sysctls: { 'net/ipv4/ip_forward': '1' } } }, PING, ['router: iptables-reject']],
    ['goes by the policy of a chain', { router: { iptables: ['*filter\n:FORWARD DROP [0:0]\nCOMMIT'], sysctls: { 'net/ipv4/ip_forward': '1' } } }, PING, ['router: iptables-drop']],
  ] as const)('%s', (_, change, command, drops) => {
    const network = twoNetworks(change)
    expect(network.run('left', command).exit).toBe(1)
    expect(network.drops().filter((text) => text.startsWith('router'))).toEqual(drops)
  })

  it.each([
    ['-t 1 10.0.2.2', 'From 10.0.1.1 icmp_seq=1 Time to live exceeded'],
    ['10.9.9.9', 'From 10.0.1.1 icmp_seq=1 Destination Net Unreachable'],
    ['-W 5 10.0.2.77', 'From 10.0.1.1 icmp_seq=1 Destination Host Unreachable'],
  ])('ping %s is told: %s', (target, line) => {
    expect(twoNetworks().run('left', `ping -n -c 1 ${target}`).stdout).toContain(line)
  })

  it('a lower metric wins, whichever route came first', () => {
    const network = twoNetworks({
      router: {
        routes: [route('10.7.0.0/16', { link: 'left', gateway: ip('10.0.1.2'), metric: 200 }), route('10.7.0.0/16', { link: 'right', gateway: ip('10.0.2.2'), metric: 100 })],
      },
    })
    expect(network.run('router', 'ip route get 10.7.1.1').stdout).toContain('10.7.1.1 via 10.0.2.2 dev right src 10.0.2.1')
  })

  it('a rule sends a source to a table of its own, and a throw there sends it on', () => {
    const rules = [{ priority: 100, table: 7, source: { network: ip('10.0.1.0'), prefixLength: 24 }, not: false }]
    const own = route('10.7.0.0/16', { table: 7, link: 'right', gateway: ip('10.0.2.2') })
    const main = route('10.7.0.0/16', { link: 'left', gateway: ip('10.0.1.2') })
    const ask = 'ip route get 10.7.1.1 from 10.0.1.1'
    expect(twoNetworks({ router: { rules, routes: [own, main] } }).run('router', ask).stdout).toContain('dev right')
    expect(twoNetworks({ router: { rules, routes: [{ ...own, type: 'throw' }, main] } }).run('router', ask).stdout).toContain('dev left')
  })
})

describe('path MTU', () => {
  const small = { router: { routes: [route('10.0.2.2/32', { link: 'right', scope: 'link' as const, mtuBytes: 1000 })], sysctls: { 'net/ipv4/ip_forward': '1' } } }

  it('is told once to who asked not to be fragmented, and remembered', () => {
    const network = twoNetworks(small)
    expect(network.run('left', 'ping -n -c 1 -W 1 -M do -s 1400 10.0.2.2').stdout).toContain('From 10.0.1.1 icmp_seq=1 Frag needed and DF set (mtu = 1000)')
    expect(network.run('left', 'ping -n -c 1 -W 1 -M do -s 1400 10.0.2.2').stderr).toContain('message too long, mtu=1000')
    expect(network.run('left', 'ip route get 10.0.2.2').stdout).toMatch(/cache expires \d+sec mtu 1000/)
  })

  it('fragments the rest, and the far host puts the fragments together', () => {
    const network = twoNetworks(small)
    expect(network.run('left', 'ping -n -c 1 -W 1 -M dont -s 1400 10.0.2.2').exit).toBe(0)
    expect(network.entries().filter(({ kind }) => kind === 'packet.fragmented').map(({ a, b }) => [a, b])).toEqual([[2, 1000]])
    expect(network.entries().some(({ kind }) => kind === 'packet.reassembled')).toBe(true)
  })

  it('a router that tracks connections puts fragments together, and cuts them again as they came', () => {
    const network = twoNetworks({ router: { iptables: [TRACKS], sysctls: { 'net/ipv4/ip_forward': '1' } } })
    expect(network.run('left', 'ping -n -c 1 -W 1 -M dont -s 2000 10.0.2.2').exit).toBe(0)
    const cut = network.entries().filter(({ kind }) => kind === 'packet.fragmented' || kind === 'packet.reassembled')
    expect(cut.slice(0, 4).map(({ kind, netns, a }) => `${kind} ${netns} ${a}`)).toEqual([
      'packet.fragmented 0 2',
      'packet.reassembled 1 2',
      'packet.fragmented 1 2',
      'packet.reassembled 2 2',
    ])
  })

  it('a router that tracks connections sends the very fragments that it got, however unequal', () => {
    const forwards = { 'net/ipv4/ip_forward': '1' }
    const network = new TestNetwork([
      netns('left', [veth('eth0', '10.0.1.2/24', 'narrow', 'left')], [route('default', { gateway: ip('10.0.1.1'), link: 'eth0' })]),
      netns('narrow', [veth('left', '10.0.1.1/24', 'left', 'eth0'), veth('right', '10.0.3.1/24', 'tracker', 'left')], [route('10.0.2.0/24', { gateway: ip('10.0.3.2'), link: 'right', mtuBytes: 1400 })], { sysctls: forwards }),
      netns('tracker', [veth('left', '10.0.3.2/24', 'narrow', 'right'), veth('right', '10.0.2.1/24', 'right', 'eth0')], [route('10.0.1.0/24', { gateway: ip('10.0.3.1'), link: 'left' })], { sysctls: forwards, iptables: [TRACKS] }),
      netns('right', [veth('eth0', '10.0.2.2/24', 'tracker', 'right')], [route('default', { gateway: ip('10.0.2.1'), link: 'eth0' })]),
    ])
    expect(network.run('left', 'ping -n -c 1 -W 1 -M dont -s 2000 10.0.2.2').exit).toBe(0)
    const cut = network.entries().filter(({ kind }) => kind === 'packet.fragmented')
    expect(cut.map(({ netns: at, a }) => `${at} ${a}`)).toEqual(['0 2', '1 2', '2 3', '3 2', '2 2'])
  })
})
