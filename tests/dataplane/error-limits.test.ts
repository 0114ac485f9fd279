import { describe, expect, it } from 'vitest'
import { ip, netns, route, TestNetwork, twoNetworks, veth } from './small-network'

const UNROUTED = '10.250.0.1'

/** What Linux 6.1 and iputils do, with the default icmp_ratelimit. */
describe('refusals of a router (ip_error) are limited on their own, and pay from the purse of all errors to that address', () => {
  const errorsOf = (stdout: string): string => /received(?:, (\+\d+ errors))?/.exec(stdout)?.[1] ?? 'silence'

  it('one a second: four, then silence, in which other errors are withheld too', () => {
    const network = twoNetworks()
    expect(errorsOf(network.run('left', `ping -c 8 -W 1 ${UNROUTED}`).stdout)).toBe('+4 errors')
    expect(errorsOf(network.run('left', `ping -c 3 -i 0.2 -W 1 ${UNROUTED}`).stdout)).toBe('silence')
  })

  it('three a second: two', () => {
    expect(errorsOf(twoNetworks().run('left', `ping -c 12 -i 0.3 -W 1 ${UNROUTED}`).stdout)).toBe('+2 errors')
  })

  it('traceroute hears two of its three probes', () => {
    expect(twoNetworks().run('left', `traceroute -n -q 3 -m 2 -w 1 ${UNROUTED}`).stdout.replace(/ [\d.]+ ms/g, '')).toContain('\n 1  10.0.1.1  !N  !N *')
  })

  it.each(['unreachable', 'prohibit'])('a route that is %s is refused as often', (type) => {
    const network = twoNetworks()
    network.run('router', `ip route add ${type} 10.250.0.0/16`)
    expect(errorsOf(network.run('left', `ping -c 12 -i 0.3 -W 1 ${UNROUTED}`).stdout)).toBe('+2 errors')
  })

  it('expired packets cost one: after four of them one refusal is left', () => {
    const network = twoNetworks()
    expect(errorsOf(network.run('left', 'ping -c 4 -i 0.2 -t 1 -W 1 10.0.2.2').stdout)).toBe('+4 errors')
    expect(errorsOf(network.run('left', `ping -c 4 -i 0.2 -W 1 ${UNROUTED}`).stdout)).toBe('+1 errors')
  })
})

/** left sends by way of the router what its other link's host has: the router sends it back out where it came in. */
function detour(...rules: readonly string[]): TestNetwork {
  return new TestNetwork([
    netns('left', [veth('eth0', '10.0.1.2/24', 'router', 'left')], [route('10.78.0.0/24', { gateway: ip('10.0.1.1'), link: 'eth0' })]),
    netns('router', [veth('left', '10.0.1.1/24', 'left', 'eth0')], [route('10.78.0.0/24', { gateway: ip('10.0.1.2'), link: 'left' })], { sysctls: { 'net/ipv4/ip_forward': '1' }, iptables: rules.length === 0 ? [] : [`*nat\n${rules.join('\n')}\nCOMMIT`] }),
  ])
}

/** The pings by number that were answered with a redirect. */
function redirected(network: TestNetwork, command: string): readonly number[] {
  return Array.from(network.run('left', command).stdout.matchAll(/icmp_seq=(\d+) Redirect/g), ([, number]) => Number(number))
}

describe('redirects (ip_rt_send_redirect)', () => {
  it('come with pauses that double', () => {
    expect(redirected(detour(), 'ping -c 20 -i 0.2 -W 1 10.78.0.1')).toEqual([1, 2, 3, 4, 6, 10, 17])
  })

  it('end after nine, and begin anew after twenty seconds without a packet', () => {
    const network = detour()
    expect(redirected(network, 'ping -c 24 -i 1 -W 1 10.78.0.1')).toHaveLength(9)
    network.wait(10)
    expect(redirected(network, 'ping -c 1 -W 1 10.78.0.1')).toEqual([])
    network.wait(21)
    expect(redirected(network, 'ping -c 1 -W 1 10.78.0.1')).toEqual([1])
  })

  it('about the first packet of a flow are dropped where there is NAT, and count', () => {
    const network = detour('-A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE')
    expect(redirected(network, 'ping -c 20 -i 0.2 -W 1 10.78.0.1')).toEqual([2, 3, 4, 6, 10, 17])
    expect(network.drops()).toContain('router: redirect-at-nat')
  })

  it('about what is rewritten are dropped', () => {
    expect(redirected(detour('-A POSTROUTING -d 10.78.0.0/24 -j MASQUERADE'), 'ping -c 4 -i 0.2 -W 1 10.78.0.1')).toEqual([])
  })
})
