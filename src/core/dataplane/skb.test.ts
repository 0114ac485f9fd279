import { describe, expect, test } from 'vitest'
import { PACKET_HOST, PACKET_OTHERHOST, SkbPool } from './skb'
import type { Skb } from './skb'

/** What a packet says of itself, without its bytes and number. */
const notes = ({ packet: _, data: __, arrivedNs: ___, ...rest }: Skb): unknown => ({ ...rest })

describe('a packet', () => {
  test('has room for itself and 128 bytes in front, in a buffer of one of three sizes, or one of its own', () => {
    const pool = new SkbPool()
    expect([0, 1920, 1921, 10112, 10113, 66432, 66433].map((bytes) => pool.take(bytes).capacity)).toEqual([2048, 2048, 10240, 10240, 66560, 66560, 66561])
    const skb = pool.take(40)
    expect([skb.start, skb.network, skb.end, skb.lengthBytes, skb.packet]).toEqual([128, 128, 168, 40, 7])
  })

  test('says nothing of the packet that had its buffer before', () => {
    const pool = new SkbPool()
    const skb = pool.take(40)
    const asNew = notes(skb)
    const left = { route: {}, outDevice: {}, inDevice: {}, nextHop: 7, local: true, mark: 7, doRedirect: true, connection: {}, isReply: true, isRelated: true, untracked: true, ignoreDf: true, forwarded: true, fragmentMaxBytes: 7, fragmentPayloads: [7], frame: 7, packetType: PACKET_OTHERHOST, flowHash: 7, hasDepartureTime: true, fragmentMemoryBytes: 7, isLinear: true, start: 7, network: 8, end: 9 }
    Object.assign(skb, left)
    pool.release(skb)
    const next = pool.take(40)
    expect(next).toBe(skb)
    expect(notes(next)).toEqual(asNew)
    expect(next.packet).toBe(1)
  })

  test('is kept for reuse by its size, 512 of each, and none of a size of its own', () => {
    const pool = new SkbPool()
    const many = Array.from({ length: 513 }, () => pool.take(0))
    for (const skb of many) pool.release(skb)
    const again = new Set(Array.from({ length: 513 }, () => pool.take(0)))
    expect(many.filter((skb) => again.has(skb))).toHaveLength(512)
    const [middle, huge] = [pool.take(5000), pool.take(70_000)]
    pool.release(middle)
    pool.release(huge)
    expect([pool.take(40) === middle, pool.take(5000) === middle, pool.take(70_000) === huge]).toEqual([false, true, false])
  })

  test('is copied from its outermost header on, under the same number', () => {
    const pool = new SkbPool()
    const skb = pool.take(40)
    skb.data.set([1, 2, 3, 4], skb.start - 14)
    Object.assign(skb, { start: skb.start - 14, frame: 7, mark: 9, hasDepartureTime: true, packetType: PACKET_OTHERHOST })
    const copy = pool.copy(skb)
    expect(copy).not.toBe(skb)
    expect([copy.packet, copy.frame, copy.mark, copy.hasDepartureTime, copy.packetType]).toEqual([skb.packet, 7, 9, true, PACKET_HOST])
    expect([copy.lengthBytes, copy.network - copy.start]).toEqual([54, 14])
    expect([...copy.data.subarray(copy.start, copy.start + 4)]).toEqual([1, 2, 3, 4])
    expect(pool.take(0).packet).toBe(skb.packet + 1)
  })
})
