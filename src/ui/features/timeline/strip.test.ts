import { describe, expect, it } from 'vitest'
import type { Step } from '../../../core/scene/steps'
import { groupsBetween, rightOfGroup, scrolledTo, stepAt, stepsBetween, stripOf, widthOf } from './strip'

const steps = Array.from({ length: 10_000 }, (_, i) => ({ index: i, netns: Math.floor(i / 7), kind: i % 3 === 0 ? 'decision' : 'frame' }) as Step)
const ROOM_PX = 700

describe('the strip of a timeline', () => {
  it('fills the room with few steps', () => {
    const strip = stripOf(steps.slice(0, 20), ROOM_PX)
    expect(Math.abs(strip.widthPx - ROOM_PX)).toBeLessThan(10)
  })

  it('is longer than the room with many, and every mark keeps a width that can be hit', () => {
    const strip = stripOf(steps, ROOM_PX)
    expect(strip.widthPx).toBeGreaterThan(ROOM_PX)
    expect(Math.min(...steps.map((step) => widthOf(strip, step)))).toBeGreaterThan(10)
  })

  it('lays marks and groups side by side', () => {
    const strip = stripOf(steps, ROOM_PX)
    for (const [i, step] of steps.entries()) expect(strip.lefts[i + 1]).toBeGreaterThanOrEqual((strip.lefts[i] as number) + widthOf(strip, step) - 1e-6)
    for (const [k, group] of strip.groups.slice(1).entries()) expect(strip.lefts[group.first]).toBeGreaterThan(rightOfGroup(strip, strip.groups[k] as (typeof strip.groups)[number]))
  })

  it('tells which steps a window shows: no more than fit, none left out', () => {
    const strip = stripOf(steps, ROOM_PX)
    for (const from of [0, 333, 50_000, strip.widthPx - ROOM_PX]) {
      const shown = stepsBetween(strip, from, from + ROOM_PX)
      const seen = steps.flatMap((step, i) => ((strip.lefts[i] as number) < from + ROOM_PX && (strip.lefts[i] as number) + widthOf(strip, step) > from ? [i] : []))
      expect(shown.first).toBeLessThanOrEqual(seen[0] as number)
      expect(shown.end).toBeGreaterThan(seen.at(-1) as number)
      expect(shown.end - shown.first).toBeLessThan(seen.length + 4)
    }
  })

  it('tells which groups some steps lie in', () => {
    const strip = stripOf(steps, ROOM_PX)
    for (const [first, end] of [[0, 1], [5, 8], [7, 14], [9_990, steps.length]] as const) {
      const seen = strip.groups.flatMap((group, k) => (group.end > first && group.first < end ? [k] : []))
      expect(groupsBetween(strip, { first, end })).toEqual({ first: seen[0], end: (seen.at(-1) as number) + 1 })
    }
    expect(groupsBetween(stripOf([], ROOM_PX), { first: 0, end: 0 })).toEqual({ first: 0, end: 0 })
  })

  it('finds the step under the pointer, and the ends beyond the ends', () => {
    const strip = stripOf(steps.slice(0, 20), ROOM_PX)
    for (let i = 0; i < 20; i++) expect(stepAt(strip, (strip.lefts[i] as number) + 1)).toBe(i)
    expect([stepAt(strip, -50), stepAt(strip, ROOM_PX * 2)]).toEqual([0, 19])
  })

  it('scrolls no further than it has to, and keeps room on both sides of the step', () => {
    const strip = stripOf(steps, ROOM_PX)
    expect(scrolledTo(strip, 5, 0, ROOM_PX)).toBe(0)
    const far = scrolledTo(strip, 5_000, 0, ROOM_PX)
    expect((strip.lefts[5_000] as number) - far).toBeLessThan(ROOM_PX)
    expect(scrolledTo(strip, 5_001, far, ROOM_PX) - far).toBeLessThan(2 * strip.framePx)
    expect(scrolledTo(strip, 4_000, far, ROOM_PX)).toBeLessThan(strip.lefts[4_000] as number)
    expect(scrolledTo(strip, steps.length - 1, far, ROOM_PX)).toBe(strip.widthPx - ROOM_PX)
    expect(scrolledTo(stripOf(steps.slice(0, 20), ROOM_PX), 19, 0, ROOM_PX)).toBeLessThan(10)
  })
})
