import { describe, expect, it } from 'vitest'
import { twoNetworks } from './small-network'

const LARGE = 'ping -n -c 1 -W 1 -M dont -s 2000 10.0.2.2'

/** Entries of the router while a ping in two fragments crosses it. */
function fragmentsThrough(rules: readonly string[]) {
  const network = twoNetworks()
  for (const rule of rules) expect(network.run('router', rule).stderr).toBe('')
  network.run('left', 'ping -n -c 1 -W 1 10.0.2.2')
  const before = network.entries().length
  expect(network.run('left', LARGE).exit).toBe(0)
  return { network, entries: network.entries().slice(before) }
}

describe('connections are tracked where a rule asks for them', () => {
  it.each([
    ['none without rules', [], false],
    ['none by a nat table of empty chains', ['iptables -t nat -N mine', 'iptables -t nat -A POSTROUTING -j mine'], false],
    ['with MASQUERADE', ['iptables -t nat -A POSTROUTING -o nowhere -j MASQUERADE'], true],
    ['with DNAT', ['iptables -t nat -A PREROUTING -d 9.9.9.9 -j DNAT --to-destination 10.0.2.2'], true],
    ['with a match of states', ['iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP'], true],
    ['no longer when the last such rule is gone', ['iptables -t nat -A POSTROUTING -o nowhere -j MASQUERADE', 'iptables -t nat -F POSTROUTING'], false],
  ])('%s', (_, rules, isTracked) => {
    const { network, entries } = fragmentsThrough(rules)
    const reassembled = entries.filter((entry) => entry.kind === 'packet.reassembled' && network.netnsOf(entry) === 'router')
    expect(reassembled.length).toBe(isTracked ? 2 : 0)
    expect(network.run('router', 'conntrack -L').stdout === '').toBe(!isTracked)
  })
})

describe('fragments of a program', () => {
  it('cross the network one by one: each is worked off before the next is sent (local_bh_enable)', () => {
    const { network, entries } = fragmentsThrough([])
    const sent = entries.findIndex((entry) => entry.kind === 'hop.out')
    const second = entries.findIndex((entry, i) => i > sent && entry.kind === 'hop.out' && network.netnsOf(entry) === 'left')
    const arrived = entries.findIndex((entry) => entry.kind === 'hop.in' && network.netnsOf(entry) === 'right')
    expect(arrived).toBeLessThan(second)
  })
})
