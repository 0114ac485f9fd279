import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ALL_SETTLED_NS, LabRun } from './lab-run'
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

const anyRun = fc.tuple(anyLab(12), fc.array(anyAct, { minLength: 1, maxLength: 8 }))

it('every packet ends exactly once, loses one of its TTL at each routed hop, comes out of an envelope as it went in, and has right checksums', () => {
  fc.assert(
    fc.property(anyRun, ([sketch, acts]) => {
      const lab = acted(sketch, acts)
      const ledger = new PacketLedger(lab.simulation.network, lab.specs, lab.trace)
      ledger.follow(0, lab.trace.entryCount)
      expect(ledger.close()).toEqual([])
      expect(brokenLaws(lab.trace)).toEqual([])
    }),
    { numRuns: 100 },
  )
})

it('two runs with one seed do not differ in a byte', () => {
  fc.assert(
    fc.property(anyRun, fc.nat(), ([sketch, acts], seed) => {
      const [one, other] = [acted(sketch, acts, seed), acted(sketch, acts, seed)]
      expect(one.blocks).toEqual(other.blocks)
      expect(one.facts).toEqual(other.facts)
    }),
    { numRuns: 25 },
  )
})
