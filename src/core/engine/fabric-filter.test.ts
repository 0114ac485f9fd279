import { describe, expect, it } from 'vitest'
import { writeIpv4Header } from '../dataplane/ipv4-header'
import { Skb } from '../dataplane/skb'
import { parseIpv4 } from '../wire/ipv4-address'
import { parseFilter } from './fabric-filter'

function udpFrame(source: string, destination: string, destinationPort: number, protocol = 17, fragment = 0): Skb {
  const skb = new Skb(128)
  skb.end = 14 + 28
  skb.data[12] = 0x08
  writeIpv4Header(skb.data, 14, { tos: 0, totalBytes: 28, id: 1, fragment, ttl: 64, protocol, source: parseIpv4(source)!, destination: parseIpv4(destination)! })
  skb.data[14 + 20 + 2] = destinationPort >>> 8
  skb.data[14 + 20 + 3] = destinationPort
  return skb
}

function matches(rule: string, skb: Skb): boolean {
  const parsed = parseFilter(rule)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value.matches(skb)
}

describe('a fabric filter', () => {
  const vxlan = udpFrame('192.168.10.101', '192.168.20.100', 4789)

  it.each([
    ['-p IPv4 --ip-proto 17 --ip-dport 4789 -j DROP', true],
    ['-p IPv4 --ip-proto udp --ip-dport 4790 -j DROP', false],
    ['-p IPv4 --ip-proto 4 -j DROP', false],
    ['-p IPv4 --ip-src 192.168.10.0/24 -j DROP', true],
    ['-p IPv4 --ip-dst 192.168.10.0/24 -j DROP', false],
    ['-p ARP -j DROP', false],
    ['-p IPv4 -j DROP', true],
  ])('%s: %s for a VXLAN datagram', (rule, expected) => {
    expect(matches(rule, vxlan)).toBe(expected)
  })

  it('sees no ports in a later fragment', () => {
    expect(matches('-p IPv4 --ip-proto 17 --ip-dport 4789 -j DROP', udpFrame('1.1.1.1', '2.2.2.2', 4789, 17, 100))).toBe(false)
  })

  it.each([
    ['-p IPv4', 'a rule needs a target: -j DROP'],
    ['-p IPv6 -j DROP', 'unknown protocol "IPv6": IPv4 and ARP are modelled'],
    ['--ip-src 300.1.1.1 -j DROP', '"300.1.1.1" is not an IPv4 address or prefix'],
    ['--ip-dport 70000 -j DROP', '"70000" is not a port'],
    ['-j ACCEPT', 'target "ACCEPT" is not modelled: DROP is'],
    ['--vlan-id 5 -j DROP', 'unknown option "--vlan-id"'],
    ['-p', 'option "-p" requires an argument'],
  ])('%s is refused: %s', (rule, error) => {
    expect(parseFilter(rule)).toEqual({ ok: false, error })
  })
})
