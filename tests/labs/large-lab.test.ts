import { describe, expect, it } from 'vitest'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { readLab } from '../../src/core/import/read-lab'
import { describeNamespaces, inventoryOf } from '../../src/core/model/inventory-of'
import type { NetworkSpec } from '../../src/core/model/network-spec'
import { addressOfNamespace } from '../../src/core/model/namespace-address'
import { formatIpv4 } from '../../src/core/wire/ipv4-address'
import { asJson, asYaml, largeLab, nodeName, podName } from './large-lab'

const NODES = 600
const PODS_PER_NODE = 3

function network(): NetworkSpec {
  const text = asJson(largeLab({ nodes: NODES, podsPerNode: PODS_PER_NODE, nodesPerSubnet: 300 }))
  const { cluster, problems } = readLab([{ name: 'large.json', text }])
  if (!cluster) throw new Error(JSON.stringify(problems[0]))
  return deriveNetwork(cluster)
}

describe('a lab of many nodes', () => {
  const large = network()

  it('tells of every namespace its name and address, and of routers their interfaces', () => {
    const { namespaces } = inventoryOf(large)
    expect(namespaces).toHaveLength(NODES + NODES * PODS_PER_NODE + 1)
    const pod = namespaces.find(({ name }) => name === podName(NODES + 7))
    expect(pod).toMatchObject({ kind: 'pod', node: 7, links: [] })
    expect(pod?.address === undefined ? '' : formatIpv4(pod.address)).toBe('11.0.1.194')
    expect(namespaces.filter(({ links }) => links.length > 0).map(({ name }) => name)).toEqual(['router'])
  })

  it('describes those that somebody looks at, as a small lab describes all', () => {
    const lookedAt = [nodeName(7), podName(NODES + 7)]
    const inventory = inventoryOf(large, new Set(lookedAt))
    const [node, pod] = lookedAt.map((wanted) => inventory.namespaces.find(({ name }) => name === wanted))
    expect(node?.links.map(({ name }) => name)).toEqual(['lo', 'eth0', 'tunl0', ...Array.from({ length: PODS_PER_NODE }, () => expect.stringMatching(/^cali/) as string)])
    expect(node?.blocks).toEqual(['11.0.1.192/26'])
    expect(pod?.links.at(-1)).toMatchObject({ name: 'eth0', peer: { namespace: node?.index } })
    expect([node, pod]).toEqual(describeNamespaces(large, [node?.index ?? -1, pod?.index ?? -1]))
    expect(pod && addressOfNamespace(pod)).toBe(pod?.address)
  })

  it('leaves out what does not exist', () => {
    expect(describeNamespaces(large, [-1, 1_000_000])).toEqual([])
  })

  it('is the same lab as YAML', () => {
    const small = largeLab({ nodes: 5, podsPerNode: 2, nodesPerSubnet: 3 })
    const [yaml, json] = [asYaml(small), asJson(small)].map((text) => readLab([{ name: 'lab', text }]).cluster)
    expect(yaml).toEqual(json)
    expect(yaml?.pods).toHaveLength(10)
  })
})
