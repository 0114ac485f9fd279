import { readFileSync } from 'node:fs'
import { required } from '../src/core/base/assert'
import { deriveNetwork } from '../src/core/calico/derive-network'
import { createSimulation } from '../src/core/engine/simulation'
import { readLab } from '../src/core/import/read-lab'
import type { NetworkSpec } from '../src/core/model/network-spec'
import { HOP_IN } from '../src/core/trace/entry-kinds'
import type { TraceBlock } from '../src/core/trace/trace'
import type { BenchRow } from './bench'
import { CHAIN_ENVELOPES, CHAIN_FROM, CHAIN_TO, chainNetwork } from './chain'
import { pinger } from './pinger'

export const name = 'engine: packet-hops a second (a packet received by a namespace from a link)'

const PINGS = 100_000
/** Both paths have four links, crossed there and back. */
const LINKS_OF_A_PING = 8

export async function run(): Promise<readonly BenchRow[]> {
  const twoSubnets = loadLab('public/labs/two-subnets.yaml')
  return [
    ...CHAIN_ENVELOPES.flatMap((envelope) => measure(`chain, ${envelope}`, chainNetwork(envelope), CHAIN_FROM, CHAIN_TO)),
    ...measure('two-subnets, with the rules of Calico', twoSubnets, 'pod-w0-b', '172.16.158.16'),
  ]
}

function loadLab(path: string): NetworkSpec {
  const { cluster, problems } = readLab([{ name: path, text: readFileSync(path, 'utf8') }])
  return deriveNetwork(required(cluster, `${path}: ${JSON.stringify(problems)}`))
}

function measure(lab: string, network: NetworkSpec, from: string, to: string): readonly BenchRow[] {
  ping(network, from, to, PINGS / 10, false)
  const plain = ping(network, from, to, PINGS, false)
  ping(network, from, to, PINGS / 10, true)
  const recorded = ping(network, from, to, PINGS, true)
  const hops = PINGS * LINKS_OF_A_PING
  const rows = countRows(recorded.blocks)
  return [
    { name: `${lab}: recording off`, value: hops / plain.seconds, unit: 'hops/s' },
    { name: `${lab}: every frame and event recorded`, value: hops / recorded.seconds, unit: 'hops/s' },
    { name: `${lab}: memory of a recorded hop, its events included`, value: rows.bytes / rows.hops, unit: 'bytes/hop' },
  ]
}

function ping(network: NetworkSpec, from: string, to: string, count: number, record: boolean): { readonly seconds: number; readonly blocks: readonly TraceBlock[] } {
  const simulation = createSimulation(network, { seed: 1, record })
  const silent = { stdout: () => undefined, stderr: () => undefined }
  const startMs = performance.now()
  const process = simulation.start(from, pinger, ['pinger', to, String(count)], silent)
  simulation.runToExit(process)
  const seconds = (performance.now() - startMs) / 1000
  if (process.exitStatus !== 0) throw new Error(`${network.name}: not every ping was answered`)
  return { seconds, blocks: simulation.drain().blocks }
}

/** What the trace holds, and what it takes. */
function countRows(blocks: readonly TraceBlock[]): { readonly hops: number; readonly bytes: number } {
  let hops = 0
  let bytes = 0
  for (const block of blocks) {
    for (let i = 0; i < block.entryCount; i++) if ((block.kind[i] ?? 255) <= HOP_IN + 1) hops++
    for (const column of Object.values(block) as unknown[]) if (ArrayBuffer.isView(column)) bytes += column.byteLength
  }
  return { hops, bytes }
}
