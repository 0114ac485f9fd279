import type { BgpConfiguration, BgpPeer, ClusterNode, FelixConfiguration, HostNetworkPod, IpPool } from '../model/cluster'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { JsonObject, Manifest } from '../model/manifest'
import type { UnderlayDocument } from './underlay-schema'

/** What the manifests say one by one, before it is known whether they agree with each other. */
export interface ClusterDraft {
  readonly nodes: Map<string, DraftNode>
  readonly pods: DraftPod[]
  /** They have no network of their own: the node's is theirs. */
  readonly hostNetworkPods: (HostNetworkPod & Pick<DraftPod, 'manifest'>)[]
  pools: DraftPool[]
  readonly blocks: DraftBlock[]
  felix: Partial<FelixConfiguration>
  readonly felixOfNode: Record<string, Partial<FelixConfiguration>>
  bgp: BgpConfiguration
  readonly bgpPeers: BgpPeer[]
  readonly underlays: { readonly manifest: Manifest; readonly document: UnderlayDocument }[]
  calicoRelease: string | undefined
  readonly installed: DraftInstallation
  /** What has addresses of IPv6, by name. */
  readonly ofIpv6: Readonly<Record<'nodes' | 'pods' | 'blocks', Set<string>>>
  /** By resource key: what shapes nothing here and is shown again. */
  readonly kept: Map<string, JsonObject>
}

export interface DraftPool {
  readonly manifest: Manifest
  readonly pool: IpPool
}

/** What tells of the installation, and no resource of Calico's own. */
export interface DraftInstallation {
  release?: string | undefined
  /** They hold where no IPPool is there. */
  readonly pools: DraftPool[]
  /** Felix's environment: it stands above every FelixConfiguration. */
  felix: Partial<FelixConfiguration>
  podMtuBytes?: number
  /** What the nodes' cards leave to pods: where it is said, and how much. */
  foundMtu?: { readonly setting: string; readonly mtuBytes: number }
  isWithoutBird: boolean
}

/** A node by its Kubernetes Node, its Calico Node, or both. */
export interface DraftNode {
  readonly manifest: Manifest
  readonly fields: Partial<ClusterNode> & { readonly name: string }
  /** Whether the mask is known, not assumed. */
  readonly hasMask: boolean
  readonly group: 'kubernetes' | 'calico'
}

export interface DraftPod {
  readonly manifest: Manifest
  readonly namespace: string
  readonly name: string
  readonly nodeName: string
  readonly address?: Ipv4
  readonly mac?: Mac
  readonly serviceAccount?: string
}

export interface DraftBlock {
  readonly manifest: Manifest
  readonly cidr: Ipv4Prefix
  readonly nodeName: string
  /** Tunnel addresses that an IPAMBlock's attributes tell of. */
  readonly tunnels: readonly { readonly nodeName: string; readonly type: string; readonly address: Ipv4 }[]
  /** What an IPAMBlock's queue of free addresses tells of those that were given back. */
  readonly released: readonly Ipv4[]
}

export function emptyDraft(): ClusterDraft {
  return {
    nodes: new Map(),
    pods: [],
    hostNetworkPods: [],
    pools: [],
    blocks: [],
    felix: {},
    felixOfNode: {},
    // confd's defaults (confd/pkg/backends/calico/client.go)
    bgp: { asNumber: 64512, nodeToNodeMeshEnabled: true },
    bgpPeers: [],
    underlays: [],
    calicoRelease: undefined,
    installed: { pools: [], felix: {}, isWithoutBird: false },
    ofIpv6: { nodes: new Set(), pods: new Set(), blocks: new Set() },
    kept: new Map(),
  }
}
