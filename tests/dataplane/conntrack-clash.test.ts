import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import { Conntrack } from '../../src/core/dataplane/conntrack'
import type { Connection } from '../../src/core/dataplane/conntrack'
import { SkbPool } from '../../src/core/dataplane/skb'
import type { Skb } from '../../src/core/dataplane/skb'
import { TwoHosts } from '../tcp/two-hosts'
import { icmpPacket, tcpPacket, udpPacket } from './packets'
import type { PacketFields } from './packets'

const pool = new SkbPool()
const NOW_NS = 1e9

const FLOW: PacketFields = { source: '10.0.0.1', destination: '10.0.0.2' }
const FIRST_PACKETS = { ICMP: icmpPacket(FLOW, 8, 0, 0x4d_0001), TCP: tcpPacket(FLOW, 1000, 53, 2), UDP: udpPacket(FLOW, 1000, 53) }
type Protocol = keyof typeof FIRST_PACKETS

function packet(protocol: Protocol): Skb {
  const bytes = FIRST_PACKETS[protocol]
  const skb = pool.take(bytes.length)
  skb.data.set(bytes, skb.network)
  return skb
}

const netns = new TwoHosts({ seed: 1, leftMtuBytes: 1500, rightMtuBytes: 1500 }).netns('left')

function connectionOf(skb: Skb): Connection {
  return required(skb.connection ?? undefined, 'a connection')
}

function trackedTogether(conntrack: Conntrack, protocol: Protocol): readonly Skb[] {
  const skbs = [packet(protocol), packet(protocol), packet(protocol)]
  for (const skb of skbs) conntrack.track(netns, skb)
  return skbs
}

describe('packets of a new flow that are tracked before the first of them is through', () => {
  it.each(['ICMP', 'TCP'] as const)('clash, of %s, so that one passes', (protocol) => {
    const conntrack = new Conntrack()
    const skbs = trackedTogether(conntrack, protocol)
    expect(skbs.map((skb) => conntrack.confirm(skb, NOW_NS))).toEqual([true, false, false])
    expect(conntrack.all(NOW_NS)).toHaveLength(1)
    expect(conntrack.counters).toMatchObject({ drop: 2, insertFailed: 2, clashResolve: 0 })
  })

  it('become one connection, of UDP', () => {
    const conntrack = new Conntrack()
    const skbs = trackedTogether(conntrack, 'UDP')
    expect(skbs.map((skb) => conntrack.confirm(skb, NOW_NS))).toEqual([true, true, true])
    expect(new Set(skbs.map(({ connection }) => connection)).size).toBe(1)
    expect(conntrack.counters).toMatchObject({ drop: 0, insertFailed: 0, clashResolve: 2 })
  })

  it('have answers of their own, of UDP, where each was translated otherwise', () => {
    const conntrack = new Conntrack()
    const [first, second] = trackedTogether(conntrack, 'UDP') as [Skb, Skb]
    for (const [skb, port] of [[first, 2001], [second, 2002]] as const) {
      const connection = connectionOf(skb)
      connection.sourceNatDecided = true
      connection.reply = { ...connection.reply, destinationPort: port }
      expect(conntrack.confirm(skb, NOW_NS)).toBe(true)
    }
    expect(second.connection).not.toBe(first.connection)
    expect(conntrack.find(connectionOf(second).reply, NOW_NS)).toBe(second.connection)
    expect(conntrack.find(connectionOf(second).reply, NOW_NS + 1e9)).toBe(undefined)
    expect(conntrack.find(connectionOf(first).original, NOW_NS)).toBe(first.connection)
  })
})
