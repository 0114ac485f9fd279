import { createSimulation } from '../src/core/engine/simulation'
import type { Simulation } from '../src/core/engine/simulation-api'
import type { NetworkSpec } from '../src/core/model/network-spec'
import { formatIpv4, ipv4FromNumber } from '../src/core/wire/ipv4-address'
import type { BenchRow } from './bench'
import { CHAIN_FROM, CHAIN_TO, chainNetwork } from './chain'
import { firstPodOf, flatNetwork } from './cluster'
import { pinger } from './pinger'

export const name = 'scale: processor time of a ping, from few to many pings and nodes'

const PODS_PER_NODE = 30
/** At least so many pings are timed, in as many runs as that takes. */
const TIMED_PINGS = 20_000

export async function run(): Promise<readonly BenchRow[]> {
  return [...overPackets(false), ...overPackets(true), ...overNodes()]
}

/** Times of the chain: a run of ten pings is repeated as often as one of 100,000 is long. */
function overPackets(record: boolean): readonly BenchRow[] {
  const network = chainNetwork()
  const measure = (count: number): number => {
    let nanoseconds = 0
    const runs = Math.max(1, Math.ceil(TIMED_PINGS / count))
    for (let i = 0; i < runs; i++) nanoseconds += timeOf(createSimulation(network, { seed: 1, record }), CHAIN_FROM, CHAIN_TO, count)
    return nanoseconds / (runs * count)
  }
  measure(TIMED_PINGS)
  return ratios([10, 100, 1_000, 10_000, 100_000], measure, (count) => `${count.toLocaleString('en')} pings in a lab of their own${record ? ', recorded' : ''}`)
}

function overNodes(): readonly BenchRow[] {
  measureCluster(4, [])
  const rows: BenchRow[] = []
  const times = ratios([4, 50, 500, 5_000], (nodes) => measureCluster(nodes, rows), (nodes) => `${nodes.toLocaleString('en')} nodes, ${(nodes * PODS_PER_NODE).toLocaleString('en')} pods: a ping between pods, IPIP`)
  return [...times, ...rows]
}

/** Nanoseconds of a ping once everybody knows everybody; what came before it goes to `rows`. */
function measureCluster(nodes: number, rows: BenchRow[]): number {
  gc?.()
  const heapBefore = process.memoryUsage().heapUsed
  const label = `${nodes.toLocaleString('en')} nodes`
  const deriveStart = performance.now()
  const network: NetworkSpec = flatNetwork(nodes, PODS_PER_NODE)
  const deriveMs = performance.now() - deriveStart
  gc?.()
  const heapDerived = process.memoryUsage().heapUsed
  const simulation = createSimulation(network, { seed: 1, record: false })
  const from = firstPodOf(network, 0, nodes)
  const to = formatIpv4(ipv4FromNumber(firstPodOf(network, nodes - 1, nodes).address))
  const firstMs = timeOf(simulation, from.name, to, 1) / 1e6
  timeOf(simulation, from.name, to, TIMED_PINGS / 4)
  const nanoseconds = timeOf(simulation, from.name, to, TIMED_PINGS) / TIMED_PINGS
  gc?.()
  const heapAfter = process.memoryUsage().heapUsed
  rows.push(
    { name: `${label}: cluster made and its network derived`, value: deriveMs, unit: 'ms' },
    { name: `${label}: memory of cluster and network`, value: (heapDerived - heapBefore) / 1e6, unit: 'MB' },
    { name: `${label}: first ping, with the tables of two nodes and ARP to all`, value: firstMs, unit: 'ms' },
    { name: `${label}: memory of the simulation on top`, value: (heapAfter - heapDerived) / 1e6, unit: 'MB' },
  )
  return nanoseconds
}

/** Nanoseconds of processor time that a run of pings takes: ratios must not depend on what else the machine does. */
function timeOf(simulation: Simulation, from: string, to: string, count: number): number {
  const start = process.cpuUsage()
  const pinging = simulation.start(from, pinger, ['pinger', to, String(count)], { stdout: () => undefined, stderr: () => undefined })
  simulation.runToExit(pinging)
  const { user, system } = process.cpuUsage(start)
  const nanoseconds = (user + system) * 1e3
  if (pinging.exitStatus !== 0) throw new Error(`${from} -> ${to}: not every ping was answered`)
  return nanoseconds
}

/** A row each, and how often the longest time is longer than the shortest. */
function ratios(sizes: readonly number[], measure: (size: number) => number, label: (size: number) => string): readonly BenchRow[] {
  const times = sizes.map((size) => ({ size, nanoseconds: measure(size) }))
  const all = times.map(({ nanoseconds }) => nanoseconds)
  return [
    ...times.map(({ size, nanoseconds }) => ({ name: label(size), value: nanoseconds, unit: 'ns/ping' })),
    { name: `${label(sizes.at(-1) ?? 0)}: against the fastest of these`, value: (all.at(-1) ?? 0) / Math.min(...all), unit: 'times' },
  ]
}
