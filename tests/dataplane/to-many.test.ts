import { describe, expect, it } from 'vitest'
import { router, SENDER, toRouter } from './lone-router'
import { frame, icmpPacket } from './packets'
import { route, twoNetworks } from './small-network'
import type { TestNetwork } from './small-network'

const ANSWERS = { 'net/ipv4/icmp_echo_ignore_broadcasts': '0', 'net/ipv4/ip_forward': '1' }

/** Ethernet destination, IP destination, TTL and DF of the echo requests that left. */
function requests(network: TestNetwork): readonly unknown[] {
  return network.frames('left', 'eth0', 'out').flatMap(([eth, ip]) => (eth?.proto === 'eth' && ip?.proto === 'ipv4' ? [[eth.dst, ip.dst, ip.ttl, ip.df]] : []))
}

describe.each(['10.0.1.255', '255.255.255.255'])('ping to the broadcast address %s', (address) => {
  it('is only for who asks for it (-b)', () => {
    const network = twoNetworks()
    expect(network.run('left', `ping -n -c 1 -W 1 ${address}`)).toEqual({ exit: 2, stdout: '', stderr: 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n' })
    expect(requests(network)).toEqual([])
  })

  it('-b: goes to everybody on the link, uncut and past any gateway, and is ignored by default', () => {
    const network = twoNetworks()
    const { exit, stdout, stderr } = network.run('left', `ping -b -n -c 1 -W 1 ${address}`)
    expect([exit, stderr]).toEqual([1, 'WARNING: pinging broadcast address\n'])
    expect(stdout).toMatch(new RegExp(`^PING ${address} \\(${address}\\) 56\\(84\\) bytes of data\\.\\n\\n--- ${address} ping statistics ---\\n1 packets transmitted, 0 received, 100% packet loss`))
    expect(requests(network)).toEqual([['ff:ff:ff:ff:ff:ff', address, 64, true]])
    expect(network.entries().some(({ kind }) => kind === 'echo.answered')).toBe(false)
  })

  it('-b: is answered from an address of the link where icmp_echo_ignore_broadcasts is 0', () => {
    const network = twoNetworks({ router: { sysctls: ANSWERS } })
    expect(network.run('left', `ping -b -n -c 1 -W 1 ${address}`)).toMatchObject({ exit: 0, stdout: expect.stringContaining('64 bytes from 10.0.1.1: icmp_seq=1 ttl=64') as string })
  })
})

describe('ping to a multicast group', () => {
  it('asks for no permission, and goes to the group’s MAC address with a TTL of 1, uncut', () => {
    const network = twoNetworks({ router: { sysctls: ANSWERS } })
    expect(network.run('left', 'ping -n -c 1 -W 1 224.0.0.1')).toMatchObject({ exit: 0, stderr: '', stdout: expect.stringContaining('64 bytes from 10.0.1.1') as string })
    expect(network.run('left', 'ping -n -c 1 -W 1 -t 5 -M dont 239.129.2.3')).toMatchObject({ exit: 1, stderr: '' })
    expect(requests(network)).toEqual([
      ['01:00:5e:00:00:01', '224.0.0.1', 1, true],
      ['01:00:5e:01:02:03', '239.129.2.3', 5, false],
    ])
  })

  it('is ignored by default, and ends where nobody is of that group: nobody forwards it', () => {
    const network = twoNetworks({ router: { sysctls: { 'net/ipv4/ip_forward': '1' }, routes: [route('224.0.0.0/4', { link: 'right', scope: 'link' })] } })
    expect([network.run('left', 'ping -n -c 1 -W 1 224.0.0.1').exit, network.drops()]).toEqual([1, ['router: echo-ignored']])
    expect([network.run('left', 'ping -n -c 1 -W 1 -t 9 224.0.0.251').exit, network.drops()]).toEqual([1, ['router: echo-ignored', 'router: not-for-this-host']])
  })

  it('a request to a group of which the host is none draws no error', () => {
    const host = router()
    toRouter(host, icmpPacket({ source: SENDER, destination: '224.0.0.5' }, 8))
    host.receive('in', frame(0x0200_0000_0099, 0x0100_5e00_0005, icmpPacket({ source: SENDER, destination: '224.0.0.5' }, 8)))
    expect([host.takeSent(), host.drops()]).toEqual([[], ['not-for-this-host', 'not-for-this-host']])
  })
})
