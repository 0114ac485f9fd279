import { DROP_REASONS } from '../trace/entry-kinds'
import type { Trace } from '../trace/trace'
import { outermostIpv4 } from './frame-reading'
import { wentRound } from './went-round'

/** Programs that send packets in order to be told of their end. */
const PROBING = /(?:^|[\s;&|(])trace(?:route|path)(?:\s|$)/

/** Whether a command line sends probes: errors are the answers that it asks for. */
export function sendsProbes(command: string): boolean {
  return PROBING.test(command)
}

/** Whether a probe ended as it was meant to: its TTL was used up on the way, or it came to the closed port that it was for. Its envelope is no probe, nor is one that went in a circle. */
export function isProbesEnd(trace: Trace, entryIndex: number): boolean {
  const { kind, c } = trace.entry(entryIndex)
  if (kind !== 'packet.dropped') return false
  const reason = DROP_REASONS[c]
  return reason === 'ttl-exceeded' ? !wentRound(trace, entryIndex) : reason === 'no-socket' && outermostIpv4(trace, entryIndex)?.tunnel === undefined
}
