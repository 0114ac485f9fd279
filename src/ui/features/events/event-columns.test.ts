import { describe, expect, it } from 'vitest'
import type { Step } from '../../../core/scene/steps'
import { columnsOf } from './event-columns'

function lasting(count: number, lastNs: number): readonly Step[] {
  return Array.from({ length: count }, (_, index) => ({ timeNs: 500 + (lastNs * index) / (count - 1) }) as Step)
}

describe('the columns of the event list', () => {
  it('are as wide as their widest figure', () => {
    expect(columnsOf(lasting(10, 60_000))).toEqual({ number: 'max(1.25rem, 2ch)', time: 'max(2.5rem, 4ch)' })
    expect(columnsOf(lasting(720, 19_000_031_500))).toEqual({ number: 'max(1.25rem, 3ch)', time: 'max(2.5rem, 10ch)' })
  })
})
