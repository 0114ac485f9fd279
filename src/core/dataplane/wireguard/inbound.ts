import { base64Encode } from '../../base/base64'
import { read16, read32 } from '../bytes'
import { memoryOfFragment } from '../buffer-memory'
import { countReceived, drop, recordEvent, recordIn } from '../environment'
import { ipReceiveList } from '../ip-input'
import { IP_DESTINATION, IP_HEADER_BYTES, IP_SOURCE, IP_TOS, IP_TOTAL_LENGTH } from '../ipv4-header'
import type { Skb } from '../skb'
import { PACKET_HOST } from '../skb'
import { decapsulateEcn } from '../tunnel-ecn'
import { leaveConnection } from '../tunnel-scrub'
import { hasValidMac1, indexAt, INITIATION_BYTES, readInitiation, readResponse, RESPONSE_BYTES } from './handshake'
import type { SentInitiation } from './handshake'
import type { StaticIdentity } from './key-ring'
import { Keypair } from './keypairs'
import { coarseTime, hasExpired, INITIATION_INTERVAL_NS, KEEPALIVE_TIMEOUT_NS, READ_RESPONSE_NS, REJECT_AFTER_TIME_NS, REKEY_TIMEOUT_NS, RESPONSE_NS, SEAL_NS } from './limits'
import type { Peer } from './peer'
import { queueInitiation, sendKeepalive, sendQueuedInitiation, sendResponse, sendStaged } from './outbound'
import { isLater } from './timestamp'
import { counterAt, DATA_HEADER_BYTES, DATA_TYPE, openPacket, TAG_BYTES } from './transport'
import { clearHandshake } from './tunnel'
import type { Origin, SealedPacket, Tunnel } from './tunnel'

const UDP_BYTES = 8
/** So many packets go up as one list (gro_normal_batch). */
const LIST_PACKETS = 8
const INITIATION_TYPE = 1
const RESPONSE_TYPE = 2

/** wg_packet_receive: a datagram for the device's port; `udp` is where its UDP header begins. */
export function receiveDatagram(tunnel: Tunnel, skb: Skb, udp: number): void {
  const { netns, device } = tunnel
  const { data } = skb
  const at = udp + UDP_BYTES
  skb.end = udp + read16(data, udp + 4)
  const length = skb.end - at
  // a shorter datagram is none of these whatever lies behind it
  const type = indexAt(data, at)
  if ((type === INITIATION_TYPE && length === INITIATION_BYTES) || (type === RESPONSE_TYPE && length === RESPONSE_BYTES)) {
    netns.env.workLater(() => {
      receiveHandshake(tunnel, skb, udp)
    })
  } else if (type === DATA_TYPE && length >= DATA_HEADER_BYTES + TAG_BYTES) receiveData(tunnel, skb, udp)
  else drop(netns, device, skb, 'malformed', device.id)
}

function originOf(skb: Skb, udp: number): Origin {
  const { data, network } = skb
  return {
    address: read32(data, network + IP_SOURCE),
    port: read16(data, udp),
    ownAddress: read32(data, network + IP_DESTINATION),
    device: skb.inDevice,
    tos: data[network + IP_TOS] as number,
  }
}

/** wg_socket_set_peer_endpoint: an authenticated message tells where its sender is. */
function noteEndpoint(peer: Peer, { address, port, ownAddress, device }: Origin): void {
  peer.endpoint = { address, port, source: ownAddress, sourceDevice: device }
}

/** wg_receive_handshake_packet. */
function receiveHandshake(tunnel: Tunnel, skb: Skb, udp: number): void {
  const { netns, device, identity } = tunnel
  const message = skb.data.subarray(udp + UDP_BYTES, skb.end)
  const origin = originOf(skb, udp)
  if (identity === undefined || !hasValidMac1(message, identity.publicKey)) {
    drop(netns, device, skb, 'decryption-failed', device.id)
    return
  }
  let peer: Peer | undefined
  if (message[0] === INITIATION_TYPE) peer = acceptInitiation(tunnel, identity, message, origin)
  else {
    const index = indexAt(message, 8)
    const answered = tunnel.indices.get(index)
    if (answered?.handshake === undefined) {
      drop(netns, device, skb, 'no-session', device.id, index)
      return
    }
    peer = acceptResponse(tunnel, identity, answered.peer, answered.handshake, message, origin)
  }
  if (peer === undefined) {
    drop(netns, device, skb, 'decryption-failed', device.id)
    return
  }
  countMessage(tunnel, peer, message.length)
  peer.timers.packetReceived()
  netns.env.pool.release(skb)
}

function acceptInitiation(tunnel: Tunnel, identity: StaticIdentity, message: Uint8Array, origin: Origin): Peer | undefined {
  const { env } = tunnel.netns
  env.nowNs += RESPONSE_NS
  const read = readInitiation(env.keyRing, identity, (publicKey) => tunnel.peers.get(base64Encode(publicKey)), message)
  if (read === undefined) return undefined
  const { peer, timestamp } = read
  const now = coarseTime(env.nowNs)
  if (!isLater(timestamp, peer.latestTimestamp) || peer.lastInitiationReadNs + INITIATION_INTERVAL_NS > now) return undefined
  peer.latestTimestamp = timestamp
  peer.lastInitiationReadNs = now
  noteEndpoint(peer, origin)
  sendResponse(tunnel, read)
  return peer
}

function acceptResponse(tunnel: Tunnel, identity: StaticIdentity, peer: Peer, handshake: SentInitiation, message: Uint8Array, origin: Origin): Peer | undefined {
  const { env } = tunnel.netns
  env.nowNs += READ_RESPONSE_NS
  const session = readResponse(env.keyRing, identity, handshake, message)
  if (session === undefined) return undefined
  noteEndpoint(peer, origin)
  clearHandshake(tunnel, peer)
  const index = indexAt(message, 8)
  const keypair = new Keypair(session, index, coarseTime(env.nowNs))
  tunnel.indices.set(index, { peer, keypair })
  peer.keypairs.add(keypair)
  peer.timers.sessionDerived()
  completeHandshake(peer, env.nowNs)
  sendKeepalive(tunnel, peer)
  return peer
}

/** wg_timers_handshake_complete. */
function completeHandshake(peer: Peer, nowNs: number): void {
  peer.timers.handshakeComplete()
  peer.handshakeAttempts = 0
  peer.sentLastMinuteHandshake = false
  peer.lastHandshakeNs = nowNs
}

/** wg_packet_consume_data: finds the session, leaves the rest to a kernel thread. */
function receiveData(tunnel: Tunnel, skb: Skb, udp: number): void {
  const { netns, device, sealed } = tunnel
  const at = udp + UDP_BYTES
  const index = indexAt(skb.data, at + 4)
  const entry = tunnel.indices.get(index)
  if (entry?.keypair === undefined) {
    drop(netns, device, skb, 'no-session', device.id, index)
    return
  }
  const { peer, keypair } = entry
  sealed.push({ peer, keypair, skb, at, origin: originOf(skb, udp), counter: counterAt(skb.data, at), lengthBytes: skb.end - at })
  if (sealed.length > 1) return
  netns.env.workLater(() => {
    openWaiting(tunnel)
  })
}

/** wg_packet_decrypt_worker: opens all that wait; what it opened goes up together (wg_packet_rx_poll). */
function openWaiting(tunnel: Tunnel): void {
  const { netns, sealed } = tunnel
  const opened: SealedPacket[] = []
  for (const packet of sealed.splice(0)) if (open(tunnel, packet)) opened.push(packet)
  const first = opened[0]
  if (first === undefined) return
  const poll = {
    receive: () => {
      goUp(tunnel, opened)
    },
  }
  netns.env.pollLater(poll, first.skb)
  // A due initiation gets the processor here: its thread is woken before the packets go up.
  for (const { peer } of opened) sendQueuedInitiation(tunnel, peer)
}

/** decrypt_packet: in place; false when it ended here. */
function open(tunnel: Tunnel, { keypair, skb, at }: SealedPacket): boolean {
  const { netns, device } = tunnel
  netns.env.nowNs += SEAL_NS
  if (hasExpired(keypair.birthNs, REJECT_AFTER_TIME_NS, netns.env.nowNs)) {
    drop(netns, device, skb, 'no-session', device.id, keypair.localIndex)
    return false
  }
  const envelopeBytes = skb.end - at + UDP_BYTES + IP_HEADER_BYTES
  if (openPacket(keypair, skb, at)) {
    noteMemory(skb, envelopeBytes)
    return true
  }
  drop(netns, device, skb, 'decryption-failed', device.id)
  return false
}

/** Where the opened data lie: in one piece, unless the envelope came in fragments that do not fit into the first one's buffer. */
function noteMemory(skb: Skb, envelopeBytes: number): void {
  if (skb.fragmentMemoryBytes === 0) skb.isLinear = true
  else if (memoryOfFragment(envelopeBytes) === memoryOfFragment(skb.fragmentMaxBytes)) {
    skb.isLinear = true
    skb.fragmentMemoryBytes = memoryOfFragment(skb.fragmentMaxBytes)
  }
}

/** Captures see every packet of a batch before the first of them is routed (netif_receive_skb_list). */
function goUp(tunnel: Tunnel, opened: readonly SealedPacket[]): void {
  const { device, netns } = tunnel
  const accepted = opened.filter((packet) => consume(tunnel, packet))
  for (const { skb, origin } of accepted) {
    recordEvent(netns, 'packet.decapsulated', device, skb, device.id, origin.address | 0, origin.ownAddress | 0)
    recordIn(device, skb, netns.env.nowNs)
  }
  const packets = accepted.map(({ skb }) => skb)
  for (let at = 0; at < packets.length; at += LIST_PACKETS) ipReceiveList(netns, device, packets.slice(at, at + LIST_PACKETS))
}

/** wg_packet_consume_data_done; false when there is nothing to hand up. */
function consume(tunnel: Tunnel, { peer, keypair, skb, origin, counter, lengthBytes }: SealedPacket): boolean {
  const { netns, device } = tunnel
  if (peer.removed || !keypair.replay.accept(counter)) {
    drop(netns, device, skb, peer.removed ? 'no-session' : 'decryption-failed', device.id, keypair.localIndex)
    return false
  }
  noteEndpoint(peer, origin)
  if (peer.keypairs.receivedWith(keypair)) {
    completeHandshake(peer, netns.env.nowNs)
    sendStaged(tunnel, peer)
  }
  refreshAgeingSession(tunnel, peer)
  peer.timers.packetReceived()
  if (skb.end === skb.network) {
    countMessage(tunnel, peer, lengthBytes)
    netns.env.pool.release(skb)
    return false
  }
  peer.timers.dataReceived()
  if (!trimToInnerPacket(skb)) {
    device.counters.rxErrors++
    drop(netns, device, skb, 'malformed', device.id)
    return false
  }
  decapsulateEcn(skb, origin.tos)
  const source = read32(skb.data, skb.network + IP_SOURCE)
  if (tunnel.allowedIps.lookup(source) !== peer) {
    device.counters.rxErrors++
    drop(netns, device, skb, 'no-allowed-ip', device.id, source)
    return false
  }
  leaveConnection(skb)
  skb.mark = 0
  skb.local = false
  skb.route = null
  skb.packetType = PACKET_HOST
  countMessage(tunnel, peer, lengthBytes)
  return true
}

/** keep_key_fresh of receive.c: a session that only receives is renewed once, shortly before it is too old. */
function refreshAgeingSession(tunnel: Tunnel, peer: Peer): void {
  const { current } = peer.keypairs
  if (peer.sentLastMinuteHandshake || current?.sendingValid !== true || !current.secrets.isInitiator) return
  if (!hasExpired(current.birthNs, REJECT_AFTER_TIME_NS - KEEPALIVE_TIMEOUT_NS - REKEY_TIMEOUT_NS, tunnel.netns.env.nowNs)) return
  peer.sentLastMinuteHandshake = true
  queueInitiation(tunnel, peer, false)
}

/** The inner packet's own length cuts the padding off; false when it is none. */
function trimToInnerPacket(skb: Skb): boolean {
  const { data, network } = skb
  const available = skb.end - network
  if (available < IP_HEADER_BYTES || (data[network] as number) >>> 4 !== 4) return false
  const total = read16(data, network + IP_TOTAL_LENGTH)
  if (total < IP_HEADER_BYTES || total > available) return false
  skb.end = network + total
  return true
}

/** update_rx_stats: handshakes and keepalives count too, each with the length of its message. */
function countMessage({ device }: Tunnel, peer: Peer, lengthBytes: number): void {
  peer.rxBytes += lengthBytes
  countReceived(device, lengthBytes)
}
