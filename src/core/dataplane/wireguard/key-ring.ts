import { x25519 } from '@noble/curves/ed25519.js'
import { base64Encode } from '../../base/base64'
import { hashOf } from './symmetric-state'

/** A device's own keys (struct noise_static_identity). The private one is unknown where a lab tells public keys alone. */
export interface StaticIdentity {
  readonly publicKey: Uint8Array
  readonly privateKey: Uint8Array | undefined
}

/** Ephemeral keys that are remembered: a handshake takes milliseconds, but its messages can get lost. */
const EPHEMERALS_KEPT = 1024
const STAND_IN = Uint8Array.from('hopscope stand-in for static-static', (character) => character.charCodeAt(0))

/**
 * The secrets of all handshakes of a simulation. Each side computes its shared secrets from its own keys, as in
 * reality. Where a node's static private key is not known, the simulation knows the other side's ephemeral one and
 * computes the same secret from that; only the secret of two static keys has no other way, and is replaced by a hash
 * of the two public keys (docs/spec/fidelity.md).
 */
export class KeyRing {
  private readonly staticSecrets = new Map<string, Uint8Array>()
  private readonly ephemerals = new Map<string, Uint8Array>()

  /** A device exists from now on. */
  addIdentity({ publicKey, privateKey }: StaticIdentity): void {
    if (privateKey) this.staticSecrets.set(base64Encode(publicKey), privateKey)
  }

  addEphemeral(publicKey: Uint8Array, privateKey: Uint8Array): void {
    this.ephemerals.set(base64Encode(publicKey), privateKey)
    if (this.ephemerals.size <= EPHEMERALS_KEPT) return
    for (const oldest of this.ephemerals.keys()) {
      this.ephemerals.delete(oldest)
      return
    }
  }

  /** The secret of an own static key and the other side's ephemeral one. */
  staticEphemeral(own: StaticIdentity, remoteEphemeral: Uint8Array): Uint8Array | undefined {
    if (own.privateKey) return sharedSecret(own.privateKey, remoteEphemeral)
    const ephemeral = this.ephemerals.get(base64Encode(remoteEphemeral))
    return ephemeral && sharedSecret(ephemeral, own.publicKey)
  }

  /** The secret of both static keys: the true one if the initiator's private key is known, which both sides find out alike. */
  staticStatic(initiator: Uint8Array, responder: Uint8Array): Uint8Array | undefined {
    const secret = this.staticSecrets.get(base64Encode(initiator))
    return secret ? sharedSecret(secret, responder) : hashOf(hashOf(STAND_IN, initiator), responder)
  }
}

/** X25519 (RFC 7748); undefined for the points of small order, which give no secret. */
export function sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  try {
    return x25519.getSharedSecret(privateKey, publicKey)
  } catch {
    return undefined
  }
}

export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return x25519.getPublicKey(privateKey)
}

/** As RFC 7748 section 5 says of random bytes that become a private key. */
export function clampPrivateKey(bytes: Uint8Array): Uint8Array {
  bytes[0] = (bytes[0] as number) & 248
  bytes[31] = ((bytes[31] as number) & 127) | 64
  return bytes
}
