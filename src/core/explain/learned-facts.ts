import type { Fact } from '../trace/facts'
import type { Trace } from '../trace/trace'

/**
 * Ids of those facts of a namespace that came to be since a run began: a neighbour that ARP has found, a route that somebody added.
 * What came together with an interface is no news: the namespace's tables were built then.
 */
export function learnedFacts(trace: Trace, facts: readonly Fact[], firstEntry: number): ReadonlySet<number> {
  const built = new Set(facts.flatMap(({ kind, id }) => (kind === 'interface' ? [trace.bornAt(id)] : [])))
  return new Set(facts.flatMap(({ id }) => (trace.bornAt(id) > firstEntry && !built.has(trace.bornAt(id)) ? [id] : [])))
}
