import { describe, expect, it } from 'vitest'
import { bigLab } from '../../../tests/scene/big-lab'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import type { Inventory } from '../model/inventory'
import { layoutOf } from './layout'
import { NOTHING_FOLDED } from './layout-folded'
import { stageRoom } from './stage-room'

function roomOf(inventory: Inventory, width: number, height: number, onFlow: readonly string[] = []) {
  const flow = new Set(onFlow.map((name) => inventory.namespaces.findIndex((ns) => ns.name === name)))
  const room = stageRoom(inventory, { width, height }, flow, NOTHING_FOLDED)
  return { ...room, layout: layoutOf(inventory, room.viewport, flow) }
}

describe('the room of a stage', () => {
  it('is all the picture’s where words have a place in its gutter', () => {
    expect(roomOf(twoSubnets(), 848, 652)).toMatchObject({ side: 'in', viewport: { width: 848, height: 652 } })
  })

  it('gives words a side of their own where the gutter is too narrow or the picture shrinks, and shows all of the picture', () => {
    const flow = ['k8s-w0', 'pod-w0-b', 'k8s-w1', 'pod-w1-a']
    for (const [width, height, side] of [[688, 616, 'above'], [848, 510, 'left'], [688, 402, 'left'], [390, 506, 'above'], [720, 306, 'left']] as const) {
      const { layout, viewport, ...room } = roomOf(twoSubnets(), width, height, flow)
      expect(room.side).toBe(side)
      expect(layout.zoom).toBeGreaterThanOrEqual(0.25)
      expect(layout.zoom).toBeLessThan(1)
      expect(layout.width * layout.zoom).toBeLessThanOrEqual(viewport.width + 1)
      expect(layout.height * layout.zoom).toBeLessThanOrEqual(viewport.height + 1)
    }
  })

  it('pans what would be too small to read', () => {
    const { layout, viewport } = roomOf(twoSubnets(), 390, 240)
    expect(layout.zoom).toBe(0.5)
    expect(layout.height * layout.zoom).toBeGreaterThan(viewport.height)
  })

  it('shows all of a lab whose nodes are cells, with the nodes of a flow whole', () => {
    for (const flow of [[], ['node-0', 'node-4999']]) {
      const { layout, viewport } = roomOf(bigLab(5000, 1, 4), 848, 620, flow)
      expect(layout.width * layout.zoom).toBeLessThanOrEqual(viewport.width + 1)
      expect(layout.height * layout.zoom).toBeLessThanOrEqual(viewport.height + 1)
    }
  })

  it('shows all of a lab whose rows would be too long for any stage, in several rows', () => {
    for (const [nodes, flow] of [[39, []], [39, ['node-0', 'node-38']], [117, ['node-0', 'node-116']], [1000, []], [1000, ['node-0', 'node-999']]] as const) {
      for (const [width, height] of [[848, 620], [1328, 800], [390, 620]] as const) {
        const { layout, viewport } = roomOf(bigLab(nodes, 1, 39), width, height, flow)
        expect(layout.width * layout.zoom, `${nodes}`).toBeLessThanOrEqual(viewport.width + 1)
        expect(layout.height * layout.zoom, `${nodes}`).toBeLessThanOrEqual(viewport.height + 1)
        expect(layout.zoom).toBeGreaterThanOrEqual(0.25)
      }
    }
  })
})
