import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlaps } from '../../../core/scene/geometry'
import { peekPlace } from './peek-place'

const ROOM = { width: 800, height: 600 }

describe('the place of a peek', () => {
  it('is right of the box, level with it', () => {
    expect(peekPlace({ x: 100, y: 200, width: 100, height: 40 }, { width: 200, height: 100 }, ROOM, [])).toEqual({ x: 208, y: 170 })
  })

  it('is left of it where the right is too narrow, and elsewhere where a packet stands', () => {
    const box = { x: 600, y: 200, width: 100, height: 40 }
    expect(peekPlace(box, { width: 200, height: 100 }, ROOM, [])).toEqual({ x: 392, y: 170 })
    expect(peekPlace(box, { width: 200, height: 100 }, ROOM, [{ x: 500, y: 200, width: 60, height: 40 }])).toEqual({ x: 550, y: 248 })
  })

  it('never covers the box or a packet, and is nowhere rather than outside the stage', () => {
    const rect = fc.record({ x: fc.integer({ min: 0, max: 700 }), y: fc.integer({ min: 0, max: 560 }), width: fc.integer({ min: 10, max: 300 }), height: fc.integer({ min: 10, max: 200 }) })
    fc.assert(fc.property(rect, rect, fc.record({ width: fc.integer({ min: 50, max: 790 }), height: fc.integer({ min: 20, max: 590 }) }), (box, packet, size) => {
      const place = peekPlace(box, size, ROOM, [packet])
      if (place === undefined) return
      const peek = { ...place, ...size }
      expect(overlaps(peek, box) || overlaps(peek, packet)).toBe(false)
      expect(peek.x >= 0 && peek.y >= 0 && peek.x + peek.width <= ROOM.width && peek.y + peek.height <= ROOM.height).toBe(true)
    }))
  })
})
