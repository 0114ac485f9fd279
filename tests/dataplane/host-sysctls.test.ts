import { describe, expect, it } from 'vitest'
import { twoNetworks } from './small-network'

const PING = 'ping -n -c 1 -W 1 10.0.2.2'
const FORWARDS = { 'net/ipv4/ip_forward': '1' }

describe('sysctls of a host', () => {
  it('ip_default_ttl is the TTL of what it sends and of what it answers', () => {
    const network = twoNetworks({ left: { sysctls: { 'net/ipv4/ip_default_ttl': '5' } }, right: { sysctls: { 'net/ipv4/ip_default_ttl': '33' } } })
    expect(network.run('left', PING).stdout).toContain('ttl=32')
    expect(network.entries().filter(({ kind }) => kind === 'packet.forwarded').map(({ a, b }) => `${a}→${b}`)).toEqual(['5→4', '33→32'])
    expect(network.run('left', 'ping -n -c 1 -W 1 -t 9 10.0.2.2').stdout).toContain('ttl=32')
  })

  it.each([
    ['six at once and one a second', {}, 6],
    ['all with icmp_ratelimit 0', { 'net/ipv4/icmp_ratelimit': '0' }, 12],
    ['more with a smaller icmp_ratelimit', { 'net/ipv4/icmp_ratelimit': '200' }, 9],
    ['all when icmp_ratemask leaves their type out', { 'net/ipv4/icmp_ratemask': '8' }, 12],
  ])('errors are limited: %s', (_, sysctls, answers) => {
    const network = twoNetworks({ router: { sysctls: { ...FORWARDS, ...sysctls } } })
    expect(network.run('left', 'ping -n -c 12 -i 0.05 -W 0.2 -t 1 10.0.2.2').stdout).toContain(`+${answers} errors`)
  })

  it('icmp_echo_ignore_all keeps it silent, also when the lab says so from the start', () => {
    expect(twoNetworks({ right: { sysctls: { 'net/ipv4/icmp_echo_ignore_all': '1' } } }).run('left', PING).exit).toBe(1)
  })

  it.each([
    ['0', 0],
    ['1', 0],
    ['2', 0],
    ['8', 1],
  ])('arp_ignore %s, asked for its own address on that link', (value, exit) => {
    expect(twoNetworks({ right: { sysctls: { 'net/ipv4/conf/all/arp_ignore': value } } }).run('router', PING).exit).toBe(exit)
  })

  it.each([
    ['0', 0],
    ['1', 1],
    ['2', 1],
  ])('arp_ignore %s, asked for the address of another interface', (value, exit) => {
    const network = twoNetworks({ router: { sysctls: { ...FORWARDS, 'net/ipv4/conf/all/arp_ignore': value } } })
    network.run('left', 'ip route add 10.0.2.1/32 dev eth0')
    expect(network.run('left', 'ping -n -c 1 -W 1 10.0.2.1').exit).toBe(exit)
  })
})

describe('a broadcast address', () => {
  it.each(['10.0.1.255', '255.255.255.255'])('%s is only for programs that ask for it', (address) => {
    const network = twoNetworks()
    expect(network.run('left', `ping -n -c 1 -W 1 ${address}`)).toEqual({ exit: 2, stdout: '', stderr: 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n' })
    expect(network.entries().some(({ kind }) => kind === 'hop.out')).toBe(false)
  })
})
