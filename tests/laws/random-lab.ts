import fc from 'fast-check'
import { changeEncapsulation } from '../../src/core/calico/change-encapsulation'
import { readLab } from '../../src/core/import/read-lab'
import { CALICO_VERSIONS } from '../../src/core/model/cluster'
import type { Cluster } from '../../src/core/model/cluster'
import { ENCAPSULATION_SCOPES } from '../../src/core/model/encapsulation'
import type { EncapsulationMode, EncapsulationScope } from '../../src/core/model/encapsulation'

/** A lab by numbers: what a cluster, its network and its Calico can differ in. */
export interface LabSketch {
  /** Prefix length of each subnet, or a shorter one that its nodes fit into; subnet i is 10.i.0.0 and has the router's leg at .1. */
  readonly subnets: readonly number[]
  /** MTU in bytes of each subnet's cards. */
  readonly mtus: readonly number[]
  /** The subnet of each node. */
  readonly places: readonly number[]
  /** The node of each pod. */
  readonly podNodes: readonly number[]
  readonly blockSize: number
  readonly version: (typeof CALICO_VERSIONS)[number]
  readonly mode: EncapsulationMode
  readonly scope: EncapsulationScope
  readonly natOutgoing: boolean
}

const MOST_SUBNETS = 6

export const LAW_MODES = ['direct', 'ipip', 'vxlan', 'wireguard'] as const satisfies readonly EncapsulationMode[]

/** Labs of 1 to `maxNodes` nodes in 1 to 6 subnets, of any mode, release, masks and MTUs, with an outside host behind the router. */
export function anyLab(maxNodes: number): fc.Arbitrary<LabSketch> {
  return fc.record({
    subnets: fc.array(fc.integer({ min: 20, max: 29 }), { minLength: 1, maxLength: MOST_SUBNETS }),
    mtus: fc.array(fc.constantFrom(1300, 1400, 1460, 1500, 4000, 9001), { minLength: MOST_SUBNETS, maxLength: MOST_SUBNETS }),
    places: fc.array(fc.nat(MOST_SUBNETS - 1), { minLength: 1, maxLength: maxNodes }),
    podNodes: fc.array(fc.nat(maxNodes - 1), { minLength: 2, maxLength: 8 }),
    blockSize: fc.integer({ min: 24, max: 29 }),
    version: fc.constantFrom(...CALICO_VERSIONS),
    mode: fc.constantFrom(...LAW_MODES),
    scope: fc.constantFrom(...ENCAPSULATION_SCOPES),
    natOutgoing: fc.boolean(),
  })
}

/** The cluster that a sketch stands for; in every mode the router learns the blocks by BGP, so that Direct works across subnets. */
export function clusterOf(sketch: LabSketch): Cluster {
  const { cluster, problems } = readLab([{ name: 'any.yaml', text: labText(sketch) }])
  if (!cluster) throw new Error(JSON.stringify(problems))
  return changeEncapsulation(cluster, { mode: sketch.mode, scope: sketch.scope })
}

function labText({ subnets: wanted, mtus, places, podNodes, blockSize, version, natOutgoing }: LabSketch): string {
  const subnetOf = places.map((place) => place % wanted.length)
  const subnets = wanted.map((length, i) => Math.min(length, 32 - Math.ceil(Math.log2(subnetOf.filter((subnet) => subnet === i).length + 3))))
  const hostOf = subnetOf.map((subnet, i) => 2 + subnetOf.slice(0, i).filter((other) => other === subnet).length)
  const nodes = subnetOf.map((subnet, i) => `{apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: node-${i}}, spec: {bgp: {ipv4Address: 10.${subnet}.0.${hostOf[i]}/${subnets[subnet]}}}}`)
  const pods = podNodes.map((node, i) => `{apiVersion: v1, kind: Pod, metadata: {name: pod-${i}, namespace: default}, spec: {nodeName: node-${node % places.length}}}`)
  const segments = subnets.map((length, i) => `{name: lan-${i}, cidr: 10.${i}.0.0/${length}, mtu: ${mtus[i]}}`)
  const legs = subnets.map((length, i) => `{name: eth-${i}, segment: lan-${i}, address: 10.${i}.0.1/${length}, mtu: ${mtus[i]}}`)
  const uplink = '{name: eth-i, peer: inet/eth0, address: 203.0.113.1/30}'
  const host = '{name: inet, legs: [{name: eth0, peer: router/eth-i, address: 203.0.113.2/30}], loopback: [8.8.8.8/32], routes: [default via 203.0.113.1 dev eth0]}'
  const router = `{name: router, bgp: true, legs: [${[...legs, uplink].join()}], routes: [8.8.8.8 via 203.0.113.2 dev eth-i]}`
  const pool = `{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: p}, spec: {cidr: 172.16.0.0/16, blockSize: ${blockSize}, natOutgoing: ${natOutgoing}}}`
  const underlay = `{apiVersion: hopscope.dev/v1, kind: Underlay, metadata: {name: any}, spec: {segments: [${segments.join()}], routers: [${router}], hosts: [${host}], calico: {version: ${version}}}}`
  return [...nodes, ...pods, pool, underlay].join('\n---\n')
}

/** Commands that break something, and what happens on the wire: places are names of the lab. */
export type Act = { readonly kind: 'fault' | 'flow'; readonly netns: string; readonly command: string }

/** A random act in a lab; `pick` numbers choose places and addresses. */
export interface ActSketch {
  readonly what: number
  readonly where: number
  readonly to: number
  readonly size: number
  readonly ttl: number
}

export const anyAct: fc.Arbitrary<ActSketch> = fc.record({
  what: fc.nat(99),
  where: fc.nat(99),
  to: fc.nat(99),
  size: fc.constantFrom(0, 1, 56, 1372, 1400, 1473, 2000, 8973, 20000),
  ttl: fc.constantFrom(1, 2, 3, 64),
})
