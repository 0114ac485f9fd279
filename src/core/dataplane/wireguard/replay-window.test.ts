import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReplayWindow } from './replay-window'

/** COUNTER_WINDOW_SIZE + 1 of the kernel's self-test (drivers/net/wireguard/selftest/counter.c). */
const LIMIT = 8192 - 64 + 1

function run(counters: readonly number[]): readonly boolean[] {
  const window = new ReplayWindow()
  return counters.map((counter) => window.accept(counter))
}

const upwards = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

test('the kernel’s own sequence is judged as its self-test expects', () => {
  const counters = [0, 1, 1, 9, 8, 7, 7, LIMIT, LIMIT - 1, LIMIT - 1, LIMIT - 2, 2, 2, LIMIT + 16, 3, LIMIT + 16, LIMIT * 4, LIMIT * 4 - (LIMIT - 1), 10, LIMIT * 4 - LIMIT, LIMIT * 4 - (LIMIT + 1), LIMIT * 4 - (LIMIT - 2), LIMIT * 4 + 1 - LIMIT, 0]
  const expected = [true, true, false, true, true, true, false, true, true, false, true, true, false, true, false, false, true, true, false, false, false, true, false, false]
  expect(run(counters)).toEqual(expected)
})

test('every counter counts once, upwards and downwards', () => {
  const allNew = (counters: readonly number[]): boolean[] => counters.map(() => true)
  expect(run([...upwards(1, LIMIT), 0, 0])).toEqual([...allNew(upwards(1, LIMIT)), true, false])
  expect(run([...upwards(2, LIMIT + 1), 1, 0])).toEqual([...allNew(upwards(2, LIMIT + 1)), true, false])
  expect(run(upwards(0, LIMIT).reverse())).toEqual(allNew(upwards(0, LIMIT)))
  expect(run([...upwards(1, LIMIT + 1).reverse(), 0])).toEqual([...allNew(upwards(1, LIMIT + 1)), false])
})

test('no counter is ever taken twice, and none that is new and not too old is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40_000), { maxLength: 300 }), (counters) => {
      const window = new ReplayWindow()
      const seen = new Set<number>()
      let highest = 0
      for (const counter of counters) {
        const isTooOld = counter + 1 + LIMIT - 1 < highest
        expect(window.accept(counter)).toBe(!seen.has(counter) && !isTooOld)
        if (!isTooOld) seen.add(counter)
        highest = Math.max(highest, counter + 1)
      }
    }),
  )
})

test('what was seen a whole window ago says nothing about the counter that has its place now', () => {
  for (const jump of [8192, 8192 + 40, 3 * 8192, 100 * 8192]) expect(run([0, 40, jump, jump + 40, jump + 40, jump - 5000])).toEqual([true, true, true, true, false, true])
  expect(run([...upwards(0, 8192), ...upwards(8192, 16384)]).every((isNew) => isNew)).toBe(true)
})
