import type { Trace, TraceEntry } from '../trace/trace'
import { MAX_LOOK_BACK } from './drop-case'

/** Whether somebody who had passed a packet on got it again before it ended there or elsewhere: rows point at each other. Its pieces are passed on with one TTL. */
export function wentRound(trace: Trace, dropEntry: number): boolean {
  const { netns } = trace.entry(dropEntry)
  const ttlAt = new Map<number, number>()
  return forwardings(trace, dropEntry).some((entry) => {
    const before = ttlAt.get(entry.netns) ?? entry.a
    ttlAt.set(entry.netns, entry.a)
    return entry.netns === netns || before !== entry.a
  })
}

/** Where a packet was passed on before an entry, in order; `a` is the TTL with which it came. */
export function forwardings(trace: Trace, beforeEntry: number): readonly TraceEntry[] {
  const { packet } = trace.entry(beforeEntry)
  const found: TraceEntry[] = []
  for (let index = Math.max(0, beforeEntry - MAX_LOOK_BACK); index < beforeEntry; index++) {
    const entry = trace.entry(index)
    if (entry.packet === packet && entry.kind === 'packet.forwarded') found.push(entry)
  }
  return found
}
