import { describe, expect, it } from 'vitest'
import { required } from '../../base/assert'
import { OneHost } from '../../../../tests/dataplane/one-host'
import { icmpPacket, ipv4Packet, tcpPacket, udpPacket } from '../../../../tests/dataplane/packets'
import { ip, netns, route, veth } from '../../../../tests/dataplane/small-network'
import { Conntrack } from '../conntrack'
import type { Connection } from '../conntrack'
import { Ipset } from '../ipset'
import type { Skb } from '../skb'
import { compileMatch } from './match'
import { parseRule } from './parse-rule'

const host = new OneHost(
  netns('host', [veth('cali1', '10.0.0.1/24', 'pod', 'eth0'), veth('eth0', '10.1.0.1/24', 'other', 'eth0')], [route('0.0.0.0/0', { link: 'eth0', gateway: ip('10.1.0.254') })]),
)
const pool = new Ipset({ name: 'pool', type: 'hash:net', maxElements: 10, members: [{ network: ip('10.0.0.0'), prefixLength: 8 }] })
const sets = new Map([['pool', pool]])

const flow = { source: '10.0.0.5', destination: '192.168.7.9' }
const udp = udpPacket(flow, 1000, 53)
const tcp = tcpPacket(flow, 1000, 80, 2)
const ping = icmpPacket(flow, 8)
const laterFragment = ipv4Packet(17, { ...flow, fragmentOffsetBytes: 8 }, Uint8Array.of(0, 53, 0, 53, 0, 0, 0, 0))

interface Hand {
  readonly inDevice?: string
  readonly outDevice?: string
  readonly change?: (skb: Skb) => void
}

function matches(rule: string, bytes: Uint8Array, { inDevice, outDevice, change }: Hand = {}): boolean {
  const spec = parseRule(rule.split(' '))
  if (!spec.ok) throw new Error(spec.error)
  const skb = host.pool.take(bytes.length)
  skb.data.set(bytes, skb.network)
  change?.(skb)
  const context = { netns: host.netns, skb, inDevice: inDevice === undefined ? null : host.device(inDevice), outDevice: outDevice === undefined ? null : host.device(outDevice) }
  const verdict = spec.value.matches.every((match) => compileMatch(match, sets)(context))
  host.pool.release(skb)
  return verdict
}

describe('a match holds and its negation does not, or the other way round', () => {
  it.each<[string, Uint8Array, Hand, boolean]>([
    ['-s 10.0.0.5', udp, {}, true],
    ['-s 10.0.0.0/29', udp, {}, true],
    ['-s 10.0.0.8/29', udp, {}, false],
    ['-s 192.168.7.9', udp, {}, false],
    ['-d 192.168.0.0/16', udp, {}, true],
    ['-d 10.0.0.0/8', udp, {}, false],
    ['-s 0.0.0.0/0', udp, {}, true],
    ['-i cali+', udp, { inDevice: 'cali1' }, true],
    ['-i cali1', udp, { inDevice: 'cali1' }, true],
    ['-i cali', udp, { inDevice: 'cali1' }, false],
    ['-i cali12', udp, { inDevice: 'cali1' }, false],
    ['-i +', udp, { inDevice: 'eth0' }, true],
    ['-i cali+', udp, { inDevice: 'eth0', outDevice: 'cali1' }, false],
    ['-i eth0', udp, {}, false],
    ['-o eth0', udp, { outDevice: 'eth0' }, true],
    ['-o eth0', udp, { inDevice: 'eth0' }, false],
    ['-p udp', udp, {}, true],
    ['-p tcp', udp, {}, false],
    ['-m icmp --icmp-type 8', ping, {}, true],
    ['-m icmp --icmp-type 8/0', ping, {}, true],
    ['-m icmp --icmp-type 8/1', ping, {}, false],
    ['-m icmp --icmp-type 0', ping, {}, false],
    ['-m icmp --icmp-type 3/4', icmpPacket(flow, 3, 4), {}, true],
    ['-m icmp --icmp-type 3', icmpPacket(flow, 3, 4), {}, true],
    ['-m set --match-set pool src', udp, {}, true],
    ['-m set --match-set pool dst', udp, {}, false],
    ['-m set --match-set absent src', udp, {}, false],
    ['-m mark --mark 0x10/0x30', udp, { change: (skb) => (skb.mark = 0xffff_ffd0) }, true],
    ['-m mark --mark 0x10/0x30', udp, { change: (skb) => (skb.mark = 0x30) }, false],
    ['-m mark --mark 0x80000000/0x80000000', udp, { change: (skb) => (skb.mark = 0x8000_0001) }, true],
  ])('%s', (rule, bytes, hand, expected) => {
    expect(matches(rule, bytes, hand)).toBe(expected)
    const [flag = '', ...rest] = rule.startsWith('-m') ? rule.split(' ').slice(2) : rule.split(' ')
    const module = rule.startsWith('-m') ? `${rule.split(' ').slice(0, 2).join(' ')} ` : ''
    expect(matches(`${module}! ${flag} ${rest.join(' ')}`, bytes, hand)).toBe(!expected)
  })
})

describe('ports', () => {
  it.each([
    ['-p udp --sport 1000', udp, true],
    ['-p udp --dport 53', udp, true],
    ['-p udp --dport 1000', udp, false],
    ['-p udp --dport 50:53', udp, true],
    ['-p udp --dport 53:60', udp, true],
    ['-p udp --dport 54:60', udp, false],
    ['-p udp --dport 40:52', udp, false],
    ['-p udp ! --dport 54', udp, true],
    ['-p udp ! --dport 53', udp, false],
    ['-p tcp --dport 80', tcp, true],
    ['-m multiport --dports 22,50:60', udp, true],
    ['-m multiport --dports 22,54:60', udp, false],
    ['-m multiport --sports 1000', udp, true],
    ['-m multiport --sports 53', udp, false],
    ['-m multiport --ports 53', udp, true],
    ['-m multiport --ports 1000', udp, true],
    ['-m multiport --ports 22', udp, false],
    ['-m multiport ! --ports 22', udp, true],
    ['-m multiport ! --dports 53', udp, false],
  ])('%s', (rule, bytes, expected) => {
    expect(matches(rule, bytes)).toBe(expected)
  })

  it.each(['-p udp --dport 53', '-p udp ! --dport 9', '-m multiport --dports 53', '-m multiport ! --dports 9'])('%s: a fragment that does not begin the packet has none', (rule) => {
    expect(matches(rule, laterFragment)).toBe(false)
  })

  it.each(['-m multiport --dports 0:65535', '-m multiport ! --dports 9'])('%s: ICMP has none', (rule) => {
    expect(matches(rule, ping)).toBe(false)
  })
})

describe('the type of an address', () => {
  it.each<[string, string, Hand, boolean]>([
    ['--src-type LOCAL', '10.0.0.1', {}, true],
    ['--src-type LOCAL', '10.0.0.2', {}, false],
    ['! --src-type LOCAL', '10.0.0.2', {}, true],
    ['! --src-type LOCAL', '10.0.0.1', {}, false],
    ['--src-type BROADCAST', '10.0.0.255', {}, true],
    ['--src-type BROADCAST', '10.0.0.1', {}, false],
    ['--src-type UNICAST', '10.0.0.2', {}, true],
    ['--src-type UNICAST', '10.0.0.1', {}, false],
    ['--src-type BLACKHOLE', '10.0.0.2', {}, false],
    ['--src-type LOCAL --limit-iface-out', '10.0.0.1', { outDevice: 'cali1' }, true],
    ['--src-type LOCAL --limit-iface-out', '10.0.0.1', { outDevice: 'eth0', inDevice: 'cali1' }, false],
    ['--src-type LOCAL --limit-iface-in', '10.0.0.1', { inDevice: 'cali1', outDevice: 'eth0' }, true],
    ['--src-type LOCAL --limit-iface-in', '10.0.0.1', { inDevice: 'eth0', outDevice: 'cali1' }, false],
    ['--src-type UNICAST --limit-iface-in', '10.0.0.1', { inDevice: 'eth0' }, true],
    ['--src-type LOCAL --dst-type UNICAST', '10.0.0.1', {}, true],
    ['--src-type LOCAL --dst-type LOCAL', '10.0.0.1', {}, false],
    ['--dst-type LOCAL', '10.0.0.1', {}, false],
  ])('-m addrtype %s of %s', (rule, source, hand, expected) => {
    expect(matches(`-m addrtype ${rule}`, udpPacket({ ...flow, source }, 1, 2), hand)).toBe(expected)
  })
})

describe('the state of a connection', () => {
  const connection = (change: Partial<Connection>): Connection => {
    const skb = host.pool.take(udp.length)
    skb.data.set(udp, skb.network)
    new Conntrack().track(host.netns, skb)
    return { ...required(skb.connection ?? undefined, 'a connection'), ...change }
  }

  it.each<[string, (skb: Skb) => void, string[]]>([
    ['without a connection', () => undefined, ['INVALID']],
    ['untracked', (skb) => (skb.untracked = true), ['UNTRACKED']],
    ['the first packet', (skb) => (skb.connection = connection({})), ['NEW']],
    ['the first packet, translated', (skb) => (skb.connection = connection({ sourceNat: true })), ['NEW', 'SNAT']],
    ['the first packet, sent elsewhere', (skb) => (skb.connection = connection({ destinationNat: true })), ['NEW', 'DNAT']],
    ['after an answer', (skb) => (skb.connection = connection({ seenReply: true })), ['ESTABLISHED']],
    ['an answer', (skb) => Object.assign(skb, { connection: connection({}), isReply: true }), ['ESTABLISHED']],
    ['an error about it', (skb) => Object.assign(skb, { connection: connection({}), isReply: true, isRelated: true }), ['RELATED']],
  ])('%s', (_, change, states) => {
    const all = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'SNAT', 'DNAT']
    expect(all.filter((state) => matches(`-m conntrack --ctstate ${state}`, udp, { change }))).toEqual(states)
    expect(all.filter((state) => !matches(`-m state ! --state ${state}`, udp, { change }))).toEqual(states)
  })
})

describe('-m rpfilter passes', () => {
  it.each<[string, string, Hand, boolean]>([
    ['what comes in where its answers go out', '-m rpfilter', { inDevice: 'cali1' }, true],
    ['nothing that comes in elsewhere', '-m rpfilter', { inDevice: 'eth0' }, false],
    ['that too when loose', '-m rpfilter --loose', { inDevice: 'eth0' }, true],
    ['the opposite when inverted', '-m rpfilter --invert', { inDevice: 'eth0' }, true],
    ['the opposite of what passes, when inverted', '-m rpfilter --invert', { inDevice: 'cali1' }, false],
    ['what comes from the host itself', '-m rpfilter', { inDevice: 'lo' }, true],
    ['what did not come in', '-m rpfilter', {}, true],
  ])('%s', (_, rule, hand, expected) => {
    expect(matches(rule, udp, hand)).toBe(expected)
  })

  it.each(['10.0.0.1', '10.0.0.255'])('not the host’s own or a broadcast address as source, even when loose: %s', (source) => {
    expect(matches('-m rpfilter --loose', udpPacket({ ...flow, source }, 1, 2), { inDevice: 'cali1' })).toBe(false)
  })

  it('a source by the mark’s own table only with --validmark', () => {
    const marked = new OneHost(
      netns('host', [veth('cali1', '10.0.0.1/24', 'pod', 'eth0'), veth('eth0', '10.1.0.1/24', 'other', 'eth0')], [route('10.0.0.0/8', { table: 7, link: 'eth0', gateway: ip('10.1.0.254') })], {
        rules: [{ priority: 10, table: 7, fwmark: { value: 1, mask: 1 }, not: false }],
      }),
    )
    const passes = (rule: string): boolean => {
      const spec = parseRule(rule.split(' '))
      if (!spec.ok) throw new Error(spec.error)
      const skb = marked.pool.take(udp.length)
      skb.data.set(udp, skb.network)
      skb.mark = 1
      return spec.value.matches.every((match) => compileMatch(match, sets)({ netns: marked.netns, skb, inDevice: marked.device('cali1'), outDevice: null }))
    }
    expect(passes('-m rpfilter')).toBe(true)
    expect(passes('-m rpfilter --validmark')).toBe(false)
  })
})
