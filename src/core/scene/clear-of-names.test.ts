import { expect, it } from 'vitest'
import { coversOver } from './clear-of-names'
import { rectAround } from './geometry'

const device = { rect: { x: 0, y: 100, width: 112, height: 24 }, edge: 6 }
/** How much of the device lies over a packet of 20 pixels whose middle is there. */
const over = (y: number): number => coversOver([device], rectAround({ x: 56, y }, 120, 20))[0]?.height ?? 0

it('a packet that stands before a device lies over its edge, and one that goes through it dips under it without a jump', () => {
  expect(coversOver([device], rectAround({ x: 56, y: 89 }, 120, 20))).toEqual([])
  for (const standing of [92, 96, 128, 132]) expect(coversOver([device], rectAround({ x: 56, y: standing }, 120, 20)).filter(({ y, height }) => y < standing + 10 && y + height > standing - 10)).toEqual([])
  expect(over(112)).toBe(24)
  for (let y = 91; y < 133; y++) expect(Math.abs(over(y + 1) - over(y))).toBeLessThanOrEqual(2)
})
