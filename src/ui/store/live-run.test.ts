import { expect, test } from 'vitest'
import { inventory, newStore, storeWithPing } from '../../../tests/ui/fake-store'
import { ipipPing } from '../../../tests/scene/recorded-lab'
import { entryKindIndex } from '../../core/trace/entry-kinds'
import { modesOf } from './going-on'
import { LiveRun } from './live-run'

test('what a line left behind with & lengthens its flow until the page runs another one', async () => {
  const { store } = newStore()
  await store.getState().loadBuiltInLab('two-subnets')
  const { trace } = store.getState()
  const block = ipipPing().block()
  let frames = 0
  const append = (): void => {
    trace.append({ ...block, firstEntry: trace.entryCount, firstFrame: frames, frame: block.frame.map((frame) => (frame < 0 ? frame : frame + frames)) })
    frames += block.frameCount
  }
  const live = new LiveRun(store.setState, store.getState, () => true)
  append()
  live.extend({ terminal: 1, netns: 'pod-w0-b', text: 'ping 172.16.158.16 &', firstEntry: 0 })
  append()
  live.extendLast()
  const [own] = store.getState().runs
  expect(own).toMatchObject({ firstEntry: 0, endEntry: trace.entryCount, terminal: 1 })
  if (!own) throw new Error('no flow')
  const firstEntry = trace.entryCount
  append()
  store.setState({ runs: [own, { ...own, firstEntry, endEntry: trace.entryCount, terminal: 2 }] })
  append()
  live.extendLast()
  expect(store.getState().runs.map(({ endEntry }) => endEntry)).toEqual([firstEntry, firstEntry + block.entryCount])
})

test('a flow that is under way when the mode changes goes on in both, and each of its steps is drawn on the lab that it crossed', async () => {
  const { store } = newStore()
  await store.getState().loadBuiltInLab('two-subnets')
  const { trace } = store.getState()
  trace.append(ipipPing().block())
  const live = new LiveRun(store.setState, store.getState, () => true)
  const line = { terminal: 1, netns: 'pod-w0-b', text: 'ping 172.16.158.16', firstEntry: 0 }
  live.extend(line)
  const begun = { ...inventory, pairs: [] }
  store.setState(({ runs }) => ({ runs: runs.map((run) => ({ ...run, drawnOn: begun })) }))
  await store.getState().changeSettings({ mode: 'vxlan' })
  await store.getState().changeSettings({ mode: 'direct' })
  const before = store.getState().steps.length
  const block = ipipPing().block()
  trace.append({ ...block, firstEntry: trace.entryCount, firstFrame: block.frameCount, frame: block.frame.map((frame) => (frame < 0 ? frame : frame + block.frameCount)) })
  live.extend(line)
  expect(store.getState().runs.map(modesOf)).toEqual([['ipip', 'vxlan', 'direct']])
  store.getState().scrub(before - 1)
  expect(store.getState().inventory).toBe(begun)
  store.getState().scrub(before)
  expect(store.getState().inventory).toBe(store.getState().labInventory)
})

test('a line that sends nothing is no flow, whatever else the lab does meanwhile, and takes the stage from none', async () => {
  const { store } = await storeWithPing({ prefersReducedMotion: () => true })
  const { trace, steps } = store.getState()
  const block = ipipPing().block()
  trace.append({ ...block, firstEntry: trace.entryCount, firstFrame: block.frameCount, frame: block.frame.map(() => -1), packet: block.packet.map(() => -1), kind: block.kind.map(() => entryKindIndex('neighbour.changed')) })
  const live = new LiveRun(store.setState, store.getState, () => true)
  const line = { terminal: 1, netns: 'k8s-m', text: 'kubectl delete pod pod-w1-a', firstEntry: block.entryCount }
  live.extend(line)
  live.end(line, { exit: 0, prompt: '# ', isNested: false, place: 'k8s-m', outcome: 'no-traffic', firstEntry: block.entryCount, endEntry: trace.entryCount })
  expect(store.getState()).toMatchObject({ currentRun: 0, runs: [{ command: 'ping -c 1 172.16.158.16' }] })
  expect(store.getState().steps).toBe(steps)
})
