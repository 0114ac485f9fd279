import { describe, expect, it } from 'vitest'
import { required } from '../base/assert'
import { icmpPacket, ipv4Packet, tcpPacket, udpPacket } from '../../../tests/dataplane/packets'
import { ACK, BACK, SYN, THERE, Tracker } from '../../../tests/dataplane/tracker'

const there = THERE
const back = BACK
const udp = udpPacket(there, 1000, 53)
const udpAnswer = udpPacket(back, 53, 1000)

describe('a flow is one connection', () => {
  it.each([
    ['UDP', udp, udpAnswer],
    ['TCP', tcpPacket(there, 1000, 80, SYN), tcpPacket(back, 80, 1000, SYN | ACK)],
    ['ICMP echo', icmpPacket(there, 8, 0, 0x4d_0001), icmpPacket(back, 0, 0, 0x4d_0002)],
    ['a protocol without ports', ipv4Packet(47, there, new Uint8Array(8)), ipv4Packet(47, back, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))],
  ])('of both directions: %s', (_, request, answer) => {
    const tracker = new Tracker()
    const [first, second, reply] = [tracker.see(request), tracker.see(request), tracker.see(answer)]
    expect([first.isReply, second.isReply, reply.isReply]).toEqual([false, false, true])
    expect([second.connection, reply.connection]).toEqual([first.connection, first.connection])
    expect(first.connection?.seenReply).toBe(true)
    expect(tracker.size).toBe(1)
  })

  it.each([
    ['another port', udpPacket(there, 1001, 53)],
    ['another port of the far end', udpPacket(there, 1000, 54)],
    ['another sender', udpPacket({ ...there, source: '10.0.0.3' }, 1000, 53)],
    ['another receiver', udpPacket({ ...there, destination: '10.0.0.3' }, 1000, 53)],
    ['another protocol', tcpPacket(there, 1000, 53, SYN)],
  ])('and %s makes another', (_, other) => {
    const tracker = new Tracker()
    tracker.see(udp)
    expect(tracker.see(other).connection?.number).toBe(1)
    expect(tracker.size).toBe(2)
  })

  it('ports of protocols that have none are not looked at, nor the sequence numbers of echo', () => {
    const tracker = new Tracker()
    const first = tracker.see(icmpPacket(there, 8, 0, 0x4d_0001))
    expect(tracker.see(icmpPacket(there, 8, 0, 0x4d_0002)).connection).toBe(first.connection)
    expect(tracker.see(icmpPacket(there, 8, 0, 0x4e_0001)).connection).not.toBe(first.connection)
  })

  it.each([
    ['an answer that nobody asked for', icmpPacket(there, 0, 0, 0x4d_0001)],
    ['an error about nothing known', icmpPacket(there, 3, 1, 0, udp)],
    ['an ICMP message that is no error', icmpPacket(there, 13, 0, 0, udp)],
    ['a fragment that does not begin its packet', ipv4Packet(17, { ...there, fragmentOffsetBytes: 8 }, new Uint8Array(8))],
    ['a UDP header of less than four bytes', ipv4Packet(17, there, new Uint8Array(3))],
    ['an echo of less than eight bytes', ipv4Packet(1, there, Uint8Array.of(8, 0, 0, 0, 0, 0, 0))],
  ])('%s makes none', (_, bytes) => {
    const tracker = new Tracker()
    expect(tracker.see(bytes).connection).toBe(null)
    expect(tracker.size).toBe(0)
  })

  it('four bytes of UDP are enough', () => {
    expect(new Tracker().see(ipv4Packet(17, there, Uint8Array.of(1, 2, 3, 4))).connection?.original).toMatchObject({ sourcePort: 0x102, destinationPort: 0x304 })
  })

  it('what is not to be tracked is not', () => {
    expect(new Tracker().see(udp, { untracked: true }).connection).toBe(null)
  })

  it('a packet that does not get through is forgotten', () => {
    const tracker = new Tracker()
    tracker.see(udp, { getsThrough: false })
    expect(tracker.size).toBe(0)
    expect(tracker.see(udpAnswer).isReply).toBe(false)
  })
})

describe('an ICMP error belongs to the connection of what it quotes', () => {
  const error = (about: Uint8Array, type = 3): Uint8Array => icmpPacket({ source: '10.0.0.9', destination: '10.0.0.1' }, type, 1, 0, about)

  it.each([3, 4, 5, 11, 12])('type %s, about what was sent', (type) => {
    const tracker = new Tracker()
    const { connection } = tracker.see(udp)
    expect(tracker.see(error(udp, type))).toMatchObject({ connection, isRelated: true, isReply: true })
  })

  it('about an answer, in the direction of the requests', () => {
    const tracker = new Tracker()
    const { connection } = tracker.see(udp)
    expect(tracker.see(error(udpAnswer))).toMatchObject({ connection, isRelated: true, isReply: false })
  })

  it('about an echo', () => {
    const tracker = new Tracker()
    const ping = icmpPacket(there, 8, 0, 0x4d_0001)
    const { connection } = tracker.see(ping)
    expect(tracker.see(error(ping))).toMatchObject({ connection, isRelated: true, isReply: true })
  })

  it('if it quotes the header and eight bytes', () => {
    const tracker = new Tracker()
    tracker.see(udp)
    expect(tracker.see(error(udp.subarray(0, 28))).isRelated).toBe(true)
    expect(tracker.see(error(udp.subarray(0, 27))).connection).toBe(null)
  })

  it('does not keep it alive', () => {
    const tracker = new Tracker()
    const { connection } = tracker.see(udp)
    tracker.host.wait(10)
    tracker.see(error(udp))
    expect(tracker.seconds(connection)).toBe(20)
  })
})

describe('a connection is remembered after its last packet', () => {
  it.each([
    ['ICMP', icmpPacket(there, 8), 30],
    ['UDP', udp, 30],
    ['another protocol', ipv4Packet(47, there, new Uint8Array(8)), 600],
    ['a TCP connection that was there before, until it is answered', tcpPacket(there, 1000, 80, ACK), 300],
  ])('%s', (_, bytes, seconds) => {
    const tracker = new Tracker()
    const { connection } = tracker.see(bytes)
    expect(tracker.seconds(connection)).toBe(seconds)
    tracker.host.wait(seconds - 1)
    expect(tracker.size).toBe(1)
    tracker.see(bytes)
    tracker.host.wait(seconds - 1)
    expect(tracker.size).toBe(1)
    tracker.host.wait(1)
    expect(tracker.size).toBe(0)
    expect(tracker.see(bytes).connection).not.toBe(connection)
    expect(tracker.told).toEqual(expect.arrayContaining(['new 0', 'destroy 0', 'new 1']))
  })

  it('UDP that is still answered after two seconds, for two minutes', () => {
    const tracker = new Tracker()
    const { connection } = tracker.see(udp)
    tracker.see(udpAnswer)
    tracker.host.wait(2)
    tracker.see(udp)
    expect([tracker.seconds(connection), connection?.assured]).toEqual([30, false])
    tracker.host.wait(0.001)
    tracker.see(udp)
    expect([tracker.seconds(connection), connection?.assured]).toEqual([120, true])
  })

  it('UDP without an answer is no stream', () => {
    const tracker = new Tracker()
    const { connection } = tracker.see(udp)
    tracker.host.wait(10)
    tracker.see(udp)
    expect([tracker.seconds(connection), connection?.assured]).toEqual([30, false])
  })
})

describe('who listens is told', () => {
  it('of a beginning, the first answer, and the end; not of every packet', () => {
    const tracker = new Tracker()
    for (const bytes of [udp, udp, udpAnswer, udpAnswer, udp]) tracker.see(bytes)
    tracker.conntrack.flush()
    expect(tracker.told).toEqual(['new 0', 'update 0', 'destroy 0'])
    expect(tracker.size).toBe(0)
    expect(tracker.see(udpAnswer).isReply).toBe(false)
  })

  it('of every state of TCP', () => {
    const tracker = new Tracker()
    for (const bytes of [tcpPacket(there, 1, 2, SYN), tcpPacket(back, 2, 1, SYN | ACK), tcpPacket(there, 1, 2, ACK), tcpPacket(there, 1, 2, ACK | 1)]) tracker.see(bytes)
    expect(tracker.told).toEqual(['new 0', 'update 0', 'update 0', 'update 0'])
  })

  it('of nothing that was never remembered', () => {
    const tracker = new Tracker()
    tracker.see(udp, { getsThrough: false })
    tracker.see(udpAnswer, { getsThrough: false })
    expect(tracker.told).toEqual([])
  })

  it('and forgetting one connection leaves the others', () => {
    const tracker = new Tracker()
    const [first, second] = [tracker.see(udp), tracker.see(udpPacket(there, 1001, 53))]
    tracker.conntrack.forget(required(first.connection ?? undefined, 'a connection'))
    expect(tracker.told).toEqual(['new 0', 'new 1', 'destroy 0'])
    expect(tracker.see(udpPacket(back, 53, 1001)).connection).toBe(second.connection)
    expect(tracker.see(udp).connection?.number).toBe(2)
  })
})

it('an address and port are taken while answers to them belong to a connection', () => {
  const tracker = new Tracker()
  const { connection } = tracker.see(udp)
  const { reply, original } = required(connection ?? undefined, 'a connection')
  const isTaken = (change: Partial<typeof reply>): boolean => tracker.conntrack.isReplyTaken({ ...reply, ...change }, tracker.host.nowNs)
  expect([isTaken({}), isTaken(original), isTaken({ destinationPort: 999 }), isTaken({ sourcePort: 999 }), isTaken({ protocol: 6 })]).toEqual([true, true, false, false, false])
  tracker.host.wait(30)
  expect(isTaken({})).toBe(false)
})

describe('what connection tracking makes of ICMP that is no echo', () => {
  const quoting = (about: Uint8Array, type = 3): Uint8Array => icmpPacket({ source: '10.0.0.9', destination: '10.0.0.1' }, type, 1, 0, about)
  const asked = udpPacket(there, 1000, 53)

  it.each<[string, Uint8Array, { readonly invalid: number; readonly error: number }]>([
    ['a timestamp request', icmpPacket(there, 13, 0, 0, asked), { invalid: 1, error: 0 }],
    ['a router advertisement', icmpPacket(there, 9), { invalid: 1, error: 0 }],
    ['less than a header', ipv4Packet(1, there, Uint8Array.of(3, 1, 0, 0, 0, 0, 0)), { invalid: 1, error: 0 }],
    ['an error that quotes nothing', quoting(new Uint8Array(0)), { invalid: 0, error: 1 }],
    ['an error that quotes less than ports', quoting(asked.subarray(0, 27)), { invalid: 0, error: 1 }],
    ['an error about an error', quoting(quoting(asked)), { invalid: 0, error: 1 }],
    ['an error about what nobody sent', quoting(udpPacket(there, 1001, 53)), { invalid: 0, error: 1 }],
    ['an error about what was asked', quoting(asked), { invalid: 0, error: 0 }],
    ['with eight bytes of it', quoting(asked.subarray(0, 28)), { invalid: 0, error: 0 }],
  ])('%s', (_, packet, counted) => {
    const tracker = new Tracker()
    const { connection } = tracker.see(asked)
    const skb = tracker.see(packet)
    expect(tracker.conntrack.counters).toMatchObject(counted)
    const isTheirs = counted.invalid + counted.error === 0
    expect([skb.connection, skb.isRelated, skb.isReply]).toEqual(isTheirs ? [connection, true, true] : [null, false, false])
    expect(tracker.size).toBe(1)
  })
})
