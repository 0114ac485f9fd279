import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PROTO_TCP, writeIpv4Header } from '../../dataplane/ipv4-header'
import { Skb } from '../../dataplane/skb'
import { parseTcp } from '../../wire/tcp'
import { readSegment, tcpHeaderAt, writeTcpHeader } from './segment'
import type { OptionsToSend, TcpHeaderFields } from './segment'

/** A packet with this segment, written as transmit.ts does. */
function packet(header: Partial<TcpHeaderFields>, data = new Uint8Array(0)): Skb {
  const skb = new Skb(2048)
  skb.network = 128
  const fields = { sourcePort: 1, destinationPort: 2, sequence: 3, acknowledgment: 4, flags: 16, window: 5, options: {}, ...header }
  const headerBytes = writeTcpHeader(skb.data, skb.network + 20, fields)
  skb.data.set(data, skb.network + 20 + headerBytes)
  skb.end = skb.network + 20 + headerBytes + data.length
  writeIpv4Header(skb.data, skb.network, { tos: 0, totalBytes: skb.end - skb.network, id: 0, fragment: 0, ttl: 64, protocol: PROTO_TCP, source: 9, destination: 10 })
  return skb
}

/** Kinds of the options on the wire, in order. */
function kindsOf(options: OptionsToSend): readonly number[] {
  const skb = packet({ options })
  const parsed = parseTcp(skb.data, tcpHeaderAt(skb), skb.end)
  if (!parsed.ok) throw new Error('not a segment')
  return parsed.value.options.map(({ kind }) => kind)
}

describe('a TCP segment', () => {
  it('carries the options of a SYN in the order of Linux: mss, sackOK, timestamps, nop, wscale', () => {
    expect(kindsOf({ mss: 1460, sackPermitted: true, timestamp: { value: 1, echo: 0 }, windowScale: 7 })).toEqual([2, 4, 8, 1, 3])
  })

  it('pads timestamps and SACK blocks with two nops each', () => {
    expect(kindsOf({ timestamp: { value: 1, echo: 2 } })).toEqual([1, 1, 8])
    expect(kindsOf({ timestamp: { value: 1, echo: 2 }, sacks: [{ start: 1, end: 2 }] })).toEqual([1, 1, 8, 1, 1, 5])
  })

  it('is read as it was written', () => {
    const u32 = fc.integer({ min: 0, max: 0xffffffff })
    const sacks = fc.array(fc.record({ start: u32, end: u32 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(u32, u32, sacks, fc.uint8Array({ maxLength: 600 }), (sequence, echo, blocks, data) => {
        const skb = packet({ sequence, options: { timestamp: { value: sequence, echo }, sacks: blocks } }, data)
        const segment = readSegment(skb, tcpHeaderAt(skb))
        expect(segment).toMatchObject({ source: 9, destination: 10, sequence, endSequence: (sequence + data.length) >>> 0, timestamp: { value: sequence, echo }, sacks: blocks, data })
      }),
    )
  })

  it('reads no further than its header, whatever its options claim', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
        const skb = packet({ options: { timestamp: { value: 0, echo: 0 } } })
        skb.data.set(bytes, tcpHeaderAt(skb) + 20)
        const segment = readSegment(skb, tcpHeaderAt(skb))
        expect(segment.data.length).toBe(0)
        expect(segment.sacks.length).toBeLessThanOrEqual(1)
      }),
    )
  })
})
