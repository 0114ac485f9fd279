import type { KeyRing, StaticIdentity } from './key-ring'
import { publicKeyOf, sharedSecret } from './key-ring'
import { mac1, SymmetricState } from './symmetric-state'

/*
 *   initiation (148 bytes)               response (92)
 *     0  type 1, reserved                  0  type 2, reserved
 *     4  sender index                      4  sender index
 *     8  ephemeral             32          8  receiver index
 *    40  static, sealed        48         12  ephemeral            32
 *    88  timestamp, sealed     28         44  nothing, sealed      16
 *   116  MAC1                  16         60  MAC1                 16
 *   132  MAC2                  16         76  MAC2                 16
 */
export const INITIATION_BYTES = 148
export const RESPONSE_BYTES = 92
const INITIATION = 1
const RESPONSE = 2
const MACS_BYTES = 32
/** wg-quick's and Calico's peers have no preshared key: all zeros. */
const NO_PRESHARED_KEY = new Uint8Array(32)

/** What the initiator keeps until the answer comes (struct noise_handshake, HANDSHAKE_CREATED_INITIATION). */
export interface SentInitiation {
  readonly state: SymmetricState
  readonly ephemeralPrivate: Uint8Array
}

/** What the responder needs of an initiation to answer it (struct noise_handshake, HANDSHAKE_CONSUMED_INITIATION). */
interface ReceivedInitiation {
  readonly state: SymmetricState
  readonly remoteEphemeral: Uint8Array
  /** The index that the other side chose. */
  readonly remoteIndex: number
}

export interface SessionSecrets {
  readonly isInitiator: boolean
  readonly sendingKey: Uint8Array
  readonly receivingKey: Uint8Array
  readonly remoteIndex: number
}

/** The first message, from `identity` to `remoteStatic` (wg_noise_handshake_create_initiation); undefined if a key is unusable. */
export function createInitiation(
  ring: KeyRing,
  identity: StaticIdentity,
  remoteStatic: Uint8Array,
  ephemeralPrivate: Uint8Array,
  timestamp: Uint8Array,
  localIndex: number,
): { readonly message: Uint8Array; readonly handshake: SentInitiation } | undefined {
  const ephemeral = publicKeyOf(ephemeralPrivate)
  const state = new SymmetricState(remoteStatic)
  state.mixEphemeral(ephemeral)
  const ephemeralStatic = sharedSecret(ephemeralPrivate, remoteStatic)
  const staticStatic = ring.staticStatic(identity.publicKey, remoteStatic)
  if (!ephemeralStatic || !staticStatic) return undefined
  const message = newMessage(INITIATION, INITIATION_BYTES, localIndex)
  message.set(ephemeral, 8)
  message.set(state.seal(state.mixSecret(ephemeralStatic), identity.publicKey), 40)
  message.set(state.seal(state.mixSecret(staticStatic), timestamp), 88)
  addMac1(message, remoteStatic)
  return { message, handshake: { state, ephemeralPrivate } }
}

export interface ReadInitiation<Peer> {
  readonly peer: Peer
  readonly timestamp: Uint8Array
  readonly handshake: ReceivedInitiation
}

/** Reads the first message (wg_noise_handshake_consume_initiation); undefined when it is not for us or not by a peer. */
export function readInitiation<Peer>(ring: KeyRing, identity: StaticIdentity, peerOf: (publicKey: Uint8Array) => Peer | undefined, message: Uint8Array): ReadInitiation<Peer> | undefined {
  const remoteEphemeral = message.slice(8, 40)
  const state = new SymmetricState(identity.publicKey)
  state.mixEphemeral(remoteEphemeral)
  const ephemeralStatic = ring.staticEphemeral(identity, remoteEphemeral)
  const initiator = ephemeralStatic && state.open(state.mixSecret(ephemeralStatic), message.subarray(40, 88))
  const peer = initiator && peerOf(initiator)
  if (!peer) return undefined
  const staticStatic = ring.staticStatic(initiator, identity.publicKey)
  const timestamp = staticStatic && state.open(state.mixSecret(staticStatic), message.subarray(88, 116))
  if (!timestamp) return undefined
  return { peer, timestamp, handshake: { state, remoteEphemeral, remoteIndex: indexAt(message, 4) } }
}

/** The second message and with it the session (wg_noise_handshake_create_response); undefined if a key is unusable. */
export function createResponse(
  handshake: ReceivedInitiation,
  remoteStatic: Uint8Array,
  ephemeralPrivate: Uint8Array,
  localIndex: number,
): { readonly message: Uint8Array; readonly session: SessionSecrets } | undefined {
  const { state, remoteEphemeral, remoteIndex } = handshake
  const ephemeral = publicKeyOf(ephemeralPrivate)
  state.mixEphemeral(ephemeral)
  const ephemeralEphemeral = sharedSecret(ephemeralPrivate, remoteEphemeral)
  const staticEphemeral = sharedSecret(ephemeralPrivate, remoteStatic)
  if (!ephemeralEphemeral || !staticEphemeral) return undefined
  state.mixSecret(ephemeralEphemeral)
  state.mixSecret(staticEphemeral)
  const message = newMessage(RESPONSE, RESPONSE_BYTES, localIndex)
  writeIndex(message, 8, remoteIndex)
  message.set(ephemeral, 12)
  message.set(state.seal(state.mixPresharedKey(NO_PRESHARED_KEY)), 44)
  addMac1(message, remoteStatic)
  const [receivingKey, sendingKey] = state.sessionKeys()
  return { message, session: { isInitiator: false, sendingKey, receivingKey, remoteIndex } }
}

/** Reads the answer to our initiation (wg_noise_handshake_consume_response). One that does not fit leaves the handshake as it was. */
export function readResponse(ring: KeyRing, identity: StaticIdentity, handshake: SentInitiation, message: Uint8Array): SessionSecrets | undefined {
  const state = handshake.state.copy()
  const remoteEphemeral = message.slice(12, 44)
  state.mixEphemeral(remoteEphemeral)
  const ephemeralEphemeral = sharedSecret(handshake.ephemeralPrivate, remoteEphemeral)
  const staticEphemeral = ring.staticEphemeral(identity, remoteEphemeral)
  if (!ephemeralEphemeral || !staticEphemeral) return undefined
  state.mixSecret(ephemeralEphemeral)
  state.mixSecret(staticEphemeral)
  const key = state.mixPresharedKey(NO_PRESHARED_KEY)
  if (!state.open(key, message.subarray(44, 60))) return undefined
  const [sendingKey, receivingKey] = state.sessionKeys()
  return { isInitiator: true, sendingKey, receivingKey, remoteIndex: indexAt(message, 4) }
}

/** Whether a handshake message's MAC1 was made for `receiverStatic` (wg_cookie_validate_packet of a host that is not under load). */
export function hasValidMac1(message: Uint8Array, receiverStatic: Uint8Array): boolean {
  const at = message.length - MACS_BYTES
  const expected = mac1(receiverStatic, message.subarray(0, at))
  return expected.every((byte, i) => byte === message[at + i])
}

function newMessage(type: number, lengthBytes: number, senderIndex: number): Uint8Array {
  const message = new Uint8Array(lengthBytes)
  message[0] = type
  writeIndex(message, 4, senderIndex)
  return message
}

/** MAC2 stays zero: nobody here is ever under load, so nobody asks for a cookie. */
function addMac1(message: Uint8Array, receiverStatic: Uint8Array): void {
  const at = message.length - MACS_BYTES
  message.set(mac1(receiverStatic, message.subarray(0, at)), at)
}

/** Indexes are little-endian. */
export function indexAt(data: Uint8Array, at: number): number {
  return ((data[at] as number) | ((data[at + 1] as number) << 8) | ((data[at + 2] as number) << 16) | ((data[at + 3] as number) << 24)) >>> 0
}

export function writeIndex(data: Uint8Array, at: number, index: number): void {
  data[at] = index
  data[at + 1] = index >>> 8
  data[at + 2] = index >>> 16
  data[at + 3] = index >>> 24
}
