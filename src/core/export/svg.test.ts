import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inventoryArbitrary } from '../../../tests/scene/random-lab'
import { ipipPing } from '../../../tests/scene/recorded-lab'
import type { TraceScript } from '../../../tests/scene/recorded-lab'
import { textsOf } from '../picture/picture'
import { PICTURE_THEMES } from '../picture/picture-themes'
import { stagePicture } from '../picture/stage-picture'
import { stepsOf } from '../scene/steps'
import { Trace } from '../trace/trace'
import { EN } from '../words/en'
import { svgOf } from './svg'

const OPTIONS = { theme: PICTURE_THEMES.light, withCaption: true, withLegend: true } as const

function pingPicture(script: TraceScript, step: number) {
  const trace = script.trace()
  const steps = stepsOf(trace, { firstEntry: 0, endEntry: trace.entryCount }, script.inventory).filter((candidate) => !candidate.chatter)
  const ends = [script.netns('pod-w0-b'), script.netns('pod-w1-a')]
  return stagePicture({ inventory: script.inventory, trace, steps, step, ends, words: EN }, OPTIONS)
}

/** Complains about the first thing that is not well-formed in an SVG of our own dialect. */
function xmlFault(xml: string): string | undefined {
  const open: string[] = []
  const token = /<\?[^>]*\?>|<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const match = token.exec(xml)
    if (match === null) return `not XML at ${at}: ${xml.slice(at, at + 60)}`
    const [, closing, name, attributes = '', selfClosing, text] = match
    if (/&(?!(amp|lt|gt|quot|apos);)/.test(text ?? attributes)) return `bare & at ${at}`
    if (name === undefined || selfClosing === '/') continue
    if (closing !== '/') open.push(name)
    else if (open.pop() !== name) return `</${name}> closes something else`
  }
  return open.length > 0 ? `<${open.join('> <')}> stays open` : undefined
}

describe('a picture as SVG', () => {
  it('is well-formed and free of NaN for any lab, whatever its names', () => {
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(inventoryArbitrary, fc.array(names, { minLength: 1 }), (inventory, odd) => {
        const namespaces = inventory.namespaces.map((namespace) => ({ ...namespace, name: odd[namespace.index % odd.length] ?? namespace.name }))
        const svg = svgOf(stagePicture({ inventory: { ...inventory, namespaces }, trace: new Trace(), steps: [], step: 0, ends: [], words: EN }, OPTIONS))
        expect(xmlFault(svg)).toBeUndefined()
        expect(svg).not.toMatch(/NaN|undefined|Infinity/)
      }),
      { numRuns: 40 },
    )
  })

  it('keeps every text a text, once', () => {
    const picture = pingPicture(ipipPing(), 6)
    const texts = textsOf(picture.items).map(({ text }) => text)
    expect(svgOf(picture).match(/<text /g)).toHaveLength(texts.length)
    expect(texts).toEqual(expect.arrayContaining(['pod-w0-b', '172.16.34.9', 'IPIP tunnel', 'ICMP echo request', 'outer', 'fill: protocol, here ICMP']))
  })

  it('gives each thing a name of its own, and boxes the title that hover shows on the page', () => {
    const svg = svgOf(pingPicture(ipipPing(), 6))
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
    expect(new Set(ids).size).toBe(ids.length)
    expect(svg).toContain('<title>node k8s-w0 192.168.20.100</title>')
  })

  it('asks for nothing from outside', () => {
    expect(svgOf(pingPicture(ipipPing(), 6))).not.toMatch(/href|url\((?!#clip-)|@import|<style|<script/)
  })

  it('is well-formed at every step of a flow', () => {
    const script = ipipPing()
    const count = stepsOf(script.trace(), { firstEntry: 0, endEntry: script.trace().entryCount }, script.inventory).length
    for (let step = 0; step < count; step++) expect(xmlFault(svgOf(pingPicture(script, step)))).toBeUndefined()
  })
})
