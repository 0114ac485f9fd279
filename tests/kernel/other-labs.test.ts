import { describe, expect, it } from 'vitest'
import { firstDifference } from './compare'
import { loadRecording, otherLabs } from './recordings'
import { replay } from './replay'
import { stateDifferences } from './state-differences'

/**
 * Labs of other subnets, masks, blocks, MTUs and faults than those of fixtures/kernel: whatever were fitted to those
 * would show here. They have no exceptions; fixtures/other-labs/README.md says what was left out when they were packed.
 */
describe.each(otherLabs())('the simulator does what the kernel did in %s', (lab) => {
  const recording = loadRecording(lab)

  it(`in ${recording.script.length} flows`, () => {
    const { flows } = replay(recording)
    const differences = recording.script.flatMap((scripted, i) => {
      const difference = firstDifference(recording.flows[i]!, scripted, flows[i]!)
      return difference === undefined ? [] : [`${scripted.flow}: ${difference}`]
    })
    expect(differences).toEqual([])
  }, 120_000)

  it('and in its tables, before and around them', () => {
    const ofTables = stateDifferences(recording).filter(({ title }) => !title.endsWith(' counters'))
    expect(ofTables.map(({ text }) => text)).toEqual([])
  }, 120_000)
})
