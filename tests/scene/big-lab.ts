import type { Inventory, InventoryLink, InventoryNamespace } from '../../src/core/model/inventory'
import { ipv4FromNumber } from '../../src/core/wire/ipv4-address'
import { TEST_MTU_BYTES } from './recorded-lab'

const NODE_NETWORK = 0x0a000000
const POD_NETWORK = 0x0b000000
const SEGMENT_SIZE = 4096

/** A cluster of any size over some subnets and a router, with IPIP; `podsPerNode` pods on each node. */
export function bigLab(nodes: number, podsPerNode: number, subnets = nodes > 1 ? 2 : 1): Inventory {
  const namespaces: InventoryNamespace[] = []
  const cidrs = Array.from({ length: subnets }, (_, k) => `10.${k}.0.0/16`)
  for (let n = 0; n < nodes; n++) {
    const index = namespaces.length
    const subnet = Math.floor((n * subnets) / nodes)
    const address = NODE_NETWORK + subnet * 65536 + 2 + (n % SEGMENT_SIZE)
    const block = POD_NETWORK + n * 64
    const links: InventoryLink[] = [
      { ...link('eth0', 'ethernet', address, 16), segment: cidrs[subnet] as string },
      link('tunl0', 'ipip', block, 32),
      ...Array.from({ length: podsPerNode }, (_, p): InventoryLink => ({ ...link(`cali${(n * 64 + p).toString(16).padStart(11, '0')}`, 'ethernet'), peer: { namespace: index + 1 + p, link: 'eth0' } })),
    ]
    namespaces.push({ index, name: `node-${n}`, kind: 'node', blocks: [`${dotted(block)}/26`], links })
    for (let p = 0; p < podsPerNode; p++) {
      const eth0: InventoryLink = { ...link('eth0', 'ethernet', block + 1 + p, 32), peer: { namespace: index, link: links[2 + p]?.name ?? '' } }
      namespaces.push({ index: namespaces.length, name: `web-${n}-${p}`, kind: 'pod', node: index, blocks: [], links: [eth0] })
    }
  }
  const ports = cidrs.map((cidr, k): InventoryLink => ({ ...link(`eth${k}`, 'ethernet', NODE_NETWORK + k * 65536 + 1, 16), segment: cidr }))
  namespaces.push({ index: namespaces.length, name: 'router', kind: 'router', blocks: [], links: ports })
  return { labName: `${nodes} nodes`, namespaces, segments: cidrs.map((cidr) => ({ name: cidr, cidr, mtuBytes: TEST_MTU_BYTES, members: namespaces.filter((ns) => ns.links.some((l) => l.segment === cidr)).map((ns) => ns.index) })) }
}

function link(name: string, kind: InventoryLink['kind'], address?: number, prefixLength = 32): InventoryLink {
  return { name, kind, mtuBytes: TEST_MTU_BYTES, up: true, addresses: address === undefined ? [] : [{ address: ipv4FromNumber(address), prefixLength }] }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}
