import type { Trace } from '../trace/trace'
import { ipv4FromNumber } from '../wire/ipv4-address'
import type { Ipv4 } from '../wire/ipv4-address'

/** Decisions that name the table row behind them. */
const NAMES_ROW: ReadonlySet<string> = new Set(['route.selected', 'neighbour.used', 'neighbour.waiting', 'rule.matched', 'nat.source', 'nat.destination', 'arp.proxied'])

/** Ids of rows, each with the destinations for which a lookup took it: none for what is no route. */
export type UsedFacts = ReadonlyMap<number, readonly Ipv4[]>

/** The rows of a namespace that the packet of a step has used so far, in this run. */
export function usedFacts(trace: Trace, firstEntry: number, step: { readonly entryIndex: number; readonly packet: number } | undefined, netns: number): UsedFacts {
  const used = new Map<number, readonly Ipv4[]>()
  if (!step) return used
  for (let index = firstEntry; index <= step.entryIndex; index++) {
    if (trace.isHop(index)) continue
    const { kind, netns: where, packet, a, b, c } = trace.entry(index)
    if (where !== netns || packet !== step.packet || !NAMES_ROW.has(kind)) continue
    if (kind !== 'route.selected') {
      // what conntrack remembers is no row of a table
      if (a >= 0) used.set(a, [])
    } else {
      const destination = ipv4FromNumber(b)
      const earlier = used.get(a) ?? []
      used.set(a, earlier.includes(destination) ? earlier : [...earlier, destination])
      used.set(c, [])
    }
  }
  used.delete(-1)
  return used
}
