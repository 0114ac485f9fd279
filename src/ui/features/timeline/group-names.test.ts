import { describe, expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../../tests/scene/lab-run'
import { FONT, textWidth } from '../../../core/scene/text-metrics'
import { groupSteps } from '../../../core/scene/steps'
import { placedNames } from './group-names'
import { stripOf } from './strip'

const { inventory, steps } = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ ping -n -c 1 172.16.158.16'])
const names = groupSteps(steps).map(({ netns }) => inventory.namespaces[netns]?.name ?? '')

describe('the names over a timeline', () => {
  it.each([340, 560, 690, 900])('are apart and on the strip, in %d px', (roomPx) => {
    const strip = stripOf(steps, roomPx)
    const spans = placedNames(strip, names).map(({ text, leftPx }) => [leftPx, leftPx + textWidth(text, FONT.caption)] as const)
    for (const [k, [left, right]] of spans.entries()) {
      expect(left).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(strip.widthPx)
      expect(left - (spans[k - 1]?.[1] ?? -Infinity)).toBeGreaterThanOrEqual(0)
    }
  })

  it('are whole over groups of two marks on a small screen, where those beside them leave room', () => {
    expect(placedNames(stripOf(steps, 660), names).map(({ text }) => text)).toEqual(names)
  })
})
