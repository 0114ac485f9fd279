import { describe, expect, it } from 'vitest'
import { VERDICTS } from '../../src/core/trace/entry-kinds'
import { FAR, router, SENDER, toRouter } from './lone-router'
import { udpPacket } from './packets'
import { ip, route, twoNetworks } from './small-network'
import type { TestNetwork } from './small-network'

const FORWARDS = { 'net/ipv4/ip_forward': '1' }

function typed(network: TestNetwork, at: string, ...commands: readonly string[]): void {
  for (const command of commands) expect([command, network.run(at, command)]).toMatchObject([command, { exit: 0, stderr: '' }])
}

/** The link by which the router's first ICMP packet left. */
function leftBy(network: TestNetwork): string | undefined {
  return ['left', 'right'].find((link) => network.frames('router', link, 'out').some((layers) => layers.some(({ proto }) => proto === 'icmp')))
}

describe('what the output hook changes is routed anew', () => {
  it('another destination (DNAT in OUTPUT), whose answers seem to come from where the request went', () => {
    const network = twoNetworks()
    typed(network, 'router', 'iptables -t nat -A OUTPUT -d 10.0.1.2 -j DNAT --to-destination 10.0.2.2')
    expect(network.run('router', 'ping -n -c 1 -W 1 10.0.1.2').stdout).toContain('64 bytes from 10.0.1.2: icmp_seq=1 ttl=64')
    expect(leftBy(network)).toBe('right')
  })

  it('another mark, by a rule for that mark', () => {
    const network = twoNetworks({
      router: {
        sysctls: FORWARDS,
        rules: [{ priority: 100, table: 7, fwmark: { value: 5, mask: 0xff }, not: false }],
        routes: [route('10.7.0.0/16', { link: 'left', gateway: ip('10.0.1.2') }), route('10.7.0.0/16', { table: 7, link: 'right', gateway: ip('10.0.2.2') })],
      },
    })
    network.run('router', 'ping -n -c 1 -W 1 10.7.1.1')
    expect(leftBy(network)).toBe('left')
    const marking = twoNetworks({ router: { sysctls: FORWARDS, rules: [{ priority: 100, table: 7, fwmark: { value: 5, mask: 0xff }, not: false }], routes: [route('10.7.0.0/16', { link: 'left', gateway: ip('10.0.1.2') }), route('10.7.0.0/16', { table: 7, link: 'right', gateway: ip('10.0.2.2') })] } })
    typed(marking, 'router', 'iptables -t mangle -A OUTPUT -d 10.7.1.1 -j MARK --set-xmark 0x5/0xff')
    marking.run('router', 'ping -n -c 1 -W 1 10.7.1.1')
    expect(leftBy(marking)).toBe('right')
  })

  it('and ends where there is no route to the new destination', () => {
    const network = twoNetworks()
    typed(network, 'router', 'iptables -t nat -A OUTPUT -d 10.0.1.2 -j DNAT --to-destination 10.99.9.9')
    network.run('router', 'ping -n -c 1 -W 1 10.0.1.2')
    expect([network.drops(), leftBy(network)]).toEqual([['router: no-route'], undefined])
  })
})

describe('the hooks of a packet', () => {
  it('raw sees what a program sends, before connections are tracked', () => {
    const network = twoNetworks()
    typed(network, 'left', 'iptables -t nat -A POSTROUTING -o nowhere -j MASQUERADE', 'iptables -t raw -A OUTPUT -p icmp -j NOTRACK', 'iptables -t raw -A PREROUTING -p icmp -j NOTRACK')
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.2').exit).toBe(0)
    expect(network.run('left', 'conntrack -C').stdout).toBe('0\n')
    typed(network, 'left', 'iptables -t raw -I OUTPUT -p icmp -j DROP')
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.2').exit).toBe(1)
    expect(network.drops()).toEqual(['left: iptables-drop'])
  })

  it('source translation at the receiver (INPUT) shows it another sender, and its answers find back', () => {
    const network = twoNetworks()
    typed(network, 'right', 'iptables -t nat -A INPUT -p icmp -j SNAT --to-source 10.0.1.77')
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.2').stdout).toContain('64 bytes from 10.0.2.2')
    expect(network.run('right', 'conntrack -L').stdout).toContain('src=10.0.2.2 dst=10.0.1.77')
  })

  it('INPUT and OUTPUT are not for what is forwarded', () => {
    const network = twoNetworks()
    typed(network, 'router', 'iptables -P INPUT DROP', 'iptables -P OUTPUT DROP')
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.2').exit).toBe(0)
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.1.1').exit).toBe(1)
    expect(network.drops()).toEqual(['router: iptables-drop'])
  })

  it.each(['PREROUTING', 'POSTROUTING'])('a policy of DROP in nat’s %s meets the first packet of a connection', (chain) => {
    const network = twoNetworks()
    typed(network, 'router', 'iptables -t nat -A POSTROUTING -o nowhere -j MASQUERADE', `iptables -t nat -P ${chain} DROP`)
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.2').exit).toBe(1)
    expect(network.drops()).toEqual(['router: iptables-drop'])
  })

  it('MASQUERADE takes the address that lies in the next hop’s subnet', () => {
    const network = twoNetworks()
    typed(network, 'router', 'ip addr add 10.0.3.1/24 dev right', 'ip route add 10.9.0.0/16 via 10.0.3.9 dev right', 'iptables -t nat -A POSTROUTING -o right -j MASQUERADE')
    network.run('left', 'ping -n -c 1 -W 1 10.9.9.9')
    expect(network.run('router', 'conntrack -L').stdout).toContain('src=10.9.9.9 dst=10.0.3.1')
  })

  it('each rule that matched is told, with what it did', () => {
    const host = router()
    for (const command of ['-A FORWARD -p udp', '-A FORWARD -p tcp', '-A FORWARD -p udp -j ACCEPT']) host.built.netfilter.command('filter', command.split(' '))
    host.built.netfilter.command('mangle', ['-A', 'PREROUTING', '-j', 'MARK', '--set-xmark', '0x10/0xf0'])
    toRouter(host, udpPacket({ source: SENDER, destination: FAR }, 1000, 53))
    const texts = host.entries('rule.matched').map(({ a, c }) => {
      const rule = [...(host.netns.netfilter?.tables() ?? [])].flatMap((table) => [...table.chains.values()].flatMap((chain) => chain.rules.map(({ id, text }) => ({ id, text: `${table.name} ${text}` })))).find(({ id }) => id === a)
      return `${rule?.text}: ${VERDICTS[c]}`
    })
    expect(texts).toEqual(['mangle -A PREROUTING -j MARK --set-xmark 0x10/0xf0: mark', 'filter -A FORWARD -p udp: continue', 'filter -A FORWARD -p udp -j ACCEPT: accept'])
  })

  it('a mark changes the bits of its mask, and leaves the others', () => {
    const host = router()
    for (const mark of ['0x5/0xff', '0x30/0xf0']) host.built.netfilter.command('mangle', ['-A', 'PREROUTING', '-j', 'MARK', '--set-xmark', mark])
    host.built.netfilter.command('filter', ['-A', 'FORWARD', '-m', 'mark', '--mark', '0x35', '-j', 'DROP'])
    toRouter(host, udpPacket({ source: SENDER, destination: FAR }, 1000, 53))
    expect(host.drops()).toEqual(['iptables-drop'])
  })
})

describe('a socket that is bound to a link', () => {
  const twoWays = {
    router: {
      sysctls: FORWARDS,
      routes: [
        route('10.7.0.0/16', { link: 'right', gateway: ip('10.0.2.2'), metric: 200 }),
        route('10.7.0.0/16', { link: 'right', gateway: ip('10.0.2.9'), metric: 100 }),
        route('10.0.0.0/8', { link: 'right', gateway: ip('10.0.2.8') }),
        route('10.7.0.0/24', { link: 'left', gateway: ip('10.0.1.2') }),
      ],
    },
  }

  it('is led by the longest prefix of that link, then by metric', () => {
    const network = twoNetworks(twoWays)
    const hop = (asked: string): string => /via (\S+)/.exec(network.run('router', `ip route get ${asked}`).stdout)?.[1] ?? ''
    expect(['10.7.0.5', '10.7.0.5 oif right', '10.7.0.5 oif left', '10.8.0.1 oif right'].map(hop)).toEqual(['10.0.1.2', '10.0.2.9', '10.0.1.2', '10.0.2.8'])
  })

  it('takes everything to be on its link where that has no route', () => {
    const network = twoNetworks({ left: { routes: [] } })
    expect(network.run('left', 'ping -n -c 1 -W 1 10.77.0.1').stderr).toBe('ping: connect: Network is unreachable\n')
    network.run('left', 'ping -n -c 1 -W 1 -I eth0 10.77.0.1')
    expect(network.frames('left', 'eth0', 'out').flat().find((layer) => layer.proto === 'arp')).toMatchObject({ target_ip: '10.77.0.1', sender_ip: '10.0.1.2' })
  })

  it('is refused all the same by a route that refuses', () => {
    const network = twoNetworks({ left: { routes: [route('10.77.0.0/16', { type: 'unreachable' })] } })
    expect(network.run('left', 'ping -n -c 1 -W 1 -I eth0 10.77.0.1').stderr).toContain('No route to host')
  })
})

describe('routing', () => {
  it('lists routes by network, longer prefixes and lower metrics first', () => {
    const network = twoNetworks({
      router: {
        routes: [
          route('10.9.0.0/16', { link: 'right', gateway: ip('10.0.2.2') }),
          route('10.7.0.0/16', { link: 'right', gateway: ip('10.0.2.2'), metric: 200 }),
          route('10.7.0.0/24', { link: 'right', gateway: ip('10.0.2.2') }),
          route('10.7.0.0/16', { link: 'right', gateway: ip('10.0.2.2'), metric: 100 }),
        ],
      },
    })
    const listed = network.run('router', 'ip route show').stdout.split('\n').map((line) => line.replace(/ via.*?(metric \d+)? ?$/, ' $1').trim())
    expect(listed.filter((line) => line.startsWith('10.7') || line.startsWith('10.9'))).toEqual(['10.7.0.0/24', '10.7.0.0/16 metric 100', '10.7.0.0/16 metric 200', '10.9.0.0/16'])
  })

  const back = { routes: [route('10.9.0.0/16', { link: 'in', gateway: ip('10.0.1.254') }), route('10.5.0.0/16', { link: 'in', gateway: ip('10.0.1.2') })], neighbours: [{ address: ip('10.0.1.254'), link: 'in', mac: 0x0200_0000_0044 as never, state: 'permanent' as const }, { address: ip(SENDER), link: 'in', mac: 0x0200_0000_0099 as never, state: 'permanent' as const }] }

  it.each([
    ['on the gateway’s subnet, whatever shared_media says', SENDER, '0', 1],
    ['of another subnet on a shared medium', '10.0.1.2', '1', 1],
    ['that is not a neighbour', '10.5.5.5', '0', 0],
  ])('redirects a sender %s', (_, source, sharedMedia, redirects) => {
    const host = router({ ...back, sysctls: { ...FORWARDS, 'net/ipv4/conf/all/shared_media': sharedMedia, 'net/ipv4/conf/in/shared_media': sharedMedia } })
    toRouter(host, udpPacket({ source, destination: '10.9.9.9' }, 1, 2))
    expect(host.takeSent().filter(({ layers }) => layers.some((layer) => layer.proto === 'icmp' && layer.type === 5))).toHaveLength(redirects)
  })

  it.each([
    ['0', []],
    ['1', ['reverse-path-filter']],
    ['2', []],
  ])('rp_filter %s, where the way back leads out by another link', (value, drops) => {
    const host = router({ routes: [route('10.5.0.0/16', { link: 'out', gateway: ip(FAR) })], sysctls: { ...FORWARDS, 'net/ipv4/conf/in/rp_filter': value } })
    toRouter(host, udpPacket({ source: '10.5.5.5', destination: FAR }, 1, 2))
    expect(host.drops()).toEqual(drops)
  })

  it.each([
    ['0', 'martian-source'],
    ['1', undefined],
  ])('a source that is an address of the host’s own, with accept_local %s', (value, reason) => {
    const host = router({ sysctls: { ...FORWARDS, 'net/ipv4/conf/in/accept_local': value } })
    toRouter(host, udpPacket({ source: '10.0.2.1', destination: FAR }, 1, 2))
    expect(host.drops()).toEqual(reason === undefined ? [] : [reason])
  })
})
