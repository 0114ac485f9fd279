import { describe, expect, it } from 'vitest'
import { mapBottom } from './view-tools-place'

const BUTTONS_HEIGHT = 28
const MAP_HEIGHT = 100

describe('the place of the map of the whole', () => {
  it.each([12, 20, 60, 119, 120, 121, 240])('shares nothing with zoom buttons %d px from the foot', (zoomBottomPx) => {
    const bottom = mapBottom(zoomBottomPx, MAP_HEIGHT)
    expect(bottom).toBeGreaterThanOrEqual(12)
    expect(bottom + MAP_HEIGHT < zoomBottomPx || bottom > zoomBottomPx + BUTTONS_HEIGHT).toBe(true)
  })
})
