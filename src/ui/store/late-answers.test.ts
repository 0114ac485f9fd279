import { describe, expect, it } from 'vitest'
import { FAULT, FROM, IPIP, TO, inventory, newStore, storeWithPing } from '../../../tests/ui/fake-store'
import { EN } from '../../core/words/en'
import type { LabFile } from '../../worker/protocol'

/** Something that comes when the test says so. */
function later<T>() {
  let [come, fail]: [(value: T) => void, (error: Error) => void] = [() => undefined, () => undefined]
  const promise = new Promise<T>((resolve, reject) => ([come, fail] = [resolve, reject]))
  return { promise, come, fail }
}

const MINE: readonly LabFile[] = [{ name: 'mine.yaml', text: 'good' }]

describe('of several labs that are asked for, the last one is opened', () => {
  it('also where the file of an earlier one comes later', async () => {
    const fetched = later<LabFile>()
    const { store, asked } = newStore({ fetchBuiltInLab: () => fetched.promise })
    const first = store.getState().loadBuiltInLab('two-subnets')
    await store.getState().loadLab(MINE)
    fetched.come({ name: 'two-subnets.yaml', text: 'good' })
    await first
    expect(asked).toEqual(['load mine.yaml'])
    expect(store.getState()).toMatchObject({ labSource: { files: MINE }, labStatus: { kind: 'ready' } })
  })

  it('also where a person’s own file is still being read from the disk, or cannot be', async () => {
    for (const isThere of [true, false]) {
      const read = later<readonly LabFile[]>()
      const { store } = newStore()
      const first = store.getState().loadLab(read.promise)
      await store.getState().loadBuiltInLab('two-subnets')
      if (isThere) read.come(MINE)
      else read.fail(new Error('gone'))
      await first
      expect(store.getState()).toMatchObject({ labSource: { name: 'two-subnets' }, labStatus: { kind: 'ready' } })
    }
  })

  it('a file that cannot be read from the disk is told, like one that cannot be fetched', async () => {
    const { store } = newStore()
    await store.getState().loadLab(Promise.reject(new Error('not readable')))
    expect(store.getState().labStatus).toEqual({ kind: 'fault', message: 'not readable' })
  })

  it('and is told to be on its way until it is there; undo then leads to the one before it', async () => {
    const second = later<undefined>()
    const { store } = newStore({}, (engine) => ({
      loadLab: async (files, ...more) => {
        if (files[0]?.name === 'mine.yaml') await second.promise
        return engine.loadLab(files, ...more)
      },
    }))
    await store.getState().loadBuiltInLab('two-subnets')
    const loading = [store.getState().loadBuiltInLab('wireguard'), store.getState().loadLab(MINE)]
    await loading[0]
    expect(store.getState()).toMatchObject({ labSource: { name: 'two-subnets' }, labStatus: { kind: 'loading', name: 'mine.yaml' } })
    second.come(undefined)
    await loading[1]
    await store.getState().undo()
    expect(store.getState()).toMatchObject({ labSource: { name: 'two-subnets' }, past: [], labStatus: { kind: 'ready' } })
  })

  it('and not the one of the last visit, nor the first one, where a person was quicker', async () => {
    const fetched = later<LabFile>()
    const saved = JSON.stringify({ version: 1, source: { kind: 'built-in', name: 'wireguard' }, settings: IPIP, faults: [] })
    const { store, asked } = newStore({ fetchBuiltInLab: () => fetched.promise, savedLab: { read: () => saved, write: () => undefined } })
    const last = store.getState().openLastLab('two-subnets')
    await store.getState().loadLab(MINE)
    fetched.come({ name: 'wireguard.yaml', text: 'good' })
    await last
    expect(asked).toEqual(['load mine.yaml'])
  })
})

describe('what is asked of a lab that is gone when it would be done', () => {
  it('is no fault of the new one, and none of its choices', async () => {
    const answer = later<never>()
    const { store } = newStore({}, () => ({ changeLab: () => answer.promise, run: () => answer.promise }))
    await store.getState().loadBuiltInLab('two-subnets')
    const asked = [store.getState().changeSettings({ mode: 'direct' }), store.getState().startPing(FROM, TO)]
    await store.getState().loadLab(MINE)
    answer.fail(new Error('nothing was said'))
    await Promise.all(asked)
    expect(store.getState()).toMatchObject({ labSource: { files: MINE }, labStatus: { kind: 'ready' }, settings: IPIP, running: false })
  })
})

describe('a choice that is made before the one before it has been answered', () => {
  it('stands, also after a change in the middle of a flow', async () => {
    const { store } = await storeWithPing({ prefersReducedMotion: () => true })
    store.getState().scrub(5)
    await Promise.all([store.getState().breakOrMend(FAULT), store.getState().changeSettings({ mode: 'direct' })])
    expect(store.getState()).toMatchObject({ settings: { mode: 'direct' }, faults: [FAULT] })
  })

  it('ends the run in every mode, and is not taken back by it', async () => {
    const { store, asked } = await storeWithPing()
    const running = store.getState().runInEveryMode()
    await store.getState().changeSettings({ mode: 'vxlan', scope: 'cross-subnet' })
    await running
    expect(asked.filter((line) => !line.includes('$')).slice(-2)).toEqual(['direct always', 'vxlan cross-subnet'])
    expect(store.getState().settings).toMatchObject({ mode: 'vxlan', scope: 'cross-subnet' })
  })

  it('ends with the lab: another one that is opened keeps its own mode', async () => {
    const { store, asked } = await storeWithPing()
    const running = store.getState().runInEveryMode()
    await Promise.all([store.getState().loadLab(MINE), running])
    expect(asked.slice(asked.indexOf('load mine.yaml') + 1)).toEqual([])
    expect(store.getState().settings).toEqual(IPIP)
  })

  it('is the lab on which a flow is drawn that runs after it, and whose hosts are described after it', async () => {
    const bare = { ...inventory, namespaces: inventory.namespaces.map((namespace) => ({ ...namespace, links: [] })) }
    const changed = { ...bare, segments: [...inventory.segments] }
    const { store } = await storeWithPing({}, (engine) => {
      let last: Promise<unknown> = Promise.resolve()
      const inTurn = <T>(answer: () => Promise<T>): Promise<T> => {
        const answered = last.then(answer)
        last = answered
        return answered
      }
      return {
        run: (...order) => inTurn(() => engine.run(...order)),
        describe: (namespaces) => inTurn(() => engine.describe(namespaces)),
        changeLab: (...choices) => inTurn(async () => ({ ...(await engine.changeLab(...choices)), lab: { inventory: changed, settings: choices[0], faults: [], changes: [], poolNames: [] } })),
      }
    })
    store.setState({ labInventory: bare })
    await Promise.all([store.getState().changeSettings({ mode: 'direct' }), store.getState().startFlow({ from: FROM, to: TO, command: 'ping -c 1 172.16.158.16' })])
    const drawnOn = store.getState().runs[1]?.drawnOn
    expect(drawnOn?.segments).toBe(changed.segments)
    expect(drawnOn?.namespaces[FROM]).toEqual(inventory.namespaces[FROM])
  })
})

it('undo that is pressed again while a lab is on its way back goes one further', async () => {
  const { store } = await storeWithPing()
  await store.getState().changeSettings({ mode: 'direct' })
  await store.getState().loadBuiltInLab('wireguard')
  await Promise.all([store.getState().undo(), store.getState().undo()])
  expect(store.getState()).toMatchObject({ labSource: { name: 'two-subnets' }, settings: IPIP, past: [] })
  await store.getState().redo()
  expect(store.getState()).toMatchObject({ labSource: { name: 'two-subnets' }, settings: { mode: 'direct' } })
  await store.getState().redo()
  expect(store.getState()).toMatchObject({ labSource: { name: 'wireguard' }, future: [] })
})

it('of two languages that are chosen one after the other, the last one is spoken, also where the first comes later', async () => {
  const written: string[] = []
  const { store } = newStore({ savedLanguage: { read: () => null, write: (choice) => void written.push(choice) } })
  await Promise.all([store.getState().setLanguage('ko'), store.getState().setLanguage('en')])
  expect(store.getState().words).toBe(EN)
  expect(written).toEqual(['en'])
})

it('of several lines that are dictated before a terminal’s screen has come, each is typed once, in its own', () => {
  const { store } = newStore()
  for (const [netns, line] of [['k8s-w0', 'ip route'], ['k8s-w1', 'ip neigh'], ['k8s-w0', 'ip link']] as const) store.getState().dictate(netns, line)
  const [first, second] = store.getState().terminals.map(({ id }) => store.getState().takeDictation(id).map((one) => ('line' in one ? one.line : one.key)))
  expect([first, second]).toEqual([['ip route', 'ip link'], ['ip neigh']])
  expect(store.getState().dictated).toEqual([])
})

it('keys for a shell whose screen has not come are its own, after the lines that were dictated to it', () => {
  const { store } = newStore()
  store.getState().dictate('k8s-w0', 'ip route')
  for (const key of ['l', 's', '\r']) store.getState().dictateKey(key)
  store.getState().openTerminal('k8s-w1')
  store.getState().dictateKey('x')
  const [first, second] = store.getState().terminals.map(({ id }) => store.getState().takeDictation(id).map((one) => ('line' in one ? one.line : one.key)))
  expect([first, second]).toEqual([['ip route', 'l', 's', '\r'], ['x']])
})
