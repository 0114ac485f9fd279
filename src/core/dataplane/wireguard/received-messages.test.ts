import { x25519 } from '@noble/curves/ed25519.js'
import { describe, expect, it } from 'vitest'
import { frame, icmpPacket, udpPacket } from '../../../../tests/dataplane/packets'
import { OneHost } from '../../../../tests/dataplane/one-host'
import { ip, netns, route, veth } from '../../../../tests/dataplane/small-network'
import { required } from '../../base/assert'
import { base64Encode } from '../../base/base64'
import type { WireguardSpec } from '../../model/netns-spec'
import type { Mac } from '../../wire/mac-address'
import { parseIpv4Prefix } from '../../wire/ipv4-address'

const PORT = 51820
const MAC_A = 0x0200_0000_00aa
const MAC_B = 0x0200_0000_00bb

const secretOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
const publicOf = (fill: number): string => base64Encode(x25519.getPublicKey(secretOf(fill)))

/** Two nodes with a WireGuard device each, as hosts of their own: what one sends is carried to the other by hand. */
class Pair {
  readonly a = this.node('a', 1, '10.0.1.1', MAC_A, 2, '10.0.1.2', MAC_B)
  readonly b = this.node('b', 2, '10.0.1.2', MAC_B, 1, '10.0.1.1', MAC_A)

  /** What `a` sends because its pod sends this. */
  sealed(bytes = 56): readonly Uint8Array[] {
    this.a.receive('pod', frame(0x0200_0000_0001, this.a.device('pod').mac, icmpPacket({ source: '172.16.1.5', destination: '172.16.2.5' }, 8, 0, 0x4d_0001, new Uint8Array(bytes))))
    return this.taken(this.a)
  }

  toA(bytes: Uint8Array): void {
    this.a.receive('eth0', bytes)
  }

  toB(bytes: Uint8Array): void {
    this.b.receive('eth0', bytes)
  }

  /** A session: initiation, response, and the first data that waited for it. */
  open(): this {
    for (const bytes of this.sealed()) this.toB(bytes)
    for (const bytes of this.taken(this.b)) this.toA(bytes)
    for (const bytes of this.taken(this.a)) this.toB(bytes)
    this.taken(this.b)
    return this
  }

  /** What a node sent by its card since the last call. */
  taken(host: OneHost): readonly Uint8Array[] {
    return host.takeSent().flatMap(({ link, bytes }) => (link === 'eth0' ? [bytes] : []))
  }

  /** How many echo requests `b` gave its pod. */
  get delivered(): number {
    return this.b.entries('packet.decapsulated').length
  }

  private node(name: string, key: number, address: string, mac: number, peerKey: number, peerAddress: string, peerMac: number): OneHost {
    const device: WireguardSpec = {
      kind: 'wireguard',
      name: 'wg0',
      mtuBytes: 1440,
      up: true,
      addresses: [],
      listenPort: PORT,
      fwmark: 0,
      privateKey: base64Encode(secretOf(key)),
      publicKey: publicOf(key),
      peers: [{ publicKey: publicOf(peerKey), endpoint: { address: ip(peerAddress), port: PORT }, allowedIps: [required(parseIpv4Prefix(`172.16.${peerKey}.0/24`), 'a prefix')], persistentKeepaliveSeconds: 0 }],
    }
    const base = netns(name, [veth('pod', undefined, 'pod', 'eth0'), { ...veth('eth0', `${address}/24`, 'other', 'eth0'), mac: mac as Mac }], [
      route(`172.16.${key}.5/32`, { link: 'pod', scope: 'link' }),
      route(`172.16.${peerKey}.0/24`, { link: 'wg0', scope: 'link' }),
    ])
    const host = new OneHost({
      ...base,
      links: [...base.links, device],
      neighbours: [
        { address: ip(peerAddress), link: 'eth0', mac: peerMac as Mac, state: 'permanent' },
        { address: ip(`172.16.${key}.5`), link: 'pod', mac: 0x0200_0000_0001 as Mac, state: 'permanent' },
      ],
      sysctls: { 'net/ipv4/ip_forward': '1' },
    })
    // the simulation knows every secret; here the hosts share none
    for (const fill of [1, 2]) host.keyRing.addIdentity({ publicKey: x25519.getPublicKey(secretOf(fill)), privateKey: secretOf(fill) })
    host.netns.protocols.set(17, (of, skb) => required(of.udpTunnels.get(PORT), 'a tunnel')(skb, skb.network + 20))
    return host
  }
}

/** The same frame with other bytes in its WireGuard message. */
function changed(bytes: Uint8Array, change: (message: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice()
  change(copy.subarray(14 + 20 + 8))
  return copy
}

const only = (frames: readonly Uint8Array[]): Uint8Array => required(frames[0], 'a frame')
const type = (bytes: Uint8Array): number => bytes[42] ?? 0
const toB = (payload: Uint8Array): Uint8Array => frame(MAC_A, MAC_B, udpPacket({ source: '10.0.1.1', destination: '10.0.1.2' }, PORT, PORT, payload))

describe('a WireGuard device', () => {
  it('opens a session by initiation, response and data, and delivers what waited', () => {
    const pair = new Pair()
    const [initiation] = pair.sealed()
    expect(type(only([initiation ?? new Uint8Array(0)]))).toBe(1)
    pair.toB(only([initiation ?? new Uint8Array(0)]))
    const [response] = pair.taken(pair.b)
    expect(type(response ?? new Uint8Array(0))).toBe(2)
    pair.toA(response ?? new Uint8Array(0))
    expect(pair.taken(pair.a).map(type)).toEqual([4])
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['three bytes', Uint8Array.of(4, 0, 0)],
    ['an initiation that is too short', (() => { const bytes = new Uint8Array(147); bytes[0] = 1; return bytes })()],
    ['a response that is too long', (() => { const bytes = new Uint8Array(93); bytes[0] = 2; return bytes })()],
    ['data without room for a tag', (() => { const bytes = new Uint8Array(31); bytes[0] = 4; return bytes })()],
    ['a message of no known kind', (() => { const bytes = new Uint8Array(148); bytes[0] = 5; return bytes })()],
    ['a kind of more than a byte', (() => { const bytes = new Uint8Array(148); bytes[0] = 1; bytes[1] = 1; return bytes })()],
  ])('drops a datagram that holds %s', (_, payload) => {
    const pair = new Pair()
    pair.toB(toB(payload))
    expect([pair.b.drops(), pair.taken(pair.b)]).toEqual([['malformed'], []])
  })

  it('does not answer an initiation whose first tag is wrong, or whose sender it does not know', () => {
    const pair = new Pair()
    const initiation = only(pair.sealed())
    pair.toB(changed(initiation, (message) => { message[116] = (message[116] ?? 0) ^ 1 }))
    expect([pair.b.drops(), pair.taken(pair.b)]).toEqual([['decryption-failed'], []])
    const stranger = new Pair()
    stranger.b.built.wireguards.get('wg0')?.removePeer(publicOf(1))
    stranger.toB(only(stranger.sealed()))
    expect(stranger.taken(stranger.b)).toEqual([])
  })

  it('answers an initiation once: a copy of it is too old', () => {
    const pair = new Pair()
    const initiation = only(pair.sealed())
    pair.toB(initiation)
    expect(pair.taken(pair.b)).toHaveLength(1)
    pair.b.wait(1)
    pair.toB(initiation)
    expect([pair.b.drops(), pair.taken(pair.b)]).toEqual([['decryption-failed'], []])
  })

  it('takes a response to its own initiation only, and once', () => {
    const pair = new Pair()
    pair.toB(only(pair.sealed()))
    const response = only(pair.taken(pair.b))
    const wrongIndex = changed(response, (message) => { message[8] = (message[8] ?? 0) ^ 1 })
    pair.toA(wrongIndex)
    expect(pair.a.drops()).toEqual(['decryption-failed'])
    pair.toA(response)
    expect(pair.taken(pair.a)).toHaveLength(1)
    pair.toA(response)
    expect([pair.a.drops(), pair.taken(pair.a)]).toEqual([['decryption-failed', 'no-session'], []])
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
})
