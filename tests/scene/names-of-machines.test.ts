import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { flightOf } from '../../src/core/scene/flight'
import type { Rect } from '../../src/core/scene/geometry'
import { layoutOf } from '../../src/core/scene/layout'
import { sceneAtZoom } from '../../src/core/scene/at-zoom'
import { labelRect } from '../../src/core/scene/scene-labels'
import { sceneOf } from '../../src/core/scene/told-scene'
import { stageMap } from '../../src/core/scene/ways'
import { Trace } from '../../src/core/trace/trace'
import { EN } from '../../src/core/words/en'
import { openLab } from './lab-run'

/** The lab two-subnets with its nodes called as a cloud calls machines. */
function cloudLab(): string {
  const text = readFileSync(new URL('../../public/labs/two-subnets.yaml', import.meta.url), 'utf8')
  return ['k8s-m', 'k8s-w0', 'k8s-w1', 'k8s-w2'].reduce((lab, node, k) => lab.replaceAll(new RegExp(`\\b${node}\\b`, 'g'), `ip-10-20-1-1${k}.eu-central-1.compute.internal`), text)
}

it.each([
  [848, 645, 1],
  [560, 480, 1],
  [848, 645, 0.6],
])('machines of a cloud are told apart on a stage of %d × %d at zoom %d', (width, height, zoom) => {
  const inventory = inventoryOf(openLab('cloud.yaml', cloudLab()).network)
  const map = stageMap(inventory, layoutOf(inventory, { width, height }, new Set()))
  const scene = sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends: [] })
  const heads = sceneAtZoom(scene, zoom).labels.filter(({ id }) => /^node-\d+$/.test(id)).map(({ text }) => text)
  expect(heads.length).toBeGreaterThan(0)
  expect(new Set(heads).size).toBe(heads.length)
  expect(heads.filter((head) => !/1-1\d/.test(head))).toEqual([])
})

it.each([0.7, 0.75, 0.8])('a device keeps its first word and a subnet’s title stays in its box, at zoom %d', (zoom) => {
  const session = openLab('cloud.yaml', cloudLab().replaceAll('192.168.10.', '192.168.164.'))
  expect(session.change({ ...session.settings, mode: 'vxlan' }, []).ok).toBe(true)
  const inventory = inventoryOf(session.network)
  const map = stageMap(inventory, layoutOf(inventory, { width: 560 / zoom, height: 480 / zoom }, new Set()))
  const { labels } = sceneAtZoom(sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends: [] }), zoom)
  expect(labels.map(({ text }) => text).filter((text) => /^v.*o$/.test(text) && text !== 'vxlan.calico')).toEqual([])
  const titles = labels.filter(({ id }) => /^subnet-\d+-name$/.test(id))
  expect(titles.length).toBeGreaterThan(0)
  // as wide as a screen may draw the letters
  expect(titles.filter((title) => !isWithin(title.inside, labelRect({ ...title, font: { ...title.font, sizePx: title.font.sizePx * 1.06 } }))).map(({ text }) => text)).toEqual([])
})

function isWithin(box: Rect | undefined, { x, width }: Rect): boolean {
  return box !== undefined && x > box.x && x + width < box.x + box.width
}
