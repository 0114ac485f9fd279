import type { TcpConnection } from './connection'
import { RTO_MAX_NS, RTO_MIN_NS } from './constants'
import { after } from '../../wire/tcp-sequence'

/** Takes a measured round trip into the estimate (tcp_rtt_estimator, RFC 6298 with the kernel's variance per window). */
export function measureRoundTrip(c: TcpConnection, rttNs: number): void {
  c.minRttNs = Math.min(c.minRttNs, rttNs)
  if (c.srttNs === 0) {
    c.srttNs = rttNs
    c.mdevNs = rttNs / 2
    c.rttvarNs = Math.max(c.mdevNs * 2, RTO_MIN_NS)
    c.mdevMaxNs = c.rttvarNs
    c.rttSeq = c.sndNxt
  } else {
    let error = rttNs - c.srttNs
    c.srttNs += error / 8
    if (error < 0) {
      error = -error - c.mdevNs / 4
      // A shorter round trip must not raise the variance at once.
      if (error > 0) error /= 8
    } else error -= c.mdevNs / 4
    c.mdevNs += error / 4
    if (c.mdevNs * 4 > c.mdevMaxNs) {
      c.mdevMaxNs = c.mdevNs * 4
      c.rttvarNs = Math.max(c.rttvarNs, c.mdevMaxNs)
    }
    if (after(c.sndUna, c.rttSeq)) {
      if (c.mdevMaxNs < c.rttvarNs) c.rttvarNs -= (c.rttvarNs - c.mdevMaxNs) / 4
      c.rttSeq = c.sndNxt
      c.mdevMaxNs = RTO_MIN_NS
    }
  }
  c.rtoNs = Math.min(c.srttNs + c.rttvarNs, RTO_MAX_NS)
  c.backoff = 0
}
