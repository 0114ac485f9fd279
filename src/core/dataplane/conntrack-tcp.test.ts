import { describe, expect, it } from 'vitest'
import { hasValidFlags, isClosing, TCP_STATES, tcpSegmentKind, tcpTransition } from './conntrack-tcp'
import type { TcpTransition } from './conntrack-tcp'

const FLAGS = { SYN: 0x02, 'SYN ACK': 0x12, FIN: 0x11, ACK: 0x10, PSH: 0x18, RST: 0x04, 'RST ACK': 0x14, none: 0 }

/** The kernel's short names of what follows. */
const SHORT: Readonly<Record<string, TcpTransition>> = {
  sSS: 'SYN_SENT',
  sSR: 'SYN_RECV',
  sES: 'ESTABLISHED',
  sFW: 'FIN_WAIT',
  sCW: 'CLOSE_WAIT',
  sLA: 'LAST_ACK',
  sTW: 'TIME_WAIT',
  sCL: 'CLOSE',
  sS2: 'SYN_SENT2',
  sIG: 'ignored',
  sIV: 'invalid',
}

/** tcp_conntracks[][][] of net/netfilter/nf_conntrack_proto_tcp.c; a row has a column for each of TCP_STATES. */
describe('a TCP connection goes from NO SS SR ES FW CW LA TW CL S2', () => {
  it.each<[keyof typeof FLAGS, 'initiator' | 'answering side', string]>([
    ['SYN', 'initiator', 'sSS sSS sIG sIG sIG sIG sIG sSS sSS sS2'],
    ['SYN ACK', 'initiator', 'sIV sIV sSR sIV sIV sIV sIV sIV sIV sSR'],
    ['FIN', 'initiator', 'sIV sIV sFW sFW sLA sLA sLA sTW sCL sIV'],
    ['ACK', 'initiator', 'sES sIV sES sES sCW sCW sTW sTW sCL sIV'],
    ['PSH', 'initiator', 'sES sIV sES sES sCW sCW sTW sTW sCL sIV'],
    ['RST', 'initiator', 'sIV sCL sCL sCL sCL sCL sCL sCL sCL sCL'],
    ['RST ACK', 'initiator', 'sIV sCL sCL sCL sCL sCL sCL sCL sCL sCL'],
    ['none', 'initiator', 'sIV sIV sIV sIV sIV sIV sIV sIV sIV sIV'],
    ['SYN', 'answering side', 'sIV sS2 sIV sIV sIV sIV sIV sSS sIV sS2'],
    ['SYN ACK', 'answering side', 'sIV sSR sIG sIG sIG sIG sIG sIG sIG sSR'],
    ['FIN', 'answering side', 'sIV sIV sFW sFW sLA sLA sLA sTW sCL sIV'],
    ['ACK', 'answering side', 'sIV sIG sSR sES sCW sCW sTW sTW sCL sIG'],
    ['RST', 'answering side', 'sIV sCL sCL sCL sCL sCL sCL sCL sCL sCL'],
    ['none', 'answering side', 'sIV sIV sIV sIV sIV sIV sIV sIV sIV sIV'],
  ])('by %s of the %s to %s', (flags, side, row) => {
    const kind = tcpSegmentKind(FLAGS[flags])
    expect(TCP_STATES.map((state) => tcpTransition(state, kind, side === 'answering side'))).toEqual(row.split(' ').map((short) => SHORT[short]))
  })
})

it('flags that contradict each other belong to no connection, whatever PSH, ECE and CWR say', () => {
  const names = (flags: number): string => ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'].filter((_, i) => (flags >> i) & 1).join(' ')
  const valid = Array.from({ length: 64 }, (_, flags) => flags).filter((flags) => hasValidFlags(flags) && (flags & 8) === 0)
  expect(valid.map(names)).toEqual(['SYN', 'RST', 'ACK', 'FIN ACK', 'SYN ACK', 'RST ACK', 'SYN URG', 'ACK URG', 'FIN ACK URG'])
  expect(valid.every((flags) => hasValidFlags(flags | 0xc8))).toBe(true)
})

it('a connection that closes makes room for others before its time', () => {
  expect(TCP_STATES.filter(isClosing)).toEqual(['FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE'])
})
