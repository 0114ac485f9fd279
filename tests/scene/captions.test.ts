import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import type { Inventory } from '../../src/core/model/inventory'
import { ENCAPSULATION_MODES } from '../../src/core/model/encapsulation'
import type { FaultRef } from '../../src/core/model/fault'
import { flightOf } from '../../src/core/scene/flight'
import { layoutOf } from '../../src/core/scene/layout'
import { narrationOf } from '../../src/core/scene/narration'
import type { Step } from '../../src/core/scene/steps'
import { FONT, textWidth, wrapText } from '../../src/core/scene/text-metrics'
import { stageMap } from '../../src/core/scene/ways'
import { faultsBetween } from '../../src/core/session/faults'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { EN } from '../../src/core/words/en'
import type { Words } from '../../src/core/words/en'
import { KO } from '../../src/core/words/ko'
import { openBuiltInLab, runIn } from './lab-run'
import type { LabRun } from './lab-run'

/** The stage's widest column of words. */
const COLUMN_PX = 312
const LINES = 3

/** How the captions of frames put it. */
const FRAME_VERBS = /\b(reaches|leaves)\b|닿습니다$|떠납니다$/

interface Told {
  readonly step: Step
  readonly title: string
  readonly text: string
}

function toldIn(run: LabRun, words: Words): readonly Told[] {
  const { inventory, trace, allSteps: steps } = run
  const map = stageMap(inventory, layoutOf(inventory, { width: 848, height: 645 }, new Set(steps.map(({ netns }) => netns).filter((netns) => netns >= 0))))
  const input = { map, flight: flightOf(map, steps, words.scene), trace, words, selection: { kind: 'none' }, ends: [] } as const
  return steps.map((step) => ({ step, title: '', text: '', ...narrationOf({ ...input, step: step.index }) }))
}

/** A pod, and one on another node. */
function ends({ namespaces }: Inventory): readonly [from: string, to: string, address: string] {
  const pods = namespaces.filter(({ kind }) => kind === 'pod')
  const from = pods.at(-1)
  const to = pods.find(({ node }) => node !== from?.node)
  if (from === undefined || to?.address === undefined) throw new Error('no two pods')
  return [from.name, to.name, formatIpv4(to.address)]
}

/** What no caption may say, whatever happened. */
function wrongIn({ step, title, text }: Told): readonly string[] {
  const said = `${title} | ${text}`
  return [
    ...(title === '' || text === '' ? ['says nothing'] : []),
    ...(/undefined|NaN|\[object| {2}/.test(said) ? ['has a hole'] : []),
    ...(/(?<![\d,.])0 B|\b(at|by|on) ?[:.]|[|.] 에서/i.test(said) ? ['names no interface or no bytes'] : []),
    ...(step.kind !== 'frame' && FRAME_VERBS.test(title) ? ['names a decision as a frame'] : []),
    ...(step.kind === 'frame' && step.protocol !== 'arp' && step.direction === 'out' && !`${title} ${text}`.includes(step.interfaceName) ? ['leaves by another interface'] : []),
    ...(step.part !== undefined && /ICMP error|ICMP 오류/.test(title) && step.entryKind !== 'icmp.sent' ? ['takes a fragment for an error'] : []),
    ...(step.kind !== 'drop' && textWidth(title, FONT.title) > COLUMN_PX ? ['title is too long'] : []),
    ...(step.kind !== 'drop' && wrapText(text, COLUMN_PX, FONT.body).length > LINES ? ['text is too long'] : []),
  ].map((wrong) => `${wrong}: ${step.entryKind} ${said}`)
}

describe.each(BUILT_IN_LABS)('captions of the lab $name', ({ name }) => {
  it.each(ENCAPSULATION_MODES)('in mode %s are whole and true of their entry, with every fault and none', (mode) => {
    const first = openBuiltInLab(name)
    const settings = { ...first.settings, mode }
    first.change(settings, [])
    const [from, to, address] = ends(inventoryOf(first.network))
    const wrong = new Set<string>()
    let told = 0
    for (const fault of [undefined, ...faultsBetween(first.network, from, to)] as readonly (FaultRef | undefined)[]) {
      // what fragments and NAT are told as does not hang on the fault, but for a small MTU
      const commands = [`ping -c 1 -W 1 ${address}`, `ping -c 1 -W 1 -s 2000 -M dont ${address}`, 'ping -c 1 -W 1 8.8.8.8']
      for (const command of fault === undefined ? commands : commands.slice(0, fault.kind === 'small-router-mtu' ? 2 : 1)) {
        const session = openBuiltInLab(name)
        session.change(settings, fault === undefined ? [] : [fault])
        const run = runIn(session, [`${from}$ ${command}`])
        for (const words of [EN, KO]) {
          for (const caption of toldIn(run, words)) {
            told++
            for (const complaint of wrongIn(caption)) wrong.add(complaint)
          }
        }
      }
    }
    expect([...wrong]).toEqual([])
    expect(told).toBeGreaterThan(500)
  })
})
