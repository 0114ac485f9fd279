import type { Fault } from '../../src/core/model/fault'
import type { LabSettings } from '../../src/core/model/lab-settings'
import type { StoreDeps } from '../../src/ui/store/app-state'
import { createAppStore } from '../../src/ui/store/create-app-store'
import type { EngineClient } from '../../src/worker/client'
import type { RunRecord } from '../../src/worker/protocol'
import { ipipPing } from '../scene/recorded-lab'

const script = ipipPing()
export const inventory = script.inventory
export const FROM = script.netns('pod-w0-b')
export const TO = script.netns('pod-w1-a')
export const IPIP: LabSettings = { mode: 'ipip', scope: 'always', calicoVersion: 'v3.30', natOutgoing: true, fabric: 'on-prem' }
export const FAULT: Fault = { kind: 'forwarding-off', place: 'k8s-w1', object: '', script: [], repair: [] }
export const PROBLEM = { severity: 'error', code: 'node-address-missing', file: 'nodes.yaml', document: 3, path: 'status.addresses', line: 41, message: 'no InternalIP', remedy: 'add one', facts: { node: 'k8s-w1' } } as const

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
      return Promise.resolve({ kind: 'loaded', lab: { inventory, settings: IPIP, faults: [], changes: [], poolNames: ['pool'] }, problems: [], blocks: [], facts: script.trace().factChanges })
    },
    run: (netns, command) => {
      asked.push(`${netns}$ ${command}`)
      const blocks = sent ? [] : [script.block()]
      sent = true
      return Promise.resolve({ run: record, blocks, facts: [] })
    },
    changeLab: (settings, faults, changes) => {
      asked.push([settings.mode, settings.scope, ...faults.map(({ kind }) => kind)].join(' '))
      if (settings.mode === 'wireguard') return Promise.reject(new Error('no keys'))
      return Promise.resolve({ lab: { inventory, settings, faults: faults.map((fault) => ({ ...fault, script: [], repair: [] })), changes, poolNames: ['pool'] }, blocks: [], facts: [] })
    },
    changePast: (atEntry, settings, faults, changes) => {
      asked.push(`at ${atEntry} ${settings.mode}`)
      const block = script.block()
      const entries = block.entryCount
      const again = { ...block, firstEntry: entries, firstFrame: block.frameCount, frame: block.frame.map((frame) => (frame < 0 ? frame : frame + block.frameCount)) }
      return Promise.resolve({ lab: { inventory, settings, faults: faults.map((fault) => ({ ...fault, script: [], repair: [] })), changes, poolNames: ['pool'] }, run: { ...record, firstEntry: entries, endEntry: 2 * entries }, blocks: [again], facts: [] })
    },
    listFaults: () => Promise.resolve([FAULT]),
    ask: () => Promise.resolve({ answers: [], isThen: false, blocks: [], facts: [] }),
    look: () => Promise.resolve({ blocks: [], facts: [] }),
    describe: (namespaces) => {
      asked.push(`describe ${namespaces.join(' ')}`)
      return Promise.resolve(namespaces.flatMap((index) => inventory.namespaces[index] ?? []))
    },
    type: (terminal, netns, text) => {
      asked.push(`${terminal} ${netns}$ ${text}`)
      return Promise.resolve({ exit: 0, prompt: '# ', isNested: false, place: 'k8s-w1', outcome: 'no-traffic', firstEntry: 0, endEntry: 0 })
    },
    interruptTerminal: (terminal) => {
      asked.push(`${terminal} ^C`)
      return Promise.resolve()
    },
    closeTerminal: () => Promise.resolve(),
    complete: () => Promise.resolve({ from: 0, words: [] }),
    advance: () => Promise.resolve({ nowNs: 0, isLive: false, hasHappened: false }),
    readFile: () => Promise.resolve(undefined),
    writeFile: () => Promise.resolve(),
    onEvent: () => undefined,
    close: () => undefined,
  }
  return { engine, asked }
}

/** A store of its own over that engine, or over one that is made of it. */
export function newStore(more: Partial<StoreDeps> = {}, engineOf: (engine: EngineClient) => Partial<EngineClient> = () => ({})) {
  const { engine, asked } = fakeEngine()
  const store = createAppStore({
    engine: { ...engine, ...engineOf(engine) },
    fetchBuiltInLab: (name) => Promise.resolve({ name: `${name}.yaml`, text: 'good' }),
    savedTheme: { read: () => null, write: () => undefined },
    savedLab: { read: () => null, write: () => undefined },
    savedPlaces: { read: () => null, write: () => undefined },
    savedSizes: { read: () => null, write: () => undefined },
    savedLanguage: { read: () => null, write: () => undefined },
    prefersReducedMotion: () => false,
    ...more,
  })
  return { store, asked }
}

/** A store in which one ping has run. */
export async function storeWithPing(...made: Parameters<typeof newStore>) {
  const { store, asked } = newStore(...made)
  await store.getState().loadBuiltInLab('two-subnets')
  await store.getState().startPing(FROM, TO)
  return { store, asked }
}
