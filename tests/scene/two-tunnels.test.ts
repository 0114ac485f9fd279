import { describe, expect, it } from 'vitest'
import type { Inventory, InventoryLink } from '../../src/core/model/inventory'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { badgeWidth } from '../../src/core/picture/picture'
import { flightOf } from '../../src/core/scene/flight'
import { grow, overlaps } from '../../src/core/scene/geometry'
import { layoutOf } from '../../src/core/scene/layout'
import { bandRects } from '../../src/core/scene/scene-bands'
import { labelRect } from '../../src/core/scene/scene-labels'
import { badgeShift } from '../../src/core/scene/scene-flow'
import { STAGE } from '../../src/core/scene/stage-metrics'
import { sceneOf } from '../../src/core/scene/told-scene'
import { stageMap } from '../../src/core/scene/ways'
import { EN } from '../../src/core/words/en'
import { openBuiltInLab, openLab, runIn } from './lab-run'
import type { LabRun } from './lab-run'

const STAGES = [{ width: 848, height: 645 }, { width: 1328, height: 825 }, { width: 688, height: 587 }] as const

const NODE = (name: string, address: string): string => `
- apiVersion: v1
  kind: Node
  metadata: {name: ${name}, annotations: {projectcalico.org/IPv4Address: ${address}/24}}
  status: {addresses: [{type: InternalIP, address: ${address}}]}`
const POD = (name: string, node: string, address: string): string => `
- apiVersion: v1
  kind: Pod
  metadata: {name: ${name}, namespace: default}
  spec: {nodeName: ${node}}
  status: {phase: Running, podIP: ${address}}`
const POOL = (name: string, cidr: string, modes: string): string => `
- apiVersion: projectcalico.org/v3
  kind: IPPool
  metadata: {name: ${name}}
  spec: {cidr: ${cidr}, ${modes}}`

/** There by VXLAN, back by IPIP, between two subnets or in one. */
function thereAndBack(farAddress: string): LabRun {
  const text = `apiVersion: v1\nkind: List\nitems:${NODE('near', '10.20.1.12')}${NODE('far', farAddress)}${POD('old', 'near', '10.250.1.9')}${POD('new', 'far', '10.244.3.9')}${POOL('one', '10.244.0.0/16', 'vxlanMode: Always, ipipMode: Never')}${POOL('two', '10.250.0.0/16', 'ipipMode: Always, vxlanMode: Never')}\n`
  return runIn(openLab('pools.yaml', text), ['old$ ping -n -c 1 -W 1 10.244.3.9', 'old$ ping -n -c 1 -W 1 10.244.3.9'])
}

describe.each([['another subnet', '10.20.2.50'], ['the same subnet', '10.20.1.50']])('two tunnels to a node in %s', (_, farAddress) => {
  const { inventory, trace, steps, netns } = thereAndBack(farAddress)
  const ends = [netns('old'), netns('new'), netns('near'), netns('far')]

  it.each(STAGES)('have a band each, from device to device and on nothing else: $width', (stage) => {
    const map = stageMap(inventory, layoutOf(inventory, stage, new Set(ends)))
    const { bands } = sceneOf({ map, flight: flightOf(map, steps), trace, words: EN, step: 0, selection: { kind: 'none' }, ends: ends.slice(0, 2) })
    expect(bands.map(({ mode }) => mode).toSorted()).toEqual(['ipip', 'vxlan'])
    const others = map.layout.interfaces.filter(({ drawn, role }) => drawn && role !== 'router-port')
    for (const band of bands) {
      const runs = bandRects(band.path).map((rect, k, all) => (all.length === 1 || k % 2 === 0 ? { ...rect, y: rect.y + STAGE.bandWidth / 2, height: rect.height - STAGE.bandWidth } : rect))
      for (const [k, { netns: node, link }] of band.ends.entries()) {
        const device = map.interfaces.get(node)?.get(link)
        const end = k === 0 ? band.path[0] : band.path.at(-1)
        expect(end?.y).toBe(device?.side === 'above' ? device.rect.y + device.rect.height : device?.rect.y)
        expect((end?.x ?? 0) - STAGE.bandWidth / 2).toBeGreaterThanOrEqual(device?.rect.x ?? Infinity)
        expect((end?.x ?? Infinity) + STAGE.bandWidth / 2).toBeLessThanOrEqual((device?.rect.x ?? 0) + (device?.rect.width ?? 0))
      }
      expect(others.filter(({ rect }) => runs.some((run) => overlaps(run, rect))).map(({ link }) => link)).toEqual([])
      if (map.layout.subnets.length > 1) expect(band.labels.map(({ text }) => text)).toEqual([`${band.mode === 'ipip' ? 'IPIP' : 'VXLAN'} tunnel`, expect.any(String)])
      expect(bands.flatMap(({ path }) => bandRects(path)).filter((rect) => band.labels.some((label) => overlaps(labelRect(label), rect)))).toEqual([])
    }
    const [first, second] = bands.map(({ path }) => path[0]?.x ?? 0)
    expect(Math.abs((first ?? 0) - (second ?? 0))).toBeGreaterThan(STAGE.bandWidth)
  })
})

it('names of devices that share a place are whole', () => {
  const run = thereAndBack('10.20.2.50')
  const inventory: Inventory = { ...run.inventory, namespaces: run.inventory.namespaces.map((ns) => (ns.kind === 'node' ? { ...ns, links: withWireguard(ns.links) } : ns)) }
  const map = stageMap(inventory, layoutOf(inventory, STAGES[1], new Set([run.netns('near'), run.netns('far')])))
  const { labels } = sceneOf({ map, flight: flightOf(map, []), trace: run.trace, words: EN, step: 0, selection: { kind: 'none' }, ends: [] })
  expect(labels.map(({ text }) => text)).toEqual(expect.arrayContaining(['tunl0', 'vxlan.calico', 'wireguard.cali']))
})

it('the device that WireGuard shares its place with stands in line with it and with the pods’ links', () => {
  const session = openBuiltInLab('two-subnets')
  expect(session.change({ ...session.settings, mode: 'wireguard' }, []).ok).toBe(true)
  for (const stage of STAGES) {
    const { layout } = stageMap(inventoryOf(session.network), layoutOf(inventoryOf(session.network), stage, new Set()))
    for (const node of layout.nodes.filter(({ detail }) => detail === 'full')) {
      const own = layout.interfaces.filter(({ netns }) => netns === node.netns)
      const [first] = own.filter(({ role }) => role === 'veth')
      const tunnels = own.filter(({ role }) => role === 'tunnel')
      expect(tunnels.map(({ link, rect }) => [link, rect.x])).toEqual([['tunl0', first?.rect.x], ['wireguard.cali', first?.rect.x]])
      expect(tunnels[1]?.rect.width).toBe(first?.rect.width)
    }
  }
})

it('the tunnel between nodes of one subnet has its name on every stage', () => {
  const session = openBuiltInLab('wireguard')
  const run = runIn(session, ['pod-w3-a$ ping -n -c 1 -W 1 172.16.228.70'])
  const ends = ['pod-w3-a', 'pod-w1-a'].map(run.netns)
  for (const stage of STAGES) {
    const map = stageMap(run.inventory, layoutOf(run.inventory, stage, new Set([...ends, run.netns('k8s-w3'), run.netns('k8s-w1')])))
    const { bands, labels } = sceneOf({ map, flight: flightOf(map, run.steps), trace: run.trace, words: EN, step: run.steps.length - 1, selection: { kind: 'none' }, ends })
    expect(bands.map((band) => band.labels[0]?.text)).toEqual(['WireGuard tunnel'])
    const below = (bands[0]?.labels ?? []).map((label) => grow(labelRect(label), 8))
    expect(labels.filter((label) => label.inside === undefined && below.some((rect) => overlaps(rect, labelRect(label)))).map(({ text }) => text)).toEqual([])
  }
})

it('a number of three digits reaches no further into its node than the boxes there', () => {
  const badge = { id: 'badge', centre: { x: 0, y: 0 }, text: '414', current: false }
  const width = badgeWidth(badge.text, STAGE.badge)
  for (const outwards of [-1, 1] as const) expect(width / 2 - outwards * badgeShift({ ...badge, outwards }, width, STAGE.badge)).toBeLessThan(STAGE.nodePad)
})

function withWireguard(links: readonly InventoryLink[]): readonly InventoryLink[] {
  const tunnel = links.find(({ kind }) => kind === 'vxlan')
  return tunnel === undefined ? links : [...links, { ...tunnel, name: 'wireguard.cali', kind: 'wireguard' }]
}
