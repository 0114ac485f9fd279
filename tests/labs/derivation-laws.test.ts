import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changeEncapsulation } from '../../src/core/calico/change-encapsulation'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { readLab } from '../../src/core/import/read-lab'
import { CALICO_VERSIONS } from '../../src/core/model/cluster'
import { ENCAPSULATION_MODES, ENCAPSULATION_SCOPES } from '../../src/core/model/encapsulation'
import type { NetnsSpec } from '../../src/core/model/netns-spec'
import type { NetworkSpec } from '../../src/core/model/network-spec'
import { formatIpv4Prefix } from '../../src/core/wire/ipv4-address'

/** Clusters of 1 to 12 nodes in 1 to 6 subnets, with any masks, block sizes, modes and releases. */
const anyLab = fc
  .record({
    subnets: fc.array(fc.integer({ min: 22, max: 28 }), { minLength: 1, maxLength: 6 }),
    places: fc.array(fc.nat(5), { minLength: 1, maxLength: 12 }),
    podNodes: fc.array(fc.nat(11), { maxLength: 20 }),
    blockSize: fc.integer({ min: 24, max: 30 }),
    version: fc.constantFrom(...CALICO_VERSIONS),
    bgp: fc.boolean(),
  })
  .map(({ subnets, places, podNodes, blockSize, version, bgp }) => {
    const nodes = places.map((place, i) => {
      const subnet = place % subnets.length
      return `{apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: node-${i}}, spec: {bgp: {ipv4Address: 10.${subnet}.0.${i + 2}/${subnets[subnet]}}}}`
    })
    const pods = podNodes.map(
      (node, i) =>
        `{apiVersion: v1, kind: Pod, metadata: {name: pod-${i}, namespace: ns-${i % 3}}, spec: {nodeName: node-${node % places.length}, serviceAccountName: default}}`,
    )
    const segments = subnets.map((length, i) => `{name: lan-${i}, cidr: 10.${i}.0.0/${length}}`)
    const legs = subnets.map((length, i) => `{name: eth-${i}, segment: lan-${i}, address: 10.${i}.0.1/${length}}`)
    const pool = `{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: p}, spec: {cidr: 172.16.0.0/16, blockSize: ${blockSize}, natOutgoing: true}}`
    const underlay = `{apiVersion: hopscope.dev/v1, kind: Underlay, metadata: {name: any}, spec: {segments: [${segments.join()}], routers: [{name: router, bgp: ${bgp}, legs: [${legs.join()}]}], calico: {version: ${version}}}}`
    return [...nodes, ...pods, pool, underlay].join('\n---\n')
  })

it('what a cluster is turned into hangs together, whatever the cluster and mode', () => {
  fc.assert(
    fc.property(anyLab, fc.constantFrom(...ENCAPSULATION_MODES), fc.constantFrom(...ENCAPSULATION_SCOPES), (text, mode, scope) => {
      const { cluster, problems } = readLab([{ name: 'any.yaml', text }])
      if (!cluster) throw new Error(JSON.stringify(problems))
      const network = deriveNetwork(changeEncapsulation(cluster, { mode, scope }))
      const specs = network.namespaces.map((_ref, index) => network.derive(index))
      for (const spec of specs) {
        expectUniqueRoutes(spec)
        expectKnownLinks(spec)
        expectKnownSets(spec)
      }
      expectMutualPeers(specs)
      expectPlugged(network, specs)
    }),
    { numRuns: 80 },
  )
})

function expectUniqueRoutes({ name, routes }: NetnsSpec): void {
  const keys = routes.map(({ table, destination, metric }) => `${name} ${table} ${formatIpv4Prefix(destination)} ${metric}`)
  expect(keys).toEqual([...new Set(keys)])
}

function expectKnownLinks({ links, routes, neighbours, fdb }: NetnsSpec): void {
  const names = links.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
  for (const { link } of [...routes, ...neighbours, ...fdb]) if (link !== undefined) expect(names).toContain(link)
}

function expectKnownSets({ iptables, ipsets }: NetnsSpec): void {
  const asked = iptables.flatMap((table) => [...table.matchAll(/--match-set (\S+)/g)].map(([, set]) => set))
  // the pools' sets are there before a rule asks
  const isOfPools = (name: string): boolean => /ipam-pools$|ip-pools$/.test(name)
  expect(ipsets.map(({ name }) => name)).toEqual(expect.arrayContaining(asked))
  expect(asked).toEqual(expect.arrayContaining(ipsets.map(({ name }) => name).filter((name) => !isOfPools(name))))
}

function expectMutualPeers(specs: readonly NetnsSpec[]): void {
  for (const { name, links } of specs) {
    for (const link of links) {
      if (link.kind !== 'ethernet' || link.attachedTo.kind !== 'peer') continue
      const { netns, link: far } = link.attachedTo
      const peer = specs.find((spec) => spec.name === netns)?.links.find((other) => other.name === far)
      expect(peer).toMatchObject({ mtuBytes: link.mtuBytes, attachedTo: { kind: 'peer', netns: name, link: link.name } })
    }
  }
}

function expectPlugged(network: NetworkSpec, specs: readonly NetnsSpec[]): void {
  const plugged = network.segments.flatMap(({ name, ports }) =>
    ports.map((port) => `${name} ${specs[port.namespaceIndex]?.name} ${port.link}`),
  )
  const cards = specs.flatMap(({ name, links }) =>
    links.flatMap((link) =>
      link.kind === 'ethernet' && link.attachedTo.kind === 'segment' ? [`${link.attachedTo.segment} ${name} ${link.name}`] : [],
    ),
  )
  expect(plugged.toSorted()).toEqual(cards.toSorted())
}
