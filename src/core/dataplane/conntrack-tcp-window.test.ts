import { describe, expect, it } from 'vitest'
import { TCP_OPTION } from '../wire/tcp'
import type { TcpOption } from '../wire/tcp'
import { ACK, RST, SYN, TrackedTcp, Tracker } from '../../../tests/dataplane/tracker'

const SACK_PERMITTED: TcpOption = { kind: TCP_OPTION.sackPermitted, data: new Uint8Array(0) }
const NOP: TcpOption = { kind: TCP_OPTION.nop, data: new Uint8Array(0) }
const scaleBy = (bits: number): readonly TcpOption[] => [NOP, { kind: TCP_OPTION.windowScale, data: Uint8Array.of(bits) }]

interface Opening {
  readonly window?: number
  readonly client?: readonly TcpOption[]
  readonly server?: readonly TcpOption[]
  readonly settings?: Readonly<Record<string, number>>
}

/** Open from both sides; the next byte of both has sequence number 1, and each takes `window` bytes. */
function opened({ window = 1000, client = [], server = [], settings = {} }: Opening = {}): TrackedTcp {
  const tcp = new TrackedTcp(new Tracker(settings))
  tcp.client(SYN, { window, options: client })
  tcp.server(SYN | ACK, { acknowledgment: 1, window, options: server })
  tcp.client(ACK, { sequence: 1, acknowledgment: 1, window })
  return tcp
}

/** A segment of ten bytes of the client. */
const data = (sequence: number, acknowledgment = 1): { sequence: number; acknowledgment: number; payloadBytes: number } => ({ sequence, acknowledgment, payloadBytes: 10 })

describe('a segment belongs to its connection', () => {
  it('if it begins within the other side’s window', () => {
    expect(opened().client(ACK, data(1001))).toBe('ESTABLISHED')
    expect(opened().client(ACK, data(2100))).toBe('invalid')
  })

  it('that goes a little beyond, but is not believed until it is acknowledged', () => {
    const tcp = opened()
    expect([tcp.client(ACK, data(1002)), tcp.connection?.assured]).toEqual(['ESTABLISHED', true])
    expect(tcp.server(ACK, { sequence: 1, acknowledgment: 1012 })).toBe('ESTABLISHED')
  })

  it('if it acknowledges no more than was sent', () => {
    expect(opened().client(ACK, data(1, 2))).toBe('invalid')
    const tcp = opened()
    tcp.server(ACK, data(1))
    expect([tcp.client(ACK, data(1, 11)), tcp.client(ACK, data(11, 12))]).toEqual(['ESTABLISHED', 'invalid'])
  })

  it('as wide as the last window of the other side, wherever that has moved', () => {
    const tcp = opened()
    tcp.server(ACK, { sequence: 1, acknowledgment: 1, window: 3000 })
    expect([tcp.client(ACK, data(3001)), tcp.client(ACK, data(60_000))]).toEqual(['ESTABLISHED', 'invalid'])
  })

  it('with windows shifted, where both sides scale them', () => {
    const scaled = opened({ client: scaleBy(7), server: scaleBy(7) })
    scaled.server(ACK, { sequence: 1, acknowledgment: 1, window: 1000 })
    expect([scaled.client(ACK, data(128_001)), scaled.client(ACK, data(400_000))]).toEqual(['ESTABLISHED', 'invalid'])
    const halfScaled = opened({ server: scaleBy(7) })
    halfScaled.server(ACK, { sequence: 1, acknowledgment: 1, window: 1000 })
    expect(halfScaled.client(ACK, data(20_000))).toBe('invalid')
  })

  it('whose acknowledgment is old, but not that of another age', () => {
    const tcp = opened({ window: 60_000 })
    for (let at = 1; at < 160_000; at += 1000) {
      tcp.client(ACK, { sequence: at, acknowledgment: 1, payloadBytes: 1000 })
      tcp.server(ACK, { sequence: 1, acknowledgment: at + 1000, window: 60_000 })
    }
    const ofAges = (): number | undefined => tcp.connection?.tcp?.sides[1].greatestAcknowledgment
    const before = ofAges()
    expect([tcp.server(ACK, { sequence: 1, acknowledgment: 100_001, window: 60_000 }), tcp.server(ACK, { sequence: 1, acknowledgment: 1, window: 60_000 })]).toEqual(['ESTABLISHED', 'ESTABLISHED'])
    expect(ofAges()).toBe(before)
  })

  it('wherever it lies, with nf_conntrack_tcp_be_liberal', () => {
    expect(opened({ settings: { nf_conntrack_tcp_be_liberal: 1 } }).client(ACK, data(900_000))).toBe('ESTABLISHED')
  })

  it('by the SACK blocks of both that permit them', () => {
    const sack: TcpOption = { kind: TCP_OPTION.sack, data: Uint8Array.of(0, 0, 0, 30, 0, 0, 0, 200) }
    const claims = { sequence: 1, acknowledgment: 1, options: [NOP, NOP, sack] }
    expect(opened({ client: [NOP, NOP, SACK_PERMITTED], server: [NOP, NOP, SACK_PERMITTED] }).server(ACK, claims)).toBe('invalid')
    expect(opened().server(ACK, claims)).toBe('ESTABLISHED')
  })

  it('and one that was acknowledged already passes without a consequence', () => {
    const tcp = opened()
    for (let at = 1; at < 20_001; at += 1000) {
      tcp.client(ACK, { sequence: at, acknowledgment: 1, payloadBytes: 1000 })
      tcp.server(ACK, { sequence: 1, acknowledgment: at + 1000 })
    }
    tcp.tracker.host.wait(100)
    expect([tcp.client(ACK, data(1)), tcp.seconds]).toEqual(['ESTABLISHED', 431_900])
  })
})

describe('a SYN', () => {
  it('that comes again with a later sequence number begins anew', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN)
    tcp.client(SYN, { sequence: 50_000 })
    expect([tcp.server(SYN | ACK, { acknowledgment: 50_001 }), tcp.client(ACK, { sequence: 50_001, acknowledgment: 1 })]).toEqual(['SYN_RECV', 'ESTABLISHED'])
  })

  it('is refused by a RST of sequence number 0, which acknowledges it', () => {
    const tcp = new TrackedTcp()
    tcp.client(SYN, { sequence: 70_000 })
    expect(tcp.server(RST | ACK, { sequence: 0, acknowledgment: 70_001 })).toBe('CLOSE')
  })
})

it('a keepalive’s answer is taken, though the beginning was not seen', () => {
  const tcp = new TrackedTcp()
  tcp.client(ACK, { sequence: 99, acknowledgment: 700 })
  expect(tcp.server(ACK, { sequence: 700, acknowledgment: 100 })).toBe('ESTABLISHED')
})
