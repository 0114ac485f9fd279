import { describe, expect, it } from 'vitest'
import { TraceScript, echo, ethernet, ipipPing, twoSubnets } from '../../../tests/scene/recorded-lab'
import { dropReasonIndex } from '../trace/entry-kinds'
import { EN } from '../words/en'
import { flightOf, packetRect } from './flight'
import type { Flight } from './flight'
import { overlaps } from './geometry'
import type { Rect } from './geometry'
import { layoutOf } from './layout'
import type { Viewport } from './layout'
import { sceneOf } from './told-scene'
import type { Scene } from './scene'
import { bandRects } from './scene-bands'
import { labelRect } from './scene-labels'
import { stepsOf } from './steps'
import { stageMap } from './ways'

const VIEWPORTS = [{ width: 848, height: 645 }, { width: 688, height: 616 }, { width: 1328, height: 832 }] as const

function flown(script: TraceScript, viewport: Viewport = VIEWPORTS[0]): { readonly flight: Flight; readonly sceneAt: (step: number) => Scene } {
  const trace = script.trace()
  const steps = stepsOf(trace, { firstEntry: 0, endEntry: trace.entryCount }, script.inventory).filter((step) => !step.chatter)
  const onFlow = new Set([script.netns('k8s-w0'), script.netns('k8s-w1')])
  const map = stageMap(script.inventory, layoutOf(script.inventory, viewport, onFlow))
  const flight = flightOf(map, steps)
  const ends = [script.netns('pod-w0-b'), script.netns('pod-w1-a')]
  return { flight, sceneAt: (step) => sceneOf({ map, flight, trace, words: EN, step, selection: { kind: 'none' }, ends }) }
}

function stepAt(flight: Flight, entryKind: string, interfaceName: string): number {
  return flight.steps.findIndex((step) => step.entryKind === entryKind && step.interfaceName === interfaceName)
}

function wordsOf(scene: Scene): readonly Rect[] {
  const free = [...scene.labels, ...scene.bands.flatMap((band) => band.labels)].map(labelRect)
  return [...free, ...(scene.narration ? [scene.narration.rect] : []), ...(scene.caption ? [scene.caption.rect] : []), ...(scene.drop?.words ? [scene.drop.words] : [])]
}

describe('the scene of a ping over IPIP', () => {
  it('keeps every packet that stands still off every name, on every stage size', () => {
    for (const viewport of VIEWPORTS) {
      const { flight, sceneAt } = flown(ipipPing(), viewport)
      flight.places.forEach((place, step) => {
        const scene = sceneAt(step)
        const covered = place === undefined ? [] : scene.labels.filter((label) => overlaps(packetRect(place), glyphs(labelRect(label))))
        expect(covered.map((label) => label.text)).toEqual([])
      })
    }
  })

  it('lets no free words meet each other or a name', () => {
    for (const viewport of VIEWPORTS) {
      const { flight, sceneAt } = flown(ipipPing(), viewport)
      flight.steps.forEach((_, step) => {
        const words = wordsOf(sceneAt(step))
        const meeting = words.flatMap((a, i) => words.slice(i + 1).filter((b) => overlaps(a, b)))
        expect(meeting).toEqual([])
      })
    }
  })

  it('draws the two pods of the flow solid, and no others', () => {
    const { sceneAt } = flown(ipipPing())
    expect(sceneAt(0).boxes.filter((box) => box.kind === 'pod' && box.fill === 'text-primary').map((box) => box.title)).toEqual(['pod pod-w1-a 172.16.158.16', 'pod pod-w0-b 172.16.34.9'])
  })

  it('gives the node that acts an ink edge and its interface the widest', () => {
    const { flight, sceneAt } = flown(ipipPing())
    const scene = sceneAt(stepAt(flight, 'hop.out', 'tunl0'))
    expect(scene.boxes.filter((box) => box.kind === 'node' && box.strokeWidth > 1).map((box) => box.title)).toEqual(['node k8s-w0 192.168.20.100'])
    expect(scene.boxes.filter((box) => box.kind === 'interface' && box.strokeWidth === 2).map((box) => box.title)).toEqual(['interface tunl0 of k8s-w0 172.16.34.0/32'])
  })

  it('runs one band from tunnel device to tunnel device, clear of the router', () => {
    const { sceneAt } = flown(ipipPing())
    const scene = sceneAt(0)
    expect(scene.bands.map((band) => band.mode)).toEqual(['ipip'])
    const router = scene.boxes.find((box) => box.kind === 'router')?.rect as Rect
    for (const part of bandRects(scene.bands[0]?.path ?? [])) expect(overlaps(part, router)).toBe(false)
  })

  it('wraps the line in the mode between the two tunnel devices only', () => {
    const { flight, sceneAt } = flown(ipipPing())
    const ways = sceneAt(0).ways
    const modes = ways.map((way) => way.mode ?? 'plain')
    expect([...new Set(modes)]).toEqual(['plain', 'ipip'])
    expect(modes.lastIndexOf('ipip') - modes.indexOf('ipip') + 1).toBe(modes.filter((mode) => mode === 'ipip').length)
    expect(flight.places.map((place) => place?.growthBytes).filter((bytes) => bytes === 20)).toHaveLength(7)
  })

  it('tells outer, inner and size beside the wrapped packet', () => {
    const { flight, sceneAt } = flown(ipipPing())
    const rows = sceneAt(flight.steps.findIndex((step) => step.mode === 'ipip' && step.kind === 'frame')).caption?.rows.map((row) => `${row.key} ${row.text}`)
    expect(rows).toEqual(['outer 192.168.20.100 → 192.168.10.101', 'inner 172.16.34.9 → 172.16.158.16', 'size 104 B IP, 118 B on the wire'])
  })

  it('speaks of no inside where nothing wraps the packet', () => {
    const { flight, sceneAt } = flown(ipipPing())
    const rows = sceneAt(flight.steps.findIndex((step) => step.mode === undefined && step.kind === 'frame')).caption?.rows.map((row) => `${row.key} ${row.text}`)
    expect(rows).toEqual(['IP 172.16.34.9 → 172.16.158.16', 'size 84 B IP, 98 B at eth0'])
  })

  it('calls nothing a wire that is inside a host: a tunnel device has no Ethernet around the packet', () => {
    const { flight, sceneAt } = flown(ipipPing())
    expect(sceneAt(stepAt(flight, 'hop.out', 'tunl0')).caption?.rows.at(-1)?.text).toBe('84 B IP, 84 B at tunl0')
  })

  it('numbers the frames seen so far on the rails, the current one solid', () => {
    const { sceneAt } = flown(ipipPing())
    expect(sceneAt(3).badges.map((badge) => [badge.text, badge.current])).toEqual([['1', false], ['2', false], ['4', true]])
  })

  it('is the same for the same moment', () => {
    expect(flown(ipipPing()).sceneAt(4)).toEqual(flown(ipipPing()).sceneAt(4))
  })
})

describe('the scene of a drop', () => {
  const script = new TraceScript(twoSubnets())
    .hop('out', 'pod-w0-b', 'eth0', ethernet(echo('172.16.34.9', '172.16.158.16', 'request')))
    .hop('in', 'k8s-w0', 'cali1e4b888c848', ethernet(echo('172.16.34.9', '172.16.158.16', 'request')))
    .hop('out', 'k8s-w0', 'eth0', ethernet(echo('172.16.34.9', '172.16.158.16', 'request')))
    .decision('packet.dropped', 'k8s-w0', { c: dropReasonIndex('ttl-exceeded') })

  it('puts the cross where the packet was, flings it to a free side and says place and reason', () => {
    const { flight, sceneAt } = flown(script)
    const { drop, boxes } = sceneAt(3)
    expect(drop).toMatchObject({ at: flight.places[2]?.point, place: 'k8s-w0: dropped', reason: 'TTL exceeded' })
    const flung = packetRect({ point: drop?.arc.at(-1) ?? { x: 0, y: 0 }, form: 'wire' })
    expect(boxes.filter((box) => box.kind !== 'subnet' && overlaps(box.rect, flung)).map((box) => box.title)).toEqual([])
    expect(boxes.find((box) => box.title.startsWith('node k8s-w0'))?.stroke).toBe('outcome-drop-hue')
  })

  it('blames the subnet and no host for what the fabric ends, with the address in words that stand on nothing', () => {
    for (const viewport of VIEWPORTS) {
      const fabric = new TraceScript(twoSubnets())
        .hop('out', 'pod-w0-b', 'eth0', ethernet(echo('172.16.34.9', '172.16.158.16', 'request')))
        .hop('in', 'k8s-w0', 'cali1e4b888c848', ethernet(echo('172.16.34.9', '172.16.158.16', 'request')))
        .hop('out', 'k8s-w0', 'eth0', ethernet(echo('172.16.34.9', '172.16.158.16', 'request')))
        .decision('packet.dropped', '192.168.20.0/24', { c: dropReasonIndex('source-destination-check'), b: 0xac102209 | 0 })
      const scene = flown(fabric, viewport).sceneAt(3)
      expect(scene.boxes.filter((box) => box.stroke === 'outcome-drop-hue').map((box) => box.title)).toEqual(['192.168.20.0/24'])
      expect(scene.narration?.lines.join(' ')).toBe('The source/destination check refuses it: 172.16.34.9.')
      const words = scene.drop?.words
      expect(scene.boxes.filter((box) => box.kind !== 'subnet' && words !== undefined && overlaps(box.rect, words)).map((box) => box.title)).toEqual([])
    }
  })

  it('says place and reason in words that can be read on a stage that is made smaller', () => {
    const viewport = { width: 590, height: 485, leastZoom: 0.6 }
    const onFlow = new Set([script.netns('k8s-w0'), script.netns('k8s-w1')])
    const { zoom } = layoutOf(script.inventory, viewport, onFlow)
    expect(zoom).toBeLessThan(0.9)
    const { drop } = flown(script, viewport).sceneAt(3)
    expect((drop?.textPx ?? 0) * zoom).toBeGreaterThanOrEqual(10.999)
    expect(drop?.words?.height).toBeGreaterThan(2 * (drop?.textPx ?? 0))
  })
})

/** The letters themselves: addresses and names of interfaces have no descenders. */
function glyphs(rect: Rect): Rect {
  return { ...rect, y: rect.y + rect.height * 0.14, height: rect.height * 0.72 }
}
