import { describe, expect, it } from 'vitest'
import { ipipPing } from '../../../tests/scene/recorded-lab'
import type { Fault } from '../../core/model/fault'
import type { LabSettings } from '../../core/model/lab-settings'
import type { EngineClient } from '../../worker/client'
import type { RunRecord } from '../../worker/protocol'
import type { StoreDeps } from './app-state'
import { createAppStore } from './create-app-store'
import { startPlayback } from './playback'
import { startSaving } from './saved-lab'
import type { FrameClock } from './playback'

const script = ipipPing()
const inventory = script.inventory
const FROM = script.netns('pod-w0-b')
const TO = script.netns('pod-w1-a')
const IPIP: LabSettings = { mode: 'ipip', scope: 'always', calicoVersion: 'v3.30', natOutgoing: true, fabric: 'on-prem' }
const FAULT: Fault = { kind: 'forwarding-off', place: 'k8s-w1', object: '', script: [], repair: [] }
const PROBLEM = { severity: 'error', code: 'node-address-missing', file: 'nodes.yaml', document: 3, path: 'status.addresses', line: 41, message: 'no InternalIP', remedy: 'add one' } as const

/** An engine that has recorded one ping, and what it was asked. */
function fakeEngine() {
  const asked: string[] = []
  const record: RunRecord = { ns: 'pod-w0-b', command: 'ping', exit: 0, stdout: '', stderr: '', outcome: 'delivered', firstEntry: 0, endEntry: script.trace().entryCount }
  let sent = false
  const engine: EngineClient = {
    loadLab: (files) => {
      asked.push(`load ${files[0]?.name ?? ''}`)
      if (files[0]?.text === 'broken') return Promise.resolve({ kind: 'refused', problems: [PROBLEM] })
      sent = false
      return Promise.resolve({ kind: 'loaded', lab: { inventory, settings: IPIP, faults: [], poolNames: ['pool'] }, problems: [], blocks: [], facts: script.trace().factChanges })
    },
    run: (netns, command) => {
      asked.push(`${netns}$ ${command}`)
      const blocks = sent ? [] : [script.block()]
      sent = true
      return Promise.resolve({ run: record, blocks, facts: [] })
    },
    changeLab: (settings, faults) => {
      asked.push([settings.mode, settings.scope, ...faults.map(({ kind }) => kind)].join(' '))
      if (settings.mode === 'wireguard') return Promise.reject(new Error('no keys'))
      return Promise.resolve({ lab: { inventory, settings, faults: faults.map((fault) => ({ ...fault, script: [], repair: [] })), poolNames: ['pool'] }, blocks: [], facts: [] })
    },
    listFaults: () => Promise.resolve([FAULT]),
    ask: () => Promise.resolve({ answers: [], blocks: [], facts: [] }),
    look: () => Promise.resolve({ blocks: [], facts: [] }),
    close: () => undefined,
  }
  return { engine, asked }
}

function newStore(more: Partial<StoreDeps> = {}) {
  const { engine, asked } = fakeEngine()
  const store = createAppStore({
    engine,
    fetchBuiltInLab: (name) => Promise.resolve({ name: `${name}.yaml`, text: 'good' }),
    savedTheme: { read: () => null, write: () => undefined },
    savedLab: { read: () => null, write: () => undefined },
    savedLanguage: { read: () => null, write: () => undefined },
    prefersReducedMotion: () => false,
    ...more,
  })
  return { store, asked }
}

async function storeWithPing(more: Partial<StoreDeps> = {}) {
  const { store, asked } = newStore(more)
  await store.getState().loadBuiltInLab('two-subnets')
  await store.getState().startPing(FROM, TO)
  return { store, asked }
}

/** A clock whose frames come when the test says so. */
function handClock() {
  let waiting: ((nowMs: number) => void) | undefined
  const clock: FrameClock = {
    request: (callback) => {
      waiting = callback
      return 1
    },
    cancel: () => {
      waiting = undefined
    },
  }
  return {
    clock,
    asksForFrames: () => waiting !== undefined,
    frame: (nowMs: number) => {
      const callback = waiting
      waiting = undefined
      callback?.(nowMs)
    },
  }
}

describe('a ping between two pods', () => {
  it('is the command typed in the first pod, and plays from its first step', async () => {
    const { store, asked } = await storeWithPing()
    expect(asked.at(-1)).toBe('pod-w0-b$ ping -c 1 172.16.158.16')
    expect(store.getState().runs).toHaveLength(1)
    expect(store.getState().steps.length).toBeGreaterThan(10)
    expect(store.getState().playhead).toEqual({ step: 0, progress: 0, playing: true, speed: 1 })
  })

  it('takes back the selection, so that the tables follow the packet', async () => {
    const { store } = newStore()
    await store.getState().loadBuiltInLab('two-subnets')
    store.getState().select({ kind: 'namespace', index: TO })
    await store.getState().startPing(FROM, TO)
    expect(store.getState().selection).toEqual({ kind: 'none' })
  })

  it('stands at its first step where motion is not wanted', async () => {
    const { store } = await storeWithPing({ prefersReducedMotion: () => true })
    expect(store.getState().playhead.playing).toBe(false)
  })

  it('hides ARP and neighbour upkeep until asked, and stays at the same event', async () => {
    const { store } = await storeWithPing()
    const hidden = store.getState().steps.length
    store.getState().scrub(hidden - 1)
    const entry = store.getState().steps[hidden - 1]?.entryIndex
    store.getState().setShowArp(true)
    const { steps, playhead } = store.getState()
    expect(steps.length).toBeGreaterThan(hidden)
    expect(steps[playhead.step]?.entryIndex).toBe(entry)
  })

  it('is repeated when the encapsulation changes', async () => {
    const { store, asked } = await storeWithPing()
    const changed = store.getState().changeSettings({ mode: 'direct' })
    expect(store.getState().settings?.mode, 'shown at once').toBe('direct')
    await changed
    expect(asked.slice(-2)).toEqual(['direct always', 'pod-w0-b$ ping -c 1 172.16.158.16'])
    expect(store.getState().settings?.mode).toBe('direct')
    expect(store.getState().runs.map((run) => run.under.mode)).toEqual(['ipip', 'direct'])
    expect(store.getState().runs.map((run) => run.repeats)).toEqual([undefined, 0])
  })

  it('is repeated once, for the last of several quick choices', async () => {
    const { store, asked } = await storeWithPing()
    await Promise.all([store.getState().changeSettings({ mode: 'direct' }), store.getState().changeSettings({ mode: 'ipip', scope: 'cross-subnet' })])
    expect(asked.filter((command) => command.includes('ping'))).toHaveLength(2)
    expect(store.getState().settings).toMatchObject({ mode: 'ipip', scope: 'cross-subnet' })
  })

  it('is forgotten with its trace when another lab is loaded', async () => {
    const { store } = await storeWithPing()
    await store.getState().loadBuiltInLab('wireguard')
    expect(store.getState().runs).toEqual([])
    expect(store.getState().trace.entryCount).toBe(0)
  })
})

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

describe('a lab with errors', () => {
  it('is refused with its problems, and the last good lab stays', async () => {
    const { store } = await storeWithPing()
    await store.getState().loadLab([{ name: 'nodes.yaml', text: 'broken' }])
    const { labStatus, problems, labInventory, runs } = store.getState()
    expect(labStatus).toEqual({ kind: 'refused', name: 'nodes.yaml' })
    expect(problems).toEqual([PROBLEM])
    expect(labInventory).toBe(inventory)
    expect(runs).toHaveLength(1)
  })

  it('says what happened when the file itself cannot be read', async () => {
    const { store } = newStore({ fetchBuiltInLab: () => Promise.reject(new Error('HTTP status 404')) })
    await store.getState().loadBuiltInLab('nowhere')
    expect(store.getState().labStatus).toEqual({ kind: 'fault', message: 'HTTP status 404' })
  })
})

describe('the playhead', () => {
  it('travels from step to step with the clock, and rests at the last', async () => {
    const { store } = await storeWithPing()
    const hand = handClock()
    startPlayback(store, hand.clock)
    hand.frame(0)
    hand.frame(100)
    expect(store.getState().playhead.step).toBe(0)
    expect(store.getState().playhead.progress).toBeGreaterThan(0)
    for (let ms = 1000; hand.asksForFrames() && ms < 100_000; ms += 1000) hand.frame(ms)
    const { playhead, steps } = store.getState()
    expect(playhead).toEqual({ step: steps.length - 1, progress: 0, playing: false, speed: 1 })
    expect(hand.asksForFrames()).toBe(false)
  })

  it('makes one step forward and stops there', async () => {
    const { store } = await storeWithPing()
    const hand = handClock()
    startPlayback(store, hand.clock)
    store.getState().scrub(3)
    store.getState().stepForward()
    hand.frame(0)
    hand.frame(5000)
    expect(store.getState().playhead).toMatchObject({ step: 4, progress: 0, playing: false })
    expect(store.getState().motion).toBe('still')
  })

  it('counts every press: one during a motion ends it at once and goes on', async () => {
    const { store } = await storeWithPing()
    store.getState().scrub(0)
    for (let press = 0; press < 3; press++) store.getState().stepForward()
    expect(store.getState().playhead.step).toBe(2)
    expect(store.getState().motion).toBe('step')
  })

  it('goes the rest of the way when it was paused in mid-flight', async () => {
    const { store } = await storeWithPing()
    store.getState().setPlayhead({ step: 3, progress: 0.5 })
    store.getState().pause()
    const hand = handClock()
    startPlayback(store, hand.clock)
    store.getState().stepForward()
    hand.frame(0)
    hand.frame(5000)
    expect(store.getState().playhead).toMatchObject({ step: 4, progress: 0 })
  })

  it('ends playing at the next step when a step is asked for', async () => {
    const { store } = await storeWithPing()
    store.getState().setPlayhead({ step: 3, progress: 0.5 })
    store.getState().stepForward()
    expect(store.getState().playhead).toMatchObject({ step: 4, progress: 0, playing: false })
    expect(store.getState().motion).toBe('still')
  })

  it('steps without travel where motion is not wanted', async () => {
    const { store } = await storeWithPing({ prefersReducedMotion: () => true })
    store.getState().stepForward()
    expect(store.getState().playhead.step).toBe(1)
    expect(store.getState().motion).toBe('still')
  })

  it('never leaves the run', async () => {
    const { store } = await storeWithPing()
    store.getState().scrub(9999)
    expect(store.getState().playhead.step).toBe(store.getState().steps.length - 1)
    store.getState().scrub(-1)
    expect(store.getState().playhead.step).toBe(0)
  })

  it('changes speed within its list', () => {
    const { store } = newStore()
    for (let press = 0; press < 9; press++) store.getState().changeSpeed(1)
    expect(store.getState().playhead.speed).toBe(4)
    for (let press = 0; press < 9; press++) store.getState().changeSpeed(-1)
    expect(store.getState().playhead.speed).toBe(0.125)
  })
})

describe('the theme', () => {
  it('is what was chosen last time, and the system’s where that is not a theme', () => {
    expect(newStore({ savedTheme: { read: () => 'dark', write: () => undefined } }).store.getState().theme).toBe('dark')
    expect(newStore({ savedTheme: { read: () => 'pink', write: () => undefined } }).store.getState().theme).toBe('system')
  })
})
