import { expect, it } from 'vitest'
import { bothInventories } from '../../src/core/model/both-inventories'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { legendOf } from '../../src/core/picture/legend-items'
import { PICTURE_THEMES } from '../../src/core/picture/picture-themes'
import { flightOf } from '../../src/core/scene/flight'
import { layoutOf } from '../../src/core/scene/layout'
import type { Scene } from '../../src/core/scene/scene'
import { stepsOf } from '../../src/core/scene/steps'
import { legendNumber } from '../../src/core/scene/legend-number'
import { textWidth } from '../../src/core/scene/text-metrics'
import { sceneOf } from '../../src/core/scene/told-scene'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import { openBuiltInLab, runIn } from './lab-run'

const PING = 'pod-w0-b$ ping -n -c 1 -W 1 172.16.158.16'
const TO_WIREGUARD = `k8s-m$ calicoctl patch felixconfiguration default --type=merge -p '{"spec":{"wireguardEnabled":true}}'`

const TO_DIRECT = `k8s-m$ calicoctl patch ippool default-ipv4-ippool --patch '{"spec":{"ipipMode":"Never"}}'`

/** A ping that goes on while the lab is changed: all that was sent, as one flow. `changedAt`: the first step after the change. */
function changedInMidFlow(change: string) {
  const session = openBuiltInLab('two-subnets')
  const begun = inventoryOf(session.network)
  const { inventory: ended, trace, firstEntry, endEntry } = runIn(session, [PING, change, PING])
  const inventory = bothInventories(begun, ended)
  const steps = stepsOf(trace, { firstEntry: 0, endEntry }, inventory).filter((step) => !step.chatter)
  const map = stageMap(inventory, layoutOf(inventory, { width: 960, height: 640 }, new Set()))
  const flight = flightOf(map, steps, EN.scene)
  const seenAt = (step: number) => {
    const scene: Scene = sceneOf({ map, flight, trace, words: EN, step, selection: { kind: 'none' }, ends: [] })
    return { modes: scene.bands.map((band) => band.mode), names: scene.bands.map((band) => band.labels[0]?.text), legend: legendOf({ steps, step, words: EN }, scene, PICTURE_THEMES.light)[1]?.text }
  }
  const all = steps.map((_, step) => seenAt(step))
  const changedAt = steps.findIndex((step) => step.entryIndex >= firstEntry)
  return { before: all.slice(0, changedAt), after: all.slice(changedAt) }
}

it('what is drawn as in use is what packets wear that are sent in the same mode as the one in sight', () => {
  const { before, after } = changedInMidFlow(TO_WIREGUARD)
  const [ipip, wireguard] = [
    { modes: ['ipip'], names: ['IPIP tunnel'], legend: EN.picture.legendOutline({ mode: 'IPIP' }) },
    { modes: ['wireguard'], names: ['WireGuard tunnel'], legend: EN.picture.legendOutline({ mode: 'WireGuard' }) },
  ]
  expect(before.length).toBeGreaterThan(10)
  expect(before).toEqual(before.map(() => ipip))
  expect(after).toEqual(after.map(() => wireguard))
})

it('nothing is drawn as wrapped any more once nothing is', () => {
  const { before, after } = changedInMidFlow(TO_DIRECT)
  expect(before.every(({ modes }) => modes.length === 1)).toBe(true)
  expect(after).toEqual(after.map(() => ({ modes: [], names: [], legend: EN.picture.legendUnderlay })))
})

it('the legend shows the number of a step of a long flow, too', () => {
  const numbers = ['7', '42', '158'].map((text) => legendNumber(text))
  for (const { text, sizePx, widthPx } of numbers) expect(textWidth(text, { family: 'sans', sizePx, weight: 600 })).toBeLessThan(widthPx)
  expect(numbers.map(({ text }) => text)).toEqual(['7', '42', '158'])
})
