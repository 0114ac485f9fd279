import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SkbPool } from '../skb'
import type { Skb } from '../skb'
import { Keypair } from './keypairs'
import { counterAt, DATA_HEADER_BYTES, openPacket, paddingBytes, sealPacket, TAG_BYTES } from './transport'

const [ONE, OTHER] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const sender = (): Keypair => new Keypair({ isInitiator: true, sendingKey: ONE, receivingKey: OTHER, remoteIndex: 0xfedcba98 }, 1, 0)
const receiver = (): Keypair => new Keypair({ isInitiator: false, sendingKey: OTHER, receivingKey: ONE, remoteIndex: 1 }, 0xfedcba98, 0)

function packetOf(content: Uint8Array): Skb {
  const skb = new SkbPool().take(content.length)
  skb.data.set(content, skb.network)
  return skb
}

const inner = (skb: Skb): Uint8Array => skb.data.slice(skb.network, skb.end)

describe('padding', () => {
  test('fills up to 16 bytes, and stops at the MTU', () => {
    expect([0, 28, 29, 35, 36, 43, 44, 45, 128].map((length) => length + paddingBytes(length, 8941))).toEqual([0, 32, 32, 48, 48, 48, 48, 48, 128])
    expect([8928, 8929, 8940, 8941].map((length) => length + paddingBytes(length, 8941))).toEqual([8928, 8941, 8941, 8941])
  })

  test('of a packet longer than the MTU is reckoned from what goes beyond it', () => {
    expect(paddingBytes(1500, 1440)).toBe(4)
    expect(paddingBytes(1441, 0)).toBe(15)
  })
})

describe('a data message', () => {
  test('opened is what was sealed, and zeros behind it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2100 }), fc.integer({ min: 68, max: 2200 }), (content, mtuBytes) => {
        const skb = packetOf(content)
        const at = sealPacket(sender(), skb, mtuBytes)
        const padded = content.length + paddingBytes(content.length, mtuBytes)
        expect(skb.end - at).toBe(DATA_HEADER_BYTES + padded + TAG_BYTES)
        expect(openPacket(receiver(), skb, at)).toBe(true)
        const expected = new Uint8Array(padded)
        expected.set(content)
        expect(inner(skb)).toEqual(expected)
      }),
    )
  })

  test('names the receiver’s index and a counter that rises', () => {
    const keypair = sender()
    const seen = [0, 1, 2].map(() => {
      const skb = packetOf(new Uint8Array(40))
      const at = sealPacket(keypair, skb, 1440)
      return [...skb.data.slice(at, at + 8), counterAt(skb.data, at)]
    })
    expect(seen).toEqual([0, 1, 2].map((counter) => [4, 0, 0, 0, 0x98, 0xba, 0xdc, 0xfe, counter]))
  })

  test('does not open after any byte of it has changed', () => {
    fc.assert(
      fc.property(fc.nat(16 + 48 + 16 - 9), fc.integer({ min: 1, max: 255 }), (offset, change) => {
        const skb = packetOf(new Uint8Array(48).fill(7))
        const at = sealPacket(sender(), skb, 1440)
        skb.data[at + 8 + offset] = (skb.data[at + 8 + offset] as number) ^ change
        expect(openPacket(receiver(), skb, at)).toBe(false)
      }),
    )
  })

  test('has no bytes of what lay there before, and room behind it whatever the buffer had', () => {
    for (let length = 1900; length <= 1924; length++) {
      const skb = packetOf(new Uint8Array(length).fill(7))
      skb.data.fill(0xff, 0, skb.network)
      const at = sealPacket(sender(), skb, 2200)
      expect([...skb.data.subarray(at, at + 4)]).toEqual([4, 0, 0, 0])
      expect(openPacket(receiver(), skb, at)).toBe(true)
      expect(inner(skb).subarray(0, length)).toEqual(new Uint8Array(length).fill(7))
    }
  })

  test('has a counter of more than 32 bits, little-endian, which the nonce is made of', () => {
    const keypair = sender()
    keypair.sendingCounter = 3 * 2 ** 32 + 5
    const skb = packetOf(new Uint8Array(16))
    const at = sealPacket(keypair, skb, 1440)
    expect([...skb.data.slice(at + 8, at + 16)]).toEqual([5, 0, 0, 0, 3, 0, 0, 0])
    expect(counterAt(skb.data, at)).toBe(3 * 2 ** 32 + 5)
    const sealed = skb.data.slice(at + DATA_HEADER_BYTES, skb.end)
    expect(chacha20poly1305(ONE, Uint8Array.of(0, 0, 0, 0, 5, 0, 0, 0, 3, 0, 0, 0)).decrypt(sealed)).toEqual(new Uint8Array(16))
  })
})
