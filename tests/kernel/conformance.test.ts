import { describe, expect, it } from 'vitest'
import { firstDifference } from './compare'
import { notYet } from './not-yet'
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
  const cases = recording.script.map((scripted, i) => ({ i, scripted, name: scripted.flow, reason: notYet(lab, scripted.flow) }))

  it.each(cases.filter(({ reason }) => reason === undefined))('$name', ({ i, scripted }) => {
    const recorded = recording.flows[i]!
    expect(firstDifference(recorded, scripted, flowOf(i)) ?? 'no difference').toBe('no difference')
  })

  const listed = cases.filter(({ reason }) => reason !== undefined)
  it(`lists no flow as differing that agrees (${listed.length} are listed)`, () => {
    const agreeing = listed.filter(({ i, scripted }) => firstDifference(recording.flows[i]!, scripted, flowOf(i)) === undefined)
    expect(agreeing.map(({ name }) => name)).toEqual([])
  })
})
