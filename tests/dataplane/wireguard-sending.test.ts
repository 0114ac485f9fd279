import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import { installRoute } from '../../src/core/engine/route-admin'
import type { OneHost } from './one-host'
import { icmpPacket } from './packets'
import { ip, route } from './small-network'
import { DATA, dataWith, INITIATION, kindOf, layerOf, Pair, peerOf, publicOf, RESPONSE, taken, wireguardOf } from './wireguard-pair'

const inner = icmpPacket({ source: '172.16.1.5', destination: '172.16.2.5' }, 8)
const kinds = (frames: readonly Uint8Array[]): readonly number[] => frames.map(kindOf)

/** A kernel thread that does not get the processor until it is told to. */
function held(host: OneHost, thread: 'workLater' | 'handshakeLater'): { readonly waiting: (() => void)[]; readonly run: () => void } {
  const waiting: (() => void)[] = []
  host[thread] = (work) => void waiting.push(work)
  const run = (): void => {
    for (const work of waiting.splice(0)) work()
    host.settle()
  }
  return { waiting, run }
}

describe('what WireGuard sends', () => {
  it('is UDP with a checksum, from port to port, without DF; handshakes are marked AF41, data carry the inner ECN only', () => {
    const pair = new Pair()
    const initiation = pair.sealed()
    pair.toB(required(initiation[0], 'an initiation'))
    pair.toA(required(taken(pair.b)[0], 'a response'))
    const data = [...taken(pair.a), ...pair.sealed(), ...pair.sealed(300)]
    for (const bytes of [...initiation, ...data]) {
      expect(layerOf(bytes, 'udp')).toMatchObject({ sport: 51820, dport: 51820 })
      expect(layerOf(bytes, 'udp').checksum_ok).toBeUndefined()
      expect(layerOf(bytes, 'ipv4')).toMatchObject({ src: '10.0.1.1', dst: '10.0.1.2', df: false, ttl: 64, protocol: 17, tos: kindOf(bytes) === INITIATION ? 0x88 : 0 })
    }
    expect(kinds(data)).toEqual([DATA, DATA, DATA])
    expect(peerOf(pair.a).txBytes).toBe(148 + 128 + 128 + 368)
    expect(pair.a.softirqsOff).toBe(0)
  })

  it('is an envelope only around data, and the envelope is no recorded frame before it leaves', () => {
    const pair = new Pair().open()
    expect(pair.a.entries('packet.encapsulated')).toMatchObject([{ frame: -1 }])
    peerOf(pair.b).timers.persistentKeepaliveNs = 5e9
    wireguardOf(pair.b).sendKeepalive(peerOf(pair.b))
    expect([kinds(taken(pair.b)), pair.b.entries('packet.encapsulated')]).toEqual([[DATA], []])
  })

  it('takes the time that its arithmetic takes', () => {
    const pair = new Pair()
    const took = (host: OneHost, act: () => void): number => {
      const began = host.nowNs
      act()
      return host.nowNs - began
    }
    let sent: readonly Uint8Array[] = []
    expect(took(pair.a, () => (sent = pair.sealed()))).toBe(600_000)
    expect(took(pair.b, () => pair.toB(required(sent[0], 'an initiation')))).toBe(1_380_000)
    sent = taken(pair.b)
    expect(took(pair.a, () => pair.toA(required(sent[0], 'a response')))).toBe(770_000 + 12_000)
    sent = taken(pair.a)
    expect(took(pair.b, () => pair.toB(required(sent[0], 'data')))).toBe(12_000)
    const work = held(pair.a, 'workLater')
    peerOf(pair.a).staged.push(...[1, 2].map(() => ({ skb: pair.a.pool.take(40), mtuBytes: 1440, tos: 0 })))
    pair.sealed()
    expect(took(pair.a, () => work.run())).toBe(3 * 12_000)
  })

  it('has an ephemeral key of its own for each handshake, which captures are told', () => {
    const pair = new Pair()
    pair.a.facts.drain()
    const [first] = pair.sealed()
    pair.a.wait(6)
    const [, second] = [first, ...taken(pair.a)]
    const ephemeral = (bytes: Uint8Array | undefined): string => Buffer.from(required(bytes, 'an initiation').subarray(50, 82)).toString('base64')
    expect(ephemeral(first)).not.toBe(ephemeral(second))
    const told = pair.a.facts.drain().flatMap((change) => (change.op === 'add' && change.fact.kind === 'wireguard-key' ? [change.fact] : []))
    expect(told.map(({ role, publicKey }) => [role, publicKey])).toEqual([['ephemeral', ephemeral(first)], ['ephemeral', ephemeral(second)]])
    expect(told.every(({ privateKey }) => privateKey?.length === 44)).toBe(true)
  })

  it.each([
    ['without an endpoint', { isWithoutEndpoint: true }, 'no-wireguard-peer'],
    ['without a route to its endpoint', { peer: { endpoint: { address: ip('10.99.0.1'), port: 51820 } } }, 'no-tunnel-route'],
    ['whose endpoint lies behind the tunnel', { peer: { endpoint: { address: ip('172.16.2.77'), port: 51820 } } }, 'tunnel-loop'],
  ])('does not get to a peer %s, which counts as nothing sent', (_, a, reason) => {
    const pair = new Pair({ a })
    wireguardOf(pair.a).sendKeepalive(peerOf(pair.a))
    expect([taken(pair.a), pair.a.drops(), pair.a.device('wg0').counters.txPackets, peerOf(pair.a).txBytes]).toEqual([[], [reason], 0, 0])
  })

  it('comes from the address at which the peer reached this host, as long as it is one and its device leads there (send4)', () => {
    const pair = new Pair({ b: { alias: '10.0.1.22' } }).open()
    const source = (): string => layerOf(required(pair.sealedByB()[0], 'data'), 'ipv4').src
    expect(source()).toBe('10.0.1.2')
    pair.toB(dataWith(pair, inner, { destination: '10.0.1.22' }))
    taken(pair.b)
    expect([source(), source()]).toEqual(['10.0.1.22', '10.0.1.22'])
    const card = pair.b.device('eth0')
    const [before] = [card.addresses]
    card.addresses = card.addresses.slice(0, 1)
    pair.b.netns.refreshLocalAddresses()
    expect(source()).toBe('10.0.1.2')
    card.addresses = before
    pair.b.netns.refreshLocalAddresses()
    expect(source()).toBe('10.0.1.2')
    pair.toB(dataWith(pair, inner, { destination: '10.0.1.22' }))
    taken(pair.b)
    installRoute(pair.b.netns, route('10.0.1.1/32', { link: 'pod', scope: 'link' }))
    pair.sealedByB()
    expect(peerOf(pair.b).endpoint).toMatchObject({ address: ip('10.0.1.1'), source: 0, sourceDevice: null })
  })
})

describe('a handshake', () => {
  it('is queued once, and not within five seconds of the last (wg_packet_send_queued_handshake_initiation)', () => {
    const pair = new Pair()
    const thread = held(pair.a, 'handshakeLater')
    for (const bytes of [10, 20, 30]) pair.sealed(bytes)
    expect(thread.waiting).toHaveLength(1)
    thread.run()
    expect(kinds(taken(pair.a))).toEqual([INITIATION])
    pair.sealed()
    expect(thread.waiting).toEqual([])
  })

  it.each<[string, (pair: Pair) => void, number]>([
    ['has come all the same', () => undefined, 1],
    ['was removed', (pair) => wireguardOf(pair.a).removePeer(publicOf(2)), 0],
    ['belongs to a device that has lost its key', (pair) => wireguardOf(pair.a).setPrivateKey(''), 0],
    ['was answered in the meantime', (pair) => pair.toA(required(pair.sealedByB()[0], 'an initiation')), 0],
  ])('that waits for its thread begins unless its peer … %s', (_, change, initiations) => {
    const pair = new Pair()
    const thread = held(pair.a, 'handshakeLater')
    pair.sealed()
    change(pair)
    taken(pair.a)
    thread.run()
    expect(kinds(taken(pair.a))).toEqual(initiations === 1 ? [INITIATION] : [])
  })

  it('does not begin with a peer whose key gives no secret', () => {
    const nobody = Buffer.alloc(32).toString('base64')
    const pair = new Pair({ a: { peer: { publicKey: nobody } } })
    expect([pair.sealed(), pair.a.drops(), wireguardOf(pair.a).indices.size]).toEqual([[], [], 0])
  })

  it('is tried again after five seconds and what is drawn, from an address chosen anew', () => {
    const pair = new Pair()
    const began = pair.a.nowNs
    pair.sealed()
    Object.assign(peerOf(pair.a), { endpoint: { address: ip('10.0.1.2'), port: 51820, source: ip('10.9.9.9'), sourceDevice: null } })
    pair.a.wait(5.2)
    expect(taken(pair.a)).toEqual([])
    pair.a.wait(0.1)
    expect(kinds(taken(pair.a))).toEqual([INITIATION])
    expect(pair.a.nowNs - began).toBeLessThan(5.31e9)
    expect(peerOf(pair.a).endpoint).toMatchObject({ source: 0 })
  })

  it('is given up after eighteen retries: what waits is dropped and counted, and the next packet begins anew', () => {
    const pair = new Pair()
    for (let i = 0; i < 3; i++) pair.sealed()
    let sent = 1
    pair.a.wait(60)
    sent += taken(pair.a).length
    expect([sent, pair.a.drops()]).toEqual([12, []])
    pair.a.wait(60)
    sent += taken(pair.a).length
    expect(sent).toBe(20)
    expect([pair.a.drops(), pair.a.device('wg0').counters.txDropped]).toEqual([['no-session', 'no-session', 'no-session'], 3])
    expect(kinds(pair.sealed())).toEqual([INITIATION])
  })

  it('counts its retries from the last packet that asked for it', () => {
    const pair = new Pair()
    pair.sealed()
    pair.a.wait(80)
    taken(pair.a)
    pair.sealed()
    pair.a.wait(80)
    expect([taken(pair.a).length, pair.a.drops()]).toEqual([15, []])
  })
})

describe('a session', () => {
  it('is renewed by the initiator that sends after two minutes, and by nobody else', () => {
    const pair = new Pair().open()
    pair.wait(119)
    taken(pair.a)
    taken(pair.b)
    expect([kinds(pair.sealed()), kinds(pair.sealedByB())]).toEqual([[DATA], [DATA]])
    pair.wait(3)
    taken(pair.a)
    taken(pair.b)
    expect([kinds(pair.sealedByB()), kinds(pair.sealed())]).toEqual([[DATA], [DATA, INITIATION]])
  })

  it('that is too old is used no more', () => {
    const pair = new Pair().open()
    pair.wait(181)
    taken(pair.a)
    expect(kinds(pair.sealed())).toEqual([INITIATION])
    expect(peerOf(pair.a).keypairs.current?.sendingValid).toBe(false)
  })

  it('that only receives is renewed by its initiator once, fifteen seconds before it is too old (keep_key_fresh)', () => {
    const pair = new Pair().open()
    const hears = (): readonly number[] => {
      for (const bytes of pair.sealedByB()) pair.toA(bytes)
      return kinds(taken(pair.a))
    }
    pair.wait(164)
    taken(pair.a)
    expect(hears()).toEqual([])
    pair.wait(2)
    taken(pair.a)
    expect(hears()).toEqual([INITIATION])
    // between the retries of that handshake, later than five seconds after one of them
    pair.a.wait(5.3)
    expect(kinds(taken(pair.a))).toEqual([INITIATION])
    pair.a.wait(5.05)
    expect(hears()).toEqual([])
    pair.toB(dataWith(pair, inner))
    expect(taken(pair.b)).toEqual([])
  })

  it('that is answered by nothing begins anew fifteen seconds after data, not after a keepalive', () => {
    const pair = new Pair().open()
    pair.a.wait(1)
    for (const bytes of pair.sealedByB()) pair.toA(bytes)
    wireguardOf(pair.a).sendKeepalive(peerOf(pair.a))
    taken(pair.a)
    pair.a.wait(40)
    expect(kinds(taken(pair.a))).toEqual([])
    pair.sealed()
    pair.a.wait(15.2)
    expect(kinds(taken(pair.a))).toEqual([])
    pair.a.wait(0.1)
    expect(kinds(taken(pair.a))).toEqual([INITIATION])
  })

  it('of a peer that was removed seals nothing that waited, and opens nothing', () => {
    const pair = new Pair().open()
    const [data] = pair.sealed()
    const [sealing, opening] = [held(pair.a, 'workLater'), held(pair.b, 'workLater')]
    pair.sealed()
    pair.toB(required(data, 'data'))
    wireguardOf(pair.a).removePeer(publicOf(2))
    wireguardOf(pair.b).removePeer(publicOf(1))
    sealing.run()
    opening.run()
    expect([taken(pair.a), pair.a.drops()]).toEqual([[], ['no-session']])
    expect([pair.delivered, pair.b.drops()]).toEqual([1, ['no-session']])
  })

  it('is forgotten nine minutes after it was agreed on', () => {
    const pair = new Pair().open()
    pair.wait(539)
    expect(wireguardOf(pair.a).indices.size).toBe(1)
    pair.wait(20)
    expect([wireguardOf(pair.a).indices.size, peerOf(pair.a).keypairs.current]).toEqual([0, undefined])
  })

  it('lets what the responder has waiting go once the initiator has used it', () => {
    const pair = new Pair()
    const [fromB] = pair.sealedByB()
    const [fromA] = pair.sealed()
    expect([kindOf(required(fromA, 'an initiation')), kindOf(required(fromB, 'an initiation'))]).toEqual([INITIATION, INITIATION])
    pair.toB(required(fromA, 'an initiation'))
    const answered = taken(pair.b)
    expect(kinds(answered)).toEqual([RESPONSE])
    expect(peerOf(pair.b).lastHandshakeNs).toBeUndefined()
    pair.toA(required(answered[0], 'a response'))
    for (const bytes of taken(pair.a)) pair.toB(bytes)
    expect(kinds(taken(pair.b))).toEqual([DATA])
    expect(peerOf(pair.b).lastHandshakeNs).toBe(pair.b.nowNs - 12_000)
  })

  it('begins with a persistent keepalive as the device comes up, and packets that were told to wait go then', () => {
    const pair = new Pair({ a: { peer: { persistentKeepaliveSeconds: 25 } } })
    expect(taken(pair.a)).toEqual([])
    wireguardOf(pair.a).open()
    expect(kinds(taken(pair.a))).toEqual([INITIATION])
    const quiet = new Pair()
    wireguardOf(quiet.a).open()
    expect(taken(quiet.a)).toEqual([])
  })
})
