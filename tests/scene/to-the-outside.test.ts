import { expect, it } from 'vitest'
import { flightOf } from '../../src/core/scene/flight'
import { layoutOf } from '../../src/core/scene/layout'
import { badgeWidth } from '../../src/core/picture/picture'
import { sceneOf } from '../../src/core/scene/told-scene'
import type { Scene } from '../../src/core/scene/scene'
import { STAGE } from '../../src/core/scene/stage-metrics'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import { openBuiltInLab, runIn } from './lab-run'

const run = runIn(openBuiltInLab('two-subnets'), ['pod-w0-b$ ping -n -c 1 8.8.8.8'])
const [pod, inet] = [run.netns('pod-w0-b'), run.netns('inet')]
const map = stageMap(run.inventory, layoutOf(run.inventory, { width: 848, height: 645 }, new Set([pod, run.netns('k8s-w0')])))
const flight = flightOf(map, run.steps)
const arrival = run.steps.findIndex((step) => step.netns === inet && step.direction === 'in')

function sceneAt(step: number): Scene {
  return sceneOf({ map, flight, trace: run.trace, words: EN, step, selection: { kind: 'none' }, ends: [pod, inet] })
}

it('leads the line of a packet up to the host outside, there and back', () => {
  const edge = map.layout.outsides.find(({ netns }) => netns === inet)?.rect.x
  const there = sceneAt(arrival).ways.find(({ to }) => to === arrival)
  expect(there?.pieces.at(-1)?.points.at(-1)?.x).toBe(edge)
  const back = sceneAt(run.steps.length - 1).ways.find(({ from }) => run.steps[from]?.netns === inet)
  expect(back?.pieces[0]?.points[0]?.x).toBe(edge)
})

it('names the link in use at every step, numbers its ends and draws the host as an end of the flow', () => {
  for (const step of run.steps.keys()) expect(sceneAt(step).labels.map(({ text }) => text), `step ${step + 1}`).toContain('eth-i')
  const { badges, boxes } = sceneAt(arrival)
  expect(badges.map(({ text }) => text)).toEqual(expect.arrayContaining([String(arrival), String(arrival + 1)]))
  expect(boxes.find(({ kind, id }) => kind === 'outside' && id === `netns-${inet}`)?.fill).toBe('text-primary')
})

it('keeps the number of the host outside in the picture, on every size of stage', () => {
  for (const room of [{ width: 848, height: 645 }, { width: 848, height: 510 }, { width: 688, height: 380 }]) {
    const small = stageMap(run.inventory, layoutOf(run.inventory, room, new Set([pod, run.netns('k8s-w0')])))
    const { badges } = sceneOf({ map: small, flight: flightOf(small, run.steps), trace: run.trace, words: EN, step: arrival, selection: { kind: 'none' }, ends: [pod, inet] })
    for (const { text, centre } of badges) {
      const halfWidth = badgeWidth(text, STAGE.badge) / 2 / Math.min(1, small.layout.zoom)
      expect(centre.x + halfWidth, `${text} of ${room.width} × ${room.height}`).toBeLessThanOrEqual(small.layout.width)
    }
  }
})
