import { x25519 } from '@noble/curves/ed25519.js'
import { required } from '../../src/core/base/assert'
import { base64Encode } from '../../src/core/base/base64'
import type { Keypair } from '../../src/core/dataplane/wireguard/keypairs'
import type { Peer } from '../../src/core/dataplane/wireguard/peer'
import { sealPacket } from '../../src/core/dataplane/wireguard/transport'
import type { Wireguard } from '../../src/core/dataplane/wireguard/wireguard'
import type { NetnsSpec, RouteSpec, WireguardSpec } from '../../src/core/model/netns-spec'
import { decodeFrame } from '../../src/core/trace/decode'
import type { Layer } from '../../src/core/trace/layers'
import { parseIpv4Prefix } from '../../src/core/wire/ipv4-address'
import type { Mac } from '../../src/core/wire/mac-address'
import { OneHost } from './one-host'
import { frame, icmpPacket, udpPacket } from './packets'
import type { PacketFields } from './packets'
import { ip, netns, route, veth } from './small-network'

const PORT = 51820
const MAC_A = 0x0200_0000_00aa
const MAC_B = 0x0200_0000_00bb
const POD_MAC = 0x0200_0000_0001

/** Types of messages. */
export const INITIATION = 1
export const RESPONSE = 2
export const DATA = 4

export const secretOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
export const publicOf = (fill: number): string => base64Encode(x25519.getPublicKey(secretOf(fill)))

/** What a node of the pair has otherwise than usual. */
export interface NodeChange {
  readonly device?: Partial<WireguardSpec>
  readonly peer?: Partial<WireguardSpec['peers'][number]>
  /** Where its peer is has not been told. */
  readonly isWithoutEndpoint?: boolean
  readonly routes?: readonly RouteSpec[]
  /** A second address of its card. */
  readonly alias?: string
  readonly host?: Partial<NetnsSpec>
}

/** Two nodes with a WireGuard device each, as hosts of their own: what one sends is carried to the other by hand. */
export class Pair {
  readonly a: OneHost
  readonly b: OneHost

  constructor({ a = {}, b = {} }: { readonly a?: NodeChange; readonly b?: NodeChange } = {}) {
    this.a = node('a', 1, '10.0.1.1', MAC_A, 2, '10.0.1.2', MAC_B, a)
    this.b = node('b', 2, '10.0.1.2', MAC_B, 1, '10.0.1.1', MAC_A, b)
  }

  /** What `a` sends because its pod sends this. */
  sealed(bytes = 56): readonly Uint8Array[] {
    podSends(this.a, { source: '172.16.1.5', destination: '172.16.2.5' }, bytes)
    return taken(this.a)
  }

  /** What `b` sends because its pod does. */
  sealedByB(bytes = 56): readonly Uint8Array[] {
    podSends(this.b, { source: '172.16.2.5', destination: '172.16.1.5' }, bytes)
    return taken(this.b)
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
    for (const bytes of taken(this.b)) this.toA(bytes)
    for (const bytes of taken(this.a)) this.toB(bytes)
    taken(this.b)
    return this
  }

  /** Both wait; what they send of their own accord is lost. */
  wait(seconds: number): void {
    this.a.wait(seconds)
    this.b.wait(seconds)
  }

  /** How many echo requests `b` gave its pod. */
  get delivered(): number {
    return this.b.entries('packet.decapsulated').length
  }
}

function node(name: string, key: number, address: string, mac: number, peerKey: number, peerAddress: string, peerMac: number, change: NodeChange): OneHost {
  const endpoint = change.isWithoutEndpoint === true ? {} : { endpoint: { address: ip(peerAddress), port: PORT } }
  const peer = { publicKey: publicOf(peerKey), ...endpoint, allowedIps: [required(parseIpv4Prefix(`172.16.${peerKey}.0/24`), 'a prefix')], persistentKeepaliveSeconds: 0, ...change.peer }
  const device: WireguardSpec = { kind: 'wireguard', name: 'wg0', mtuBytes: 1440, up: true, addresses: [], listenPort: PORT, fwmark: 0, privateKey: base64Encode(secretOf(key)), publicKey: publicOf(key), peers: [peer], ...change.device }
  const card = { ...veth('eth0', `${address}/24`, 'other', 'eth0'), mac: mac as Mac }
  const alias = change.alias === undefined ? [] : [{ address: ip(change.alias), prefixLength: 24 }]
  const base = netns(name, [veth('pod', undefined, 'pod', 'eth0'), { ...card, addresses: [...card.addresses, ...alias] }], [
    route(`172.16.${key}.5/32`, { link: 'pod', scope: 'link' }),
    route(`172.16.${peerKey}.0/24`, { link: 'wg0', scope: 'link' }),
    ...(change.routes ?? []),
  ])
  const host = new OneHost({
    ...base,
    links: [...base.links, device],
    neighbours: [
      { address: ip(peerAddress), link: 'eth0', mac: peerMac as Mac, state: 'permanent' },
      { address: ip(`172.16.${key}.5`), link: 'pod', mac: POD_MAC as Mac, state: 'permanent' },
    ],
    sysctls: { 'net/ipv4/ip_forward': '1' },
    ...change.host,
  })
  // the simulation knows every secret; here the hosts share none
  for (const fill of [1, 2]) host.keyRing.addIdentity({ publicKey: x25519.getPublicKey(secretOf(fill)), privateKey: secretOf(fill) })
  host.netns.protocols.set(17, (of, skb) => required([...of.udpTunnels.values()][0], 'a tunnel')(skb, skb.network + 20))
  return host
}

function podSends(host: OneHost, fields: PacketFields, bytes: number): void {
  host.receive('pod', frame(POD_MAC, host.device('pod').mac, icmpPacket(fields, 8, 0, 0x4d_0001, new Uint8Array(bytes))))
}

export function wireguardOf(host: OneHost): Wireguard {
  return required(host.built.wireguards.get('wg0'), 'wg0')
}

export function peerOf(host: OneHost): Peer {
  return required([...wireguardOf(host).peers.values()][0], 'a peer')
}

/** What a node sent by its card since the last call. */
export function taken(host: OneHost): readonly Uint8Array[] {
  return host.takeSent().flatMap(({ link, bytes }) => (link === 'eth0' ? [bytes] : []))
}

/** Kind of the WireGuard message in a frame. */
export function kindOf(bytes: Uint8Array): number {
  return bytes[42] ?? 0
}

export function layerOf<P extends Layer['proto']>(bytes: Uint8Array, proto: P): Layer & { readonly proto: P } {
  return required(decodeFrame(bytes, 'ethernet').find((layer): layer is Layer & { readonly proto: P } => layer.proto === proto), proto)
}

/** The same frame with other bytes in its WireGuard message. */
export function changed(bytes: Uint8Array, change: (message: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice()
  change(copy.subarray(14 + 20 + 8))
  return copy
}

/** A datagram from `a` to `b`. */
export function messageToB(payload: Uint8Array, fields: Partial<PacketFields> = {}): Uint8Array {
  return frame(MAC_A, MAC_B, udpPacket({ source: '10.0.1.1', destination: '10.0.1.2', ...fields }, PORT, PORT, payload))
}

/** A data message from `a` to `b` with these bytes inside, unpadded. */
export function dataWith(pair: Pair, inside: Uint8Array, fields: Partial<PacketFields> = {}): Uint8Array {
  const keypair: Keypair = required(peerOf(pair.a).keypairs.current, 'a session')
  const skb = pair.a.pool.take(inside.length)
  skb.data.set(inside, skb.network)
  const at = sealPacket(keypair, skb, Math.max(inside.length, 1))
  return messageToB(skb.data.slice(at, skb.end), fields)
}
