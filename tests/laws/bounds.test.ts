import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import type { Program } from '../../src/core/engine/kernel-api'
import { createSimulation } from '../../src/core/engine/simulation'
import type { Simulation } from '../../src/core/engine/simulation-api'
import { DROP_REASONS } from '../../src/core/trace/entry-kinds'
import { parseIpv4 } from '../../src/core/wire/ipv4-address'
import { LabRun, PATIENCE_MS } from './lab-run'
import { anyAct, anyLab, clusterOf } from './random-lab'
import type { LabSketch } from './random-lab'

/**
 * What one echo request may cost at most: 64 routed hops, at each of which chains of a few dozen rules are walked, and
 * the same for the answer; ARP asks three times on each of its links, and every NIC of a segment sees that.
 */
const ENTRIES_OF_A_PING = 2 * 64 * 100

const SKETCH: LabSketch = {
  subnets: [24, 24],
  mtus: [1500, 1500, 1500, 1500],
  places: [0, 1],
  podNodes: [0, 1],
  blockSize: 26,
  version: 'v3.30',
  mode: 'direct',
  scope: 'always',
  natOutgoing: false,
}

it('a ping to anywhere adds a bounded number of entries, whatever is broken', { timeout: PATIENCE_MS }, () => {
  fc.assert(
    fc.property(anyLab(40), fc.array(anyAct, { maxLength: 5 }), fc.nat(99), fc.nat(99), (sketch, acts, where, to) => {
      const lab = new LabRun(clusterOf(sketch))
      for (const act of acts) if (act.what < 45) lab.act(act, sketch)
      const before = lab.simulation.entryCount
      const { netns, command } = lab.actOf({ what: 61, where, to, size: 56, ttl: 64 })
      lab.run(netns, command.replace(/-c \d/, '-c 1'))
      expect(lab.simulation.entryCount - before).toBeLessThan(ENTRIES_OF_A_PING)
    }),
    { numRuns: 60 },
  )
})

it('a routing loop ends when the TTL is used up', () => {
  const lab = new LabRun(clusterOf(SKETCH))
  const blackhole = lab.run('node-1', 'ip route show type blackhole').stdout.trim()
  expect(lab.run('node-1', `ip route del ${blackhole}`).exit).toBe(0)
  const [, network = '', last = ''] = /^blackhole (\S+\.)(\d+)\/26/.exec(blackhole) ?? []
  const gone = `${network}${Number(last) + 60}`
  lab.run('pod-0', `ping -n -c 1 -W 1 ${gone}`)
  const trace = lab.collect()
  const entries = Array.from({ length: trace.entryCount }, (_, i) => trace.entry(i))
  const [dropped] = entries.filter(({ kind }) => kind === 'packet.dropped')
  expect(DROP_REASONS[dropped?.c ?? -1]).toBe('ttl-exceeded')
  expect(entries.filter(({ kind, packet }) => kind === 'packet.forwarded' && packet === dropped?.packet)).toHaveLength(63)
})

/** `flood COUNT DESTINATION`: echo requests, each of an id of its own, without waiting for answers. */
const flood: Program = function* (system, argv) {
  const socket = system.openRawIcmp({ pathMtuDiscovery: 'dont' })
  const destination = parseIpv4(argv[2] ?? '')
  if (!socket.ok || destination === undefined) return 2
  for (let i = 0; i < Number(argv[1]); i++) socket.value.send(destination, Uint8Array.of(8, 0, 0, 0, i >>> 8, i, i >>> 16, 0))
  socket.value.close()
  return 0
}

describe('what a host remembers is bounded', () => {
  it('101 packets wait for a neighbour, and the oldest make room', () => {
    const lab = new LabRun(clusterOf(SKETCH))
    runFlood(lab.simulation, 'node-0', 300, '10.0.0.200')
    const trace = lab.collect()
    const reasons = Array.from({ length: trace.entryCount }, (_, i) => trace.entry(i)).filter(({ kind }) => kind === 'packet.dropped').map(({ c }) => DROP_REASONS[c])
    expect(reasons).toEqual(Array.from({ length: 300 - 101 }, () => 'neighbour-queue-full'))
  })

  it('65,536 connections are tracked', { timeout: PATIENCE_MS }, () => {
    const simulation = createSimulation(deriveNetwork(clusterOf(SKETCH)), { seed: 1, record: false })
    runFlood(simulation, 'node-0', 66_000, '10.0.0.1')
    let tracked = 0
    const count: Program = function* (system) {
      tracked = system.connections().length
      return 0
    }
    simulation.runToExit(simulation.start('node-0', count, [], SILENT))
    expect(tracked).toBe(65_536)
  })
})

const SILENT = { stdout: () => undefined, stderr: () => undefined }

function runFlood(simulation: Simulation, netns: string, count: number, destination: string): void {
  const process = simulation.start(netns, flood, ['flood', String(count), destination], SILENT)
  simulation.runToExit(process)
}
