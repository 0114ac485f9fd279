import { describe, expect, it } from 'vitest'
import { frame, icmpPacket, ipv4Packet } from '../../../../tests/dataplane/packets'
import { changed, DATA, dataWith, kindOf, messageToB, Pair, peerOf, publicOf, RESPONSE, secretOf, taken, wireguardOf } from '../../../../tests/dataplane/wireguard-pair'
import { required } from '../../base/assert'
import { createInitiation } from './handshake'
import { mac1 } from './symmetric-state'
import { tai64n } from './timestamp'

const inner = icmpPacket({ source: '172.16.1.5', destination: '172.16.2.5' }, 8)
const only = (frames: readonly Uint8Array[]): Uint8Array => required(frames[0], 'a frame')

describe('a WireGuard device', () => {
  it('opens a session by initiation, response and data, and delivers what waited', () => {
    const pair = new Pair()
    const [initiation] = pair.sealed()
    expect(kindOf(only([initiation ?? new Uint8Array(0)]))).toBe(1)
    pair.toB(only([initiation ?? new Uint8Array(0)]))
    const [response] = taken(pair.b)
    expect(kindOf(response ?? new Uint8Array(0))).toBe(2)
    pair.toA(response ?? new Uint8Array(0))
    expect(taken(pair.a).map(kindOf)).toEqual([4])
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['three bytes', Uint8Array.of(4, 0, 0)],
    ['an initiation that is too short', (() => { const bytes = new Uint8Array(147); bytes[0] = 1; return bytes })()],
    ['a response that is too long', (() => { const bytes = new Uint8Array(93); bytes[0] = 2; return bytes })()],
    ['data without room for a tag', (() => { const bytes = new Uint8Array(31); bytes[0] = 4; return bytes })()],
    ['a message of no known kind', (() => { const bytes = new Uint8Array(148); bytes[0] = 5; return bytes })()],
    ['a message of no known kind, as long as a response', (() => { const bytes = new Uint8Array(92); bytes[0] = 5; return bytes })()],
    ['a kind of more than a byte', (() => { const bytes = new Uint8Array(148); bytes[0] = 1; bytes[1] = 1; return bytes })()],
  ])('drops a datagram that holds %s', (_, payload) => {
    const pair = new Pair()
    pair.toB(messageToB(payload))
    expect([pair.b.drops(), taken(pair.b)]).toEqual([['malformed'], []])
  })

  it('does not answer an initiation whose first tag is wrong, or whose sender it does not know', () => {
    const pair = new Pair()
    const initiation = only(pair.sealed())
    pair.toB(changed(initiation, (message) => { message[116] = (message[116] ?? 0) ^ 1 }))
    expect([pair.b.drops(), taken(pair.b)]).toEqual([['decryption-failed'], []])
    const stranger = new Pair()
    stranger.b.built.wireguards.get('wg0')?.removePeer(publicOf(1))
    stranger.toB(only(stranger.sealed()))
    expect(taken(stranger.b)).toEqual([])
  })

  it('answers an initiation once: a copy of it is too old', () => {
    const pair = new Pair()
    const initiation = only(pair.sealed())
    pair.toB(initiation)
    expect(taken(pair.b)).toHaveLength(1)
    pair.b.wait(1)
    pair.toB(initiation)
    expect([pair.b.drops(), taken(pair.b)]).toEqual([['decryption-failed'], []])
  })

  it('takes a response to its own initiation only, and once', () => {
    const pair = new Pair()
    pair.toB(only(pair.sealed()))
    const response = only(taken(pair.b))
    const wrongIndex = changed(response, (message) => { message[8] = (message[8] ?? 0) ^ 1 })
    pair.toA(wrongIndex)
    expect(pair.a.drops()).toEqual(['decryption-failed'])
    pair.toA(response)
    expect(taken(pair.a)).toHaveLength(1)
    pair.toA(response)
    expect([pair.a.drops(), taken(pair.a)]).toEqual([['decryption-failed', 'no-session'], []])
  })

  it('opens data of a session that it has, each once, and none that was changed', () => {
    const pair = new Pair().open()
    const delivered = pair.delivered
    const data = only(pair.sealed())
    pair.toB(changed(data, (message) => { message[4] = (message[4] ?? 0) ^ 1 }))
    pair.toB(changed(data, (message) => { message[20] = (message[20] ?? 0) ^ 1 }))
    expect([pair.b.drops(), pair.delivered]).toEqual([['no-session', 'decryption-failed'], delivered])
    pair.toB(data)
    expect(pair.delivered).toBe(delivered + 1)
    pair.toB(data)
    expect([pair.b.drops().at(-1), pair.delivered]).toEqual(['decryption-failed', delivered + 1])
  })

  it('opens nothing of a session of more than three minutes', () => {
    const pair = new Pair().open()
    const data = only(pair.sealed())
    pair.b.wait(181)
    pair.toB(data)
    expect(pair.b.drops()).toEqual(['no-session'])
  })

  it('answers where an authenticated message came from', () => {
    const pair = new Pair().open()
    const data = only(pair.sealed())
    const moved = data.slice()
    moved.set([10, 0, 1, 9], 14 + 12)
    // the outer header’s checksum: 10.0.1.9 is 8 more than 10.0.1.1
    const sum = ((moved[14 + 10] ?? 0) << 8) | (moved[14 + 11] ?? 0)
    moved[14 + 10] = (sum - 8) >>> 8
    moved[14 + 11] = sum - 8
    pair.toB(moved)
    pair.b.takeSent()
    pair.b.receive('pod', frame(0x0200_0000_0001, pair.b.device('pod').mac, icmpPacket({ source: '172.16.2.5', destination: '172.16.1.5' }, 0, 0, 0x4d_0001)))
    expect(pair.b.takeSent().flatMap(({ layers }) => layers).find((layer) => layer.proto === 'arp')).toMatchObject({ target_ip: '10.0.1.9' })
  })

  it('counts handshakes, keepalives and data with the length of their messages', () => {
    const pair = new Pair().open()
    // initiation 148, then data of 84 bytes padded to 96 with header and tag: 128
    expect(pair.b.device('wg0').counters).toMatchObject({ rxPackets: 2, rxBytes: 148 + 128, txPackets: 1, txBytes: 92 })
    expect(pair.a.device('wg0').counters).toMatchObject({ rxPackets: 1, rxBytes: 92, txPackets: 2, txBytes: 148 + 128 })
  })

  it('takes only so many initiations of one peer: one in twenty milliseconds (INITIATIONS_PER_SECOND)', () => {
    const pair = new Pair()
    const initiation = (nowNs: number): Uint8Array => {
      const created = createInitiation(pair.a.keyRing, required(wireguardOf(pair.a).identity, 'a key'), peerOf(pair.a).publicKey, secretOf(9), tai64n(nowNs), 77)
      return messageToB(required(created, 'an initiation').message)
    }
    pair.toB(initiation(1e9))
    pair.b.nowNs += 10e6
    pair.toB(initiation(2e9))
    expect([taken(pair.b).map(kindOf), pair.b.drops()]).toEqual([[RESPONSE], ['decryption-failed']])
    pair.b.nowNs += 20e6
    pair.toB(initiation(3e9))
    expect(taken(pair.b).map(kindOf)).toEqual([RESPONSE])
  })

  it('takes no response that fits its initiation in all but the sealed part, or that names no initiation', () => {
    const pair = new Pair()
    pair.toB(only(pair.sealed()))
    const response = only(taken(pair.b))
    const forged = (at: number): Uint8Array =>
      changed(response, (message) => {
        message[at] = (message[at] ?? 0) ^ 1
        message.set(mac1(required(wireguardOf(pair.a).identity, 'a key').publicKey, message.subarray(0, 60)), 60)
      })
    // the UDP checksum is not looked at: a tunnel's socket has none to look at it here
    pair.toA(forged(50))
    pair.toA(forged(8))
    expect([pair.a.drops(), taken(pair.a)]).toEqual([['decryption-failed', 'no-session'], []])
    pair.toA(response)
    expect(taken(pair.a).map(kindOf)).toEqual([DATA])
  })

  it('understands nobody while it has no key', () => {
    const pair = new Pair()
    wireguardOf(pair.b).setPrivateKey('')
    pair.toB(only(pair.sealed()))
    expect([pair.b.drops(), taken(pair.b)]).toEqual([['decryption-failed'], []])
  })

  it.each<[string, Uint8Array, readonly string[]]>([
    ['nothing: a keepalive', new Uint8Array(0), []],
    ['less than an IP header', inner.subarray(0, 19), ['malformed']],
    ['another IP version', Uint8Array.from(inner, (byte, i) => (i === 0 ? 0x65 : byte)), ['malformed']],
    ['a length of less than a header', Uint8Array.from(inner, (byte, i) => (i === 3 ? 19 : byte)), ['malformed']],
    ['a length of more than there is', Uint8Array.from(inner, (byte, i) => (i === 2 ? 1 : byte)), ['malformed']],
    ['a source that its peer may not have', icmpPacket({ source: '172.16.9.5', destination: '172.16.2.5' }, 8), ['no-allowed-ip']],
  ])('that opens a message with %s inside hands nothing up, and counts what it may not take as an error', (_, inside, drops) => {
    const pair = new Pair().open()
    taken(pair.b)
    const before = { ...pair.b.device('wg0').counters }
    const bytes = dataWith(pair, inside)
    pair.toB(bytes)
    expect([pair.b.drops(), pair.delivered]).toEqual([drops, 1])
    expect(pair.b.device('wg0').counters).toEqual({ ...before, rxErrors: drops.length, rxPackets: before.rxPackets + 1 - drops.length, rxBytes: before.rxBytes + (drops.length > 0 ? 0 : bytes.length - 42) })
    expect(peerOf(pair.b).rxBytes).toBe(pair.b.device('wg0').counters.rxBytes)
  })

  it.each([
    ['that is a header alone', ipv4Packet(99, { source: '172.16.1.5', destination: '172.16.2.5' }, new Uint8Array(0)), 20],
    ['with nothing behind it', ipv4Packet(99, { source: '172.16.1.5', destination: '172.16.2.5' }, new Uint8Array(12)), 32],
  ])('hands up a packet %s', (_, inside, bytes) => {
    const pair = new Pair().open()
    pair.b.takeSent()
    pair.toB(dataWith(pair, inside))
    expect(pair.b.takeSent().map((sent) => sent.bytes.length - 14)).toEqual([bytes])
  })

  it('answers in its own name for a packet whose TTL runs out after it was opened', () => {
    const pair = new Pair().open()
    pair.toB(dataWith(pair, icmpPacket({ source: '172.16.1.5', destination: '172.16.2.5', ttl: 1 }, 8)))
    expect([pair.b.drops(), pair.b.entries('icmp.sent').length, pair.b.entries('route.missing').length]).toEqual([['ttl-exceeded'], 1, 0])
  })

  it('hands up eight packets at a time: PRE_ROUTING sees all of them before the first is routed (gro_normal_batch)', () => {
    const pair = new Pair({ b: { host: { iptables: ['*mangle\n-A PREROUTING -i wg0\nCOMMIT'] } } }).open()
    pair.b.entries()
    const waiting: (() => void)[] = []
    pair.b.workLater = (work) => void waiting.push(work)
    for (let i = 0; i < 10; i++) pair.toB(dataWith(pair, inner))
    expect(waiting).toHaveLength(1)
    const already = pair.b.entries().length
    waiting[0]?.()
    pair.b.settle()
    const order = pair.b.entries().slice(already).flatMap(({ kind }) => (kind === 'rule.matched' ? ['m'] : kind === 'packet.forwarded' ? ['f'] : []))
    expect(order.join('')).toBe('m'.repeat(8) + 'f'.repeat(8) + 'mm' + 'ff')
  })

  it.each<[string, number, { readonly isLinear: boolean; readonly fragmentMemoryBytes: number }]>([
    ['came whole', 0, { isLinear: true, fragmentMemoryBytes: 0 }],
    ['came in fragments that do not fit into one buffer', 440, { isLinear: false, fragmentMemoryBytes: 2 * 1280 }],
    ['came in a large fragment and a small one', 800, { isLinear: true, fragmentMemoryBytes: 2304 }],
  ])('notes where the data of a packet lie whose envelope %s (skb_cow_data)', (_, cutAt, expected) => {
    const pair = new Pair({ b: { alias: '172.16.2.5' } }).open()
    const seen: unknown[] = []
    pair.b.netns.rawListeners.push(({ isLinear, fragmentMemoryBytes }) => seen.push({ isLinear, fragmentMemoryBytes }))
    const bytes = dataWith(pair, icmpPacket({ source: '172.16.1.5', destination: '172.16.2.5' }, 8, 0, 0x4d_0001, new Uint8Array(800)))
    const [link, packet] = [bytes.subarray(0, 14), bytes.subarray(14)]
    const fragment = (from: number, to: number): Uint8Array => Uint8Array.of(...link, ...ipv4Packet(17, { source: '10.0.1.1', destination: '10.0.1.2', moreFragments: to < packet.length, fragmentOffsetBytes: from - 20 }, packet.subarray(from, to)))
    if (cutAt === 0) pair.toB(bytes)
    else {
      pair.toB(fragment(20, 20 + cutAt))
      pair.toB(fragment(20 + cutAt, packet.length))
    }
    expect(seen.at(-1)).toEqual(expected)
  })
})
