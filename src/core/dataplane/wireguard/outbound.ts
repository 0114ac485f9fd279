import { base64Encode } from '../../base/base64'
import { addToSum, finishChecksum, pseudoHeaderSum } from '../../wire/checksum'
import { write16 } from '../bytes'
import { countSent, drop, recordEvent } from '../environment'
import { ipLocalOut, newLocalPacket, pushIpv4Header, useRoute } from '../ip-output'
import { IP_HEADER_BYTES, PROTO_UDP } from '../ipv4-header'
import { recordRoute, routeOutput } from '../route-output'
import type { OutputRoute } from '../route-output'
import type { Skb } from '../skb'
import { leaveConnection } from '../tunnel-scrub'
import { createInitiation, createResponse } from './handshake'
import type { ReadInitiation } from './handshake'
import { clampPrivateKey, publicKeyOf } from './key-ring'
import { Keypair } from './keypairs'
import { coarseTime, hasExpired, INITIATION_NS, REJECT_AFTER_TIME_NS, REKEY_AFTER_TIME_NS, REKEY_TIMEOUT_NS, SEAL_NS } from './limits'
import type { Endpoint, Peer, StagedPacket } from './peer'
import { tai64n } from './timestamp'
import { sealPacket } from './transport'
import { clearHandshake, newIndex } from './tunnel'
import type { Tunnel } from './tunnel'

const UDP_BYTES = 8
/** AF41 and ECT(0): handshakes go before data (HANDSHAKE_DSCP, drivers/net/wireguard/messages.h). */
const HANDSHAKE_TOS = 0x88

/** wg_packet_send_staged_packets: seals what waits, or begins a handshake if there is no session for it. */
export function sendStaged(tunnel: Tunnel, peer: Peer): void {
  if (peer.staged.length === 0) return
  const { env } = tunnel.netns
  const keypair = peer.keypairs.current
  if (keypair?.sendingValid === true && !hasExpired(keypair.birthNs, REJECT_AFTER_TIME_NS, env.nowNs)) {
    const packets = peer.staged
    peer.staged = []
    env.workLater(() => {
      sealAndSend(tunnel, peer, keypair, packets)
    })
    return
  }
  if (keypair) keypair.sendingValid = false
  queueInitiation(tunnel, peer, false)
}

/** wg_packet_send_keepalive: an empty packet, unless another one waits already. */
export function sendKeepalive(tunnel: Tunnel, peer: Peer): void {
  if (peer.staged.length === 0) peer.staged.push({ skb: tunnel.netns.env.pool.take(0), mtuBytes: tunnel.device.mtuBytes, tos: 0 })
  sendStaged(tunnel, peer)
}

/** wg_packet_send_queued_handshake_initiation: at most one in five seconds. */
export function queueInitiation(tunnel: Tunnel, peer: Peer, isRetry: boolean): void {
  const { env } = tunnel.netns
  if (!isRetry) peer.handshakeAttempts = 0
  if (peer.initiationQueued || !hasExpired(peer.lastHandshakeSentNs, REKEY_TIMEOUT_NS, env.nowNs)) return
  peer.initiationQueued = true
  env.handshakeLater(() => {
    sendQueuedInitiation(tunnel, peer)
  })
}

/** wg_packet_send_handshake_initiation, if it has not been sent since it was queued. */
export function sendQueuedInitiation(tunnel: Tunnel, peer: Peer): void {
  const { env } = tunnel.netns
  if (!peer.initiationQueued) return
  peer.initiationQueued = false
  const { identity } = tunnel
  if (peer.removed || identity === undefined || !hasExpired(peer.lastHandshakeSentNs, REKEY_TIMEOUT_NS, env.nowNs)) return
  env.nowNs += INITIATION_NS
  peer.lastHandshakeSentNs = coarseTime(env.nowNs)
  clearHandshake(tunnel, peer)
  const index = newIndex(tunnel)
  const created = createInitiation(env.keyRing, identity, peer.publicKey, newEphemeral(tunnel), tai64n(env.nowNs), index)
  if (created === undefined) return
  peer.handshakeIndex = index
  tunnel.indices.set(index, { peer, handshake: created.handshake })
  peer.timers.packetSent()
  sendMessage(tunnel, peer, created.message)
  peer.timers.handshakeInitiated()
}

/** wg_packet_send_handshake_response: our keys are made with it, and used when the initiator has used them. */
export function sendResponse(tunnel: Tunnel, { peer, handshake }: ReadInitiation<Peer>): void {
  const { env } = tunnel.netns
  peer.lastHandshakeSentNs = coarseTime(env.nowNs)
  const index = newIndex(tunnel)
  const created = createResponse(handshake, peer.publicKey, newEphemeral(tunnel), index)
  clearHandshake(tunnel, peer)
  if (created === undefined) return
  const keypair = new Keypair(created.session, index, coarseTime(env.nowNs))
  tunnel.indices.set(index, { peer, keypair })
  peer.keypairs.add(keypair)
  peer.timers.sessionDerived()
  peer.timers.packetSent()
  sendMessage(tunnel, peer, created.message)
}

/** A private key from the simulation's random numbers; captures tell it, and the other side may have to know it (KeyRing). */
function newEphemeral(tunnel: Tunnel): Uint8Array {
  const { env, index: netns } = tunnel.netns
  const privateKey = clampPrivateKey(Uint8Array.from({ length: 32 }, () => env.rng.nextBelow(256)))
  const publicKey = publicKeyOf(privateKey)
  env.keyRing.addEphemeral(publicKey, privateKey)
  if (env.recorder !== null) {
    env.facts.add({ kind: 'wireguard-key', netns, role: 'ephemeral', publicKey: base64Encode(publicKey), privateKey: base64Encode(privateKey) })
  }
  return privateKey
}

/** wg_packet_encrypt_worker and wg_packet_tx_worker. */
function sealAndSend(tunnel: Tunnel, peer: Peer, keypair: Keypair, packets: readonly StagedPacket[]): void {
  const { netns, device } = tunnel
  netns.env.nowNs += SEAL_NS * packets.length
  if (peer.removed) {
    for (const { skb } of packets) drop(netns, device, skb, 'no-session', device.id, 0)
    return
  }
  peer.timers.packetSent()
  let dataSent = false
  for (const { skb, mtuBytes, tos } of packets) {
    const isKeepalive = skb.end === skb.network
    const at = sealPacket(keypair, skb, mtuBytes)
    if (sendDatagram(tunnel, peer, skb, at, tos, !isKeepalive) && !isKeepalive) dataSent = true
  }
  if (dataSent) peer.timers.dataSent()
  const { current } = peer.keypairs
  if (current?.sendingValid === true && current.secrets.isInitiator && hasExpired(current.birthNs, REKEY_AFTER_TIME_NS, netns.env.nowNs)) {
    queueInitiation(tunnel, peer, false)
  }
}

function sendMessage(tunnel: Tunnel, peer: Peer, message: Uint8Array): void {
  const skb = newLocalPacket(tunnel.netns, UDP_BYTES + message.length)
  const at = skb.network + IP_HEADER_BYTES + UDP_BYTES
  skb.data.set(message, at)
  sendDatagram(tunnel, peer, skb, at, HANDSHAKE_TOS, false)
}

/**
 * send4 (drivers/net/wireguard/socket.c): UDP with checksum and IP in front of the message at `at`; no DF, marked with
 * the device's fwmark so that the routing rules know it as sealed. False when there is no way to the peer.
 */
function sendDatagram(tunnel: Tunnel, peer: Peer, skb: Skb, at: number, tos: number, isEncapsulated: boolean): boolean {
  const { netns, device } = tunnel
  const { endpoint } = peer
  if (endpoint === undefined) {
    drop(netns, device, skb, 'no-wireguard-peer', device.id, 0)
    return false
  }
  const out = routeTo(tunnel, endpoint)
  // The kernel lets a tunnel lead into itself until the packet is too long; here it ends at once.
  if (out === undefined || out.device === device) {
    drop(netns, device, skb, out === undefined ? 'no-tunnel-route' : 'tunnel-loop', -1, endpoint.address)
    return false
  }
  const payloadBytes = skb.end - at
  countSent(device, payloadBytes)
  leaveConnection(skb)
  skb.mark = tunnel.fwmark
  skb.network = at - UDP_BYTES - IP_HEADER_BYTES
  writeUdpHeader(skb, at - UDP_BYTES, tunnel.listenPort, endpoint.port, out.source, endpoint.address)
  pushIpv4Header(skb, {
    source: out.source,
    destination: endpoint.address,
    protocol: PROTO_UDP,
    tos,
    ttl: netns.defaultTtl,
    dontFragment: false,
    id: netns.nextIpId(out.source, endpoint.address, PROTO_UDP),
  })
  skb.start = skb.network
  skb.frame = -1
  if (isEncapsulated) recordEvent(netns, 'packet.encapsulated', device, skb, device.id, out.source | 0, endpoint.address | 0)
  recordRoute(netns, out.route, skb, endpoint.address)
  useRoute(skb, out.route, out.device, out.nextHop)
  netns.env.softirqsOff++
  ipLocalOut(netns, skb)
  netns.env.softirqsOff--
  netns.env.workOffPackets()
  peer.txBytes += payloadBytes
  return true
}

/** The way to the endpoint from the address at which it last reached us, as long as that address and device still serve. */
function routeTo({ netns, fwmark }: Tunnel, endpoint: Endpoint): OutputRoute | undefined {
  const key = { destination: endpoint.address, mark: fwmark, outDevice: null, anySource: false }
  if (endpoint.source !== 0) {
    // inet_confirm_addr: an address of a device, not just one that the local table takes in
    const found = netns.deviceOfAddress(endpoint.source) === undefined ? undefined : routeOutput(netns, { ...key, source: endpoint.source })
    if (found?.ok === true && (endpoint.sourceDevice === null || found.value.device === endpoint.sourceDevice)) return found.value
    endpoint.source = 0
    endpoint.sourceDevice = null
  }
  const found = routeOutput(netns, { ...key, source: 0 })
  return found.ok ? found.value : undefined
}

function writeUdpHeader(skb: Skb, at: number, sourcePort: number, destinationPort: number, source: number, destination: number): void {
  const { data } = skb
  const length = skb.end - at
  write16(data, at, sourcePort)
  write16(data, at + 2, destinationPort)
  write16(data, at + 4, length)
  write16(data, at + 6, 0)
  const checksum = finishChecksum(addToSum(pseudoHeaderSum(source, destination, PROTO_UDP, length), data, at, skb.end))
  write16(data, at + 6, checksum === 0 ? 0xffff : checksum)
}
