import { describe, expect, it } from 'vitest'
import { FAULT, IPIP, newStore, storeWithPing } from '../../../tests/ui/fake-store'
import { startSaving } from './saved-lab'

describe('changes of the lab', () => {
  it('are undone and redone one by one, and the flow is repeated each time', async () => {
    const { store, asked } = await storeWithPing()
    await store.getState().changeSettings({ mode: 'direct' })
    await store.getState().breakOrMend(FAULT)
    expect(store.getState().faults).toEqual([FAULT])
    await store.getState().undo()
    expect(store.getState()).toMatchObject({ faults: [], settings: { mode: 'direct' } })
    await store.getState().undo()
    expect(store.getState().settings).toEqual(IPIP)
    await store.getState().redo()
    await store.getState().redo()
    expect(store.getState()).toMatchObject({ faults: [FAULT], settings: { mode: 'direct' }, future: [] })
    expect(asked.filter((line) => !line.includes('$')).slice(1)).toEqual(['direct always', 'direct always forwarding-off', 'direct always', 'ipip always', 'direct always', 'direct always forwarding-off'])
    expect(store.getState().runs).toHaveLength(7)
  })

  it('forget what was undone when something else is changed', async () => {
    const { store } = await storeWithPing()
    await store.getState().changeSettings({ mode: 'direct' })
    await store.getState().undo()
    await store.getState().changeSettings({ natOutgoing: false })
    expect(store.getState().future).toEqual([])
  })

  it('reach back over the loading of another lab', async () => {
    const { store, asked } = await storeWithPing()
    await store.getState().changeSettings({ mode: 'direct' })
    await store.getState().loadBuiltInLab('wireguard')
    await store.getState().undo()
    expect(asked.slice(-2)).toEqual(['load two-subnets.yaml', 'direct always'])
    expect(store.getState().labSource).toEqual({ kind: 'built-in', name: 'two-subnets' })
  })

  it('that the engine refuses are taken back, with its words', async () => {
    const { store } = await storeWithPing()
    await store.getState().changeSettings({ mode: 'wireguard' })
    expect(store.getState()).toMatchObject({ settings: { mode: 'ipip' }, labStatus: { kind: 'fault', message: 'no keys' } })
  })

  it('a fault that is active is mended by the same press', async () => {
    const { store } = await storeWithPing()
    await store.getState().breakOrMend(FAULT)
    await store.getState().breakOrMend({ ...FAULT })
    expect(store.getState().faults).toEqual([])
  })

  it('an MTU is taken back to what the file says', async () => {
    const { store } = await storeWithPing()
    await store.getState().changeSettings({ mtuBytes: 1500 })
    await store.getState().forgetMtu()
    expect(store.getState().settings).toEqual(IPIP)
  })
})

describe('the lab of the last visit', () => {
  /** Storage that a later page reads. */
  function storage() {
    let text: string | null = null
    const savedLab = {
      read: () => text,
      write: (choice: string) => {
        text = choice
      },
    }
    return { savedLab, set: (choice: string) => savedLab.write(choice) }
  }

  it('is opened as it was left', async () => {
    const { savedLab } = storage()
    const { store } = newStore({ savedLab })
    startSaving(store, savedLab)
    await store.getState().loadBuiltInLab('wireguard')
    await store.getState().changeSettings({ mode: 'vxlan' })
    await store.getState().breakOrMend(FAULT)
    const next = newStore({ savedLab })
    await next.store.getState().openLastLab('two-subnets')
    expect(next.asked).toEqual(['load wireguard.yaml', 'vxlan always forwarding-off'])
    expect(next.store.getState()).toMatchObject({ labStatus: { kind: 'ready' }, settings: { mode: 'vxlan' }, faults: [FAULT], past: [] })
  })

  it('is the built-in one at the first visit, and where what was kept cannot be read or loaded', async () => {
    for (const kept of ['', 'nonsense', JSON.stringify({ version: 1, source: { kind: 'files', files: [{ name: 'a.yaml', text: 'broken' }] }, settings: IPIP, faults: [] })]) {
      const { savedLab, set } = storage()
      set(kept)
      const { store, asked } = newStore({ savedLab })
      await store.getState().openLastLab('two-subnets')
      expect(asked.at(-1)).toBe('load two-subnets.yaml')
      expect(store.getState().labStatus).toEqual({ kind: 'ready' })
    }
  })

  it('opens as its file has it where a choice is refused now', async () => {
    const { savedLab, set } = storage()
    set(JSON.stringify({ version: 1, source: { kind: 'built-in', name: 'two-subnets' }, settings: { ...IPIP, mode: 'wireguard' }, faults: [] }))
    const { store } = newStore({ savedLab })
    await store.getState().openLastLab('two-subnets')
    expect(store.getState()).toMatchObject({ labStatus: { kind: 'ready' }, settings: IPIP })
  })
})

it('a flow runs in every mode at one press, and the lab is as it was', async () => {
  const { store, asked } = await storeWithPing()
  await store.getState().runInEveryMode()
  expect(asked.filter((line) => !line.includes('$')).slice(-4)).toEqual(['direct always', 'vxlan always', 'wireguard always', 'ipip always'])
  expect(store.getState()).toMatchObject({ settings: IPIP, past: [] })
  expect(store.getState().runs.map(({ under }) => under.mode)).toEqual(['ipip', 'direct', 'vxlan', 'ipip'])
})
