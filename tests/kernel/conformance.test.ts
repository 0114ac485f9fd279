import { describe, expect, it } from 'vitest'
import { determinedDifference, firstDifference } from './compare'
import { exceptionOf } from './exceptions'
import { loadRecording, recordedLabs } from './recordings'
import type { Recording } from './recordings'
import { replayFlows } from './replay'
import type { ReplayedFlow } from './replay'

/** A lab's flows, each replayed once, after those before it and when it is looked at: what fails early ends early. */
function replayInOrder(recording: Recording): (i: number) => ReplayedFlow {
  const coming = replayFlows(recording)
  const flows: ReplayedFlow[] = []
  return (i) => {
    while (flows.length <= i) {
      const next = coming.next()
      if (next.done === true) throw new Error(`no flow ${i} was replayed`)
      flows.push(next.value)
    }
    return flows[i]!
  }
}

describe.each(recordedLabs())('the simulator does what the kernel did in %s', (lab) => {
  const recording = loadRecording(lab)
  const flowOf = replayInOrder(recording)
  const cases = recording.script.map((scripted, i) => ({ i, scripted, name: scripted.flow, exception: exceptionOf(lab, scripted.flow) }))

  it.each(cases.filter(({ exception }) => exception === undefined))('$name', ({ i, scripted }) => {
    const recorded = recording.flows[i]!
    expect(firstDifference(recorded, scripted, flowOf(i)) ?? 'no difference').toBe('no difference')
  })

  it.each(cases.filter(({ exception }) => exception !== undefined && exception.determined !== 'nothing'))('$name, as far as the kernel determines it', ({ i, scripted, exception }) => {
    const determined = exception?.determined ?? 'nothing'
    expect(determinedDifference(recording.flows[i]!, scripted, flowOf(i), determined) ?? 'no difference').toBe('no difference')
  })

  const listed = cases.filter(({ exception }) => exception !== undefined)
  it(`lists no flow as differing that agrees (${listed.length} are listed)`, () => {
    const agreeing = listed.filter(({ i, scripted }) => firstDifference(recording.flows[i]!, scripted, flowOf(i)) === undefined)
    expect(agreeing.map(({ name }) => name)).toEqual([])
  })
})
