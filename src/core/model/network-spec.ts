import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { CloudRules } from './lab-settings'
import type { IpPool } from './cluster'
import type { NetnsKind, NetnsSpec } from './netns-spec'

/**
 * A whole network, cheap to hold: names first, a namespace's tables only when asked for. A cluster of 5,000 nodes
 * and 150,000 pods costs a few columns until a packet or a person reaches one of them.
 */
export interface NetworkSpec {
  readonly name: string
  readonly namespaces: readonly NamespaceRef[]
  readonly segments: readonly SegmentSpec[]
  /** The pools of pod addresses, where a cluster is behind it. */
  readonly pools?: readonly PoolRef[]
  /** The UDP port that VXLAN envelopes go to, in whatever mode, where a cluster is behind it. */
  readonly vxlanPort?: number
  /** Derives one namespace; same index, same answer, its tables not before they are read. `index` points into `namespaces`. */
  readonly derive: (index: number) => NetnsSpec
}

/** What a cure has to know of a pool. */
export type PoolRef = Pick<IpPool, 'name' | 'cidr' | 'ipipMode' | 'vxlanMode' | 'natOutgoing'>

export interface NamespaceRef {
  /** Unique in the lab: the node's, router's or host's name; a pod's name, or `namespace/pod` where that is ambiguous. */
  readonly name: string
  readonly kind: NetnsKind
  /** The Kubernetes namespace, for pods. */
  readonly podNamespace?: string
  /** Index of the node that a pod runs on. */
  readonly node?: number
  /** By which the cluster knows a node or a pod. */
  readonly address?: Ipv4
  /** A node's own address blocks. */
  readonly blocks?: readonly Ipv4Prefix[]
  /** By which AWS knows a node's machine. */
  readonly instanceId?: string
  /** Of a node that Linux does not run on, as which it is modelled. */
  readonly isWindows?: boolean
  /** Names of a node's pods that have its own addresses and no namespace. */
  readonly hostPods?: readonly string[]
}

/** A broadcast domain: a switch, a bridge or a cloud subnet. */
export interface SegmentSpec {
  readonly name: string
  readonly cidr: string
  readonly mtuBytes: number
  /** In the order in which the ports joined; a broadcast leaves by the newest port first, as a Linux bridge floods. */
  readonly ports: readonly SegmentPort[]
  /** What the fabric drops, as ebtables FORWARD rules without `-A FORWARD`, in order. */
  readonly filters: readonly string[]
  /** What its cloud drops besides. */
  readonly cloudRules?: CloudRules
  /** A cloud's source/destination check: the sender's address must be one of the sending NIC's. */
  readonly sourceDestinationCheck: boolean
}

export interface SegmentPort {
  readonly namespaceIndex: number
  readonly link: string
  readonly mac: Mac
  readonly addresses: readonly Ipv4[]
  /** Taken out of the source/destination check. */
  readonly isUnchecked?: true
}
