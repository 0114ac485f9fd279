/** States of a tracked TCP connection, as `conntrack -L` prints them (nf_conntrack_proto_tcp.c), in the order of tcp_conntracks[][][]. */
export const TCP_STATES = ['NONE', 'SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE', 'SYN_SENT2'] as const
export type TcpState = (typeof TCP_STATES)[number]

/** What a segment is by its flags, RST before SYN before FIN before ACK (get_conntrack_index). */
export type TcpSegmentKind = 'SYN' | 'SYN ACK' | 'FIN' | 'ACK' | 'RST' | 'none'

const FIN = 1
const SYN = 2
const RST = 4
const ACK = 16

export function tcpSegmentKind(flags: number): TcpSegmentKind {
  if (flags & RST) return 'RST'
  if (flags & SYN) return flags & ACK ? 'SYN ACK' : 'SYN'
  if (flags & FIN) return 'FIN'
  return flags & ACK ? 'ACK' : 'none'
}

/** Combinations of FIN, SYN, RST, ACK and URG that a segment may have (tcp_valid_flags); PSH, ECE and CWR go with all. */
const VALID_FLAGS: ReadonlySet<number> = new Set([SYN, SYN | 32, SYN | ACK, RST, RST | ACK, FIN | ACK, FIN | ACK | 32, ACK, ACK | 32])

export function hasValidFlags(flags: number): boolean {
  return VALID_FLAGS.has(flags & (FIN | SYN | RST | ACK | 32))
}

/** `ignored` passes without a consequence for the state, `invalid` belongs to no connection. */
export type TcpTransition = TcpState | 'ignored' | 'invalid'

const SHORT: Readonly<Record<string, TcpTransition>> = {
  SS: 'SYN_SENT',
  SR: 'SYN_RECV',
  ES: 'ESTABLISHED',
  FW: 'FIN_WAIT',
  CW: 'CLOSE_WAIT',
  LA: 'LAST_ACK',
  TW: 'TIME_WAIT',
  CL: 'CLOSE',
  S2: 'SYN_SENT2',
  ig: 'ignored',
  iv: 'invalid',
}

const FROM_INVALID = row('iv iv iv iv iv iv iv iv iv iv')
const FROM_RST = row('iv CL CL CL CL CL CL CL CL CL')
const FROM_FIN = row('iv iv FW FW LA LA LA TW CL iv')

/** From NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE SYN_SENT2. */
const FROM_INITIATOR: Readonly<Record<TcpSegmentKind, readonly TcpTransition[]>> = {
  SYN: row('SS SS ig ig ig ig ig SS SS S2'),
  'SYN ACK': row('iv iv SR iv iv iv iv iv iv SR'),
  FIN: FROM_FIN,
  ACK: row('ES iv ES ES CW CW TW TW CL iv'),
  RST: FROM_RST,
  none: FROM_INVALID,
}

const FROM_ANSWERING_SIDE: Readonly<Record<TcpSegmentKind, readonly TcpTransition[]>> = {
  SYN: row('iv S2 iv iv iv iv iv SS iv S2'),
  'SYN ACK': row('iv SR ig ig ig ig ig ig ig SR'),
  FIN: FROM_FIN,
  ACK: row('iv ig SR ES CW CW TW TW CL ig'),
  RST: FROM_RST,
  none: FROM_INVALID,
}

function row(text: string): readonly TcpTransition[] {
  return text.split(' ').map((short) => SHORT[short] as TcpTransition)
}

/** What becomes of the state by a segment of the initiator or (`isReply`) of the answering side: tcp_conntracks[][][]. */
export function tcpTransition(state: TcpState, kind: TcpSegmentKind, isReply: boolean): TcpTransition {
  return (isReply ? FROM_ANSWERING_SIDE : FROM_INITIATOR)[kind][TCP_STATES.indexOf(state)] as TcpTransition
}

/** States in which a connection makes room for others before its time (tcp_can_early_drop). */
export function isClosing(state: TcpState): boolean {
  return state === 'FIN_WAIT' || state === 'CLOSE_WAIT' || state === 'LAST_ACK' || state === 'TIME_WAIT' || state === 'CLOSE'
}
