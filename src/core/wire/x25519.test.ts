import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { publicKeyOf, sharedSecret } from './x25519'

const BASE = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 9 : 0))

function times(scalar: string, point: string): string {
  return bytesToHex(sharedSecret(hexToBytes(scalar), hexToBytes(point)) ?? new Uint8Array(0))
}

describe('X25519', () => {
  it.each([
    ['a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4', 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c', 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'],
    ['4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d', 'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493', '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957'],
  ])('is that of RFC 7748, section 5.2', (scalar, point, product) => {
    expect(times(scalar, point)).toBe(product)
  })

  it('is that of RFC 7748 after a thousand rounds of its own results', () => {
    let [key, point]: [Uint8Array, Uint8Array] = [BASE, BASE]
    for (let round = 0; round < 1_000; round++) [key, point] = [sharedSecret(key, point) ?? BASE, key]
    expect(bytesToHex(key)).toBe('684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51')
  })

  it('gives both sides one secret, and a public key of every private one', () => {
    for (let fill = 0; fill < 256; fill += 51) {
      const [own, other] = [new Uint8Array(32).fill(fill), new Uint8Array(32).fill(fill ^ 0x5a)]
      expect(sharedSecret(own, publicKeyOf(other))).toEqual(sharedSecret(other, publicKeyOf(own)))
    }
  })

  it.each([
    ['0', '0000000000000000000000000000000000000000000000000000000000000000'],
    ['1', '0100000000000000000000000000000000000000000000000000000000000000'],
    ['the prime itself, which is 0', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['the prime less 1', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['a point of order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
    ['the other one', '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'],
    ['what is no key', '0900'],
  ])('gives no secret of %s', (_what, point) => {
    expect(sharedSecret(BASE, hexToBytes(point))).toBeUndefined()
  })
})
