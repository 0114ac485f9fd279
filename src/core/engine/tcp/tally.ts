import type { TcpConnection } from './connection'
import type { Segment } from './segment'

/** What a connection has sent and received so far, as tcp_info tells it (RFC 4898). */
export interface Tally {
  bytesSent: number
  bytesSentAgain: number
  /** SYN and FIN count as a byte each. */
  bytesAcknowledged: number
  segmentsSent: number
  segmentsReceived: number
  dataSegmentsSent: number
  dataSegmentsReceived: number
  segmentsSentAgain: number
  /** Since when there has been a connection; before, the clock's beginning. */
  establishedNs: number
  /** First sequence number that the peer sends after its SYN. */
  firstReceived: number
  lastAckNs: number
}

export function newTally(): Tally {
  return {
    bytesSent: 0,
    bytesSentAgain: 0,
    bytesAcknowledged: 0,
    segmentsSent: 0,
    segmentsReceived: 0,
    dataSegmentsSent: 0,
    dataSegmentsReceived: 0,
    segmentsSentAgain: 0,
    establishedNs: 0,
    firstReceived: 0,
    lastAckNs: 0,
  }
}

/** __tcp_transmit_skb */
export function countSent({ tally }: TcpConnection, segments: number, dataBytes: number): void {
  tally.segmentsSent += segments
  if (dataBytes === 0) return
  tally.dataSegmentsSent += segments
  tally.bytesSent += dataBytes
}

/** __tcp_retransmit_skb */
export function countSentAgain({ tally }: TcpConnection, segments: number, dataBytes: number): void {
  tally.segmentsSentAgain += segments
  tally.bytesSentAgain += dataBytes
}

/** tcp_segs_in */
export function countReceived({ tally }: TcpConnection, { data }: Pick<Segment, 'data'>): void {
  tally.segmentsReceived++
  if (data.length > 0) tally.dataSegmentsReceived++
}
