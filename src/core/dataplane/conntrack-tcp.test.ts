import { describe, expect, it } from 'vitest'
import { nextTcpState, TCP_TIMEOUT_NS } from './conntrack-tcp'
import type { TcpState } from './conntrack-tcp'

const STATES: readonly TcpState[] = ['NONE', 'SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE']
const FLAGS = { SYN: 0x02, 'SYN ACK': 0x12, FIN: 0x11, ACK: 0x10, PSH: 0x18, RST: 0x04, 'RST ACK': 0x14, none: 0 }

/** A state's short name in the kernel's table; `=` keeps the state (what the kernel ignores or calls invalid). */
const SHORT: Readonly<Record<string, TcpState>> = { NO: 'NONE', SS: 'SYN_SENT', SR: 'SYN_RECV', ES: 'ESTABLISHED', FW: 'FIN_WAIT', CW: 'CLOSE_WAIT', LA: 'LAST_ACK', TW: 'TIME_WAIT', CL: 'CLOSE' }

/** tcp_conntracks[][][] of net/netfilter/nf_conntrack_proto_tcp.c; a row has a column for each of STATES. */
describe('a TCP connection goes from NO SS SR ES FW CW LA TW CL', () => {
  it.each<[keyof typeof FLAGS, 'initiator' | 'answering side', string]>([
    ['SYN', 'initiator', 'SS SS = = = = = SS SS'],
    ['SYN ACK', 'initiator', '= = SR = = = = = ='],
    ['FIN', 'initiator', '= = FW FW LA LA LA TW CL'],
    ['ACK', 'initiator', 'ES = ES ES CW CW TW TW CL'],
    ['PSH', 'initiator', 'ES = ES ES CW CW TW TW CL'],
    ['RST', 'initiator', '= CL CL CL CL CL CL CL CL'],
    ['RST ACK', 'initiator', '= CL CL CL CL CL CL CL CL'],
    ['none', 'initiator', '= = = = = = = = ='],
    ['SYN', 'answering side', '= = = = = = = = ='],
    ['SYN ACK', 'answering side', '= SR = = = = = = ='],
    ['FIN', 'answering side', '= = FW FW LA LA LA TW CL'],
    ['ACK', 'answering side', 'ES = SR ES CW CW TW TW CL'],
    ['RST', 'answering side', '= CL CL CL CL CL CL CL CL'],
    ['none', 'answering side', '= = = = = = = = ='],
  ])('by %s of the %s to %s', (flags, side, row) => {
    const expected = row.split(' ').map((short, i) => SHORT[short] ?? STATES[i])
    expect(STATES.map((state) => nextTcpState(state, FLAGS[flags], side === 'answering side'))).toEqual(expected)
  })
})

it('is remembered as long as nf_conntrack_tcp_timeout_* say, in seconds', () => {
  expect(STATES.map((state) => TCP_TIMEOUT_NS[state] / 1e9)).toEqual([120, 120, 60, 432_000, 120, 60, 30, 120, 10])
})
