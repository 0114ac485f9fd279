import { describe, expect, it } from 'vitest'
import { ACK, FIN, RST, SYN, TrackedTcp } from '../../../tests/dataplane/tracker'
import type { SegmentFields } from '../../../tests/dataplane/packets'
import { TCP_OPTION } from '../wire/tcp'
import type { TcpOption } from '../wire/tcp'
import type { TcpSide } from './conntrack-tcp-window'

const NOP: TcpOption = { kind: TCP_OPTION.nop, data: new Uint8Array(0) }
const SACK: TcpOption = { kind: TCP_OPTION.sackPermitted, data: new Uint8Array(0) }
const scale = (bits: number): TcpOption => ({ kind: TCP_OPTION.windowScale, data: Uint8Array.of(bits) })
const sack = (...edges: readonly number[]): readonly TcpOption[] => [NOP, NOP, { kind: TCP_OPTION.sack, data: Uint8Array.from(edges.flatMap((edge) => [edge >>> 24, (edge >>> 16) & 255, (edge >>> 8) & 255, edge & 255])) }]

type Step = readonly ['client' | 'server', number, SegmentFields]

/** `td_end td_maxend td_maxwin td_maxack flags`, as struct ip_ct_tcp_state has them. */
function side({ end, greatestEnd, greatestWindow, greatestAcknowledgment, scale: bits, offersScale, sackPermitted, liberal, closed, hasUnacknowledged }: TcpSide): string {
  const flags = [offersScale ? `scale ${bits}` : bits > 0 ? `scale ${bits}?` : '', sackPermitted ? 'sack' : '', liberal ? 'liberal' : '', closed ? 'closed' : '', hasUnacknowledged ? 'unacknowledged' : '']
  return [end, greatestEnd, greatestWindow, greatestAcknowledgment ?? '-', ...flags.filter((flag) => flag !== '')].join(' ')
}

/** State and both sides after each step. */
function after(...steps: readonly Step[]): readonly string[] {
  const tcp = new TrackedTcp()
  return steps.map(([who, flags, segment]) => {
    const state = tcp[who](flags, segment)
    const sides = tcp.connection?.tcp?.sides
    return sides === undefined ? state : `${state}: ${side(sides[0])} | ${side(sides[1])}`
  })
}

const OPEN: readonly Step[] = [
  ['client', SYN, { window: 1000 }],
  ['server', SYN | ACK, { acknowledgment: 1, window: 2000 }],
  ['client', ACK, { sequence: 1, acknowledgment: 1, window: 1000 }],
]
const last = (...steps: readonly Step[]): string | undefined => after(...OPEN, ...steps).at(-1)

const STEADY: readonly Step[] = [1, 1001, 2001, 3001].flatMap((sequence): readonly Step[] => [
  ['client', ACK, { sequence, acknowledgment: 1, window: 1000, payloadBytes: 1000 }],
  ['server', ACK, { sequence: 1, acknowledgment: sequence + 1000, window: 2000 }],
])

describe('what is remembered of both sides (tcp_in_window)', () => {
  it.each<[string, readonly Step[], readonly string[]]>([
    [
      'where both scale their windows and permit SACK',
      [
        ['client', SYN, { window: 1000, options: [NOP, scale(7), SACK, NOP, NOP] }],
        ['server', SYN | ACK, { acknowledgment: 1, window: 2000, options: [NOP, scale(3), SACK, NOP, NOP] }],
        ['client', ACK, { sequence: 1, acknowledgment: 1, window: 10 }],
        ['client', ACK, { sequence: 1, acknowledgment: 1, window: 10, payloadBytes: 100 }],
        ['server', ACK, { sequence: 1, acknowledgment: 1, window: 250, options: sack(51, 101) }],
        ['server', ACK, { sequence: 1, acknowledgment: 101, window: 0 }],
        ['server', ACK, { sequence: 1, acknowledgment: 101, window: 400, payloadBytes: 50 }],
      ],
      [
        'SYN_SENT: 1 1 1000 - scale 7 sack | 0 1000 0 -',
        'SYN_RECV: 1 2001 1000 - scale 7 sack | 1 1 2000 1 scale 3 sack',
        'ESTABLISHED: 1 2001 1280 1 scale 7 sack | 1 1281 2000 1 scale 3 sack',
        'ESTABLISHED: 101 2001 1280 1 scale 7 sack unacknowledged | 1 1281 2000 1 scale 3 sack',
        'ESTABLISHED: 101 2101 1280 1 scale 7 sack unacknowledged | 1 1281 2100 1 scale 3 sack',
        'ESTABLISHED: 101 2101 1280 1 scale 7 sack | 1 1281 2100 101 scale 3 sack',
        'ESTABLISHED: 101 3301 1280 1 scale 7 sack | 51 1281 3200 101 scale 3 sack unacknowledged',
      ],
    ],
    [
      'where one side scales: neither does (RFC 7323 section 2.2)',
      [
        ['client', SYN, { window: 1000, options: [NOP, scale(7)] }],
        ['server', SYN | ACK, { acknowledgment: 1, window: 2000, options: [SACK, NOP, NOP] }],
        ['client', ACK, { sequence: 1, acknowledgment: 1, window: 10 }],
      ],
      ['SYN_SENT: 1 1 1000 - scale 7 | 0 1000 0 -', 'SYN_RECV: 1 2001 1000 - scale 0 | 1 1 2000 1 sack', 'ESTABLISHED: 1 2001 1000 1 scale 0 | 1 11 2000 1 sack'],
    ],
    [
      'where both take nothing yet: a byte',
      [
        ['client', SYN, { window: 0 }],
        ['server', SYN | ACK, { acknowledgment: 1, window: 0 }],
        ['client', ACK, { sequence: 1, acknowledgment: 1, window: 0 }],
      ],
      ['SYN_SENT: 1 1 1 - | 0 1 0 -', 'SYN_RECV: 1 2 1 - | 1 1 1 1', 'ESTABLISHED: 1 2 1 1 | 1 2 1 1'],
    ],
    [
      'where SYN or SYN-ACK come again with a later sequence number: they count anew, earlier ones do not',
      [
        ['client', SYN, { window: 1000, options: [NOP, scale(7)] }],
        ['client', SYN, { sequence: 50_000, window: 3000, options: [SACK, NOP, NOP] }],
        ['server', SYN | ACK, { sequence: 7, acknowledgment: 50_001, window: 2000 }],
        ['server', SYN | ACK, { sequence: 90_000, acknowledgment: 50_001, window: 2000 }],
      ],
      ['SYN_SENT: 1 1 1000 - scale 7 | 0 1000 0 -', 'SYN_SENT: 50001 50001 3000 - sack | 0 3000 0 -', 'SYN_RECV: 50001 52001 3000 - sack | 8 8 2000 50001', 'SYN_RECV: 50001 52001 3000 - sack | 8 8 2000 50001'],
    ],
    [
      'where both begin',
      [
        ['client', SYN, { window: 1000, options: [NOP, scale(7)] }],
        ['server', SYN, { sequence: 30, window: 2000, options: [NOP, scale(2)] }],
        ['client', SYN | ACK, { sequence: 0, acknowledgment: 31, window: 1000, options: [NOP, scale(7)] }],
        ['server', ACK, { sequence: 31, acknowledgment: 1, window: 20 }],
      ],
      ['SYN_SENT: 1 1 1000 - scale 7 | 0 1000 0 -', 'SYN_SENT2: 1 1 1000 - scale 7 | 31 31 2000 - scale 2', 'SYN_RECV: 1 1 1000 31 scale 7 | 31 1031 2000 - scale 2', 'ESTABLISHED: 1 81 1000 31 scale 7 | 31 1031 2000 1 scale 2'],
    ],
    [
      'where both begin, one scales, and a third SYN goes beyond what is known',
      [
        ['client', SYN, { window: 1000, options: [NOP, scale(7)] }],
        ['server', SYN, { sequence: 30, window: 2000, options: [SACK, NOP, NOP] }],
        ['server', SYN, { sequence: 60, window: 2000, options: [SACK, NOP, NOP] }],
      ],
      ['SYN_SENT: 1 1 1000 - scale 7 | 0 1000 0 -', 'SYN_SENT2: 1 1 1000 - scale 0 | 31 31 2000 - sack', 'SYN_SENT2: 1 1 1000 - scale 0 | 61 31 2000 - sack unacknowledged'],
    ],
    [
      'where the beginning was not seen: nothing is out of window, and nothing that is moves it',
      [
        ['client', ACK, { sequence: 100, acknowledgment: 700, window: 500, payloadBytes: 10 }],
        ['server', ACK, { sequence: 700, acknowledgment: 110, window: 300, payloadBytes: 20 }],
        ['client', ACK, { sequence: 110, acknowledgment: 720, window: 500 }],
        ['client', ACK, { sequence: 9_000_000, acknowledgment: 720, window: 500 }],
      ],
      [
        'ESTABLISHED: 110 610 500 - sack liberal | 0 0 0 - sack liberal',
        'ESTABLISHED: 110 610 500 - sack liberal | 720 1020 300 110 sack liberal',
        'ESTABLISHED: 110 610 500 720 sack liberal | 720 1220 300 110 sack liberal',
        'ESTABLISHED: 110 610 500 720 sack liberal | 720 1220 300 110 sack liberal',
      ],
    ],
    [
      'where the beginning was not seen and a keepalive is answered: a byte more was sent',
      [['client', ACK, { sequence: 99, acknowledgment: 700, window: 500 }], ['server', ACK, { sequence: 700, acknowledgment: 100, window: 0 }]],
      ['ESTABLISHED: 99 599 500 - sack liberal | 0 0 0 - sack liberal', 'ESTABLISHED: 100 599 500 - sack liberal | 700 701 1 100 sack liberal'],
    ],
    [
      'where the beginning was not seen and more is acknowledged than that',
      [['client', ACK, { sequence: 99, acknowledgment: 700, window: 500 }], ['server', ACK, { sequence: 700, acknowledgment: 102, window: 300 }]],
      ['ESTABLISHED: 99 599 500 - sack liberal | 0 0 0 - sack liberal', 'ESTABLISHED: 99 599 500 - sack liberal | 700 1000 300 - sack liberal'],
    ],
    [
      'where a SYN that was let through without being believed is answered: what it offered',
      [
        ...OPEN,
        ['client', SYN, { sequence: 5000, window: 4000, options: [NOP, scale(4), SACK, NOP, NOP] }],
        ['server', SYN | ACK, { sequence: 9000, acknowledgment: 5001, window: 100, options: [NOP, scale(5)] }],
        ['client', ACK, { sequence: 5001, acknowledgment: 9001, window: 10 }],
      ],
      [
        'SYN_SENT: 1 1 1000 - | 0 1000 0 -',
        'SYN_RECV: 1 2001 1000 - | 1 1 2000 1',
        'ESTABLISHED: 1 2001 1000 1 | 1 1001 2000 1',
        'ESTABLISHED: 1 2001 1000 1 | 1 1001 2000 1',
        'SYN_RECV: 5001 5101 4000 - scale 4 sack | 9001 9001 100 5001 scale 5',
        'ESTABLISHED: 5001 5101 4000 9001 scale 4 sack | 9001 9161 100 5001 scale 5',
      ],
    ],
    [
      'as both close',
      [...OPEN, ['client', FIN | ACK, { sequence: 1, acknowledgment: 1, window: 1000 }], ['server', FIN | ACK, { sequence: 1, acknowledgment: 2, window: 2000 }], ['client', ACK, { sequence: 2, acknowledgment: 2, window: 1000 }]],
      [
        'SYN_SENT: 1 1 1000 - | 0 1000 0 -',
        'SYN_RECV: 1 2001 1000 - | 1 1 2000 1',
        'ESTABLISHED: 1 2001 1000 1 | 1 1001 2000 1',
        'FIN_WAIT: 2 2001 1000 1 closed unacknowledged | 1 1001 2000 1',
        'LAST_ACK: 2 2002 1000 1 closed | 2 1001 2000 2 unacknowledged',
        'TIME_WAIT: 2 2002 1000 2 closed | 2 1002 2000 2',
      ],
    ],
  ])('%s', (_, steps, expected) => {
    expect(after(...steps)).toEqual(expected)
  })

  it('after a SYN without a window or options that turns out to be true', () => {
    expect(last(['client', SYN, { sequence: 5000, window: 0 }], ['server', SYN | ACK, { sequence: 9000, acknowledgment: 5001, window: 100 }])).toBe('SYN_RECV: 5001 5101 1 - | 9001 9001 100 5001')
  })
})

describe('a segment', () => {
  const sends = (...segments: readonly SegmentFields[]): readonly (string | undefined)[] => segments.map((segment) => last(['client', ACK, { acknowledgment: 1, window: 1000, payloadBytes: 10, ...segment }]))

  it('that begins inside the window and ends beyond it widens what the other side takes; one that begins a byte later does not', () => {
    expect(sends({ sequence: 1999 }, { sequence: 2001 }, { sequence: 2002, payloadBytes: 1 }, { sequence: 3990 }, { sequence: 3991 })).toEqual([
      'ESTABLISHED: 2009 2001 1000 1 unacknowledged | 1 1001 2008 1',
      'ESTABLISHED: 2011 2001 1000 1 unacknowledged | 1 1001 2010 1',
      'ESTABLISHED: 2003 2001 1000 1 unacknowledged | 1 1001 2000 1',
      'ESTABLISHED: 4000 2001 1000 1 unacknowledged | 1 1001 2000 1',
      'invalid: 1 2001 1000 1 | 1 1001 2000 1',
    ])
  })

  it('that acknowledges a byte more than was sent is invalid', () => {
    expect(sends({ sequence: 1, acknowledgment: 1 }, { sequence: 1, acknowledgment: 2 })).toEqual(['ESTABLISHED: 11 2001 1000 1 unacknowledged | 1 1001 2000 1', 'invalid: 1 2001 1000 1 | 1 1001 2000 1'])
  })

  it('that was acknowledged longer ago than a window passes without a consequence', () => {
    const again = [1990, 1991].map((sequence) => last(...STEADY, ['client', ACK, { sequence, acknowledgment: 1, window: 3000, payloadBytes: 10 }]))
    expect(again).toEqual(['ESTABLISHED: 4001 6001 1000 1 | 1 1001 2000 4001', 'ESTABLISHED: 4001 6001 3000 1 | 1 3001 2000 4001'])
  })

  it('that acknowledges what was acknowledged 66,000 bytes ago (MAXACKWINCONST) passes without a consequence', () => {
    const far: readonly Step[] = [
      ['client', SYN, { window: 1000 }],
      ['server', SYN | ACK, { acknowledgment: 1, window: 60_000 }],
      ['client', ACK, { sequence: 1, acknowledgment: 1, window: 1000 }],
      ...[1, 60_001].flatMap((sequence): readonly Step[] => [['client', ACK, { sequence, acknowledgment: 1, payloadBytes: 60_000 }], ['server', ACK, { sequence: 1, acknowledgment: sequence + 60_000, window: 60_000 }]]),
    ]
    const old = [54_000, 54_001].map((acknowledgment) => after(...far, ['server', ACK, { sequence: 1, acknowledgment, window: 999, payloadBytes: 10 }]).at(-1))
    expect(old).toEqual(['ESTABLISHED: 120001 180001 1000 1 | 1 1001 60000 120001', 'ESTABLISHED: 120001 180001 1000 1 | 11 1001 60000 120001 unacknowledged'])
  })
})

describe('a RST is believed', () => {
  const state = (line: string | undefined): string | undefined => line?.split(':')[0]

  it.each<[string, readonly Step[], string]>([
    ['exactly where its sender is, whatever stands where an acknowledgment would', [...OPEN, ['server', RST, { sequence: 1, acknowledgment: 5_000_000 }]], 'CLOSE'],
    ['with an acknowledgment of 0, which says nothing', [...OPEN, ['server', RST | ACK, { sequence: 1, acknowledgment: 0 }]], 'CLOSE'],
    ['not with one of what was not sent', [...OPEN, ['server', RST | ACK, { sequence: 1, acknowledgment: 77 }]], 'invalid'],
    ['not with a sequence number of 0, once the connection is proven', [...OPEN, ['server', RST, { sequence: 0 }]], 'invalid'],
    ['with one of 0 before that', [...OPEN.slice(0, 2), ['client', RST, { sequence: 0 }]], 'CLOSE'],
    ['of the answering side before that', [...OPEN.slice(0, 2), ['server', RST, { sequence: 0 }]], 'CLOSE'],
    ['not far from where the SYN was', [...OPEN.slice(0, 1), ['client', RST, { sequence: 5000 }]], 'invalid'],
    ['where a half-open server’s ACK asks for it', [...OPEN.slice(0, 1), ['server', ACK, { sequence: 700, acknowledgment: 5000 }], ['client', RST, { sequence: 5000 }]], 'CLOSE'],
    ['not a byte before', [...OPEN.slice(0, 1), ['server', ACK, { sequence: 700, acknowledgment: 5000 }], ['client', RST, { sequence: 4999 }]], 'invalid'],
    ['not a byte behind', [...OPEN.slice(0, 1), ['server', ACK, { sequence: 700, acknowledgment: 5000 }], ['client', RST, { sequence: 5001 }]], 'invalid'],
    ['behind its sender’s own data', [...OPEN, ['server', ACK, { sequence: 1, acknowledgment: 1, payloadBytes: 100 }], ['server', RST, { sequence: 101 }]], 'CLOSE'],
    ['not when the other side has spoken since', [...OPEN, ['server', ACK, { sequence: 1, acknowledgment: 1, payloadBytes: 100 }], ['client', ACK, { sequence: 1, acknowledgment: 1 }], ['server', RST, { sequence: 101 }]], 'ESTABLISHED'],
    ['not within its sender’s data', [...OPEN, ['server', ACK, { sequence: 1, acknowledgment: 1, payloadBytes: 100 }], ['server', RST, { sequence: 50 }]], 'ESTABLISHED'],
    ['not anywhere because it acknowledges all, in a proven connection', [...OPEN, ['client', ACK, { sequence: 1, acknowledgment: 1, payloadBytes: 100 }], ['server', RST | ACK, { sequence: 77_777, acknowledgment: 101 }]], 'invalid'],
    ['anywhere when it acknowledges the SYN that came in between', [...OPEN, ['client', SYN, { sequence: 5000 }], ['server', RST | ACK, { sequence: 77_777, acknowledgment: 5001 }]], 'CLOSE'],
    ['not when it acknowledges something else', [...OPEN, ['client', SYN, { sequence: 5000 }], ['server', RST | ACK, { sequence: 77_777, acknowledgment: 77 }]], 'invalid'],
    ['anywhere when it acknowledges all of a connection whose beginning was not seen', [['client', ACK, { sequence: 99, acknowledgment: 700, payloadBytes: 10 }], ['server', RST | ACK, { sequence: 5_000_000, acknowledgment: 109 }]], 'CLOSE'],
  ])('%s', (_, steps, expected) => {
    expect(state(after(...steps).at(-1))).toBe(expected)
  })

  it('and nothing changes where a SYN-ACK answers no SYN, or a second SYN acknowledges the first', () => {
    expect(last(['client', ACK, { sequence: 1, acknowledgment: 1, payloadBytes: 10 }], ['server', SYN | ACK, { sequence: 9000, acknowledgment: 11 }])).toBe('ESTABLISHED: 11 2001 1000 1 unacknowledged | 1 1001 2000 1')
    expect(last(['client', SYN, { sequence: 5000 }], ['client', SYN, { sequence: 5000, acknowledgment: 5001 }])).toBe('ESTABLISHED: 1 2001 1000 1 | 1 1001 2000 1')
  })
})
