import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inventoryArbitrary } from '../../../tests/scene/random-lab'
import { ipipPing } from '../../../tests/scene/recorded-lab'
import { stepsOf } from '../scene/steps'
import { Trace } from '../trace/trace'
import { EN } from '../words/en'
import { momentScene } from './moment'
import { textsOf } from './picture'
import type { PictureGroup, PictureItem, PicturePath } from './picture'
import { PICTURE_THEMES } from './picture-themes'
import { MIN_SLIDE_TEXT_PX, slideFlight, slidePicture, smallStage } from './slide'

const LOOK = { theme: PICTURE_THEMES.light }
const script = ipipPing()
const trace = script.trace()
const steps = stepsOf(trace, { firstEntry: 0, endEntry: trace.entryCount }, script.inventory).filter((step) => !step.chatter)

function pingSlide(step: number) {
  return slidePicture({ inventory: script.inventory, trace, steps, step, ends: [script.netns('pod-w0-b'), script.netns('pod-w1-a')], words: EN }, LOOK)
}

function wordsOf(step: number): readonly string[] {
  return textsOf(pingSlide(step).items).map(({ text }) => text)
}

describe('a slide', () => {
  it('says what happens, and shows outer and inner headers of the wrapped ping', () => {
    const wrapped = steps.findIndex((step) => step.mode === 'ipip' && step.interfaceName === 'eth0')
    expect(pingSlide(wrapped).title).toBe('IPIP: the ping leaves in an envelope')
    expect(wordsOf(wrapped)).toEqual(expect.arrayContaining(['118 B on the wire', '98 B without the tunnel', 'Outer IPv4', 'IPIP envelope', '192.168.20.100 → 192.168.10.101', 'Inner IPv4', '172.16.34.9 → 172.16.158.16', 'ICMP echo request', 'outline: mode, here IPIP']))
  })

  it('explains only numbers that stand on its stage', () => {
    const numbers = (step: number): readonly string[] => textsOf(pingSlide(step).items).filter(({ text }) => /^\d+$/.test(text)).map(({ text }) => text)
    const decided = steps.findIndex((step, at) => at > 2 && step.kind === 'decision')
    expect(numbers(decided)).not.toContain(String(decided + 1))
    // once at its interface and once in the legend
    for (const step of [decided - 1, decided]) expect(numbers(step).filter((text) => text === String(decided))).toHaveLength(2)
  })

  it('explains dots only where there are any', () => {
    expect(wordsOf(2)).toContain(EN.page.ahead)
    expect(wordsOf(steps.length - 1)).not.toContain(EN.page.ahead)
  })

  it('tells the way ahead by dots on bare ground and not on the line', () => {
    const paths = (items: readonly PictureItem[]): readonly PicturePath[] => items.flatMap((item) => (item.kind === 'group' ? paths(item.items) : item.kind === 'path' ? [item] : []))
    const drawn = paths(pingSlide(2).items)
    const dotted = drawn.filter(({ dash, stroke }) => dash !== undefined && stroke === LOOK.theme['protocol-icmp-strong'])
    expect(dotted.length).toBeGreaterThan(1)
    const bare = drawn.filter(({ stroke, strokeWidth }) => stroke === LOOK.theme['surface-stage'] && (strokeWidth ?? 0) > 1.5).map(({ commands }) => JSON.stringify(commands))
    expect(dotted.filter(({ commands }) => !bare.includes(JSON.stringify(commands)))).toHaveLength(1)
  })

  it('shows a frame also where the flow begins with a decision', () => {
    const decided = steps.slice(steps.findIndex((step) => step.kind === 'decision'))
    const slide = slidePicture({ inventory: script.inventory, trace, steps: decided, step: 0, ends: [], words: EN }, LOOK)
    expect(textsOf(slide.items).map(({ text }) => text)).toContain('ICMP echo request')
  })

  it('has no larger packet on a phone than there is room for between its boxes, with words that can be read', () => {
    const moment = { inventory: script.inventory, trace, steps, step: 0, ends: [script.netns('pod-w0-b'), script.netns('pod-w1-a')], words: EN }
    const stage = smallStage(moment, { width: 390, height: 520 })
    const groups = (item: PictureItem): readonly PictureGroup[] => (item.kind === 'group' ? [item, ...item.items.flatMap(groups)] : [])
    for (const step of steps.keys()) {
      const flight = slideFlight(momentScene({ ...moment, step }, stage.stage), stage, { step, progress: 0 }, LOOK)
      const packet = groups(flight).find(({ items }) => items.some((item) => item.kind === 'group' && item.id === 'packet'))
      expect(packet?.move?.scale).toBe(1)
      const words = textsOf(packet?.items ?? [], stage.move.scale)
      expect(words.map(({ text }) => text)).toContain('ICMP')
      expect(Math.min(...words.map(({ sizePx }) => sizePx))).toBeGreaterThan(10.99)
    }
  })

  it('shows no text under 16 px at 1080p, at any step', () => {
    for (const step of steps.keys()) {
      for (const { text, sizePx } of textsOf(pingSlide(step).items)) expect(sizePx, text).toBeGreaterThanOrEqual(MIN_SLIDE_TEXT_PX - 0.01)
    }
  })

  it('leaves text out of a large lab rather than make it small', () => {
    fc.assert(
      fc.property(inventoryArbitrary, (inventory) => {
        const slide = slidePicture({ inventory, trace: new Trace(), steps: [], step: 0, ends: [], words: EN }, LOOK)
        for (const { text, sizePx } of textsOf(slide.items)) expect(sizePx, text).toBeGreaterThanOrEqual(MIN_SLIDE_TEXT_PX - 0.01)
      }),
      { numRuns: 40 },
    )
  })
})
