import { formatIpv4Prefix } from '../wire/ipv4-address'
import type { Inventory, InventoryLink, InventoryNamespace } from './inventory'
import type { LinkSpec, NetnsSpec } from './netns-spec'
import { ROUTE_TABLE } from './netns-spec'
import type { NamespaceRef, NetworkSpec } from './network-spec'

/** Up to this many namespaces every one is derived and listed with its links; of more, only nodes, routers and hosts. */
const DETAILED_NAMESPACES = 2000
/** Beyond this many not even those: names and segments are all that is drawn at such a size. */
const DETAILED_NODES = 500

/** What is drawn before any packet. Derives the namespaces that it describes, which for a small lab is all of them. */
export function inventoryOf(network: NetworkSpec): Inventory {
  const { namespaces, segments } = network
  const indexes = new Map(namespaces.map(({ name }, index) => [name, index]))
  const withPods = namespaces.length <= DETAILED_NAMESPACES
  const withNodes = namespaces.filter(({ kind }) => kind !== 'pod').length <= DETAILED_NODES
  return {
    labName: network.name,
    segments: segments.map(({ name, cidr, mtuBytes, ports }) => ({
      name,
      cidr,
      mtuBytes,
      members: ports.map(({ namespaceIndex }) => namespaceIndex),
    })),
    namespaces: namespaces.map((ref, index) => {
      const isDetailed = ref.kind === 'pod' ? withPods : withNodes
      return describeNamespace(ref, index, isDetailed ? network.derive(index) : undefined, indexes)
    }),
  }
}

function describeNamespace(
  ref: NamespaceRef,
  index: number,
  spec: NetnsSpec | undefined,
  indexes: ReadonlyMap<string, number>,
): InventoryNamespace {
  return {
    index,
    ...ref,
    blocks: ref.kind === 'node' && spec ? ownBlocks(spec) : [],
    links: spec?.links.map((link) => describeLink(link, indexes)) ?? [],
  }
}

/** Calico throws away what is for an own block but for none of its pods: the blackholes of table main are the blocks. */
function ownBlocks(spec: NetnsSpec): string[] {
  const blackholes = spec.routes.filter(({ type, table }) => type === 'blackhole' && table === ROUTE_TABLE.main)
  return blackholes.map(({ destination }) => formatIpv4Prefix(destination))
}

function describeLink(link: LinkSpec, indexes: ReadonlyMap<string, number>): InventoryLink {
  const { name, kind, mtuBytes, up, addresses } = link
  const common = { name, kind, mtuBytes, up, addresses }
  if (link.kind !== 'ethernet') return common
  if (link.attachedTo.kind === 'segment') return { ...common, segment: link.attachedTo.segment }
  const namespace = indexes.get(link.attachedTo.netns)
  return namespace === undefined ? common : { ...common, peer: { namespace, link: link.attachedTo.link } }
}
