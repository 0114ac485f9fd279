import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import type { Inventory } from '../../src/core/model/inventory'
import { encloses, overlaps, rectBetween, rightOf } from '../../src/core/scene/geometry'
import { layoutOf } from '../../src/core/scene/layout'
import { bandPath } from '../../src/core/scene/layout-bands'
import { bandRects } from '../../src/core/scene/scene-bands'
import { STAGE } from '../../src/core/scene/stage-metrics'
import { stageMap, wayBetween } from '../../src/core/scene/ways'
import { bigLab } from './big-lab'
import { openBuiltInLab, runIn } from './lab-run'
import { linesOnLines, linesThroughHosts } from './lines-on-lines'
import { inventoryArbitrary } from './random-lab'
import { routedLab } from './routed-lab'

const STAGES = [{ width: 848, height: 645, leastZoom: 0.5 }, { width: 1328, height: 825, leastZoom: 0.5 }, { width: 390, height: 560, leastZoom: 0.5 }, { width: 1600, height: 900 }] as const

function faultsOf(inventory: Inventory): readonly string[] {
  return STAGES.flatMap((stage) => {
    const layout = layoutOf(inventory, stage, new Set())
    return [...linesOnLines(layout), ...linesThroughHosts(layout)].map((what) => `${stage.width}: ${what}`)
  })
}

describe('the lines of the underlay', () => {
  it.each(BUILT_IN_LABS)('run on no other line and through no host in $name', ({ name }) => {
    expect(faultsOf(runIn(openBuiltInLab(name), []).inventory)).toEqual([])
  })

  it.each([3, 6, 12, 39])('run on no other line and through no host in a lab of %i subnets', (subnets) => {
    expect(faultsOf(bigLab(subnets, 2, subnets))).toEqual([])
    expect(faultsOf(bigLab(subnets * 3, 4, subnets))).toEqual([])
  })

  it.each([[3, 2], [6, 3], [12, 3], [39, 2]] as const)('nor do they where %i subnets have %i routers', (subnets, routers) => {
    expect(faultsOf(routedLab(subnets, routers, false))).toEqual([])
  })

  it.each([[6, 2], [12, 4], [39, 6]] as const)('nor do they where %i subnets are split among %i routers of a fabric', (subnets, routers) => {
    expect(faultsOf(routedLab(subnets, routers, true))).toEqual([])
  })

  it('go round a host that stands before a port of the opposite row, wherever its subnet leaves room beside it', () => {
    for (const inventory of fc.sample(inventoryArbitrary, { numRuns: 400, seed: 5 })) {
      const layout = layoutOf(inventory, STAGES[1], new Set())
      const hasRoom = layout.subnets.every(({ rect }) => layout.routers.every((router) => rect.x + STAGE.routerGap < router.rect.x || rightOf(rect) - STAGE.routerGap > rightOf(router.rect)))
      if (hasRoom) expect(linesThroughHosts(layout)).toEqual([])
    }
  })

  it('run on no other line in any lab', () => {
    fc.assert(fc.property(inventoryArbitrary, (inventory) => {
      expect(linesOnLines(layoutOf(inventory, STAGES[1], new Set()))).toEqual([])
    }))
  })
})

describe('subnets in several rows', () => {
  const inventory = bigLab(39, 2, 39)
  const nodes = inventory.namespaces.filter(({ kind }) => kind === 'node').map(({ index }) => index)
  const layout = layoutOf(inventory, STAGES[0], new Set([nodes[2] ?? -1, nodes[38] ?? -1]))

  it('meet no other, nor lines of others, and stand in the picture', () => {
    expect(new Set(layout.subnets.map(({ rect }) => rect.y)).size).toBeGreaterThan(2)
    const picture = { x: 0, y: 0, width: layout.width, height: layout.height }
    for (const [k, subnet] of layout.subnets.entries()) {
      expect(layout.subnets.slice(k + 1).filter((other) => overlaps(other.rect, subnet.rect))).toEqual([])
      expect(encloses(picture, subnet.rect)).toBe(true)
      const strange = layout.wires.filter(({ kind, group }) => kind !== 'veth' && group !== inventory.segments[subnet.segment]?.name)
      expect(strange.filter(({ points }) => points.slice(1).some((b, i) => overlaps(rectBetween(points[i] ?? b, b), subnet.rect)))).toEqual([])
    }
    for (const { points } of layout.wires) for (const { x } of points) expect(x).toBeLessThan(layout.width)
  })

  it('have tunnels and packets that go round the nearer rows', () => {
    const map = stageMap(inventory, layout)
    const [a, b] = [2, 38].map((k) => map.interfaces.get(nodes[k] ?? -1)?.get('tunl0'))
    const path = a && b ? bandPath(layout, a, b, 0) : []
    const own = new Set([2, 38])
    const others = layout.subnets.filter(({ segment }) => !own.has(segment))
    expect(path.length).toBeGreaterThan(2)
    expect(bandRects(path).filter((rect) => others.some((subnet) => overlaps(rect, subnet.rect)))).toEqual([])
    const router = inventory.namespaces.find(({ kind }) => kind === 'router')?.index ?? -1
    const [from, to] = [map.interfaces.get(nodes[38] ?? -1)?.get('eth0'), map.interfaces.get(router)?.get('eth38')]
    const way = from && to ? (wayBetween(map, from, to) ?? []) : []
    expect(way.length).toBeGreaterThan(2)
    expect(way.slice(1).filter((point, k) => others.some((subnet) => overlaps(rectBetween(way[k] ?? point, point), subnet.rect)))).toEqual([])
  })
})

describe('a fabric of routers', () => {
  it('has the ports of each on that router, and no router in another', () => {
    const layout = layoutOf(routedLab(12, 4, true), STAGES[1], new Set())
    for (const [k, router] of layout.routers.entries()) {
      expect(layout.routers.slice(k + 1).filter((other) => overlaps(other.rect, router.rect))).toEqual([])
      for (const port of layout.interfaces.filter((placed) => placed.netns === router.netns && placed.drawn)) expect(encloses(router.rect, { ...port.rect, y: router.rect.y, height: 0 })).toBe(true)
    }
  })

  it('leads from each router to each other along their network', () => {
    const inventory = routedLab(12, 4, true)
    const map = stageMap(inventory, layoutOf(inventory, STAGES[1], new Set()))
    const ups = map.layout.routers.map(({ netns }) => map.interfaces.get(netns)?.get('up'))
    for (const from of ups) {
      for (const to of ups) {
        if (from === undefined || to === undefined || from === to) continue
        const way = wayBetween(map, from, to) ?? []
        expect(way.length).toBeGreaterThan(2)
        for (const [k, b] of way.slice(1).entries()) expect(b.x === way[k]?.x || b.y === way[k]?.y).toBe(true)
        expect(way.some((point) => map.layout.routers.some(({ rect }) => point.x > rect.x && point.x < rect.x + rect.width && point.y > rect.y && point.y < rect.y + rect.height))).toBe(false)
      }
    }
  })
})
