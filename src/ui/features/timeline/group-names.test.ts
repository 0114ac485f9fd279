import { describe, expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../../tests/scene/lab-run'
import { FONT, textWidth } from '../../../core/scene/text-metrics'
import { groupSteps } from '../../../core/scene/steps'
import { ShortNames } from '../../../core/scene/short-names'
import { namePlacer } from './group-names'
import type { PlacedName } from './group-names'
import { stripOf } from './strip'
import type { Strip } from './strip'

const { inventory, steps } = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ ping -n -c 1 172.16.158.16'])
const names = groupSteps(steps).map(({ netns }) => inventory.namespaces[netns]?.name ?? '')
const short = new ShortNames(inventory.namespaces.map(({ name }) => name))
/** Names as a managed cluster has them. */
const CLOUD = [
  ['k8s-w0', 'ip-10-20-1-11.eu-central-1.compute.internal'],
  ['k8s-w1', 'ip-10-20-2-21.eu-central-1.compute.internal'],
  ['pod-w0-b', 'web-6d4cf56db6-abcde'],
  ['pod-w1-a', 'web-6d4cf56db6-fghij'],
] as const
/** What a space takes: nearer to each other, two names read as one. */
const LEAST_GAP_PX = 3

function placedNames(strip: Strip, called: readonly string[], shortened: ShortNames): readonly PlacedName[] {
  const nameAt = namePlacer(strip, (group) => called[strip.groups.indexOf(group)] ?? '', shortened)
  return strip.groups.flatMap((_, k) => nameAt(k) ?? [])
}

describe('the names over a timeline', () => {
  it.each([340, 560, 690, 900])('are apart and on the strip, in %d px', (roomPx) => {
    const strip = stripOf(steps, roomPx)
    const spans = placedNames(strip, names, short).map(({ text, leftPx }) => [leftPx, leftPx + textWidth(text, FONT.caption)] as const)
    for (const [k, [left, right]] of spans.entries()) {
      expect(left).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(strip.widthPx)
      if (right > left) expect(left - (spans[k - 1]?.[1] ?? -Infinity)).toBeGreaterThanOrEqual(LEAST_GAP_PX)
    }
  })

  it('are whole over groups of two marks on a small screen, where those beside them leave room', () => {
    expect(placedNames(stripOf(steps, 660), names, short).map(({ text }) => text)).toEqual(names)
  })

  it.each([560, 900, 1160])('tell the nodes of a cloud apart, and its pods, in %d px', (roomPx) => {
    const called = new Map(names.map((name) => [name, CLOUD.find(([plain]) => plain === name)?.[1] ?? name]))
    const long = names.map((name) => called.get(name) ?? name)
    const strip = stripOf(steps, roomPx)
    const placed = placedNames(strip, long, new ShortNames(called.values()))
    const namesOf = new Map<string, Set<string>>()
    for (const [k, { text }] of placed.entries()) if (text !== '') namesOf.set(text, (namesOf.get(text) ?? new Set()).add(long[k] ?? ''))
    expect([...namesOf.values()].filter((all) => all.size > 1)).toEqual([])
    expect(placed.filter(({ text }) => text === '').length).toBeLessThanOrEqual(roomPx < 900 ? 4 : 0)
    const spans = placed.map(({ text, leftPx }) => [leftPx, leftPx + textWidth(text, FONT.caption)] as const)
    for (const [k, [left]] of spans.entries()) expect(left - (spans[k - 1]?.[1] ?? -Infinity)).toBeGreaterThanOrEqual(LEAST_GAP_PX)
  })
})
