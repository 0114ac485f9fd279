import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { panToFollow, panToReveal } from './follow'

const size = fc.record({ width: fc.integer({ min: 100, max: 4000 }), height: fc.integer({ min: 100, max: 4000 }) })
const shares = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))

describe('a view that follows the packet', () => {
  it('stands in the middle where the picture fits', () => {
    expect(panToFollow({ width: 400, height: 300 }, { width: 600, height: 500 }, 1, { x: 10, y: 290 })).toEqual({ x: 100, y: 100 })
  })

  it('has the packet in sight wherever it is, and never shows what lies beyond the picture', () => {
    fc.assert(fc.property(size, size, shares, (picture, view, [x, y]) => {
      const packet = { x: x * picture.width, y: y * picture.height }
      const pan = panToFollow(picture, view, 1, packet)
      for (const [at, room] of [[packet.x + pan.x, view.width], [packet.y + pan.y, view.height]] as const) {
        expect(at).toBeGreaterThanOrEqual(-1)
        expect(at).toBeLessThanOrEqual(room + 1)
      }
      if (picture.height > view.height) {
        expect(pan.y).toBeLessThanOrEqual(0)
        expect(pan.y + picture.height).toBeGreaterThanOrEqual(view.height)
      }
    }))
  })

  it('keeps to the middle half of the view between the ends of the picture', () => {
    for (let y = 100; y <= 700; y += 10) {
      const at = y + panToFollow({ width: 100, height: 800 }, { width: 100, height: 400 }, 1, { x: 50, y }).y
      expect(at).toBeGreaterThanOrEqual(100)
      expect(at).toBeLessThanOrEqual(300)
    }
  })

  it('moves with the packet, and less than it does', () => {
    const panAt = (y: number) => panToFollow({ width: 100, height: 600 }, { width: 100, height: 474 }, 1, { x: 50, y }).y
    for (let y = 0; y < 600; y++) expect(Math.abs(panAt(y + 1) - panAt(y))).toBeLessThanOrEqual(1)
  })
})

describe('a view that has to show a box', () => {
  it('stays where the box is seen already', () => {
    expect(panToReveal(0, 500, 100, 200)).toBe(0)
  })

  it('moves as far as it has to, to either side', () => {
    expect(panToReveal(0, 500, 600, 650)).toBe(-174)
    expect(panToReveal(-400, 500, 100, 200)).toBe(-76)
  })

  it('shows the start of what is larger than it', () => {
    expect(panToReveal(0, 500, 100, 900)).toBe(-100)
  })
})
