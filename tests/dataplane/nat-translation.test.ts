import { describe, expect, it } from 'vitest'
import type { Layer } from '../../src/core/trace/layers'
import { FAR, router, SENDER, toRouter } from './lone-router'
import type { OneHost } from './one-host'
import { frame, icmpPacket, ipv4Packet, tcpPacket, udpPacket } from './packets'

const OUT = '10.0.2.1'
const OTHER = '10.0.1.3'
const there = { source: SENDER, destination: FAR }
const ETHERNET_BYTES = 14
const IP_BYTES = 20

function natting(...rules: readonly string[]): OneHost {
  return router({ iptables: [`*nat\n${rules.join('\n')}\nCOMMIT`] })
}

function masquerading(options = ''): OneHost {
  return natting(`-A POSTROUTING -o out -p udp -j MASQUERADE ${options}`.trim())
}

function fromFar(host: OneHost, packet: Uint8Array): void {
  host.receive('out', frame(0x0200_0000_0088, host.device('out').mac, packet))
}

/** What was sent behind the Ethernet header, every checksum right. */
function sent(host: OneHost): readonly (readonly Layer[])[] {
  return host.takeSent().map(({ layers }) => {
    expect(layers.filter((layer) => 'checksum_ok' in layer)).toEqual([])
    return layers.slice(1)
  })
}

function udpPorts(host: OneHost): readonly number[] {
  return sent(host).flatMap((layers) => layers.flatMap((layer) => (layer.proto === 'udp' ? [layer.sport] : [])))
}

/** Two senders use one port to one destination: the port that the second gets. */
function secondPort(port: number): number {
  const host = masquerading()
  toRouter(host, udpPacket(there, port, 53))
  toRouter(host, udpPacket({ ...there, source: OTHER }, port, 53))
  return udpPorts(host)[1] ?? -1
}

describe('another port (nf_nat_l4proto_unique_tuple)', () => {
  it.each([
    [511, 1, 511],
    [512, 600, 1023],
    [1023, 600, 1023],
    [1024, 1024, 65_535],
  ])('for %i is one of %i to %i', (port, from, to) => {
    const other = secondPort(port)
    expect(other).toBeGreaterThanOrEqual(from)
    expect(other).toBeLessThanOrEqual(to)
    expect(other).not.toBe(port)
  })

  it('every port of a range is given, and then no more: who comes next is dropped', () => {
    const host = masquerading('--to-ports 5000-5019')
    const senders = Array.from({ length: 21 }, (_, index) => `10.0.1.${100 + index}`)
    for (const source of senders) toRouter(host, udpPacket({ source, destination: FAR }, 1000, 53))
    expect([...udpPorts(host)].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => 5000 + index))
    expect(host.drops()).toEqual(['conntrack-clash'])
  })

  it('a port within the range is kept, at its ends too', () => {
    const host = masquerading('--to-ports 5000-5019')
    for (const port of [5000, 5019, 5007]) toRouter(host, udpPacket(there, port, 53))
    expect(udpPorts(host)).toEqual([5000, 5019, 5007])
  })

  it('a port just outside of it is not', () => {
    const host = masquerading('--to-ports 5000-5019')
    for (const port of [4999, 5020]) toRouter(host, udpPacket(there, port, 53))
    for (const port of udpPorts(host)) expect([port >= 5000, port <= 5019]).toEqual([true, true])
  })
})

describe('an ICMP id', () => {
  it('of two that look alike is changed, and answer and error find back with the old one', () => {
    const host = natting('-A POSTROUTING -o out -j MASQUERADE')
    const echo = icmpPacket(there, 8, 0, (77 << 16) | 1, Uint8Array.of(1, 2, 3, 4))
    toRouter(host, icmpPacket({ ...there, source: OTHER }, 8, 0, (77 << 16) | 1))
    toRouter(host, echo)
    const ids = sent(host).flatMap((layers) => layers.flatMap((layer) => (layer.proto === 'icmp' ? [layer.id ?? -1] : [])))
    expect(ids[0]).toBe(77)
    expect(ids[1]).not.toBe(77)
    const id = ids[1] ?? 0
    fromFar(host, icmpPacket({ source: FAR, destination: OUT }, 0, 0, (id << 16) | 1))
    expect(sent(host)).toMatchObject([[{ proto: 'ipv4', src: FAR, dst: SENDER }, { proto: 'icmp', type: 0, id: 77 }]])
    fromFar(host, icmpPacket({ source: FAR, destination: OUT }, 11, 0, 0, icmpPacket({ source: OUT, destination: FAR }, 8, 0, (id << 16) | 1, Uint8Array.of(1, 2, 3, 4))))
    const [error] = host.takeSent()
    // what is quoted is what was sent, checksums included
    expect([...(error?.bytes.subarray(ETHERNET_BYTES + IP_BYTES + 8) ?? [])]).toEqual([...echo])
  })
})

describe('what is translated', () => {
  it('is recorded where something changes: address or port', () => {
    const changed = (rule: string): number => {
      const host = natting(rule)
      toRouter(host, udpPacket(there, 1000, 53))
      return host.entries('nat.source').length + host.entries('nat.destination').length
    }
    expect(changed(`-A POSTROUTING -p udp -j SNAT --to-source ${SENDER}`)).toBe(0)
    expect(changed(`-A POSTROUTING -p udp -j SNAT --to-source ${SENDER}:2000`)).toBe(1)
    expect(changed(`-A PREROUTING -p udp -j DNAT --to-destination ${FAR}`)).toBe(0)
    expect(changed(`-A PREROUTING -p udp -j DNAT --to-destination ${FAR}:54`)).toBe(1)
  })

  it('is the address alone where a protocol has no ports', () => {
    const host = natting('-A POSTROUTING -o out -j MASQUERADE')
    const payload = Uint8Array.from({ length: 24 }, (_, index) => 200 + index)
    toRouter(host, ipv4Packet(50, there, payload))
    const [packet] = host.takeSent()
    expect(packet?.layers[1]).toMatchObject({ proto: 'ipv4', src: OUT, dst: FAR })
    expect([...(packet?.bytes.subarray(ETHERNET_BYTES + IP_BYTES) ?? [])]).toEqual([...payload])
  })

  it('a UDP checksum that becomes zero is sent as all ones (RFC 768)', () => {
    const host = natting('-A POSTROUTING -o out -j SNAT --to-source 10.0.2.77')
    const checksumOf = (source: string, value: number): number => {
      const packet = udpPacket({ source, destination: FAR }, 1000, 53, Uint8Array.of(value >> 8, value & 255))
      return ((packet[IP_BYTES + 6] ?? 0) << 8) | (packet[IP_BYTES + 7] ?? 0)
    }
    const value = Array.from({ length: 0x1_0000 }, (_, each) => each).find((each) => checksumOf('10.0.2.77', each) === 0xffff) ?? -1
    toRouter(host, udpPacket(there, 1000, 53, Uint8Array.of(value >> 8, value & 255)))
    const [packet] = host.takeSent()
    expect([...(packet?.bytes.subarray(ETHERNET_BYTES + IP_BYTES + 6, ETHERNET_BYTES + IP_BYTES + 8) ?? [])]).toEqual([255, 255])
  })

  it('an error that quotes eight bytes of a segment gets its ports back and nothing behind them', () => {
    const host = natting('-A POSTROUTING -o out -p tcp -j SNAT --to-source 10.0.2.77:3000')
    const segment = tcpPacket(there, 1000, 80, 2)
    toRouter(host, segment)
    host.takeSent()
    const quoted = tcpPacket({ source: '10.0.2.77', destination: FAR }, 3000, 80, 2).subarray(0, IP_BYTES + 8)
    fromFar(host, icmpPacket({ source: FAR, destination: '10.0.2.77' }, 3, 1, 0, quoted))
    const [error] = host.takeSent()
    const bytes = [...(error?.bytes.subarray(ETHERNET_BYTES + IP_BYTES + 8) ?? [])]
    expect(bytes.slice(12, 28)).toEqual([...segment.subarray(12, 28)])
    expect(bytes).toHaveLength(IP_BYTES + 8)
    expect(error?.layers.slice(1, 3).filter((layer) => 'checksum_ok' in layer)).toEqual([])
  })
})

const [FIN, SYN, RST, ACK] = [1, 2, 4, 16]

describe('a reset in the name of the destination (nf_send_reset)', () => {
  const rejecting = (): OneHost => {
    const host = router()
    expect(host.built.netfilter.command('filter', ['-A', 'FORWARD', '-p', 'tcp', '-j', 'REJECT', '--reject-with', 'tcp-reset']).ok).toBe(true)
    return host
  }

  it.each([
    ['a SYN: its place in sequence and one', SYN, 0, { flags: ['RST', 'ACK'], seq: 0, ack: 1001 }],
    ['data and a FIN without ACK: all of it', FIN, 10, { flags: ['RST', 'ACK'], seq: 0, ack: 1011 }],
    ['an ACK: what it acknowledges', ACK, 10, { flags: ['RST'], seq: 77, ack: 0 }],
  ])('answers %s', (_, flags, payloadBytes, answer) => {
    const host = rejecting()
    toRouter(host, tcpPacket(there, 1000, 80, flags, { sequence: 1000, acknowledgment: 77, payloadBytes }))
    expect(sent(host)).toMatchObject([[{ proto: 'ipv4', src: FAR, dst: SENDER }, { proto: 'tcp', sport: 80, dport: 1000, ...answer }]])
  })

  it('answers no reset', () => {
    const host = rejecting()
    toRouter(host, tcpPacket(there, 1000, 80, RST))
    expect(sent(host)).toEqual([])
  })
})
