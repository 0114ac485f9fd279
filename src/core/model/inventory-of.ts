import { formatIpv4Prefix } from '../wire/ipv4-address'
import type { Inventory, InventoryLink, InventoryNamespace } from './inventory'
import type { LinkSpec } from './netns-spec'
import type { NamespaceRef, NetworkSpec } from './network-spec'

/** Up to this many namespaces every one is described. Of more, routers, outside hosts and those that somebody looks at. */
const DESCRIBED_NAMESPACES = 2000

/** What is drawn before any packet. `lookedAt` has names of namespaces that are described in a lab of any size. */
export function inventoryOf(network: NetworkSpec, lookedAt: ReadonlySet<string> = new Set()): Inventory {
  const { namespaces, segments, pools } = network
  const all = namespaces.length <= DESCRIBED_NAMESPACES
  const describe = describer(network)
  return {
    labName: network.name,
    ...(pools === undefined ? {} : { pools }),
    segments: segments.map(({ name, cidr, mtuBytes, ports }) => ({
      name,
      cidr,
      mtuBytes,
      members: ports.map(({ namespaceIndex }) => namespaceIndex),
    })),
    namespaces: namespaces.map((ref, index) => {
      const isDescribed = all || ref.kind === 'router' || ref.kind === 'outside' || lookedAt.has(ref.name)
      return isDescribed ? describe(index) : named(ref, index)
    }),
  }
}

/** The described form of some namespaces, by their indexes; those that do not exist are left out. */
export function describeNamespaces(network: NetworkSpec, indexes: readonly number[]): readonly InventoryNamespace[] {
  const describe = describer(network)
  return indexes.filter((index) => network.namespaces[index] !== undefined).map(describe)
}

function describer(network: NetworkSpec): (index: number) => InventoryNamespace {
  const { namespaces } = network
  const indexes = new Map(namespaces.map(({ name }, index) => [name, index]))
  return (index) => {
    const ref = namespaces[index] as NamespaceRef
    const links = network.derive(index).links.map((link) => describeLink(link, indexes))
    return { ...named(ref, index), blocks: (ref.blocks ?? []).map(formatIpv4Prefix), links }
  }
}

const NONE: readonly never[] = []

function named({ blocks: _blocks, ...ref }: NamespaceRef, index: number): InventoryNamespace {
  return { index, ...ref, blocks: NONE, links: NONE }
}

function describeLink(link: LinkSpec, indexes: ReadonlyMap<string, number>): InventoryLink {
  const { name, kind, mtuBytes, up, addresses } = link
  const common = { name, kind, mtuBytes, up, addresses }
  if (link.kind !== 'ethernet') return common
  if (link.attachedTo.kind === 'segment') return { ...common, segment: link.attachedTo.segment }
  const namespace = indexes.get(link.attachedTo.netns)
  return namespace === undefined ? common : { ...common, peer: { namespace, link: link.attachedTo.link } }
}
