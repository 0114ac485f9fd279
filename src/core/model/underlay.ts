import type { Ipv4Prefix } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { CloudRules } from './lab-settings'
import type { LinkAddress, RouteSpec } from './netns-spec'

/**
 * What Kubernetes does not know: the network below the nodes, complete, with every default filled in. Made by
 * core/import from a `kind: Underlay` document (docs/spec/lab-format.md) or inferred from the nodes' addresses.
 */
export interface Underlay {
  readonly segments: readonly UnderlaySegment[]
  readonly routers: readonly UnderlayDevice[]
  readonly hosts: readonly UnderlayDevice[]
  /** One for each node of the cluster, in the cluster's order. */
  readonly nodes: readonly UnderlayNode[]
}

export interface UnderlaySegment {
  readonly name: string
  readonly cidr: Ipv4Prefix
  readonly mtuBytes: number
  /** NICs in the order in which they joined. */
  readonly members: readonly { readonly device: string; readonly nic: string }[]
  /** ebtables FORWARD rules without `-A FORWARD`. */
  readonly filters: readonly string[]
  readonly cloudRules?: CloudRules
  readonly sourceDestinationCheck: boolean
}

/** A network card of a node, or a leg of a router or outside host. */
export interface Nic {
  readonly name: string
  readonly mac: Mac
  readonly mtuBytes: number
  readonly address: LinkAddress
  readonly attachedTo:
    | { readonly kind: 'segment'; readonly segment: string }
    /** A point-to-point line: the other end's device and NIC. */
    | { readonly kind: 'line'; readonly device: string; readonly nic: string }
}

export type Sysctls = Readonly<Record<string, string>>

/** A router or an outside host. */
export interface UnderlayDevice {
  readonly name: string
  readonly nics: readonly Nic[]
  /** Further addresses on `lo`, such as 8.8.8.8/32. */
  readonly loopback: readonly LinkAddress[]
  readonly routes: readonly RouteSpec[]
  readonly sysctls: Sysctls
  /** Peers with the nodes: learns each node's blocks as `proto bird` routes. */
  readonly bgp: boolean
}

export interface UnderlayNode {
  readonly name: string
  /** The first is the one that holds the node's address. */
  readonly nics: readonly Nic[]
  /** Everything but what Calico programs, the default route included. */
  readonly routes: readonly RouteSpec[]
  readonly sysctls: Sysctls
  readonly wireguard: WireguardOrder
}

/** What of a node's WireGuard no resource of Calico tells. */
export interface WireguardOrder {
  /** Base64; absent where only the public key is known. */
  readonly privateKey?: string
  /** Names of nodes: these peers come first, in this order. Felix's own order is that of a Go map, different each time. */
  readonly peerOrder: readonly string[]
  /** Of the addresses that all others allow to this node, these come first, in this order. */
  readonly allowedIpOrder: readonly Ipv4Prefix[]
}
