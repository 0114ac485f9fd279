import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { ENCAPSULATION_MODES } from '../../src/core/model/encapsulation'
import type { EncapsulationMode } from '../../src/core/model/encapsulation'
import type { PictureMoment } from '../../src/core/picture/moment'
import { textsOf } from '../../src/core/picture/picture'
import type { Picture } from '../../src/core/picture/picture'
import { PICTURE_THEMES } from '../../src/core/picture/picture-themes'
import { MIN_SLIDE_TEXT_PX, slidePicture } from '../../src/core/picture/slide'
import type { LabSession } from '../../src/core/session/lab-session'
import { suggestedFlow } from '../../src/core/scene/suggested-flow'
import { EN } from '../../src/core/words/en'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { asJson, largeLab } from '../labs/large-lab'
import { openBuiltInLab, openLab, runIn } from './lab-run'

const LOOK = { theme: PICTURE_THEMES.light }

/** The ping that a lab suggests. */
function pingIn(session: LabSession, options = ''): PictureMoment {
  const lab = runIn(session, []).inventory
  const ends = suggestedFlow(lab) ?? []
  const [from, to] = ends.map((end) => lab.namespaces[end])
  const address = to?.links.find(({ kind }) => kind === 'ethernet')?.addresses[0]?.address
  if (from === undefined || address === undefined) throw new Error('the lab suggests no flow')
  const { inventory, trace, steps } = runIn(session, [`${from.name}$ ping -n -c 1 -W 1 ${options} ${formatIpv4(address)}`])
  return { inventory, trace, steps, step: 0, ends, words: EN }
}

function inMode(lab: string, mode: EncapsulationMode): LabSession {
  const session = openBuiltInLab(lab)
  expect(session.change({ ...session.settings, mode }, []).ok).toBe(true)
  return session
}

function* slidesOf(moment: PictureMoment): Generator<{ readonly step: number; readonly slide: Picture; readonly words: readonly string[] }> {
  for (const step of moment.steps.keys()) {
    const slide = slidePicture({ ...moment, step }, LOOK)
    yield { step, slide, words: textsOf(slide.items).map(({ text }) => text) }
  }
}

/** What a packet crosses and has no name on a slide, nor a shortened one: pods are named themselves, not their one interface. */
function nameless(moment: PictureMoment, words: readonly string[]): readonly string[] {
  const crossed = moment.steps.filter(({ kind }) => kind === 'frame').map(({ netns, interfaceName }) => {
    const namespace = moment.inventory.namespaces[netns]
    return namespace?.kind === 'pod' ? namespace.name : interfaceName
  })
  return [...new Set(crossed)].filter((name) => !words.some((text) => text === name || text.startsWith(`${name} `) || (text.length > 8 && text.includes('…') && name.startsWith(text.split('…')[0] ?? ''))))
}

describe.each(BUILT_IN_LABS.map(({ name }) => name))('a slide of %s', (lab) => {
  it.each(ENCAPSULATION_MODES)('names all that the packet crosses, and bears the number that its legend explains: %s', (mode) => {
    const moment = pingIn(inMode(lab, mode))
    for (const { step, slide, words } of slidesOf(moment)) {
      expect(nameless(moment, words), `step ${step + 1}`).toEqual([])
      expect(Math.min(...textsOf(slide.items).map(({ sizePx }) => sizePx))).toBeGreaterThanOrEqual(MIN_SLIDE_TEXT_PX - 0.01)
      const explained = words.includes(EN.picture.legendStep) ? words[words.indexOf(EN.picture.legendStep) - 1] : undefined
      if (explained !== undefined) expect(words.filter((text) => text === explained), `step ${step + 1}`).toHaveLength(2)
    }
  })
})

it('explains no dots where a packet ends', () => {
  const session = openBuiltInLab('two-subnets')
  const [fault] = session.faultsBetween('pod-w0-b', 'pod-w1-a')
  if (fault === undefined) throw new Error('nothing to break')
  expect(session.change(session.settings, [fault]).ok).toBe(true)
  const moment = pingIn(session)
  const ended = moment.steps.findIndex(({ kind }) => kind === 'drop')
  for (const { step, words } of slidesOf(moment)) if (step === ended) expect(words).not.toContain(EN.page.ahead)
  expect(ended).toBeGreaterThan(0)
})

describe('the headers on a slide', () => {
  it('are those that a decision speaks of: with the envelope where it is put on, without it where it is taken off, and of the reply its own', () => {
    const slides = [...slidesOf(pingIn(inMode('two-subnets', 'ipip')))].filter(({ slide }) => /wraps|takes|chooses/.test(slide.title))
    const said = slides.map(({ slide, words }) => [slide.title, words.find((text) => / B (?:on|at) /.test(text)), words.find((text) => text.startsWith('ICMP echo re') && words.includes('IPv4') !== words.includes('Outer IPv4'))])
    expect(said.slice(0, 7)).toEqual([
      ['pod-w0-b chooses a route', '98 B at eth0', 'ICMP echo request'],
      ['k8s-w0 chooses a route', '98 B at cali1e4b888c848', 'ICMP echo request'],
      ['tunl0 on k8s-w0 wraps the packet', '118 B on the wire', 'ICMP echo request'],
      ['k8s-w0 chooses a route', '118 B on the wire', 'ICMP echo request'],
      ['The router chooses a route', '118 B on the wire', 'ICMP echo request'],
      ['k8s-w1 takes the ping out again', '84 B at tunl0', 'ICMP echo request'],
      ['k8s-w1 chooses a route', '84 B at tunl0', 'ICMP echo request'],
    ])
    expect(said[7]).toEqual(['pod-w1-a chooses a route', '98 B at eth0', 'ICMP echo reply'])
  })

  it('are not those of the handshake where the packet is sealed', () => {
    const sealing = [...slidesOf(pingIn(inMode('wireguard', 'wireguard')))].find(({ slide }) => slide.title.includes('seals'))
    expect(sealing?.words).toEqual(expect.arrayContaining(['170 B on the wire', '98 B without the tunnel']))
  })

  it('are those of the whole where fragments are put together', () => {
    const whole = [...slidesOf(pingIn(inMode('wireguard', 'ipip'), '-M dont -s 3000'))].find(({ slide }) => slide.title.includes('fragments together'))
    expect(whole?.slide.description).toContain('3,028 B')
    expect(whole?.words).toEqual(expect.arrayContaining([expect.stringMatching(/^3,?028 B at /), 'ICMP echo request', '8 + 3,000 B']))
  })

  it('are compared with a way without a tunnel only where there is something that would go it', () => {
    const compared = [...slidesOf(pingIn(inMode('wireguard', 'wireguard')))].flatMap(({ words }) => words.filter((text) => text.endsWith('without the tunnel')))
    expect(new Set(compared)).toEqual(new Set(['98 B without the tunnel']))
  })

  it('have their addresses and ports also in the tallest envelope', () => {
    const wrapped = [...slidesOf(pingIn(inMode('two-subnets', 'vxlan')))].find(({ slide }) => slide.title.includes('leaves in an envelope'))
    expect(wrapped?.words).toEqual(expect.arrayContaining([expect.stringMatching(/^0\S+:\S+ → \S+:\S+$/), expect.stringMatching(/ → 4789/), 'outline: mode, here VXLAN']))
  })
})

describe('a slide of a lab that is too wide for all of its words', () => {
  it.each([12, 300])('names what the packet crosses among %i nodes', (nodes) => {
    const moment = pingIn(openLab('lab.json', asJson(largeLab({ nodes, podsPerNode: 5, nodesPerSubnet: nodes / 3 }))))
    for (const { step, words } of slidesOf(moment)) expect(nameless(moment, words), `step ${step + 1}`).toEqual([])
  })
})
