import type { Ipv4 } from '../wire/ipv4-address'
import type { LinkAddress, NetnsKind } from './netns-spec'
import type { PoolRef } from './network-spec'

/**
 * What is drawn before any packet: segments, namespaces and their interfaces, as plain data that can be posted
 * to the page. Made from a NetworkSpec by `inventoryOf` (core/model/inventory-of.ts).
 */
export interface Inventory {
  readonly labName: string
  readonly segments: readonly InventorySegment[]
  readonly namespaces: readonly InventoryNamespace[]
  readonly pools?: readonly PoolRef[]
}

export interface InventorySegment {
  readonly name: string
  readonly cidr: string
  readonly mtuBytes: number
  /** Indexes of the namespaces with a port, in order of joining. */
  readonly members: readonly number[]
}

export interface InventoryNamespace {
  readonly index: number
  readonly name: string
  readonly kind: NetnsKind
  /** Index of a pod's node. */
  readonly node?: number
  readonly podNamespace?: string
  /** By which the cluster knows a node or a pod, described or not. */
  readonly address?: Ipv4
  /** By which AWS knows a node's machine: `i-0abc12de34f567890`. */
  readonly instanceId?: string
  readonly isWindows?: boolean
  /** Names of a node's pods that have its own addresses and no namespace. */
  readonly hostPods?: readonly string[]
  /** A node's own address blocks: `172.16.34.0/24`. */
  readonly blocks: readonly string[]
  /** None where the namespace has not been described: of a large lab only those are that somebody looks at. */
  readonly links: readonly InventoryLink[]
}

export function isDescribed(namespace: InventoryNamespace): boolean {
  return namespace.links.length > 0
}

export interface InventoryLink {
  readonly name: string
  readonly kind: 'loopback' | 'ethernet' | 'ipip' | 'vxlan' | 'wireguard'
  readonly mtuBytes: number
  readonly up: boolean
  readonly addresses: readonly LinkAddress[]
  /** The other end of a veth, or the segment that a NIC is plugged into. */
  readonly peer?: { readonly namespace: number; readonly link: string }
  readonly segment?: string
}
