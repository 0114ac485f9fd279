import { base64Decode, base64Encode } from '../../base/base64'
import type { WireguardSpec } from '../../model/netns-spec'
import type { Ipv4Prefix } from '../../wire/ipv4-address'
import { read32 } from '../bytes'
import type { Device } from '../device'
import { drop } from '../environment'
import { ICMP_DEST_UNREACH, ICMP_HOST_UNREACH } from '../icmp-codes'
import { IP_DESTINATION, IP_TOS } from '../ipv4-header'
import { outputMtu } from '../mtu'
import type { Netns } from '../netns'
import type { Skb } from '../skb'
import { encapsulateEcn } from '../tunnel-ecn'
import { AllowedIps } from './allowed-ips'
import { receiveDatagram } from './inbound'
import { publicKeyOf } from './key-ring'
import type { StaticIdentity } from './key-ring'
import { MAX_HANDSHAKE_ATTEMPTS, MAX_STAGED_PACKETS } from './limits'
import { queueInitiation, sendKeepalive, sendStaged } from './outbound'
import { Peer } from './peer'
import type { PeerTimerActions } from './peer-timers'
import { clearHandshake } from './tunnel'
import type { IndexEntry, SealedPacket, Tunnel } from './tunnel'

/** `wireguard.cali`: routes by AllowedIPs, seals what goes out, opens what comes in (drivers/net/wireguard/device.c). */
export class Wireguard implements Tunnel {
  readonly peers = new Map<string, Peer>()
  readonly allowedIps = new AllowedIps<Peer>()
  readonly indices = new Map<number, IndexEntry>()
  readonly sealed: SealedPacket[] = []
  identity: StaticIdentity | undefined
  fwmark: number
  private port: number

  constructor(
    readonly netns: Netns,
    readonly device: Device,
    spec: WireguardSpec,
  ) {
    this.port = spec.listenPort
    this.fwmark = spec.fwmark
    this.setIdentity(identityOf(spec))
    for (const { publicKey, endpoint, allowedIps, persistentKeepaliveSeconds } of spec.peers) {
      const peer = this.peer(publicKey)
      if (peer === undefined) continue
      if (endpoint) this.setEndpoint(peer, endpoint.address, endpoint.port)
      this.setAllowedIps(peer, allowedIps)
      peer.timers.persistentKeepaliveNs = persistentKeepaliveSeconds * 1e9
    }
    if (device.up) this.listen()
  }

  get listenPort(): number {
    return this.port
  }

  set listenPort(port: number) {
    this.netns.udpTunnels.delete(this.port)
    this.port = port
    if (this.device.up) this.listen()
  }

  /** wg_xmit: the packet begins at `skb.network`. */
  transmit(skb: Skb): void {
    const { netns, device } = this
    const destination = read32(skb.data, skb.network + IP_DESTINATION)
    const peer = this.allowedIps.lookup(destination)
    if (peer?.endpoint === undefined) {
      device.counters.txErrors++
      netns.sendIcmpError(netns, skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0)
      drop(netns, device, skb, 'no-wireguard-peer', device.id, destination)
      return
    }
    while (peer.staged.length > MAX_STAGED_PACKETS) this.dropStaged(peer, 1)
    peer.staged.push({ skb, mtuBytes: outputMtu(netns, skb), tos: encapsulateEcn(0, skb.data[skb.network + IP_TOS] as number) })
    sendStaged(this, peer)
  }

  /** wg_open: the device came up. */
  open(): void {
    this.listen()
    for (const peer of this.peers.values()) {
      sendStaged(this, peer)
      if (peer.timers.persistentKeepaliveNs > 0) sendKeepalive(this, peer)
    }
  }

  /** wg_stop: sessions and whatever waits for one are forgotten. */
  close(): void {
    this.netns.udpTunnels.delete(this.port)
    for (const peer of this.peers.values()) this.stopPeer(peer)
  }

  /** The peer of that key, which is added if there is none; undefined when the key is none, or our own. */
  peer(publicKey: string): Peer | undefined {
    const known = this.peers.get(publicKey)
    if (known) return known
    const key = base64Decode(publicKey)
    if (key?.length !== 32 || (this.identity && base64Encode(this.identity.publicKey) === publicKey)) return undefined
    const peer = new Peer(
      key,
      this.netns,
      (of) => this.timerActions(of),
      (keypair) => {
        this.indices.delete(keypair.localIndex)
      },
    )
    this.peers.set(publicKey, peer)
    return peer
  }

  removePeer(publicKey: string): void {
    const peer = this.peers.get(publicKey)
    if (peer === undefined) return
    this.setAllowedIps(peer, [])
    this.stopPeer(peer)
    peer.removed = true
    this.peers.delete(publicKey)
  }

  setEndpoint(peer: Peer, address: number, port: number): void {
    peer.endpoint = { address, port, source: 0, sourceDevice: null }
  }

  /** Replaces a peer's AllowedIPs; those that another peer had are taken from it. */
  setAllowedIps(peer: Peer, prefixes: readonly Ipv4Prefix[]): void {
    for (const prefix of peer.allowedIps) this.allowedIps.delete(prefix)
    peer.allowedIps = prefixes
    for (const prefix of prefixes) {
      const before = this.allowedIps.set(prefix, peer)
      if (before !== undefined && before !== peer) before.allowedIps = before.allowedIps.filter((other) => !isSame(other, prefix))
    }
  }

  /** WGDEVICE_A_PRIVATE_KEY of wg_set_device: a peer of the new key would be ourselves, and no session outlives the old one. */
  setPrivateKey(privateKey: string): void {
    const secret = base64Decode(privateKey)
    if (this.identity?.privateKey && base64Encode(this.identity.privateKey) === privateKey) return
    const identity = secret?.length === 32 ? { publicKey: publicKeyOf(secret), privateKey: secret } : undefined
    if (identity) this.removePeer(base64Encode(identity.publicKey))
    this.setIdentity(identity)
    for (const peer of this.peers.values()) this.timerActions(peer).forgetKeys()
  }

  private setIdentity(identity: StaticIdentity | undefined): void {
    this.identity = identity
    if (!identity) return
    const { env, index: netns } = this.netns
    env.keyRing.addIdentity(identity)
    const { publicKey, privateKey } = identity
    env.facts.add({ kind: 'wireguard-key', netns, role: 'static', publicKey: base64Encode(publicKey), ...(privateKey ? { privateKey: base64Encode(privateKey) } : {}) })
  }

  /** A changed peer may have become reachable. */
  sendWhatWaits(peer: Peer): void {
    if (this.device.up) sendStaged(this, peer)
  }

  sendKeepalive(peer: Peer): void {
    if (this.device.up) sendKeepalive(this, peer)
  }

  private listen(): void {
    this.netns.udpTunnels.set(this.port, (skb, udp) => {
      receiveDatagram(this, skb, udp)
    })
  }

  private stopPeer(peer: Peer): void {
    this.dropStaged(peer, peer.staged.length)
    peer.timers.stop()
    peer.initiationQueued = false
    peer.lastHandshakeSentNs = -Infinity
    clearHandshake(this, peer)
    peer.keypairs.clear()
  }

  private dropStaged(peer: Peer, count: number): void {
    const { netns, device } = this
    device.counters.txDropped += Math.min(count, peer.staged.length)
    for (const { skb } of peer.staged.splice(0, count)) drop(netns, device, skb, 'no-session', device.id, 0)
  }

  private timerActions(peer: Peer): PeerTimerActions {
    return {
      sendKeepalive: () => {
        sendKeepalive(this, peer)
      },
      beginHandshake: () => {
        forgetSource(peer)
        queueInitiation(this, peer, false)
      },
      retryHandshake: () => {
        if (peer.handshakeAttempts > MAX_HANDSHAKE_ATTEMPTS) {
          this.dropStaged(peer, peer.staged.length)
          peer.timers.handshakeGivenUp()
          return
        }
        peer.handshakeAttempts++
        forgetSource(peer)
        queueInitiation(this, peer, true)
      },
      forgetKeys: () => {
        clearHandshake(this, peer)
        peer.keypairs.clear()
      },
    }
  }
}

/** wg_socket_clear_peer_endpoint_src: perhaps another of our addresses reaches it. */
function forgetSource(peer: Peer): void {
  if (peer.endpoint) peer.endpoint = { ...peer.endpoint, source: 0, sourceDevice: null }
}

function isSame(one: Ipv4Prefix, other: Ipv4Prefix): boolean {
  return one.network === other.network && one.prefixLength === other.prefixLength
}

function identityOf({ privateKey, publicKey }: WireguardSpec): StaticIdentity | undefined {
  const secret = privateKey === undefined ? undefined : base64Decode(privateKey)
  if (secret?.length === 32) return { publicKey: publicKeyOf(secret), privateKey: secret }
  const key = base64Decode(publicKey)
  return key?.length === 32 ? { publicKey: key, privateKey: undefined } : undefined
}
