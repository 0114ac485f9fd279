import { describe, expect, it } from 'vitest'
import { Timers, timerWheelBucket } from './timers'

const TICK_NS = 4e6

describe('the timer wheel', () => {
  it.each([
    // asked for ticks ahead, at tick, fires at tick
    [1, 0, 2],
    [62, 0, 63],
    [63, 0, 64],
    [250, 0, 256],
    [250, 5, 256],
    [250, 6, 264],
    [75, 3, 80],
    [1250, 0, 1280],
    [7500, 0, 7680],
  ])('a timer of %i ticks started at tick %i fires at tick %i', (ticks, now, expected) => {
    expect(timerWheelBucket(now * TICK_NS, (now + ticks) * TICK_NS).expiryNs / TICK_NS).toBe(expected)
  })

  it('never fires early, whatever the fraction of a tick', () => {
    for (const nowNs of [1, TICK_NS - 1, TICK_NS, 123_456_789]) {
      for (const delayNs of [1, 999_999, 10e6, 1e9, 5e9, 30e9]) expect(timerWheelBucket(nowNs, nowNs + delayNs).expiryNs).toBeGreaterThanOrEqual(nowNs + delayNs)
    }
  })

  it('fires in order of time; at one tick the coarser level first, and within a bucket the newest', () => {
    const timers = new Timers()
    const fired: string[] = []
    const start = (name: string, nowTicks: number, ticks: number): void => {
      timers.start(nowTicks * TICK_NS, (nowTicks + ticks) * TICK_NS, () => fired.push(name))
    }
    start('coarse', 0, 1270)
    start('old', 1030, 249)
    start('new', 1030, 249)
    start('early', 0, 5)
    while (timers.nextNs() < Infinity) timers.fireNext()
    expect(fired).toEqual(['early', 'coarse', 'new', 'old'])
  })

  it('forgets what was cancelled', () => {
    const timers = new Timers()
    timers.start(0, 1e9, () => undefined).cancelled = true
    expect(timers.nextNs()).toBe(Infinity)
  })
})
