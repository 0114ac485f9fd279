import { describe, expect, it } from 'vitest'
import { FROM, PROBLEM, TO, inventory, newStore, storeWithPing } from '../../../tests/ui/fake-store'
import { startPlayback } from './playback'
import type { FrameClock } from './playback'

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
    expect(store.getState().playhead).toEqual({ step: 0, progress: 0, playing: true, speed: 1, clock: 'steps' })
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

describe('a lab too large to be described whole', () => {
  const bare = { ...inventory, namespaces: inventory.namespaces.map((namespace) => ({ ...namespace, blocks: [], links: [] })) }

  it('learns the interfaces of what is looked at, wherever the lab is held', async () => {
    const { store, asked } = await storeWithPing()
    store.setState(({ runs }) => ({ labInventory: bare, inventory: bare, runs: runs.map((run) => ({ ...run, drawnOn: bare })) }))
    await store.getState().describe([FROM, FROM])
    const { labInventory, inventory: drawn, runs } = store.getState()
    expect(asked.at(-1)).toBe(`describe ${FROM}`)
    expect(labInventory?.namespaces[FROM]).toEqual(inventory.namespaces[FROM])
    expect(labInventory?.namespaces[TO]?.links).toEqual([])
    expect([drawn, runs[0]?.drawnOn]).toEqual([labInventory, labInventory])
  })

  it('is asked once', async () => {
    const { store, asked } = await storeWithPing()
    store.setState({ labInventory: bare })
    await store.getState().describe([FROM])
    const { length } = asked
    await store.getState().describe([FROM])
    expect(asked).toHaveLength(length)
  })

  it('describes the ends of a flow before it is drawn', async () => {
    const { store } = newStore()
    await store.getState().loadBuiltInLab('two-subnets')
    store.setState({ labInventory: bare, inventory: bare })
    await store.getState().startFlow({ from: FROM, to: TO, command: 'ping -c 1 172.16.158.16' })
    const drawn = store.getState().runs.at(-1)?.drawnOn.namespaces
    expect(drawn?.[FROM]).toEqual(inventory.namespaces[FROM])
    expect(drawn?.[inventory.namespaces[TO]?.node ?? -1]?.links).not.toEqual([])
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
    expect(playhead).toEqual({ step: steps.length - 1, progress: 0, playing: false, speed: 1, clock: 'steps' })
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

  it('changes speed from a crawl to true time', () => {
    const { store } = newStore()
    for (let press = 0; press < 9; press++) store.getState().changeSpeed(1)
    expect(store.getState().playhead).toMatchObject({ speed: 1, clock: 'time' })
    store.getState().changeSpeed(-1)
    expect(store.getState().playhead).toMatchObject({ speed: 4, clock: 'steps' })
    for (let press = 0; press < 9; press++) store.getState().changeSpeed(-1)
    expect(store.getState().playhead.speed).toBe(0.125)
  })

  it('stops at every step of a crawl for as long as it takes to read', async () => {
    const { store } = await storeWithPing()
    const hand = handClock()
    startPlayback(store, hand.clock)
    store.getState().setSpeed(0.125)
    hand.frame(0)
    const seen: number[] = []
    for (let ms = 0; hand.asksForFrames() && ms < 1_000_000; ms += 200) {
      hand.frame(ms)
      const { step, progress } = store.getState().playhead
      if (progress === 0) seen.push(step, ms)
    }
    const steps = seen.filter((_, index) => index % 2 === 0)
    const times = seen.filter((_, index) => index % 2 === 1)
    expect(steps.slice(1)).toEqual(Array.from({ length: store.getState().steps.length - 1 }, (_, index) => index + 1))
    expect(Math.min(...times.slice(1).map((ms, index) => ms - (times[index] ?? 0)))).toBeGreaterThanOrEqual(2400)
  })

  it('takes a microsecond for a tenth of a second in true time', async () => {
    const { store } = await storeWithPing()
    const { steps } = store.getState()
    const lengthsNs = steps.slice(1).map((step, index) => step.timeNs - (steps[index]?.timeNs ?? 0))
    const from = lengthsNs.findIndex((lengthNs) => lengthNs > 1000 && lengthNs < 10_000)
    const hand = handClock()
    startPlayback(store, hand.clock)
    store.getState().setSpeed(1, 'time')
    store.getState().scrub(from)
    store.getState().stepForward()
    hand.frame(0)
    hand.frame(((lengthsNs[from] ?? NaN) / 1000) * 50)
    expect(store.getState().playhead.progress).toBeCloseTo(0.5)
  })
})

describe('the theme', () => {
  it('is what was chosen last time, and the system’s where that is not a theme', () => {
    expect(newStore({ savedTheme: { read: () => 'dark', write: () => undefined } }).store.getState().theme).toBe('dark')
    expect(newStore({ savedTheme: { read: () => 'pink', write: () => undefined } }).store.getState().theme).toBe('system')
  })
})
