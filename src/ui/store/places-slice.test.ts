import { describe, expect, it } from 'vitest'
import { newStore } from '../../../tests/ui/fake-store'
import { isMoveLast, isMoveNext, parsePlaces, placesOf } from './places-slice'

async function loadedStore() {
  const { store } = newStore()
  await store.getState().loadBuiltInLab('two-subnets')
  return { store }
}

describe('the places that a visit left', () => {
  it('are those that are points', () => {
    expect(parsePlaces('{"two-subnets":{"k8s-w0":{"x":4,"y":-2},"router":{"x":"far"},"k8s-w1":{"x":0,"y":0,"fold":"closed"},"k8s-m":{"x":0,"y":1,"fold":"gone"}}}')).toEqual({ 'two-subnets': { 'k8s-w0': { x: 4, y: -2 }, 'k8s-w1': { x: 0, y: 0, fold: 'closed' }, 'k8s-m': { x: 0, y: 1 } } })
  })

  it('are none where something else was left', () => {
    for (const text of [null, '', 'nonsense', '3', 'null']) expect(parsePlaces(text)).toEqual({})
  })
})

it('undoes a move before a change of the lab only where it came after it', () => {
  expect(isMoveLast({ placesPast: [{ places: {}, changes: 1 }], past: [1] })).toBe(true)
  expect(isMoveLast({ placesPast: [{ places: {}, changes: 1 }], past: [1, 2] })).toBe(false)
  expect(isMoveLast({ placesPast: [], past: [] })).toBe(false)
})

describe('what was arranged and undone', () => {
  it('is done again in the order in which it was done, changes of the lab among it', async () => {
    const { store } = await loadedStore()
    const act = store.getState
    act().foldHost('k8s-w0', 'closed')
    await act().changeSettings({ mode: 'direct' })
    act().foldHost('k8s-w1', 'open')
    const undo = async () => {
      if (!act().undoMove()) await act().undo()
    }
    const redo = async () => {
      if (!act().redoMove()) await act().redo()
    }
    const now = () => [Object.entries(placesOf(act())).map(([name, { fold }]) => `${name} ${fold}`).join(', '), act().settings?.mode]
    const done = [['k8s-w0 closed', 'ipip'], ['k8s-w0 closed', 'direct'], ['k8s-w0 closed, k8s-w1 open', 'direct']]
    await undo()
    expect(now()).toEqual(done[1])
    await undo()
    expect(now()).toEqual(done[0])
    await undo()
    expect(now()).toEqual(['', 'ipip'])
    for (const state of done) {
      await redo()
      expect(now()).toEqual(state)
    }
  })

  it('is gone once the lab is changed in another way', async () => {
    const { store } = await loadedStore()
    store.getState().foldHost('k8s-w0', 'closed')
    store.getState().undoMove()
    await store.getState().changeSettings({ mode: 'vxlan' })
    await store.getState().undo()
    expect(isMoveNext(store.getState())).toBe(false)
  })
})
