import { describe, expect, it } from 'vitest'
import { bigLab } from '../../../tests/scene/big-lab'
import { openBuiltInLab, runIn } from '../../../tests/scene/lab-run'
import { twoSubnets } from '../../../tests/scene/recorded-lab'
import { BUILT_IN_LABS } from '../import/built-in-labs'
import { ENCAPSULATION_MODES } from '../model/encapsulation'
import type { Inventory } from '../model/inventory'
import { Trace } from '../trace/trace'
import { EN } from '../words/en'
import { detailsAtZoom, sceneAtZoom } from './at-zoom'
import { flightOf } from './flight'
import { overlaps } from './geometry'
import { layoutOf } from './layout'
import { sceneOf } from './told-scene'
import type { Scene } from './scene'
import { labelRect } from './scene-labels'
import { LEAST_SCREEN_ZOOM, SMALLEST_TEXT_PX } from './stage-metrics'
import { suggestedFlow } from './suggested-flow'
import { stageMap } from './ways'

function sceneOn(inventory: Inventory, ends: readonly number[] = []): Scene {
  const map = stageMap(inventory, layoutOf(inventory, { width: 1328, height: 832 }, new Set(ends)))
  return sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends })
}

const ZOOMS = [0.95, 0.8, 0.64, 0.5, 0.35, 0.25, 0.2]

describe('a scene made small', () => {
  it('is the same at its own size and above', () => {
    const scene = sceneOn(twoSubnets())
    expect(sceneAtZoom(scene, 1)).toBe(scene)
    expect(sceneAtZoom(scene, 2)).toBe(scene)
  })

  it('names nodes before it counts their pods, and has no name of which nothing is left', () => {
    const { labels } = sceneAtZoom(sceneOn(bigLab(39, 2, 39)), 0.32)
    expect(labels.filter(({ id }) => /^node-\d+$/.test(id))).toHaveLength(39)
    expect(labels.filter(({ text }) => text === '…')).toEqual([])
  })

  it('sets no word smaller than can be read, and lets no two meet nor leave their box', () => {
    for (const scene of [sceneOn(twoSubnets()), sceneOn(bigLab(12, 2)), sceneOn(bigLab(40, 30))]) {
      for (const zoom of ZOOMS) {
        const { labels } = sceneAtZoom(scene, zoom)
        expect(labels.length).toBeGreaterThan(0)
        expect(labels.filter(({ font }) => font.sizePx * zoom < SMALLEST_TEXT_PX - 0.01)).toEqual([])
        const rects = labels.map(labelRect)
        expect(rects.filter((a, k) => rects.slice(k + 1).some((b) => overlaps(a, b)))).toEqual([])
        expect(labels.filter((label, k) => label.inside !== undefined && (rects[k]?.width ?? 0) > label.inside.width)).toEqual([])
      }
    }
  })

  it('keeps names longer than addresses, and the names of nodes longest', () => {
    const scene = sceneOn(twoSubnets())
    const texts = (zoom: number): readonly string[] => sceneAtZoom(scene, zoom).labels.map(({ text }) => text)
    expect(texts(0.8)).toEqual(expect.arrayContaining(['k8s-w0', 'pod-w0-b', 'tunl0']))
    expect(texts(0.6)).not.toContain('172.16.34.9')
    expect(texts(0.25)).toContain('k8s-w0')
    expect(texts(0.25)).not.toContain('tunl0')
  })

  it('leaves the addresses of all devices of a kind out, or of none', () => {
    for (const scene of [sceneOn(twoSubnets()), sceneOn(bigLab(12, 2)), sceneOn(bigLab(300, 2, 10), [0, 899])]) {
      const addresses = (of: Scene, device: string): number => of.labels.filter(({ id }) => id.endsWith(`${device}-address`)).length
      const ports = (of: Scene): number => of.labels.filter(({ id, text }) => id.startsWith('if-') && /^eth\S+ \d/.test(text)).length
      for (let zoom = 0.99; zoom > 0.4; zoom -= 0.01) {
        const small = sceneAtZoom(scene, zoom)
        for (const count of [(of: Scene) => addresses(of, '/tunl0'), (of: Scene) => addresses(of, '/eth0'), ports]) expect([0, count(scene)], zoom.toFixed(2)).toContain(count(small))
      }
    }
  })

  it('leaves no outside host and no port of a router without a name as long as names of pods can be read', () => {
    const scene = sceneOn(runIn(openBuiltInLab('two-subnets'), []).inventory)
    const nameless = (zoom: number): readonly string[] => {
      const { boxes, labels } = sceneAtZoom(scene, zoom)
      const unnamed = boxes.filter((box) => !labels.some(({ inside }) => inside === box.rect))
      return unnamed.filter(({ kind, title, rect }) => kind === 'outside' || (kind === 'interface' && title.includes('router') && rect.height === 20)).map(({ title }) => title)
    }
    for (let zoom = 0.99; zoom >= 0.5; zoom -= 0.01) expect(nameless(zoom), zoom.toFixed(2)).toEqual([])
    expect(sceneAtZoom(scene, 0.55).labels.map(({ text }) => text)).toEqual(expect.arrayContaining(['eth-a', 'router', 'eth-b', 'dns']))
  })

  it.each([{ width: 390, height: 440 }, { width: 720, height: 330 }, { width: 688, height: 587 }])('leaves no device and no port without a name on a stage of $width × $height, in any lab and mode', (stage) => {
    for (const { name } of BUILT_IN_LABS) {
      for (const mode of ENCAPSULATION_MODES) {
        const session = openBuiltInLab(name)
        expect(session.change({ ...session.settings, mode }, []).ok).toBe(true)
        const { inventory } = runIn(session, [])
        const ends = suggestedFlow(inventory) ?? []
        const layout = layoutOf(inventory, { ...stage, leastZoom: LEAST_SCREEN_ZOOM }, new Set(ends.flatMap((end) => [end, inventory.namespaces[end]?.node ?? -1])))
        const map = stageMap(inventory, layout)
        const { boxes, labels } = sceneAtZoom(sceneOf({ map, flight: flightOf(map, []), trace: new Trace(), words: EN, step: 0, selection: { kind: 'none' }, ends }), layout.zoom)
        expect(boxes.filter(({ kind, rect }) => kind === 'interface' && !labels.some(({ inside }) => inside === rect)).map(({ title }) => title), `${name} ${mode}`).toEqual([])
        const sealing = labels.filter(({ id }) => id.endsWith('/wireguard.cali'))
        if (mode === 'wireguard') expect(sealing.length, name).toBeGreaterThan(1)
      }
    }
  })

  it('leaves out what is in a node by how wide the node is, one step less where the flow ends', () => {
    const inventory = twoSubnets()
    const pod = inventory.namespaces.findIndex(({ name }) => name === 'pod-w0-b')
    const scene = sceneOn(inventory, [pod])
    const kinds = (zoom: number): ReadonlySet<string> => new Set(sceneAtZoom(scene, zoom).boxes.filter((box) => box.title.includes('of k8s-w1') || box.title.startsWith('pod pod-w1')).map(({ title }) => title.split(' ')[1]?.slice(0, 4) ?? ''))
    expect(kinds(0.9)).toEqual(new Set(['pod-', 'cali', 'tunl', 'eth0']))
    expect(kinds(0.6)).toEqual(new Set(['pod-', 'tunl', 'eth0']))
    expect(kinds(0.3)).toEqual(new Set())
    expect(detailsAtZoom(scene, 0.3).split(' ').toSorted()).toEqual(['bar', 'bar', 'bar', 'compact'])
    expect(detailsAtZoom(scene, 0.31)).toBe(detailsAtZoom(scene, 0.3))
  })
})
