import type { Inventory, InventoryLink, InventoryNamespace } from '../../src/core/model/inventory'
import { bigLab } from './big-lab'
import { TEST_MTU_BYTES } from './recorded-lab'

/** Subnets of one node each and several routers: each on every subnet, or, in a fabric, each on its share of them and all on one transit network. */
export function routedLab(subnets: number, routers: number, isFabric: boolean): Inventory {
  const { labName, namespaces: all, segments: lans } = bigLab(subnets, 2, subnets)
  const hosts = all.filter((ns) => ns.kind !== 'router')
  const ports = all.find((ns) => ns.kind === 'router')?.links ?? []
  const up: InventoryLink = { name: 'up', kind: 'ethernet', mtuBytes: TEST_MTU_BYTES, up: true, addresses: [], segment: 'core' }
  const linksOf = (r: number): readonly InventoryLink[] => (isFabric ? [...ports.filter((_, k) => k % routers === r), up] : ports)
  const namespaces: readonly InventoryNamespace[] = [...hosts, ...Array.from({ length: routers }, (_, r): InventoryNamespace => ({ index: hosts.length + r, name: `router-${r}`, kind: 'router', blocks: [], links: linksOf(r) }))]
  const segments = [...lans, ...(isFabric ? [{ name: 'core', cidr: '10.255.0.0/24', mtuBytes: TEST_MTU_BYTES, members: [] }] : [])]
  return { labName, namespaces, segments: segments.map((segment) => ({ ...segment, members: namespaces.filter((ns) => ns.links.some((link) => link.segment === segment.name)).map((ns) => ns.index) })) }
}
