/** States of a tracked TCP connection, as `conntrack -L` prints them (nf_conntrack_proto_tcp.c). */
export type TcpState = 'NONE' | 'SYN_SENT' | 'SYN_RECV' | 'ESTABLISHED' | 'FIN_WAIT' | 'CLOSE_WAIT' | 'LAST_ACK' | 'TIME_WAIT' | 'CLOSE'

const SECOND_NS = 1e9

/** nf_conntrack_tcp_timeout_* */
export const TCP_TIMEOUT_NS: Readonly<Record<TcpState, number>> = {
  NONE: 120 * SECOND_NS,
  SYN_SENT: 120 * SECOND_NS,
  SYN_RECV: 60 * SECOND_NS,
  ESTABLISHED: 432_000 * SECOND_NS,
  FIN_WAIT: 120 * SECOND_NS,
  CLOSE_WAIT: 60 * SECOND_NS,
  LAST_ACK: 30 * SECOND_NS,
  TIME_WAIT: 120 * SECOND_NS,
  CLOSE: 10 * SECOND_NS,
}

const FIN = 1
const SYN = 2
const RST = 4
const ACK = 16

/** The state after a segment with these flags, from the initiator or (`isReply`) from the answering side: tcp_conntracks[][][]. */
export function nextTcpState(state: TcpState, flags: number, isReply: boolean): TcpState {
  if (flags & RST) return state === 'NONE' ? 'NONE' : 'CLOSE'
  if (flags & SYN) {
    if (flags & ACK) return isReply && (state === 'SYN_SENT' || state === 'SYN_RECV') ? 'SYN_RECV' : state
    return isReply || (state !== 'NONE' && state !== 'TIME_WAIT' && state !== 'CLOSE') ? state : 'SYN_SENT'
  }
  if (flags & FIN) return afterFin(state)
  if (flags & ACK) return afterAck(state, isReply)
  return state
}

function afterFin(state: TcpState): TcpState {
  if (state === 'SYN_RECV' || state === 'ESTABLISHED') return 'FIN_WAIT'
  return state === 'FIN_WAIT' || state === 'CLOSE_WAIT' ? 'LAST_ACK' : state
}

function afterAck(state: TcpState, isReply: boolean): TcpState {
  switch (state) {
    case 'NONE':
      return 'ESTABLISHED'
    case 'SYN_RECV':
      return isReply ? state : 'ESTABLISHED'
    case 'FIN_WAIT':
      return 'CLOSE_WAIT'
    case 'LAST_ACK':
      return 'TIME_WAIT'
    default:
      return state
  }
}
