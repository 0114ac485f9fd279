import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import { write16, write32 } from '../../src/core/dataplane/bytes'
import { Conntrack } from '../../src/core/dataplane/conntrack'
import type { Connection } from '../../src/core/dataplane/conntrack'
import { SkbPool } from '../../src/core/dataplane/skb'
import type { Skb } from '../../src/core/dataplane/skb'
import { TwoHosts } from '../tcp/two-hosts'

const pool = new SkbPool()
const NOW_NS = 1e9

/** A packet from 10.0.0.1 to 10.0.0.2: an echo request, or ports 1000 to 53. */
function packet(protocol: number): Skb {
  const skb = pool.take(28)
  const { data, network } = skb
  data.fill(0, network, skb.end)
  data[network] = 0x45
  write16(data, network + 2, 28)
  data[network + 9] = protocol
  write32(data, network + 12, 0x0a000001)
  write32(data, network + 16, 0x0a000002)
  if (protocol === 1) data.set([8, 0, 0, 0, 0, 77, 0, 1], network + 20)
  else data.set([3, 232, 0, 53, 0, 8, 0, 0], network + 20)
  return skb
}

const netns = new TwoHosts({ seed: 1, leftMtuBytes: 1500, rightMtuBytes: 1500 }).netns('left')

function connectionOf(skb: Skb): Connection {
  return required(skb.connection ?? undefined, 'a connection')
}

function trackedTogether(conntrack: Conntrack, protocol: number): readonly Skb[] {
  const skbs = [packet(protocol), packet(protocol), packet(protocol)]
  for (const skb of skbs) conntrack.track(netns, skb)
  return skbs
}

describe('packets of a new flow that are tracked before the first of them is through', () => {
  it.each([
    ['ICMP', 1],
    ['TCP', 6],
  ])('clash, of %s, so that one passes', (_, protocol) => {
    const conntrack = new Conntrack()
    const skbs = trackedTogether(conntrack, protocol)
    expect(skbs.map((skb) => conntrack.confirm(skb, NOW_NS))).toEqual([true, false, false])
    expect(conntrack.all(NOW_NS)).toHaveLength(1)
  })

  it('become one connection, of UDP', () => {
    const conntrack = new Conntrack()
    const skbs = trackedTogether(conntrack, 17)
    expect(skbs.map((skb) => conntrack.confirm(skb, NOW_NS))).toEqual([true, true, true])
    expect(new Set(skbs.map(({ connection }) => connection)).size).toBe(1)
  })

  it('have answers of their own, of UDP, where each was translated otherwise', () => {
    const conntrack = new Conntrack()
    const [first, second] = trackedTogether(conntrack, 17) as [Skb, Skb]
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
