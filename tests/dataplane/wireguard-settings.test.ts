import { describe, expect, it } from 'vitest'
import { required } from '../../src/core/base/assert'
import { base64Encode } from '../../src/core/base/base64'
import { parseIpv4Prefix } from '../../src/core/wire/ipv4-address'
import type { Ipv4Prefix } from '../../src/core/wire/ipv4-address'
import type { OneHost } from './one-host'
import { ip } from './small-network'
import { DATA, INITIATION, kindOf, Pair, peerOf, publicOf, secretOf, taken, wireguardOf } from './wireguard-pair'

const prefix = (text: string): Ipv4Prefix => required(parseIpv4Prefix(text), text)
const keysTold = (host: OneHost): readonly unknown[] => host.facts.drain().flatMap((change) => (change.op === 'add' && change.fact.kind === 'wireguard-key' ? [change.fact] : []))

describe('the keys of a WireGuard device (wg_set_device)', () => {
  it('are told to captures, the private one where it is known', () => {
    const known = new Pair()
    expect(keysTold(known.a)).toMatchObject([{ role: 'static', publicKey: publicOf(1), privateKey: base64Encode(secretOf(1)) }])
    const unknown = new Pair({ a: { device: { privateKey: 'AAAA' } } })
    expect(wireguardOf(unknown.a).identity).toEqual({ publicKey: Uint8Array.from(Buffer.from(publicOf(1), 'base64')), privateKey: undefined })
    expect(keysTold(unknown.a)).toEqual([expect.not.objectContaining({ privateKey: expect.anything() as unknown })])
    expect(kindOf(required(unknown.sealed()[0], 'an initiation'))).toBe(INITIATION)
  })

  it.each(['', 'AAAA', 'no key'])('are none where %o stands for both', (key) => {
    const pair = new Pair({ a: { device: { privateKey: key, publicKey: key } } })
    expect([wireguardOf(pair.a).identity, pair.sealed(), keysTold(pair.a)]).toEqual([undefined, [], []])
  })

  it('end all sessions when they change, and not when they are set to what they are', () => {
    const pair = new Pair().open()
    const device = wireguardOf(pair.a)
    device.setPrivateKey(base64Encode(secretOf(1)))
    expect(pair.sealed().map(kindOf)).toEqual([DATA])
    device.setPrivateKey(base64Encode(secretOf(3)))
    expect(base64Encode(required(device.identity, 'a key').publicKey)).toBe(publicOf(3))
    expect([peerOf(pair.a).keypairs.current, device.indices.size]).toEqual([undefined, 0])
    pair.a.wait(5)
    expect(pair.sealed().map(kindOf)).toEqual([INITIATION])
    device.setPrivateKey('AAAA')
    expect(device.identity).toBeUndefined()
    device.setPrivateKey(base64Encode(secretOf(1)))
    expect(base64Encode(required(device.identity, 'a key').publicKey)).toBe(publicOf(1))
  })

  it('are never those of a peer as well: the peer goes, and none is made', () => {
    const pair = new Pair()
    const device = wireguardOf(pair.a)
    device.setPrivateKey(base64Encode(secretOf(2)))
    expect([...device.peers.keys()]).toEqual([])
    expect(device.allowedIps.lookup(ip('172.16.2.5'))).toBeUndefined()
    expect([device.peer(publicOf(2)), device.peer('AAAA'), device.peer('no key')]).toEqual([undefined, undefined, undefined])
    expect(device.peer(publicOf(1))).toBe(device.peer(publicOf(1)))
    expect([...new Pair({ a: { peer: { publicKey: publicOf(1) } } }).a.built.wireguards.values()][0]?.peers.size).toBe(0)
    device.setPrivateKey('')
    expect(device.peer(publicOf(2))).toBeDefined()
  })
})

describe('the peers of a WireGuard device', () => {
  it('have an allowed prefix one at a time: who gets it takes it from another', () => {
    const device = wireguardOf(new Pair().a)
    const [first, second] = [required(device.peer(publicOf(5)), 'a peer'), required(device.peer(publicOf(6)), 'a peer')]
    const [wide, narrow, other] = [prefix('10.1.0.0/16'), prefix('10.1.0.0/24'), prefix('10.2.0.0/16')]
    device.setAllowedIps(first, [wide, narrow, other])
    device.setAllowedIps(first, [wide, narrow, other])
    expect(first.allowedIps).toEqual([wide, narrow, other])
    device.setAllowedIps(second, [wide])
    expect([first.allowedIps, second.allowedIps]).toEqual([[narrow, other], [wide]])
    expect(['10.1.0.1', '10.1.1.1', '10.2.0.1'].map((address) => device.allowedIps.lookup(ip(address)))).toEqual([first, second, first])
    device.setAllowedIps(first, [])
    expect(['10.1.0.1', '10.2.0.1'].map((address) => device.allowedIps.lookup(ip(address)))).toEqual([second, undefined])
  })

  it('go with their prefixes, their sessions and what waits; removing one that is not there does nothing', () => {
    const pair = new Pair()
    const device = wireguardOf(pair.a)
    pair.sealed()
    device.removePeer(publicOf(9))
    device.removePeer(publicOf(2))
    expect([device.peers.size, device.indices.size, pair.a.drops(), pair.a.device('wg0').counters.txDropped]).toEqual([0, 0, ['no-session'], 1])
    pair.sealed()
    expect([pair.a.drops().at(-1), pair.a.device('wg0').counters.txErrors]).toEqual(['no-wireguard-peer', 1])
    pair.a.wait(100)
    expect(taken(pair.a)).toEqual([])
  })

  it('without an endpoint are unreachable, and get what waits when one becomes known', () => {
    const pair = new Pair({ a: { isWithoutEndpoint: true } })
    const device = wireguardOf(pair.a)
    expect([pair.sealed(), pair.a.drops()]).toEqual([[], ['no-wireguard-peer']])
    device.sendKeepalive(peerOf(pair.a))
    expect(peerOf(pair.a).staged).toHaveLength(1)
    device.setEndpoint(peerOf(pair.a), ip('10.0.1.2'), 51820)
    pair.a.wait(6)
    expect(taken(pair.a).map(kindOf)).toEqual([INITIATION])
    const other = new Pair()
    peerOf(other.a).staged.push({ skb: other.a.pool.take(40), mtuBytes: 1440, tos: 0 })
    wireguardOf(other.a).sendWhatWaits(peerOf(other.a))
    expect(taken(other.a).map(kindOf)).toEqual([INITIATION])
  })

  it('with a persistent keepalive are sent one after so much silence, as the lab says', () => {
    const pair = new Pair({ a: { peer: { persistentKeepaliveSeconds: 25 } } }).open()
    pair.a.wait(24.9)
    expect(taken(pair.a)).toEqual([])
    pair.a.wait(0.2)
    expect(taken(pair.a).map(kindOf)).toEqual([DATA])
    peerOf(pair.a).timers.persistentKeepaliveNs = 0
    pair.a.wait(100)
    expect(taken(pair.a)).toEqual([])
  })
})

describe('a WireGuard device that is down', () => {
  const down = { device: { up: false } }

  it('listens nowhere, also when it is given another port', () => {
    const pair = new Pair({ a: down })
    expect([...pair.a.netns.udpTunnels.keys()]).toEqual([])
    wireguardOf(pair.a).listenPort = 40000
    expect([...pair.a.netns.udpTunnels.keys()]).toEqual([])
    wireguardOf(pair.a).open()
    expect([...pair.a.netns.udpTunnels.keys()]).toEqual([40000])
    pair.a.device('wg0').up = true
    wireguardOf(pair.a).listenPort = 40001
    expect([...pair.a.netns.udpTunnels.keys()]).toEqual([40001])
    wireguardOf(pair.a).close()
    expect([...pair.a.netns.udpTunnels.keys()]).toEqual([])
  })

  it('sends neither what waits nor keepalives', () => {
    const pair = new Pair({ a: down })
    const device = wireguardOf(pair.a)
    device.sendKeepalive(peerOf(pair.a))
    expect(peerOf(pair.a).staged).toEqual([])
    peerOf(pair.a).staged.push({ skb: pair.a.pool.take(40), mtuBytes: 1440, tos: 0 })
    device.sendWhatWaits(peerOf(pair.a))
    expect(taken(pair.a)).toEqual([])
    device.open()
    expect(taken(pair.a).map(kindOf)).toEqual([INITIATION])
  })

  it('has forgotten its handshakes: once up again it begins one at once (wg_stop)', () => {
    const pair = new Pair()
    const device = wireguardOf(pair.a)
    pair.a.handshakeLater = () => undefined
    pair.sealed()
    device.close()
    expect([pair.a.drops(), pair.a.device('wg0').counters.txDropped]).toEqual([['no-session'], 1])
    pair.a.handshakeLater = (work) => {
      work()
    }
    device.open()
    expect(pair.sealed().map(kindOf)).toEqual([INITIATION])
    device.close()
    device.open()
    expect(pair.sealed().map(kindOf)).toEqual([INITIATION])
    expect(device.indices.size).toBe(1)
  })
})
