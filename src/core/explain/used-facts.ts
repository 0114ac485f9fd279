import type { Trace } from '../trace/trace'

/** Decisions that name the table row behind them. */
const NAMES_ROW: ReadonlySet<string> = new Set(['route.selected', 'neighbour.used', 'neighbour.waiting', 'rule.matched', 'nat.source', 'nat.destination', 'arp.proxied'])

/** Ids of the rows of a namespace that the packet of a step has used so far, in this run. */
export function usedFacts(trace: Trace, firstEntry: number, step: { readonly entryIndex: number; readonly packet: number } | undefined, netns: number): ReadonlySet<number> {
  const used = new Set<number>()
  if (!step) return used
  for (let index = firstEntry; index <= step.entryIndex; index++) {
    if (trace.isHop(index)) continue
    const { kind, netns: where, packet, a, c } = trace.entry(index)
    if (where !== netns || packet !== step.packet || !NAMES_ROW.has(kind)) continue
    used.add(a)
    if (kind === 'route.selected') used.add(c)
  }
  used.delete(-1)
  return used
}
