import type { Program } from '../../src/core/engine/kernel-api'
import type { Simulation } from '../../src/core/engine/simulation-api'

/** Counters of /proc/net/dev that the recordings note, and what they are here. */
const COUNTER_NAMES = {
  rx_packets: 'rxPackets',
  rx_errs: 'rxErrors',
  rx_drop: 'rxDropped',
  tx_packets: 'txPackets',
  tx_errs: 'txErrors',
  tx_drop: 'txDropped',
} as const

/** By namespace, as the recordings name them: `dev LINK rx_packets` and how far it went. */
export type CountersMoved = Readonly<Record<string, Readonly<Record<string, number>>>>

/** `NAMESPACE dev LINK COUNTER` and its value, for every link of these namespaces. */
export function readLinkCounters(simulation: Simulation, namespaces: readonly string[]): ReadonlyMap<string, number> {
  const values = new Map<string, number>()
  const read: Program = function* (system) {
    for (const { spec, counters } of system.links()) {
      for (const [name, counter] of Object.entries(COUNTER_NAMES)) values.set(`${system.netnsName} dev ${spec.name} ${name}`, counters[counter])
    }
    return 0
  }
  const silent = { stdout: () => undefined, stderr: () => undefined }
  for (const netns of namespaces) simulation.runToExit(simulation.start(netns, read, [], silent))
  return values
}

/** What moved between two readings. */
export function countersMoved(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): CountersMoved {
  const moved: Record<string, Record<string, number>> = {}
  for (const [key, value] of after) {
    const amount = value - (before.get(key) ?? 0)
    const [ns = '', ...counter] = key.split(' ')
    if (amount !== 0) (moved[ns] ??= {})[counter.join(' ')] = amount
  }
  return moved
}

/** Of all that a recording counted, what links count; segments have no counters here. */
export function linkCountersOf(recorded: CountersMoved): CountersMoved {
  const ofLinks = Object.entries(recorded).map(([ns, counters]) => [ns, Object.fromEntries(Object.entries(counters).filter(([name]) => isLinkCounter(name)))] as const)
  return Object.fromEntries(ofLinks.filter(([ns, counters]) => !ns.startsWith('lan-') && Object.keys(counters).length > 0))
}

function isLinkCounter(name: string): boolean {
  return name.startsWith('dev ') && Object.keys(COUNTER_NAMES).some((counter) => name.endsWith(` ${counter}`))
}
