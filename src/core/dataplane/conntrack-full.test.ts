import { describe, expect, it } from 'vitest'
import { icmpPacket, udpPacket } from '../../../tests/dataplane/packets'
import { ACK, BACK, FIN, THERE, TrackedTcp, Tracker } from '../../../tests/dataplane/tracker'
import { ip } from '../../../tests/dataplane/small-network'
import { hashTuple, newTupleScratch, readTuple } from './conntrack-tuple'

const request = (port: number): Uint8Array => udpPacket(THERE, port, 53)
const answer = (port: number): Uint8Array => udpPacket(BACK, 53, port)

/** A request whose connection would lie in the chain `before` chains before that of another, of the 65,536 that there are. */
function requestInChain(of: Uint8Array, before: number): Uint8Array {
  const tuple = newTupleScratch()
  readTuple(tuple, of, 0, of.length)
  const wanted = ((hashTuple(tuple) >>> 16) - before + 65536) % 65536
  for (let host = 3; host < 255; host++) {
    tuple.source = ip(`10.0.0.${host}`)
    for (tuple.sourcePort = 1; tuple.sourcePort < 65536; tuple.sourcePort++) {
      if (hashTuple(tuple) >>> 16 === wanted) return udpPacket({ ...THERE, source: `10.0.0.${host}` }, tuple.sourcePort, 53)
    }
  }
  throw new Error('nothing hashes there')
}

describe('a full table of connections', () => {
  it('takes no packet that begins one, and counts what it drops', () => {
    const tracker = new Tracker({ nf_conntrack_max: 2 })
    expect([1, 2, 3, 4].map((port) => tracker.takes(request(port)))).toEqual([true, true, false, false])
    expect(tracker.conntrack.counters).toMatchObject({ drop: 2, earlyDrop: 0 })
    expect([tracker.size, tracker.conntrack.size]).toEqual([2, 2])
  })

  it('takes packets of connections that it has, and what begins none', () => {
    const tracker = new Tracker({ nf_conntrack_max: 1 })
    tracker.see(request(1))
    expect([tracker.takes(answer(1)), tracker.takes(icmpPacket(BACK, 3, 3, 0, request(1)))]).toEqual([true, true])
    expect(tracker.conntrack.counters.drop).toBe(0)
  })

  it('refuses also what would begin no connection: room is made first', () => {
    const tracker = new Tracker({ nf_conntrack_max: 1 })
    tracker.see(request(1))
    expect(tracker.takes(icmpPacket(THERE, 0))).toBe(false)
  })

  it('has no limit with nf_conntrack_max 0', () => {
    const tracker = new Tracker({ nf_conntrack_max: 0 })
    expect(Array.from({ length: 100 }, (_, port) => tracker.takes(request(port + 1))).every(Boolean)).toBe(true)
  })

  it.each([0, 7])('loses a connection that has not proven itself, %s chains after where the new one would lie', (after) => {
    const tracker = new Tracker({ nf_conntrack_max: 1 })
    tracker.see(request(1))
    expect(tracker.takes(requestInChain(request(1), after))).toBe(true)
    expect([tracker.told, tracker.conntrack.counters.earlyDrop, tracker.size]).toEqual([['new 0', 'destroy 0', 'new 1'], 1, 1])
  })

  it('does not look further than eight chains', () => {
    const tracker = new Tracker({ nf_conntrack_max: 1 })
    tracker.see(request(1))
    expect(tracker.takes(requestInChain(request(1), 8))).toBe(false)
  })

  it('spares a connection that has proven itself', () => {
    const tracker = new Tracker({ nf_conntrack_max: 1 })
    for (const seconds of [0, 3, 0]) {
      tracker.host.wait(seconds)
      tracker.see(request(1))
      tracker.see(answer(1))
    }
    expect(tracker.takes(requestInChain(request(1), 0))).toBe(false)
    expect(tracker.told).toEqual(['new 0', 'update 0', 'update 0'])
  })

  it('has room again when a connection has expired', () => {
    const tracker = new Tracker({ nf_conntrack_max: 1 })
    tracker.see(request(1))
    expect(tracker.takes(request(2))).toBe(false)
    tracker.host.wait(30)
    expect(tracker.takes(request(2))).toBe(true)
    expect(tracker.told).toEqual(['new 0', 'destroy 0', 'new 1'])
  })

  it('after it refused one, is emptied down to 95 % of what has not proven itself or is about to close', () => {
    const tcp = new TrackedTcp(new Tracker({ nf_conntrack_max: 200 })).open()
    const { tracker } = tcp
    tcp.client(FIN | ACK, { sequence: 1, acknowledgment: 1 })
    for (let port = 1; tracker.conntrack.size < 200; port++) tracker.see(request(port))
    const refused = Array.from({ length: 50 }, (_, i) => i + 2000).find((port) => !tracker.takes(request(port))) ?? 0
    tracker.host.wait(1)
    tracker.see(request(refused))
    expect([tracker.conntrack.size, tcp.connection?.tcp]).toEqual([190, null])
  })

  it('small as it is, is not emptied so', () => {
    const tracker = new Tracker({ nf_conntrack_max: 2 })
    for (const port of [1, 2, 3]) tracker.see(request(port))
    tracker.host.wait(1)
    expect(tracker.takes(request(3))).toBe(false)
  })
})
