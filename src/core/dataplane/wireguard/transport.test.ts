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
})
