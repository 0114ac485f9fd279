import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ipv4FromNumber } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import { entryKindIndex } from './entry-kinds'
import type { NeighbourState } from './entry-kinds'
import { FactLog } from './fact-log'
import { Recorder } from './recorder'
import { ENTRIES_PER_BLOCK, Trace } from './trace'

const FORWARDED = entryKindIndex('packet.forwarded')

describe('a recorded trace', () => {
  it('gives back every entry and frame, however often it was drained and however many blocks it fills', () => {
    const drainedAt = fc.array(fc.nat(3 * ENTRIES_PER_BLOCK), { maxLength: 4 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 * ENTRIES_PER_BLOCK }), drainedAt, (count, drains) => {
        const recorder = new Recorder()
        const trace = new Trace()
        for (let i = 0; i < count; i++) {
          const bytes = Uint8Array.of(i, i >>> 8, i >>> 16, ...new Array<number>(i % 5).fill(7))
          const frame = i % 3 === 0 ? recorder.storeFrame(bytes, 0, bytes.length) : -1
          recorder.entry(FORWARDED, i * 10, 1, 2, frame, i, -1, i, 5)
          if (drains.includes(i)) for (const block of recorder.drain()) trace.append(block)
        }
        for (const block of recorder.drain()) trace.append(block)
        expect(trace.entryCount).toBe(count)
        for (let i = 0; i < count; i += 997) {
          const entry = trace.entry(i)
          expect(entry).toMatchObject({ index: i, timeNs: i * 10, kind: 'packet.forwarded', netns: 1, interfaceId: 2, packet: i, a: -1, b: i, c: 5 })
          if (entry.frame >= 0) expect([...trace.frameBytes(entry.frame).subarray(0, 3)]).toEqual([i & 255, (i >>> 8) & 255, (i >>> 16) & 255])
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('the entries of a kind before an index', () => {
  it('come latest first, across blocks, without the index itself', () => {
    const recorder = new Recorder()
    const trace = new Trace()
    const rare = entryKindIndex('conntrack.new')
    const count = 2 * ENTRIES_PER_BLOCK + 100
    for (let i = 0; i < count; i++) recorder.entry(i % 5_000 === 0 ? rare : FORWARDED, i, 1, 2, -1, i, -1, i, 5)
    for (const block of recorder.drain()) trace.append(block)
    const found = (index: number) => [...trace.before(index, 'conntrack.new')].map((entry) => entry.index)
    expect(found(count)).toEqual([30_000, 25_000, 20_000, 15_000, 10_000, 5_000, 0])
    expect(found(20_000)).toEqual([15_000, 10_000, 5_000, 0])
    expect(found(20_001)[0]).toBe(20_000)
    expect(found(ENTRIES_PER_BLOCK)).toEqual([15_000, 10_000, 5_000, 0])
    expect(found(0)).toEqual([])
  })
})

describe('facts', () => {
  it('stand in every moment as they stood then', () => {
    let entries = 0
    const log = new FactLog(() => entries)
    const trace = new Trace()
    const neighbour = (state: NeighbourState, mac: number) => ({ kind: 'neighbour' as const, netns: 3, interfaceId: 0, address: ipv4FromNumber(1), mac: mac as Mac, state })
    const id = log.add(neighbour('INCOMPLETE', 0))
    entries = 10
    log.replace({ ...neighbour('REACHABLE', 5), id })
    entries = 20
    log.remove(id, 3)
    trace.appendFactChanges(log.drain())
    const stateAt = (entry: number): string | undefined => {
      const [fact] = trace.factsAt(3, entry)
      return fact?.kind === 'neighbour' ? fact.state : undefined
    }
    expect([0, 9, 10, 19, 20].map(stateAt)).toEqual(['INCOMPLETE', 'INCOMPLETE', 'REACHABLE', 'REACHABLE', undefined])
    expect(trace.fact(id, 5)).toMatchObject({ state: 'INCOMPLETE' })
    expect(trace.fact(id)).toMatchObject({ state: 'REACHABLE' })
    expect(trace.factsAt(4, Infinity)).toEqual([])
  })

  it('of a namespace that is built anew all go at once', () => {
    const log = new FactLog(() => 0)
    const fact = { kind: 'netfilter-rule' as const, table: 'nat', chain: 'OUTPUT', text: '-A OUTPUT' }
    log.add({ ...fact, netns: 1 })
    log.add({ ...fact, netns: 2 })
    log.removeAll(1)
    const trace = new Trace()
    trace.appendFactChanges(log.drain())
    expect(trace.factsAt(1, Infinity)).toHaveLength(0)
    expect(trace.factsAt(2, Infinity)).toHaveLength(1)
  })
})
