import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ALL_SETTLED_NS, LabRun, PATIENCE_MS } from './lab-run'
import { PacketLedger } from './packet-ledger'
import { brokenLaws } from './packet-laws'
import { anyAct, anyLab, clusterOf } from './random-lab'
import type { ActSketch, LabSketch } from './random-lab'

/** A random lab after random faults, mode changes and flows, everything settled. */
function acted(sketch: LabSketch, acts: readonly ActSketch[], seed = 1): LabRun {
  const lab = new LabRun(clusterOf(sketch), seed)
  for (const act of acts) lab.act(act, sketch)
  lab.wait(ALL_SETTLED_NS)
  lab.collect()
  return lab
}

/** Packets that waited for a neighbour while a change of mode built their namespace anew were lost without a word. */
const WAITING_WHILE_RELOADED: [LabSketch, ActSketch[]] = [
  { subnets: [22], mtus: [1400], places: [0], podNodes: [0, 0], blockSize: 24, version: 'v3.26', mode: 'direct', scope: 'always', natOutgoing: false },
  [
    { what: 36, where: 0, to: 0, size: 0, ttl: 1 },
    { what: 45, where: 54, to: 0, size: 0, ttl: 1 },
    { what: 95, where: 0, to: 0, size: 0, ttl: 1 },
  ],
]

const anyRun = fc.tuple(anyLab(40), fc.array(anyAct, { minLength: 1, maxLength: 8 }))

it('every packet ends exactly once, loses one of its TTL at each routed hop, comes out of an envelope as it went in, and has right checksums', { timeout: PATIENCE_MS }, () => {
  fc.assert(
    fc.property(anyRun, ([sketch, acts]) => {
      const lab = acted(sketch, acts)
      const ledger = new PacketLedger(lab.simulation.network, lab.specs, lab.trace)
      ledger.follow(0, lab.trace.entryCount)
      expect(ledger.close()).toEqual([])
      expect(brokenLaws(lab.trace)).toEqual([])
    }),
    { numRuns: 200, examples: [[WAITING_WHILE_RELOADED]] },
  )
})

it.each([
  ['of any mode', (sketch: LabSketch) => sketch],
  ['with WireGuard', (sketch: LabSketch): LabSketch => ({ ...sketch, mode: 'wireguard' })],
])('two runs with one seed do not differ in a byte: labs %s', { timeout: PATIENCE_MS }, (_, chosen) => {
  fc.assert(
    fc.property(anyRun, fc.nat(), ([drawn, acts], seed) => {
      const sketch = chosen(drawn)
      const [one, other] = [acted(sketch, acts, seed), acted(sketch, acts, seed)]
      expect(one.blocks).toEqual(other.blocks)
      expect(one.facts).toEqual(other.facts)
    }),
    { numRuns: 20 },
  )
})
