import { describe, expect, it } from 'vitest'
import type { ClockHop, FlowClock } from '../../../core/explain/flow-clock'
import { clockRange, ticksOf } from './clock-range'

function clock(...timesNs: readonly number[]): FlowClock {
  return { hops: timesNs.map((timeNs): ClockHop => ({ timeNs, packet: 1, direction: 'out', place: 'k8s-w0 eth0', mode: 'direct', isHandshake: false })), legs: [], dropsNs: [] }
}

describe('the one clock', () => {
  it('shows every flow whole where none begins far before zero', () => {
    expect(clockRange([clock(-4_000, 40_000), clock(-6_000, 50_000)])).toEqual({ fromNs: -6_000, toNs: 50_000 })
  })

  it('shows a drop that comes long after the last interface saw the packet', () => {
    expect(clockRange([{ ...clock(-4_000, 0), dropsNs: [3_000_000] }])).toEqual({ fromNs: -4_000, toNs: 3_000_000 })
  })

  it('cuts the beginning of a flow that waited long, and leaves room to say so', () => {
    expect(clockRange([clock(-4_000, 40_000), clock(-2_800_000, 80_000)])).toEqual({ fromNs: -12_000, toNs: 80_000 })
  })

  it('is not there without a packet that goes anywhere', () => {
    expect(clockRange([])).toBeUndefined()
    expect(clockRange([clock(), clock(0)])).toBeUndefined()
  })

  it('has a few round marks, all of them in sight', () => {
    expect(ticksOf({ fromNs: -12_000, toNs: 80_000 })).toEqual([0, 20_000, 40_000, 60_000, 80_000])
    expect(ticksOf({ fromNs: -5, toNs: 3_000_000_000 })).toEqual([0, 500_000_000, 1_000_000_000, 1_500_000_000, 2_000_000_000, 2_500_000_000, 3_000_000_000])
  })
})
