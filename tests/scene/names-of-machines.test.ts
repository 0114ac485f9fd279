import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { flightOf } from '../../src/core/scene/flight'
import { layoutOf } from '../../src/core/scene/layout'
import { sceneAtZoom } from '../../src/core/scene/at-zoom'
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
