import { describe, expect, it } from 'vitest'
import { FAULT, storeWithPing } from '../../../tests/ui/fake-store'
import { pastMoment } from './past-change'

/** A store whose ping has been stopped at a step. */
async function stoppedAt(step: number) {
  const { store, asked } = await storeWithPing({ prefersReducedMotion: () => true })
  store.getState().scrub(step)
  return { store, asked }
}

describe('a change in the middle of a flow', () => {
  it('happens at that moment: the flow goes on from there as another one, and the old one is kept', async () => {
    const { store, asked } = await stoppedAt(5)
    const entry = store.getState().steps[5]?.entryIndex ?? NaN
    await store.getState().breakOrMend(FAULT)
    const { runs, currentRun, playhead, faults } = store.getState()
    expect(asked.at(-1)).toBe(`at ${entry + 1} ipip`)
    expect(runs).toHaveLength(2)
    expect(runs[0]?.faults).toEqual([])
    expect(runs[1]).toMatchObject({ repeats: 0, forkedAt: 5, faults: [{ kind: FAULT.kind }] })
    expect([currentRun, playhead.step, faults.length]).toEqual([1, 5, 1])
  })

  it('is taken back there', async () => {
    const { store, asked } = await stoppedAt(5)
    await store.getState().breakOrMend(FAULT)
    store.getState().showRun(0)
    store.getState().scrub(5)
    await store.getState().undo()
    expect(asked.filter((line) => line.startsWith('at '))).toHaveLength(2)
  })

  it('plays on from there', async () => {
    const { store } = await storeWithPing()
    store.getState().scrub(5)
    await store.getState().breakOrMend(FAULT)
    expect(store.getState().playhead).toMatchObject({ step: 5, playing: true })
  })

  it('repeats the whole flow before its first step, after its last, and while it plays', async () => {
    const { store, asked } = await storeWithPing()
    const { steps } = store.getState()
    expect(pastMoment(store.getState())).toBeUndefined()
    store.getState().scrub(0)
    expect(pastMoment(store.getState())).toBeUndefined()
    store.getState().scrub(steps.length - 1)
    expect(pastMoment(store.getState())).toBeUndefined()
    store.getState().scrub(1)
    expect(pastMoment(store.getState())).toMatchObject({ run: 0, step: 1 })
    store.getState().play()
    await store.getState().breakOrMend(FAULT)
    expect(asked.some((line) => line.startsWith('at '))).toBe(false)
  })

  it('of its mode or another setting is one of the whole flow, wherever it is stopped', async () => {
    const { store, asked } = await stoppedAt(5)
    await store.getState().changeSettings({ mode: 'vxlan' })
    expect(asked.some((line) => line.startsWith('at '))).toBe(false)
    expect(store.getState().runs[1]).toMatchObject({ repeats: 0, under: { mode: 'vxlan' } })
    expect(store.getState().runs[1]?.forkedAt).toBeUndefined()
  })
})
