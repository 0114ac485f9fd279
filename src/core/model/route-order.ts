import type { RouteSpec } from './netns-spec'

/** The order in which the kernel tells the routes of a table: ascending network, longer prefix first, then metric (fib_table_dump of net/ipv4/fib_trie.c). */
export function byDumpOrder(one: RouteSpec, other: RouteSpec): number {
  return one.destination.network - other.destination.network || other.destination.prefixLength - one.destination.prefixLength || one.metric - other.metric
}
