import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeEncapsulation, encapsulationOf } from '../../src/core/calico/change-encapsulation'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { BUILT_IN_LABS } from '../../src/core/import/built-in-labs'
import { readLab } from '../../src/core/import/read-lab'
import { underlaySchema } from '../../src/core/import/underlay-schema'
import type { Cluster } from '../../src/core/model/cluster'
import { ENCAPSULATION_MODES, ENCAPSULATION_SCOPES } from '../../src/core/model/encapsulation'
import { inventoryOf } from '../../src/core/model/inventory-of'
import { loadRecording } from '../kernel/recordings'
import { derivedState, recordedState } from './state-of-namespace'

function builtInLab(name: string): Cluster {
  const path = BUILT_IN_LABS.find((lab) => lab.name === name)?.path ?? name
  const { cluster, problems } = readLab([{ name: path, text: readFileSync(`public/${path}`, 'utf8') }])
  expect(problems).toEqual([])
  if (!cluster) throw new Error(`${name} was not read`)
  return cluster
}

function stateOf(cluster: Cluster, netns: string) {
  const network = deriveNetwork(cluster)
  return derivedState(network.derive(network.namespaces.findIndex(({ name }) => name === netns)))
}

describe('the built-in labs', () => {
  it('are the files of public/labs, each named as its lab is', () => {
    expect(BUILT_IN_LABS.map(({ path }) => path.replace('labs/', '')).toSorted()).toEqual(readdirSync('public/labs').toSorted())
    for (const { name } of BUILT_IN_LABS) expect(builtInLab(name).name).toBe(name)
  })

  it.each(['two-subnets', 'vxlan-operator'])('%s can be switched to every mode, and back to exactly what it was', (name) => {
    const cluster = builtInLab(name)
    const { mode, scope } = encapsulationOf(cluster)
    for (const other of ENCAPSULATION_MODES) {
      for (const otherScope of ENCAPSULATION_SCOPES) {
        const changed = changeEncapsulation(cluster, { mode: other, scope: otherScope })
        expect(encapsulationOf(changed).mode).toBe(other)
        expect(changeEncapsulation(changed, { mode, scope })).toEqual(cluster)
      }
    }
  })

  it('of wireguard, the pools keep their mode when encryption is switched off and on', () => {
    const cluster = builtInLab('wireguard')
    const off = changeEncapsulation(cluster, { mode: 'ipip', scope: 'always' })
    expect(stateOf(off, 'k8s-w1').links.map((link) => link.split(' ')[1])).not.toContain('wireguard.cali')
    expect(changeEncapsulation(off, { mode: 'wireguard', scope: 'always' })).toEqual(cluster)
  })

  it('are drawn whole: every pod beside its node, every card in its segment', () => {
    const inventory = inventoryOf(deriveNetwork(builtInLab('two-subnets')))
    expect(inventory.segments.map(({ name, members }) => [name, members.map((index) => inventory.namespaces[index]?.name)])).toEqual([
      ['lan-a', ['k8s-m', 'k8s-w1', 'k8s-w2', 'router']],
      ['lan-b', ['k8s-w0', 'router']],
    ])
    const w0 = inventory.namespaces.find(({ name }) => name === 'k8s-w0')
    expect(w0?.blocks).toEqual(['172.16.34.0/24'])
    const host = w0?.links.find(({ name }) => name === 'cali7da6879b49f')
    expect(inventory.namespaces[host?.peer?.namespace ?? -1]).toMatchObject({
      name: 'pod-w0-a',
      kind: 'pod',
      node: w0?.index,
      podNamespace: 'default',
    })
  })
})

describe('two-subnets', () => {
  const recorded = loadRecording('ipip-always-9001').topology.namespaces

  it.each(['k8s-m', 'k8s-w2', 'k8s-w0', 'pod-m-a', 'pod-w0-a', 'pod-w0-b', 'pod-w1-a', 'pod-w1-b', 'pod-w2-a', 'inet'])(
    'holds in %s exactly what the kernel recordings hold',
    (name) => {
      const namespace = recorded[name]
      expect(namespace && stateOf(builtInLab('two-subnets'), name)).toEqual(namespace && recordedState(namespace))
    },
  )

  it.each([
    ['ipip', 'cross-subnet', 'ipip-crosssubnet-9001'],
    ['direct', 'always', 'direct-9001'],
    ['vxlan', 'always', 'vxlan-always-9001'],
    ['vxlan', 'cross-subnet', 'vxlan-crosssubnet-9001'],
  ] as const)('toggled to %s %s has the routes of the recording %s on k8s-w0', (mode, scope, lab) => {
    const recording = loadRecording(lab).topology.namespaces['k8s-w0']
    const { links, routes, neighbours, fdb } = stateOf(changeEncapsulation(builtInLab('two-subnets'), { mode, scope }), 'k8s-w0')
    const expected = recording && recordedState(recording)
    expect({ links, routes, neighbours, fdb }).toEqual({
      links: expected?.links,
      routes: expected?.routes,
      neighbours: expected?.neighbours,
      fdb: expected?.fdb,
    })
  })

  it('gives k8s-w1 the host routes that its DHCP server hands out, with their metric', () => {
    const { routes } = stateOf(builtInLab('two-subnets'), 'k8s-w1')
    expect(routes).toContain('main: 192.168.0.2 via 192.168.10.1 dev eth0 proto dhcp src 192.168.10.101 metric 100')
    expect(routes).toContain('main: 192.168.10.1 dev eth0 proto dhcp scope link src 192.168.10.101 metric 100')
    const network = deriveNetwork(builtInLab('two-subnets'))
    const eth0 = network.derive(network.namespaces.findIndex(({ name }) => name === 'k8s-w1')).links[1]
    expect(eth0?.addresses[0]?.prefixRouteMetric).toBe(100)
  })

  it('lets the router know every block, which Direct needs', () => {
    expect(stateOf(builtInLab('two-subnets'), 'router').routes).toContain('main: 172.16.34.0/24 via 192.168.20.100 dev eth-b proto bird')
  })
})

describe('wireguard', () => {
  it('has the peers of k8s-m as a real node once printed them', () => {
    expect(stateOf(builtInLab('wireguard'), 'k8s-m').wireguard).toEqual([
      'AIgTihI2p4icwVMR4sIvuVaSqwKlkxMImQp4A/Gm+Gg= 7dbrgiZIYVtUEuKl76Xy/0iLQE/N0r3/+z2EAidB/Xw= 51820 0x100000',
      'BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc= 192.168.100.101:51820 172.16.228.64/26,172.16.228.69/32,172.16.228.67/32 off',
      '9TCD8hG6SLutZSOZSzQeqj6O0icJAxA3RPIipcBKBxs= 192.168.100.103:51820 172.16.197.0/26,172.16.197.3/32,172.16.197.5/32 off',
      'Ercb/0pNZ+I1ELOkiXlWbZA9J0Fjt7XqsstDH4GhNmI= 192.168.100.102:51820 172.16.46.3/32,172.16.46.0/26,172.16.46.5/32 off',
    ])
  })

  it('gives k8s-w1 both tunnels, WireGuard first in line by its rule', () => {
    const { links, rules, routes } = stateOf(builtInLab('wireguard'), 'k8s-w1')
    expect(links.slice(2, 4)).toEqual([
      '3 tunl0 ipip 1480 up  172.16.228.67/32 brd  ',
      '4 wireguard.cali wireguard 1440 up  172.16.228.69/32 brd  ',
    ])
    expect(rules).toEqual(['99: not 0x100000/0x100000 1'])
    expect(routes).toContain('1: throw 172.16.228.64/26')
    expect(routes).toContain('1: 172.16.46.5 dev wireguard.cali scope link')
    expect(routes).toContain('main: 172.16.46.0/26 via 192.168.100.102 dev tunl0 proto bird onlink')
  })
})

describe('vxlan-operator', () => {
  it('gives node-1 the table that Calico v3.32 writes there', () => {
    expect(stateOf(builtInLab('vxlan-operator'), 'node-1').routes).toEqual([
      'main: 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.11',
      'main: 192.168.226.64/26 via 192.168.226.64 dev vxlan.calico onlink',
      'main: 192.168.247.0/26 via 10.0.0.12 dev eth0 proto 80 onlink',
      'main: 192.168.84.129 dev calic440f455693 scope link metric 1024',
      'main: blackhole 192.168.84.128/26 proto 80',
      'main: default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.11 metric 100',
    ])
  })

  it('writes the MTU on tunnel routes, and makes VTEP MACs of node names', () => {
    const network = deriveNetwork(builtInLab('vxlan-operator'))
    const node = network.derive(0)
    expect(node.routes.filter(({ link }) => link === 'vxlan.calico').map(({ mtuBytes }) => mtuBytes)).toEqual([1450])
    expect(derivedState(node).fdb).toEqual(['66:93:7f:54:d5:53 vxlan.calico 10.0.1.21', '66:c0:93:2e:56:2c vxlan.calico 10.0.0.12'])
  })
})

describe('the example of docs/spec/lab-format.md', () => {
  it('is a lab', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/spec/lab-format.md', 'utf8')) ?? []
    const node = '{apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: k8s-w1}, spec: {bgp: {ipv4Address: 192.168.10.101/24}}}'
    const { cluster, problems } = readLab([{ name: 'example.yaml', text: `${example}---\n${node}` }])
    expect(problems).toEqual([])
    expect(cluster && deriveNetwork(cluster).namespaces.map(({ name }) => name)).toEqual(['k8s-w1', 'router', 'inet'])
  })
})

describe('the JSON Schema of Underlay', () => {
  it('is the one that the reader checks by', async () => {
    const schema = z.toJSONSchema(underlaySchema, { io: 'input', unrepresentable: 'any' })
    const published = { ...schema, title: 'Underlay of hopscope.dev/v1' }
    await expect(`${JSON.stringify(published, null, 2)}\n`).toMatchFileSnapshot('../../public/schema/underlay.schema.json')
  })
})
