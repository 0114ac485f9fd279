import { describe, expect, it } from 'vitest'
import { determinedDifference, firstDifference } from './compare'
import { exceptionOf } from './exceptions'
import { loadRecording, recordedLabs } from './recordings'
import type { Recording } from './recordings'
import { replay } from './replay'
import type { ReplayedFlow } from './replay'

/** Replayed once a lab, when its first flow is looked at. */
function replayOnce(recording: Recording): (i: number) => ReplayedFlow {
  let flows: readonly ReplayedFlow[] | undefined
  return (i) => {
    flows ??= replay(recording).flows
    const flow = flows[i]
    if (!flow) throw new Error(`no flow ${i} was replayed`)
    return flow
  }
}

describe.each(recordedLabs())('the simulator does what the kernel did in %s', (lab) => {
  const recording = loadRecording(lab)
  const flowOf = replayOnce(recording)
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
