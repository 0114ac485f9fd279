import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../base/result'
import { ENCAPSULATION_MODES } from '../model/encapsulation'
import type { EncapsulationMode } from '../model/encapsulation'
import type { TypedChange } from '../model/typed-change'
import { Trace } from '../trace/trace'
import type { CommandRecord, RecordedPart } from './command-run'
import { LabSession } from './lab-session'

/** A session whose whole trace is kept, as the page keeps it. */
let session: LabSession
let trace: Trace

function open(): void {
  const text = readFileSync(join(import.meta.dirname, '../../../public/labs/two-subnets.yaml'), 'utf8')
  const opened = LabSession.open([{ name: 'two-subnets.yaml', text }], { seed: 1 })
  if (!opened.session) throw new Error('the built-in lab does not load')
  session = opened.session
  trace = new Trace()
}

beforeEach(open)

function keep({ blocks, facts }: RecordedPart): void {
  for (const block of blocks) trace.append(block)
  trace.appendFactChanges(facts)
}

function must<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

function run(command: string): CommandRecord {
  const { record, parts } = must(session.run('pod-w0-b', command))
  for (const part of parts) keep(part)
  return record
}

function mode(name: EncapsulationMode): void {
  must(session.change({ ...session.settings, mode: name }, session.faults))
  keep(session.take())
}

/** Goes back, changes, and lets the command that was under way go on to its end. */
function changeAt(atEntry: number, change: { readonly mode?: EncapsulationMode; readonly typed?: TypedChange } = {}): CommandRecord {
  keep(session.take())
  const settings = { ...session.settings, ...(change.mode && { mode: change.mode }) }
  const command = must(session.changeAt(atEntry, settings, session.faults, [...session.changes, ...(change.typed ? [change.typed] : [])])).at(-1)
  if (!command) throw new Error('no command was under way')
  while (!command.advanceBy(1 << 14));
  const during = session.take()
  keep(during)
  return command.finish(during)
}

/** What was seen at interfaces: when, where, and every byte. */
function frames({ firstEntry, endEntry }: Pick<CommandRecord, 'firstEntry' | 'endEntry'>): readonly string[] {
  return Array.from({ length: endEntry - firstEntry }, (_, offset) => firstEntry + offset)
    .filter((index) => trace.isHop(index))
    .map((index) => {
      const { timeNs, netns, kind, frame } = trace.entry(index)
      return `${timeNs} ${netns} ${kind} ${trace.frameBytes(frame).join(' ')}`
    })
}

/** The entry of the nth decision of a kind in a namespace, in one command's time. */
function entryOf({ firstEntry, endEntry }: CommandRecord, kind: string, netns: string): number {
  const index = session.network.namespaces.findIndex(({ name }) => name === netns)
  for (let entry = firstEntry; entry < endEntry; entry++) if (trace.entry(entry).kind === kind && trace.entry(entry).netns === index) return entry
  throw new Error(`no ${kind} in ${netns}`)
}

/** The second ping finds neighbours and sessions known: its first decisions are its own. */
function secondPing(): CommandRecord {
  run(PING)
  return run(PING)
}

const PING = 'ping -c 1 172.16.158.16'
const ROUTE_GONE: TypedChange = { netns: 'k8s-w0', command: 'ip route replace blackhole 172.16.158.0/24' }

describe('going back to a moment', () => {
  it.each(ENCAPSULATION_MODES)('gives the same flow byte for byte where nothing is changed, in mode %s', (name) => {
    mode(name)
    run('ping -c 1 172.16.158.17')
    const before = run(PING)
    for (const atEntry of [before.firstEntry + 1, Math.floor((before.firstEntry + before.endEntry) / 2), before.endEntry]) {
      const again = changeAt(atEntry)
      expect(frames(again)).toEqual(frames(before))
      expect(again.outcome).toBe('delivered')
      expect(again.stdout).toBe(before.stdout)
    }
  })

  it('changes what comes after it, and nothing before', () => {
    const before = secondPing()
    const decided = entryOf(before, 'route.selected', 'k8s-w0')
    const after = changeAt(decided, { typed: ROUTE_GONE })
    const shared = frames({ firstEntry: before.firstEntry, endEntry: decided })
    expect(frames(after).slice(0, shared.length)).toEqual(shared)
    expect(after.outcome).toBe('dropped:blackhole-route')
    expect(session.changes).toEqual([ROUTE_GONE])
    expect(frames(before)).toHaveLength(20)
  })

  it('comes too late for a packet that was wrapped already, and is met by its answer', () => {
    const before = secondPing()
    expect(changeAt(entryOf(before, 'packet.encapsulated', 'k8s-w0') + 1, { typed: ROUTE_GONE }).outcome).toBe('dropped:reverse-path-filter')
  })

  it('finds the way to a future that was left before', () => {
    const before = secondPing()
    const decided = entryOf(before, 'route.selected', 'k8s-w0')
    const broken = changeAt(decided, { typed: ROUTE_GONE })
    expect(session.changes).toHaveLength(1)
    const later = run(PING)
    expect(later.outcome).toBe(broken.outcome)
    expect(frames(changeAt(broken.endEntry))).toEqual(frames(broken))
    must(session.change(session.settings, [], []))
    expect(frames(changeAt(before.endEntry))).toEqual(frames(before))
    expect(run(PING).outcome).toBe('delivered')
  })

  it('does again what was typed in terminals, with what it read', () => {
    const io = { stdout: () => undefined, stderr: () => undefined, input: { stdin: new Uint8Array(0), files: { read: () => undefined, write: () => false } } }
    must(session.start('k8s-w0', ['ip', 'route', 'add', 'blackhole', '10.9.9.0/24'], io))
    session.advance({ maxNs: 1e9, maxEntries: 1000, mustStop: () => false })
    const before = run(PING)
    const again = changeAt(before.firstEntry + 5)
    expect(frames(again)).toEqual(frames(before))
    expect(session.changes.map(({ command }) => command)).toEqual(['ip route add blackhole 10.9.9.0/24'])
  })

  it.each(ENCAPSULATION_MODES)('lets a flow go on whatever its mode %s becomes, at any moment of it', (from) => {
    const others = ENCAPSULATION_MODES.filter((to) => to !== from)
    for (const [number, to] of others.entries()) {
      open()
      mode(from)
      const before = run(PING)
      for (let atEntry = before.firstEntry + 1 + number; atEntry <= before.endEntry; atEntry += 11) {
        const after = changeAt(atEntry, { mode: to })
        expect(frames(after)[0]).toBe(frames(before)[0])
        expect(session.settings.mode).toBe(to)
      }
    }
  })

  it('refuses a moment that never was', () => {
    expect(session.changeAt(99, session.settings, []).ok).toBe(false)
  })
})
