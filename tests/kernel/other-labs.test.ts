import { describe, expect, it } from 'vitest'
import { determinedDifference, firstDifference } from './compare'
import { exceptionOf } from './exceptions'
import { loadRecording, otherLabs } from './recordings'
import { replay } from './replay'
import { stateDifferences } from './state-differences'

/**
 * Labs of other subnets, masks, blocks, MTUs and faults than those of fixtures/kernel: whatever were fitted to those
 * would show here. fixtures/other-labs/README.md says what was left out when they were packed; TCP flows through WireGuard
 * that hang on the scheduler stand among the exceptions, as those of fixtures/kernel do.
 */
describe.each(otherLabs())('the simulator does what the kernel did in %s', (lab) => {
  const recording = loadRecording(lab)

  it(`in ${recording.script.length} flows`, () => {
    const { flows } = replay(recording)
    const differences = recording.script.flatMap((scripted, i) => {
      const exception = exceptionOf(lab, scripted.flow)
      const difference = firstDifference(recording.flows[i]!, scripted, flows[i]!)
      if (exception === undefined) return difference === undefined ? [] : [`${scripted.flow}: ${difference}`]
      if (difference === undefined) return [`${scripted.flow}: agrees, and is listed as an exception`]
      const determined = determinedDifference(recording.flows[i]!, scripted, flows[i]!, exception.determined)
      return determined === undefined ? [] : [`${scripted.flow}: ${determined}`]
    })
    expect(differences).toEqual([])
  }, 120_000)

  it('and in its tables, before and around them', () => {
    const ofTables = stateDifferences(recording).filter(({ title }) => !title.endsWith(' counters'))
    expect(ofTables.map(({ text }) => text)).toEqual([])
  }, 120_000)
})
