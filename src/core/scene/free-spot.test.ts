import { describe, expect, it } from 'vitest'
import { bigLab } from '../../../tests/scene/big-lab'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import { freeSpot, isClear } from './free-spot'
import { overlaps } from './geometry'
import { cellAt, hiddenIn } from './hidden'
import { layoutOf } from './layout'

const SIZE = { width: 174, height: 56 }

describe('a free spot in the gutter', () => {
  it('meets no host and no port, on stages of every size', () => {
    for (const inventory of [twoSubnets(), bigLab(500, 2)]) {
      for (const viewport of [{ width: 848, height: 652 }, { width: 688, height: 616 }, { width: 1328, height: 832 }]) {
        const layout = layoutOf(inventory, viewport, new Set())
        const spot = freeSpot(layout, { x: 0, y: 0, ...viewport }, SIZE)
        const hosts = [...layout.routers, ...layout.outsides, ...layout.subnets]
        expect(spot).toBeDefined()
        expect(hosts.filter(({ rect }) => overlaps(rect, { x: 0, y: 0, ...spot, ...SIZE }))).toEqual([])
      }
    }
  })

  it('is in sight of a view that shows a part', () => {
    const layout = layoutOf(twoSubnets(), { width: 848, height: 652 }, new Set())
    expect(freeSpot(layout, { x: 100, y: 0, width: 420, height: 652 }, SIZE)?.x).toBeGreaterThanOrEqual(100)
  })

  it('is none where nothing of that size has room', () => {
    expect(freeSpot(layoutOf(twoSubnets(), { width: 848, height: 652 }, new Set()), { x: 0, y: 0, width: 848, height: 652 }, { width: 174, height: 400 })).toBeUndefined()
  })

  it('is clear where neither a host nor a title lies', () => {
    const layout = layoutOf(twoSubnets(), { width: 848, height: 652 }, new Set())
    const { x, y } = layout.routers[0]?.rect ?? { x: 0, y: 0 }
    expect(isClear(layout, { x, y, width: 20, height: 20 })).toBe(false)
    expect(isClear(layout, { x: 720, y: 610, width: 96, height: 28 })).toBe(true)
  })
})

describe('what has no box of its own', () => {
  const inventory = bigLab(500, 2)
  const layout = layoutOf(inventory, { width: 848, height: 652 }, new Set([0]))

  it('is listed by its fold, without what is drawn', () => {
    const nodes = hiddenIn({ kind: 'fold', of: 'nodes', owner: 0 }, inventory, layout)
    expect(nodes).toHaveLength(249)
    expect(nodes).not.toContain(0)
    const pods = bigLab(1, 30)
    const shown = layoutOf(pods, { width: 848, height: 652 }, new Set([0]))
    expect(hiddenIn({ kind: 'fold', of: 'pods', owner: 0 }, pods, shown)).toHaveLength(30 - shown.pods.length)
  })

  it('is found by its cell', () => {
    const [grid] = layout.grids
    const { x = 0, y = 0 } = grid?.rect ?? {}
    expect(cellAt(layout.grids, { x: x + 1, y: y + 1 })?.netns).toBe(grid?.nodes[0])
    expect(cellAt(layout.grids, { x: x + (grid?.pitch ?? 0) + 1, y: y + 1 })?.netns).toBe(grid?.nodes[1])
    expect(cellAt(layout.grids, { x: x - 1, y })).toBeUndefined()
  })
})
