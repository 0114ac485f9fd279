import type { Ipv4 } from '../wire/ipv4-address'
import type { InventoryNamespace } from './inventory'
import { isDescribed } from './inventory'
import type { NetnsKind } from './netns-spec'

/**
 * The namespaces of an inventory as columns, to be posted: a message of 150,000 objects would keep both of its ends busy for
 * half a second, one of columns does not.
 */
export interface NamespaceColumns {
  /** Names by index, between line feeds. */
  readonly names: string
  /** Positions in KINDS. */
  readonly kinds: Uint8Array
  /** A pod's node; -1: none. */
  readonly nodes: Int32Array
  /** Positions in `podNamespaceNames`; -1: none. */
  readonly podNamespaces: Int32Array
  readonly podNamespaceNames: readonly string[]
  /** -1: none. */
  readonly addresses: Float64Array
  /** Those that are described, whole. */
  readonly described: readonly InventoryNamespace[]
}

const KINDS: readonly NetnsKind[] = ['node', 'pod', 'router', 'outside']
const ABSENT = -1
const NONE: readonly never[] = []

export function packNamespaces(namespaces: readonly InventoryNamespace[]): NamespaceColumns {
  const podNamespaceNames = [...new Set(namespaces.flatMap(({ podNamespace }) => podNamespace ?? []))]
  const positions = new Map(podNamespaceNames.map((name, position) => [name, position]))
  return {
    names: namespaces.map(({ name }) => name).join('\n'),
    kinds: Uint8Array.from(namespaces, ({ kind }) => KINDS.indexOf(kind)),
    nodes: Int32Array.from(namespaces, ({ node }) => node ?? ABSENT),
    podNamespaces: Int32Array.from(namespaces, ({ podNamespace }) => positions.get(podNamespace ?? '') ?? ABSENT),
    podNamespaceNames,
    addresses: Float64Array.from(namespaces, ({ address }) => address ?? ABSENT),
    described: namespaces.filter(isDescribed),
  }
}

/** The same namespaces again, in their order. */
export function unpackNamespaces(columns: NamespaceColumns): readonly InventoryNamespace[] {
  const { kinds, nodes, podNamespaces, podNamespaceNames, addresses } = columns
  const names = columns.names.split('\n')
  const described = new Map(columns.described.map((namespace) => [namespace.index, namespace]))
  return Array.from(kinds, (kind, index): InventoryNamespace => {
    const whole = described.get(index)
    if (whole !== undefined) return whole
    const node = nodes[index] ?? ABSENT
    const podNamespace = podNamespaceNames[podNamespaces[index] ?? ABSENT]
    const address = addresses[index] ?? ABSENT
    return {
      index,
      name: names[index] ?? '',
      kind: KINDS[kind] ?? 'pod',
      ...(node === ABSENT ? {} : { node }),
      ...(podNamespace === undefined ? {} : { podNamespace }),
      ...(address === ABSENT ? {} : { address: address as Ipv4 }),
      blocks: NONE,
      links: NONE,
    }
  })
}
