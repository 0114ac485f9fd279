import { describe, expect, it } from 'vitest'
import { bigLab } from '../../../tests/scene/big-lab'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import type { Inventory } from '../model/inventory'
import { Trace } from '../trace/trace'
import { EN } from '../words/en'
import { flightOf } from './flight'
import { encloses, overlaps } from './geometry'
import { largerWords } from './larger-words'
import { layoutOf } from './layout'
import { sceneOf } from './told-scene'
import { labelRect } from './scene-labels'
import { stageMap } from './ways'

function labelsOf(inventory: Inventory) {
  const map = stageMap(inventory, layoutOf(inventory, { width: 836, height: 613 }, new Set()))
  return sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends: [] }).labels
}

describe('words for the back of a room', () => {
  it('stay in their boxes and meet no other, not even by the side', () => {
    for (const inventory of [twoSubnets(), bigLab(12, 2), bigLab(40, 30)]) {
      const before = labelsOf(inventory)
      const labels = largerWords(before)
      expect(labels.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
      const rects = labels.map(labelRect)
      expect(rects.filter((a, k) => rects.slice(k + 1).some((b) => overlaps({ ...a, x: a.x - 7.9, width: a.width + 15.8 }, b)))).toEqual([])
      expect(labels.filter(({ inside }, k) => inside !== undefined && !encloses(inside, rects[k] ?? inside))).toEqual([])
    }
  })

  it('are a quarter larger on the pods of a small lab, and of one size', () => {
    const sizes = largerWords(labelsOf(twoSubnets())).filter(({ text }) => text.startsWith('pod-')).map(({ font }) => font.sizePx)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(15)
    expect(new Set(sizes).size).toBe(1)
  })
})
