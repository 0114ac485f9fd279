import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bigLab } from '../../../tests/scene/big-lab'
import { inventoryArbitrary } from '../../../tests/scene/random-lab'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import type { Inventory } from '../model/inventory'
import { Trace } from '../trace/trace'
import { EN } from '../words/en'
import { flightOf } from './flight'
import { centreOf, encloses, grow, overlaps } from './geometry'
import type { Rect } from './geometry'
import { layoutOf } from './layout'
import type { Layout } from './layout'
import { sceneOf } from './told-scene'
import type { SceneLabel } from './scene'
import { labelRect } from './scene-labels'
import { stageMap } from './ways'

const DESKTOP = { width: 848, height: 652 }
const viewportArbitrary = fc.record({ width: fc.integer({ min: 320, max: 2000 }), height: fc.integer({ min: 300, max: 1200 }) })

const byArbitrary = fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -300, max: 300 }) })

/** A random lab on a random stage, every second node on the flow, and some hosts moved, opened or folded by a person. */
const layoutArbitrary = fc.tuple(inventoryArbitrary, viewportArbitrary, fc.boolean(), fc.boolean(), fc.array(byArbitrary, { maxLength: 12 })).map(([inventory, viewport, someOnFlow, someFolded, by]) => {
  const flow = inventory.namespaces.filter((ns) => ns.kind === 'node' && someOnFlow && ns.index % 2 === 0).map((ns) => ns.index)
  const hosts = inventory.namespaces.filter((ns) => ns.kind !== 'pod')
  const moves = new Map(by.flatMap((point, k) => (hosts[k] === undefined ? [] : [[hosts[k].index, point] as const])))
  const chosen = (every: number): ReadonlySet<number> => new Set(hosts.filter((_, k) => someFolded && k % every === 0).map((ns) => ns.index))
  return { inventory, layout: layoutOf(inventory, viewport, new Set(flow), moves, { open: chosen(5), closed: chosen(3) }) }
})

function labelsOn(inventory: Inventory, layout: Layout): readonly SceneLabel[] {
  const map = stageMap(inventory, layout)
  return sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends: [] }).labels
}

function firstMeeting(rects: readonly Rect[]): readonly [Rect, Rect] | undefined {
  for (const [i, a] of rects.entries()) for (const b of rects.slice(i + 1)) if (overlaps(a, b)) return [a, b]
  return undefined
}

describe('the layout of a large lab', () => {
  const SIZES = [DESKTOP, { width: 1328, height: 832 }, { width: 688, height: 616 }] as const

  it.each([12, 40, 500, 5000])('fits a stage of every size with %i nodes, those of the flow whole with their pods', (count) => {
    const inventory = bigLab(count, 30)
    const pods = inventory.namespaces.filter((ns) => ns.kind === 'pod')
    const ends = [pods[59], pods.at(-1)].flatMap((pod) => (pod?.node === undefined ? [] : [pod.index, pod.node]))
    for (const size of SIZES) {
      const layout = layoutOf(inventory, size, new Set(ends))
      expect([layout.width * layout.zoom, layout.height * layout.zoom]).toEqual([size.width, size.height])
      expect(layout.nodes.filter((node) => node.detail === 'full').map((node) => node.netns)).toEqual(expect.arrayContaining(ends.filter((end) => inventory.namespaces[end]?.kind === 'node')))
      expect(layout.pods.map((pod) => pod.netns)).toEqual(expect.arrayContaining(ends.filter((end) => inventory.namespaces[end]?.kind === 'pod')))
      const hidden = layout.folds.filter((fold) => fold.of === 'nodes').reduce((sum, fold) => sum + fold.count, 0)
      expect(layout.nodes.length + hidden).toBe(count)
      expect(firstMeeting([...layout.nodes, ...layout.folds.filter((fold) => fold.of === 'nodes')].map((placed) => placed.rect))).toBeUndefined()
      expect(firstMeeting(labelsOn(inventory, layout).map(labelRect))).toBeUndefined()
    }
  })

  it('leaves every pod where it stood when one is picked, in a lab that has room for all', () => {
    const inventory = twoSubnets('ipip')
    const places = (onFlow: readonly number[]) => layoutOf(inventory, DESKTOP, new Set(onFlow)).pods
    const pod = inventory.namespaces.findIndex(({ name }) => name === 'pod-w0-b')
    expect(places([pod, inventory.namespaces[pod]?.node ?? -1])).toEqual(places([]))
  })

  it('puts nodes into their subnets where nothing but their names is known', () => {
    const { namespaces, ...rest } = bigLab(5000, 0)
    const layout = layoutOf({ ...rest, namespaces: namespaces.map((ns) => ({ ...ns, links: [], blocks: [] })) }, DESKTOP, new Set())
    expect(layout.subnets.map((subnet) => subnet.segment)).toEqual([0, 1])
  })

  it('draws one line to a column of bars', () => {
    const layout = layoutOf(bigLab(500, 2), DESKTOP, new Set())
    const ends = layout.wires.filter((wire) => wire.kind === 'stub').map((wire) => JSON.stringify(wire.points))
    expect(new Set(ends).size).toBe(ends.length)
  })
})

describe('the layout of a lab', () => {
  it('gives the two-subnet lab the places of the design at 1440 × 900', () => {
    const layout = layoutOf(twoSubnets(), DESKTOP, new Set())
    expect(layout.zoom).toBe(1)
    expect(layout.subnets.map((subnet) => subnet.rect)).toEqual([
      { x: 12, y: 12, width: 824, height: 236 },
      { x: 284, y: 404, width: 280, height: 236 },
    ])
    expect(layout.routers[0]?.rect).toEqual({ x: 396, y: 304, width: 176, height: 44 })
    expect(layout.outsides[0]?.rect).toEqual({ x: 716, y: 306, width: 120, height: 40 })
  })

  it('folds and opens the nodes that a person chose, those of a flow to one column at most', () => {
    const inventory = twoSubnets()
    const index = (name: string): number => inventory.namespaces.findIndex((ns) => ns.name === name)
    const wide = { width: 1328, height: 832 }
    const details = (onFlow: readonly string[]): ReadonlyMap<string | undefined, string> => {
      const { nodes } = layoutOf(inventory, wide, new Set(onFlow.map(index)), new Map(), { open: new Set(), closed: new Set([index('k8s-m')]) })
      return new Map(nodes.map((node) => [inventory.namespaces[node.netns]?.name, node.detail]))
    }
    expect(Object.fromEntries(details([]))).toEqual({ 'k8s-m': 'bar', 'k8s-w0': 'full', 'k8s-w1': 'full', 'k8s-w2': 'full' })
    expect(details(['k8s-m']).get('k8s-m')).toBe('compact')
    const large = bigLab(40, 30)
    const opened = layoutOf(large, DESKTOP, new Set(), new Map(), { open: new Set([0]), closed: new Set() })
    expect(opened.nodes.filter((node) => node.detail === 'full').map((node) => node.netns)).toEqual([0])
    expect(opened.pods).toHaveLength(30)
  })

  it('has a cell for every node of a subnet that is too large for lines, on a grid that keeps to the stage', () => {
    for (const [count, width] of [[500, 848], [5000, 848], [5000, 1328]] as const) {
      const inventory = bigLab(count, 1)
      const { grids, folds, subnets, nodes } = layoutOf(inventory, { width, height: 652 }, new Set([0, 1]))
      expect(grids.flatMap((grid) => grid.nodes)).toEqual(inventory.namespaces.filter((ns) => ns.kind === 'node' && ns.index > 1).map((ns) => ns.index))
      expect(folds.map((fold) => fold.count)).toEqual([count / 2 - 1, count / 2])
      for (const [k, grid] of grids.entries()) {
        expect(encloses(subnets[k]?.rect as Rect, grid.rect)).toBe(true)
        expect([...nodes, ...folds].filter((placed) => overlaps(placed.rect, grid.rect))).toEqual([])
      }
    }
  })

  it('moves what a person has moved, with its wires, and nothing else out of its row', () => {
    const inventory = twoSubnets()
    const index = (name: string): number => inventory.namespaces.findIndex((ns) => ns.name === name)
    const wide = { width: 1328, height: 832 }
    const [before, after] = [layoutOf(inventory, wide, new Set()), layoutOf(inventory, wide, new Set(), new Map([[index('k8s-w0'), { x: 200, y: 40 }], [index('router'), { x: -80, y: 20 }], [index('k8s-m'), { x: 300, y: 0 }]]))]
    const rectOf = (layout: Layout, name: string): Rect | undefined => [...layout.nodes, ...layout.routers].find((placed) => placed.netns === index(name))?.rect
    expect((rectOf(after, 'k8s-w0')?.x ?? 0) - (rectOf(before, 'k8s-w0')?.x ?? 0)).toBe(200)
    expect(rectOf(after, 'k8s-w0')?.y).toBe(rectOf(before, 'k8s-w0')?.y)
    expect((rectOf(after, 'router')?.x ?? 0) - (rectOf(before, 'router')?.x ?? 0)).toBe(-80)
    expect(rectOf(after, 'router')?.y).toBeGreaterThan(rectOf(before, 'router')?.y ?? 0)
    // it has passed its neighbour
    expect((rectOf(after, 'k8s-m')?.x ?? 0)).toBeGreaterThan(rectOf(after, 'k8s-w1')?.x ?? 0)
    const port = after.interfaces.find((placed) => placed.netns === index('k8s-w0') && placed.role === 'nic')?.port
    expect(after.wires.find((wire) => wire.netns === index('k8s-w0') && wire.kind === 'stub')?.points[0]).toEqual(port)
    expect(layoutOf(inventory, wide, new Set(), new Map())).toEqual(before)
  })

  it('is the same for the same input', () => {
    fc.assert(fc.property(inventoryArbitrary, viewportArbitrary, (inventory, viewport) => {
      expect(layoutOf(inventory, viewport, new Set())).toEqual(layoutOf(inventory, viewport, new Set()))
    }), { numRuns: 20 })
  })

  it('lets no two boxes of one level meet', () => {
    fc.assert(fc.property(layoutArbitrary, ({ layout }) => {
      const ports = layout.interfaces.filter((placed) => placed.role === 'router-port' && placed.drawn)
      expect(firstMeeting([...layout.subnets, ...layout.routers, ...layout.outsides].map((placed) => placed.rect))).toBeUndefined()
      expect(firstMeeting([...layout.subnets, ...layout.outsides, ...ports].map((placed) => placed.rect))).toBeUndefined()
      expect(firstMeeting(layout.nodes.map((node) => node.rect))).toBeUndefined()
      const inNodes = layout.interfaces.filter((placed) => placed.drawn && placed.role !== 'router-port' && placed.role !== 'pod')
      expect(firstMeeting([...layout.pods, ...inNodes, ...layout.folds].map((placed) => placed.rect))).toBeUndefined()
    }))
  })

  it('keeps nodes in their subnet, pods and devices in their node, and ports on its edge', () => {
    fc.assert(fc.property(layoutArbitrary, ({ layout }) => {
      const nodes = new Map(layout.nodes.map((node) => [node.netns, node]))
      for (const node of layout.nodes) expect(encloses(layout.subnets[node.subnet]?.rect as Rect, node.rect)).toBe(true)
      for (const pod of layout.pods) expect(encloses(nodes.get(pod.node)?.rect as Rect, pod.rect)).toBe(true)
      for (const placed of layout.interfaces.filter((candidate) => candidate.drawn)) {
        const node = nodes.get(placed.netns)
        if (node === undefined) continue
        if (placed.role !== 'nic') expect(encloses(node.rect, placed.rect)).toBe(true)
        else expect(encloses(node.rect, { ...placed.rect, y: node.rect.y, height: 0 })).toBe(true)
      }
    }))
  })

  it('faces every port towards the gutter', () => {
    fc.assert(fc.property(layoutArbitrary, ({ layout }) => {
      const middle = (layout.gutter.top + layout.gutter.bottom) / 2
      const nodes = new Map(layout.nodes.map((node) => [node.netns, node]))
      for (const nic of layout.interfaces.filter((placed) => placed.role === 'nic')) {
        const node = nodes.get(nic.netns)?.rect as Rect
        expect(Math.abs(nic.port.y - middle)).toBeLessThan(Math.abs(centreOf(node).y - middle))
      }
    }))
  })

  it('draws wires by vertical and horizontal runs only', () => {
    fc.assert(fc.property(layoutArbitrary, ({ layout }) => {
      for (const wire of layout.wires) {
        for (const [i, point] of wire.points.slice(1).entries()) {
          const before = wire.points[i]
          expect(before?.x === point.x || before?.y === point.y).toBe(true)
        }
      }
    }))
  })

  it('lets no label leave its box', () => {
    fc.assert(fc.property(layoutArbitrary, ({ inventory, layout }) => {
      for (const label of labelsOn(inventory, layout)) {
        if (label.inside !== undefined) expect(encloses(grow(label.inside, 0.01), labelRect(label)), label.id).toBe(true)
      }
    }))
  })

  it('lets no two texts collide', () => {
    fc.assert(fc.property(layoutArbitrary, ({ inventory, layout }) => {
      const labels = labelsOn(inventory, layout)
      const meeting = firstMeeting(labels.map(labelRect))
      expect(meeting).toBeUndefined()
    }))
  })

  it('holds a lab of Kubernetes\' own limit by folding', () => {
    const nodes = Array.from({ length: 5000 }, (_, index) => ({
      index,
      name: `node-${index}`,
      kind: 'node' as const,
      blocks: [],
      links: [{ name: 'eth0', kind: 'ethernet' as const, mtuBytes: 1500, up: true, addresses: [], segment: 'lan' }],
    }))
    const inventory: Inventory = { labName: 'huge', namespaces: nodes, segments: [{ name: 'lan', cidr: '10.0.0.0/8', mtuBytes: 1500, members: nodes.map((node) => node.index) }] }
    const layout = layoutOf(inventory, DESKTOP, new Set([4321]))
    expect(layout.nodes.filter((node) => node.detail === 'full').map((node) => node.netns)).toEqual([4321])
    expect(layout.nodes.length + (layout.folds[0]?.count ?? 0)).toBe(5000)
    expect(layout.width * layout.zoom).toBeLessThanOrEqual(DESKTOP.width)
  })

  it('leads the underlay to every column of bars, whether its nodes are described or not', () => {
    const described = bigLab(40, 2)
    const bare: Inventory = { ...described, namespaces: described.namespaces.map((ns) => (ns.kind === 'router' ? ns : { ...ns, links: [] })) }
    const [whole, undescribed] = [described, bare].map((inventory) => layoutOf(inventory, DESKTOP, new Set()).wires.map(({ kind, points }) => JSON.stringify([kind, points])).toSorted())
    expect(undescribed).toEqual(whole)
    expect(whole?.filter((wire) => wire.includes('stub')).length).toBeGreaterThan(4)
  })
})
