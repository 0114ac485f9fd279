import fc from 'fast-check'
import type { Inventory, InventoryLink, InventoryNamespace, InventorySegment } from '../../src/core/model/inventory'
import { ipv4FromNumber } from '../../src/core/wire/ipv4-address'

/** A lab by numbers alone: what a layout has to cope with. */
interface Sketch {
  readonly subnets: readonly (readonly NodeSketch[])[]
  readonly routers: number
  readonly outsides: number
}

interface NodeSketch {
  readonly name: string
  readonly pods: readonly string[]
  readonly tunnels: number
  readonly nics: number
}

const TUNNELS = ['ipip', 'vxlan', 'wireguard'] as const
const MTU_BYTES = 1500

const nameArbitrary = fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/)

const nodeArbitrary: fc.Arbitrary<NodeSketch> = fc.record({
  name: nameArbitrary,
  pods: fc.array(nameArbitrary, { maxLength: 16 }),
  tunnels: fc.integer({ min: 0, max: 3 }),
  nics: fc.constantFrom(1, 1, 1, 2),
})

const sketchArbitrary: fc.Arbitrary<Sketch> = fc.record({
  subnets: fc.array(fc.array(nodeArbitrary, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
  routers: fc.integer({ min: 0, max: 3 }),
  outsides: fc.integer({ min: 0, max: 3 }),
})

/** Labs of 1 to 5 subnets with up to 6 nodes each, up to 16 pods a node, routers and outside hosts. */
export const inventoryArbitrary: fc.Arbitrary<Inventory> = sketchArbitrary.map(inventoryOfSketch)

function inventoryOfSketch(sketch: Sketch): Inventory {
  const namespaces: InventoryNamespace[] = []
  const cidrs = sketch.subnets.map((_, k) => `10.${k}.0.0/16`)
  sketch.subnets.forEach((nodes, k) => nodes.forEach((node) => addNode(namespaces, node, cidrs, k)))
  const firstRouter = namespaces.length
  for (let r = 0; r < sketch.routers; r++) {
    const uplinks = r === 0 ? Array.from({ length: sketch.outsides }, (_, o): InventoryLink => ({ ...link(`eth-i${o}`, 'ethernet', true), peer: { namespace: firstRouter + sketch.routers + o, link: 'eth0' } })) : []
    const ports = cidrs.map((cidr, k): InventoryLink => ({ ...link(`eth-${k}`, 'ethernet', true), segment: cidr }))
    namespaces.push({ index: namespaces.length, name: `router-${r}`, kind: 'router', blocks: [], links: [...ports, ...uplinks] })
  }
  for (let o = 0; o < sketch.outsides; o++) {
    const peer = sketch.routers > 0 ? { peer: { namespace: firstRouter, link: `eth-i${o}` } } : { segment: cidrs[0] as string }
    namespaces.push({ index: namespaces.length, name: `outside-${o}`, kind: 'outside', blocks: [], links: [{ ...link('eth0', 'ethernet', true), ...peer }] })
  }
  return { labName: 'random', namespaces, segments: cidrs.map((cidr) => segmentOf(cidr, namespaces)) }
}

function addNode(namespaces: InventoryNamespace[], node: NodeSketch, cidrs: readonly string[], k: number): void {
  const index = namespaces.length
  const nics = Array.from({ length: node.nics }, (_, n): InventoryLink => ({ ...link(`eth${n}`, 'ethernet', true), segment: cidrs[(k + n) % cidrs.length] as string }))
  const tunnels = TUNNELS.slice(0, node.tunnels).map((kind) => link(kind === 'wireguard' ? 'wireguard.cali' : kind, kind, true))
  const veths = node.pods.map((_, p): InventoryLink => ({ ...link(`cali${String(p).padStart(11, '0')}`, 'ethernet', false), peer: { namespace: index + 1 + p, link: 'eth0' } }))
  namespaces.push({ index, name: node.name, kind: 'node', blocks: ['172.16.158.0/24'], links: [...nics, ...tunnels, ...veths] })
  node.pods.forEach((name, p) => {
    const eth0: InventoryLink = { ...link('eth0', 'ethernet', true), peer: { namespace: index, link: `cali${String(p).padStart(11, '0')}` } }
    namespaces.push({ index: namespaces.length, name, kind: 'pod', node: index, blocks: [], links: [eth0] })
  })
}

/** Every address is as long as an address can be. */
function link(name: string, kind: InventoryLink['kind'], addressed: boolean): InventoryLink {
  return { name, kind, mtuBytes: MTU_BYTES, up: true, addresses: addressed ? [{ address: ipv4FromNumber(0xc8c8c8c8), prefixLength: 32 }] : [] }
}

function segmentOf(cidr: string, namespaces: readonly InventoryNamespace[]): InventorySegment {
  return { name: cidr, cidr, mtuBytes: MTU_BYTES, members: namespaces.filter((ns) => ns.links.some((l) => l.segment === cidr)).map((ns) => ns.index) }
}
