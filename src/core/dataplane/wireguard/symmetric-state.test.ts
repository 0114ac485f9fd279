import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { blake2s } from '@noble/hashes/blake2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { publicKeyOf, sharedSecret } from './key-ring'
import { hashOf, mac1, SymmetricState } from './symmetric-state'

const text = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0))
const bytes = (first: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => first + i)

describe('the functions under the handshake are those of their standards', () => {
  test('BLAKE2s of RFC 7693 appendix B', () => {
    expect(bytesToHex(blake2s(text('abc')))).toBe('508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982')
  })

  test('X25519 of RFC 7748 section 5.2', () => {
    const scalar = hexToBytes('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4')
    const point = hexToBytes('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c')
    expect(bytesToHex(sharedSecret(scalar, point) ?? new Uint8Array(0))).toBe('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552')
  })

  test('ChaCha20-Poly1305 of RFC 8439 section 2.8.2', () => {
    const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i)
    const sealed = chacha20poly1305(key, hexToBytes('070000004041424344454647'), hexToBytes('50515253c0c1c2c3c4c5c6c7')).encrypt(
      text("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."),
    )
    expect(bytesToHex(sealed.subarray(-16))).toBe('1ae10b594f09e26a7e902ecbd0600691')
  })

  test('a point of small order gives no secret', () => {
    expect(sharedSecret(bytes(1), new Uint8Array(32))).toBeUndefined()
  })
})

/** The state as the paper writes it, with nothing but a hash and HMAC. */
class PaperState {
  // Constants that other implementations of WireGuard write down.
  chain: Uint8Array = hexToBytes('60e26daef327efc02ec335e2a025d2d016eb4206f87277f52d38d1988b78cd36')
  hash: Uint8Array = hexToBytes('2211b361081ac566691243db458ad5322d9c6c662293e8b70ee19c65ba079ef3')

  mixHash(input: Uint8Array): void {
    this.hash = blake2s(concatBytes(this.hash, input))
  }

  kdf(input: Uint8Array): readonly [Uint8Array, Uint8Array, Uint8Array] {
    const secret = hmac(blake2s, this.chain, input)
    const first = hmac(blake2s, secret, Uint8Array.of(1))
    const second = hmac(blake2s, secret, concatBytes(first, Uint8Array.of(2)))
    return [first, second, hmac(blake2s, secret, concatBytes(second, Uint8Array.of(3)))]
  }
}

describe('a handshake in progress', () => {
  test('keeps chaining key and hash as the paper defines them', () => {
    const state = new SymmetricState(bytes(0))
    const paper = new PaperState()
    paper.mixHash(bytes(0))
    state.mixEphemeral(bytes(40))
    paper.mixHash(bytes(40))
    paper.chain = paper.kdf(bytes(40))[0]
    const key = state.mixSecret(bytes(80))
    const [chain, paperKey] = paper.kdf(bytes(80))
    paper.chain = chain
    expect(key).toEqual(paperKey)
    const sealed = state.seal(key, bytes(7))
    expect(sealed).toEqual(chacha20poly1305(paperKey, new Uint8Array(12), paper.hash).encrypt(bytes(7)))
    paper.mixHash(sealed)
    const [pskChain, temporary, pskKey] = paper.kdf(new Uint8Array(32))
    paper.chain = pskChain
    paper.mixHash(temporary)
    expect(state.mixPresharedKey(new Uint8Array(32))).toEqual(pskKey)
    expect(state.seal(pskKey)).toEqual(chacha20poly1305(pskKey, new Uint8Array(12), paper.hash).encrypt(new Uint8Array(0)))
    const [first, second] = paper.kdf(new Uint8Array(0))
    expect(state.sessionKeys()).toEqual([first, second])
  })

  test('opens only what was sealed with the same past', () => {
    const sender = new SymmetricState(bytes(0))
    const receiver = new SymmetricState(bytes(0))
    const stranger = new SymmetricState(bytes(1))
    const sealed = sender.seal(bytes(9), bytes(100))
    expect(stranger.open(bytes(9), sealed)).toBeUndefined()
    expect(receiver.open(bytes(8), sealed)).toBeUndefined()
    expect(receiver.open(bytes(9), sealed)).toEqual(bytes(100))
    expect(receiver.open(bytes(9), sealed)).toBeUndefined()
  })

  test('makes MAC1 with a key of the receiver', () => {
    const receiver = publicKeyOf(bytes(3))
    const key = hashOf(text('mac1----'), receiver)
    expect(mac1(receiver, bytes(50))).toEqual(blake2s(bytes(50), { key, dkLen: 16 }))
  })
})
