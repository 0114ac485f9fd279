import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bigLab } from '../../../tests/scene/big-lab'
import { Trace } from '../trace/trace'
import { EN } from '../words/en'
import { flightOf } from './flight'
import { bottomOf, rightOf } from './geometry'
import { layoutOf } from './layout'
import { frameOf, isMapWanted, miniMapOf, panToMapPoint } from './mini-map'
import { sceneOf } from './told-scene'
import type { Scene } from './scene'
import { stageMap } from './ways'

const ROOM = { width: 176, height: 128 }
const STAGE = { width: 848, height: 645 }

function sceneOfLab(nodes: number): Scene {
  const inventory = bigLab(nodes, 5)
  const map = stageMap(inventory, layoutOf(inventory, STAGE, new Set()))
  return sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends: [1, 2] })
}

describe('the map of the whole lab', () => {
  it.each([1, 4, 40, 500])('holds every subnet, node and router of %d nodes within its room', (nodes) => {
    const scene = sceneOfLab(nodes)
    const map = miniMapOf(scene, ROOM)
    expect(Math.max(map.width / ROOM.width, map.height / ROOM.height)).toBeCloseTo(1)
    expect(map.shapes.length).toBeGreaterThanOrEqual(scene.boxes.filter(({ kind }) => kind === 'subnet' || kind === 'node' || kind === 'router').length)
    for (const { rect } of map.shapes) {
      expect(Math.min(rect.x, rect.y)).toBeGreaterThanOrEqual(0)
      expect(rightOf(rect)).toBeLessThanOrEqual(map.width + 0.01)
      expect(bottomOf(rect)).toBeLessThanOrEqual(map.height + 0.01)
    }
  })

  it('is wanted only where the stage shows a small part', () => {
    const scene = { width: 800, height: 600, boxes: [] }
    expect(isMapWanted(scene, { zoom: 1, pan: { x: 24, y: 22 } }, STAGE)).toBe(false)
    expect(isMapWanted(scene, { zoom: 1.25, pan: { x: -76, y: -50 } }, STAGE)).toBe(false)
    expect(isMapWanted(scene, { zoom: 1.6, pan: { x: -200, y: -150 } }, STAGE)).toBe(true)
    expect(isMapWanted({ width: 4000, height: 300, boxes: [] }, { zoom: 1, pan: { x: 0, y: 172 } }, STAGE)).toBe(true)
  })

  it('is wanted where an end of the flow is out of sight', () => {
    const whole = sceneOfLab(4)
    const scene = { ...whole, boxes: whole.boxes.filter(({ kind, fill }) => kind === 'pod' && fill === 'text-primary') }
    const zoom = (1.25 * STAGE.width) / scene.width
    const left = Math.min(...scene.boxes.map(({ rect }) => rect.x)) * zoom
    expect(scene.boxes.length).toBeGreaterThan(0)
    expect(isMapWanted(scene, { zoom, pan: { x: 10 - left, y: 0 } }, STAGE)).toBe(false)
    expect(isMapWanted(scene, { zoom, pan: { x: -10 - left, y: 0 } }, STAGE)).toBe(true)
  })

  it('has the whole in its frame where the view shows the whole', () => {
    const map = miniMapOf(sceneOfLab(4), ROOM)
    const zoom = STAGE.width / (map.width / map.scale)
    const frame = frameOf(map, { zoom, pan: { x: 0, y: 0 } }, STAGE)
    expect([frame.x, frame.y, frame.width]).toEqual([-0, -0, expect.closeTo(map.width)])
  })

  it('brings a point of it into the middle of the view, as far as the lab reaches', () => {
    const map = miniMapOf(sceneOfLab(40), ROOM)
    const place = fc.record({ x: fc.double({ min: 0, max: map.width, noNaN: true }), y: fc.double({ min: 0, max: map.height, noNaN: true }), zoom: fc.double({ min: 1, max: 4, noNaN: true }) })
    fc.assert(
      fc.property(place, ({ x, y, zoom }) => {
        const pan = panToMapPoint(map, { x, y }, zoom, STAGE)
        const frame = frameOf(map, { zoom, pan }, STAGE)
        const pixel = map.scale / zoom
        expect(x).toBeGreaterThanOrEqual(frame.x - pixel)
        expect(x).toBeLessThanOrEqual(rightOf(frame) + pixel)
        if (frame.width <= map.width) {
          expect(frame.x).toBeGreaterThanOrEqual(-pixel)
          expect(rightOf(frame)).toBeLessThanOrEqual(map.width + pixel)
        }
      }),
    )
  })
})
