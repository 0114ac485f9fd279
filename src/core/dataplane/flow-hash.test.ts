import { describe, expect, it } from 'vitest'
import { OneHost } from '../../../tests/dataplane/one-host'
import { icmpPacket, ipv4Packet, tcpPacket, udpPacket } from '../../../tests/dataplane/packets'
import type { PacketFields } from '../../../tests/dataplane/packets'
import { netns } from '../../../tests/dataplane/small-network'
import { flowHash, flowSourcePort } from './flow-hash'
import { isForwardable } from './link-input'

const host = new OneHost(netns('host', [], []))
const THERE: PacketFields = { source: '10.0.0.1', destination: '10.0.0.2' }
const BACK: PacketFields = { source: '10.0.0.2', destination: '10.0.0.1' }

function hash(packet: Uint8Array, ofSocket = 0): number {
  const skb = host.pool.take(packet.length)
  skb.data.set(packet, skb.network)
  skb.flowHash = ofSocket
  return flowHash(host.netns, skb)
}

describe('the hash of a flow (skb_get_hash)', () => {
  it('is the same in both directions, also between two ports of one address', () => {
    expect(hash(udpPacket(THERE, 5000, 53))).toBe(hash(udpPacket(BACK, 53, 5000)))
    expect(hash(udpPacket(THERE, 53, 5000))).toBe(hash(udpPacket(BACK, 5000, 53)))
    const self = { source: '10.0.0.1', destination: '10.0.0.1' }
    expect(hash(udpPacket(self, 5000, 53))).toBe(hash(udpPacket(self, 53, 5000)))
    expect(hash(udpPacket(self, 53, 53))).not.toBe(hash(udpPacket(self, 53, 5000)))
  })

  it('differs by address, port and protocol, and with the key of the host', () => {
    const flows = [udpPacket(THERE, 5000, 53), udpPacket(THERE, 53, 5000), udpPacket(THERE, 5001, 53), udpPacket(THERE, 5000, 54), tcpPacket(THERE, 5000, 53, 2), tcpPacket(THERE, 5001, 53, 2), udpPacket({ ...THERE, source: '10.0.0.3' }, 5000, 53), udpPacket({ ...THERE, destination: '10.0.0.3' }, 5000, 53)]
    expect(new Set(flows.map((packet) => hash(packet))).size).toBe(flows.length)
    const before = flows.map((packet) => hash(packet))
    host.netns.hashKey ^= 1
    expect(flows.map((packet) => hash(packet)).filter((one, i) => one === before[i])).toEqual([])
    host.netns.hashKey ^= 1
  })

  it('knows no ports of ICMP, of other protocols, nor of fragments', () => {
    expect(hash(icmpPacket(THERE, 8, 0, 1))).toBe(hash(icmpPacket(THERE, 0, 0, 2)))
    expect(hash(ipv4Packet(99, THERE, Uint8Array.of(1, 2, 3, 4)))).toBe(hash(ipv4Packet(99, THERE, Uint8Array.of(5, 6, 7, 8))))
    for (const part of [{ moreFragments: true }, { fragmentOffsetBytes: 8 }]) expect(hash(udpPacket({ ...THERE, ...part }, 1, 2))).toBe(hash(udpPacket({ ...THERE, ...part }, 3, 4)))
  })

  it('is the one that a connected socket gave its packets', () => {
    expect(hash(udpPacket(THERE, 5000, 53), 77)).toBe(77)
  })

  it('leads to a source port out of the local ones, the last of which is never taken (udp_flow_src_port)', () => {
    Object.assign(host.netns, { localPortFirst: 1000, localPortLast: 1010 })
    const ports = new Set(Array.from({ length: 2000 }, (_, i) => flowSourcePort(host.netns, hash(udpPacket(THERE, i, 53)))))
    expect([...ports].sort((x, y) => x - y)).toEqual([1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009])
    expect([flowSourcePort(host.netns, 0), flowSourcePort(host.netns, 0xffff_0000)]).toEqual([1000, 1009])
  })
})

describe('a link takes in', () => {
  it('frames of its MTU, an Ethernet header and a VLAN tag, and none longer (is_skb_forwardable)', () => {
    const fits = (bytes: number): boolean => isForwardable(1500, host.pool.take(bytes))
    expect([0, 1514, 1518, 1519].map(fits)).toEqual([true, true, true, false])
  })
})
