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

describe('connection tracking', () => {
  const TRACKS = 'iptables -t nat -A POSTROUTING -d 192.0.2.0/24 -j MASQUERADE'

  it('takes its limit and its timeouts from net.netfilter, and shows what it holds', () => {
    const network = twoNetworks()
    const say = (command: string): string => network.run('left', command).stdout
    say(TRACKS)
    expect(say('sysctl net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_buckets net.netfilter.nf_conntrack_count')).toBe(
      'net.netfilter.nf_conntrack_max = 65536\nnet.netfilter.nf_conntrack_buckets = 65536\nnet.netfilter.nf_conntrack_count = 0\n',
    )
    say('sysctl -w net.netfilter.nf_conntrack_icmp_timeout=7 net.netfilter.nf_conntrack_max=1')
    say(PING)
    expect(say('conntrack -L')).toMatch(/^icmp +1 [67] src=10\.0\.1\.2 /)
    expect(say('sysctl -n net.netfilter.nf_conntrack_count')).toBe('1\n')
    expect(network.run('left', PING)).toMatchObject({ exit: 1, stderr: '' })
    expect(say('conntrack -S')).toBe('cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=1 early_drop=0 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n')
  })

  it.each([
    ['net.netfilter.nf_conntrack_count=5', 'setting key "net.netfilter.nf_conntrack_count": Permission denied'],
    ['net.netfilter.nf_conntrack_max=many', 'setting key "net.netfilter.nf_conntrack_max": Invalid argument'],
  ])('does not take %s', (typed, says) => {
    expect(twoNetworks().run('left', `sysctl -w ${typed}`)).toMatchObject({ exit: 1, stderr: `sysctl: ${says}\n` })
  })
})

it.each(['OUTPUT', 'POSTROUTING'])('a rule that drops what a program sends, in %s, is told to the program: traceroute says so, ping nothing', (chain) => {
  const network = twoNetworks()
  network.run('left', `iptables -t mangle -A ${chain} -j DROP`)
  expect(network.run('left', PING)).toMatchObject({ exit: 1, stderr: '' })
  expect(network.run('left', 'traceroute -n -q 1 -m 1 10.0.2.2').stderr).toContain('Operation not permitted')
})
