import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, before, distance, isBetween, plus } from './tcp-sequence'

const sequence = fc.integer({ min: 0, max: 0xffffffff })
const near = fc.integer({ min: 1, max: 0x7fffffff })

describe('sequence numbers', () => {
  it('keep their order across the wrap', () => {
    fc.assert(
      fc.property(sequence, near, (from, bytes) => {
        const to = plus(from, bytes)
        expect([before(from, to), after(to, from), before(to, from), distance(from, to), distance(to, from)]).toEqual([true, true, false, bytes, -bytes])
      }),
    )
  })

  it('count the ends as between them', () => {
    expect([0xfffffff0, 0, 16].map((value) => isBetween(value, 0xfffffff0, 16))).toEqual([true, true, true])
    expect([0xffffffef, 17].map((value) => isBetween(value, 0xfffffff0, 16))).toEqual([false, false])
  })
})
