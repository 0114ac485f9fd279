import { describe, expect, it } from 'vitest'
import { ipv4Packet } from '../../../tests/dataplane/packets'
import { newTcpSegment, readOffers, readTcpSegment, selectiveAcknowledgment } from './conntrack-tcp-segment'
import type { TcpSegment } from './conntrack-tcp-segment'

const NOP = 1
const END = 0
const edge = (at: number): readonly number[] => [at >>> 24, (at >>> 16) & 255, (at >>> 8) & 255, at & 255]

/** A segment of sequence number 1000 that acknowledges 500, with these bytes as options. */
function segment(options: readonly number[], { flags = 0x12, payloadBytes = 0, acknowledgment = 500 } = {}): TcpSegment {
  const padded = [...options, ...new Array<number>((4 - (options.length % 4)) % 4).fill(END)]
  const tcp = Uint8Array.of(3, 232, 0, 80, ...edge(1000), ...edge(acknowledgment), (5 + padded.length / 4) << 4, flags, 1, 2, 0, 0, 0, 0, ...padded, ...new Uint8Array(payloadBytes))
  const packet = ipv4Packet(6, { source: '10.0.0.1', destination: '10.0.0.2' }, tcp)
  const read = newTcpSegment()
  expect(readTcpSegment(read, packet, 0, packet.length)).toBe(true)
  return read
}

describe('a TCP segment, as connection tracking reads it', () => {
  it('ends behind its data; SYN and FIN count as a byte each (segment_seq_plus_len)', () => {
    expect(segment([], { flags: 0x10, payloadBytes: 7 })).toMatchObject({ kind: 'ACK', flags: 0x10, sequence: 1000, acknowledgment: 500, end: 1007, window: 258 })
    expect([segment([], { flags: 2 }).end, segment([], { flags: 0x11, payloadBytes: 7 }).end]).toEqual([1001, 1008])
    expect(newTcpSegment()).toEqual({ kind: 'none', flags: 0, sequence: 0, acknowledgment: 0, end: 0, window: 0, data: new Uint8Array(0), optionsAt: 0, optionsEnd: 0 })
  })

  it('is none where it is cut in its header, or its flags contradict each other (tcp_error)', () => {
    const packet = ipv4Packet(6, { source: '10.0.0.1', destination: '10.0.0.2' }, Uint8Array.of(3, 232, 0, 80, ...edge(1), ...edge(1), 0x60, 0x10, 0, 1, 0, 0, 0, 0, NOP, NOP, NOP, NOP))
    const taken = (end: number): boolean => readTcpSegment(newTcpSegment(), packet, 0, end)
    expect([44, 43, 40, 39, 20].map(taken)).toEqual([true, false, false, false, false])
    const contradicting = packet.slice()
    contradicting[33] = 3
    expect(readTcpSegment(newTcpSegment(), contradicting, 0, 44)).toBe(false)
  })
})

describe('what a SYN offers (tcp_options)', () => {
  it.each<[string, readonly number[], { readonly sackPermitted: boolean; readonly scale: number | undefined }]>([
    ['nothing', [], { sackPermitted: false, scale: undefined }],
    ['both, whatever stands around them', [2, 4, 5, 180, NOP, NOP, 4, 2, NOP, 3, 3, 7], { sackPermitted: true, scale: 7 }],
    ['a scale of more than 14, which is 14 (RFC 7323 section 2.3)', [3, 3, 15], { sackPermitted: false, scale: 14 }],
    ['a scale behind the end of the list', [END, 3, 3, 7], { sackPermitted: false, scale: undefined }],
    ['a scale of another length', [3, 4, 7, 7, 4, 3, 0], { sackPermitted: false, scale: undefined }],
    ['a scale behind an option of no length', [8, 0, 3, 3, 7, NOP, NOP, NOP], { sackPermitted: false, scale: undefined }],
    ['a scale behind an option of one byte', [8, 1, 3, 3, 7, NOP, NOP, NOP], { sackPermitted: false, scale: undefined }],
    ['a scale that goes beyond the header', [NOP, NOP, 3, 3], { sackPermitted: false, scale: undefined }],
    ['a kind that is the last byte', [NOP, NOP, NOP, 4], { sackPermitted: false, scale: undefined }],
    ['one that fills the list', [NOP, 3, 3, 9], { sackPermitted: false, scale: 9 }],
    ['one at the very end', [NOP, NOP, 4, 2], { sackPermitted: true, scale: undefined }],
  ])('%s', (_, options, offered) => {
    expect(readOffers(segment(options))).toEqual(offered)
  })
})

describe('what is acknowledged at most (tcp_sack)', () => {
  const blocks = (...edges: readonly number[]): readonly number[] => [NOP, NOP, 5, 2 + edges.length * 4, ...edges.flatMap(edge)]

  it.each<[string, readonly number[], number, number]>([
    ['the acknowledgment, without blocks', [], 500, 500],
    ['the right edge of a block', blocks(600, 700), 500, 700],
    ['the highest of all, in whatever order', blocks(900, 950, 600, 700, 700, 800), 500, 950],
    ['the last of them', blocks(600, 700, 900, 950), 500, 950],
    ['not what lies below the acknowledgment', blocks(300, 400), 500, 500],
    ['what lies behind 0, seen from before it', blocks(0xffff_fff0, 20), 0xffff_ff00, 20],
    ['not a block that is cut', [NOP, NOP, 5, 9, ...edge(600), 0, 0, 9, 9], 500, 500],
  ])('is %s', (_, options, acknowledgment, highest) => {
    expect(selectiveAcknowledgment(segment(options, { flags: 0x10, acknowledgment }))).toBe(highest)
  })
})
