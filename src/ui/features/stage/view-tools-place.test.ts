import { describe, expect, it } from 'vitest'
import { twoSubnets } from '../../../../tests/scene/recorded-lab'
import { layoutOf } from '../../../core/scene/layout'
import { overlaps } from '../../../core/scene/geometry'
import { legendBottom, mapBottom } from './view-tools-place'

const BUTTONS_HEIGHT = 28
const MAP_HEIGHT = 100

describe('the place of the map of the whole', () => {
  it.each([12, 20, 60, 119, 120, 121, 240])('shares nothing with zoom buttons %d px from the foot', (zoomBottomPx) => {
    const bottom = mapBottom(zoomBottomPx, MAP_HEIGHT)
    expect(bottom).toBeGreaterThanOrEqual(12)
    expect(bottom + MAP_HEIGHT < zoomBottomPx || bottom > zoomBottomPx + BUTTONS_HEIGHT).toBe(true)
  })
})

describe('the place of the button of the legend', () => {
  const viewport = { width: 600, height: 485, leastZoom: 0.6 }
  const inventory = twoSubnets()
  const layout = layoutOf(inventory, viewport, new Set())
  const areaAt = (bottom: number) => {
    const pan = { x: (viewport.width - layout.width * layout.zoom) / 2, y: (viewport.height - layout.height * layout.zoom) / 2 }
    return { x: (12 - pan.x) / layout.zoom, y: (viewport.height - bottom - 30 - pan.y) / layout.zoom, width: 30 / layout.zoom, height: 30 / layout.zoom }
  }

  it('hides no node and no edge of a subnet where there is a place', () => {
    const area = areaAt(legendBottom(layout, viewport, []))
    expect([...layout.nodes, ...layout.subnets].filter(({ rect }) => overlaps(rect, area))).toEqual([])
  })

  it('leaves its place to words in the picture', () => {
    const place = areaAt(legendBottom(layout, viewport, []))
    expect(overlaps(areaAt(legendBottom(layout, viewport, [place])), place)).toBe(false)
  })
})
