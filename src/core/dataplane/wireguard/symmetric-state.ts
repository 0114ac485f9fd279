import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { blake2s } from '@noble/hashes/blake2.js'
import { expand, extract } from '@noble/hashes/hkdf.js'

const CONSTRUCTION = asciiBytes('Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s')
const IDENTIFIER = asciiBytes('WireGuard v1 zx2c4 Jason@zx2c4.com')
const MAC1_LABEL = asciiBytes('mac1----')
const HASH_BYTES = 32
const MAC_BYTES = 16
/** Every key of a handshake seals one thing: the nonce is always 0. */
const ZERO_NONCE = new Uint8Array(12)
const EMPTY = new Uint8Array(0)

const INITIAL_CHAINING_KEY = blake2s(CONSTRUCTION)
const INITIAL_HASH = hashOf(INITIAL_CHAINING_KEY, IDENTIFIER)

/**
 * Chaining key and hash of a handshake in progress: the symmetric state of the Noise framework, with WireGuard's
 * functions (WireGuard: Next Generation Kernel Network Tunnel, section 5.4; drivers/net/wireguard/noise.c).
 */
export class SymmetricState {
  private chainingKey: Uint8Array = INITIAL_CHAINING_KEY
  private hash: Uint8Array

  /** Both sides begin with the responder's static public key: the initiator knows it beforehand. */
  constructor(responderStatic: Uint8Array) {
    this.hash = hashOf(INITIAL_HASH, responderStatic)
  }

  copy(): SymmetricState {
    const state = new SymmetricState(EMPTY)
    state.chainingKey = this.chainingKey
    state.hash = this.hash
    return state
  }

  /** message_ephemeral: an ephemeral public key is seen by everybody and goes into both. */
  mixEphemeral(publicKey: Uint8Array): void {
    this.hash = hashOf(this.hash, publicKey)
    this.chainingKey = deriveKeys(this.chainingKey, publicKey, 1)[0]
  }

  /** mix_dh: a shared secret goes into the chaining key; answers with a key to seal with. */
  mixSecret(secret: Uint8Array): Uint8Array {
    const [chainingKey, key] = deriveKeys(this.chainingKey, secret, 2)
    this.chainingKey = chainingKey
    return key
  }

  /** mix_psk: as `mixSecret` for the preshared key, which also goes into the hash. */
  mixPresharedKey(presharedKey: Uint8Array): Uint8Array {
    const [chainingKey, temporary, key] = deriveKeys(this.chainingKey, presharedKey, 3)
    this.chainingKey = chainingKey
    this.hash = hashOf(this.hash, temporary)
    return key
  }

  /** message_encrypt: `plaintext` sealed, 16 bytes longer. */
  seal(key: Uint8Array, plaintext: Uint8Array = EMPTY): Uint8Array {
    const sealed = chacha20poly1305(key, ZERO_NONCE, this.hash).encrypt(plaintext)
    this.hash = hashOf(this.hash, sealed)
    return sealed
  }

  /** message_decrypt; undefined when the tag does not fit. */
  open(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    try {
      const plaintext = chacha20poly1305(key, ZERO_NONCE, this.hash).decrypt(sealed)
      this.hash = hashOf(this.hash, sealed)
      return plaintext
    } catch {
      return undefined
    }
  }

  /** The keys of the session, the initiator's sending key first (derive_keys). */
  sessionKeys(): readonly [Uint8Array, Uint8Array] {
    return deriveKeys(this.chainingKey, EMPTY, 2)
  }
}

/** MAC1 of a handshake message's bytes before its two MACs: it shows that the sender knows the receiver's public key. */
export function mac1(receiverStatic: Uint8Array, covered: Uint8Array): Uint8Array {
  return blake2s(covered, { key: hashOf(MAC1_LABEL, receiverStatic), dkLen: MAC_BYTES })
}

export function hashOf(first: Uint8Array, second: Uint8Array): Uint8Array {
  return blake2s.create().update(first).update(second).digest()
}

type Keys = { readonly 1: readonly [Uint8Array]; readonly 2: readonly [Uint8Array, Uint8Array]; readonly 3: readonly [Uint8Array, Uint8Array, Uint8Array] }

/** KDF1, KDF2 and KDF3 of the paper: HKDF of RFC 5869 with HMAC-BLAKE2s and no info. */
function deriveKeys<N extends 1 | 2 | 3>(chainingKey: Uint8Array, input: Uint8Array, count: N): Keys[N]
function deriveKeys(chainingKey: Uint8Array, input: Uint8Array, count: number): readonly Uint8Array[] {
  const bytes = expand(blake2s, extract(blake2s, input, chainingKey), EMPTY, count * HASH_BYTES)
  return Array.from({ length: count }, (_, i) => bytes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES))
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
