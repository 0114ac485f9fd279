import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import type { Mac } from '../wire/mac-address'
import type { JsonObject } from './manifest'
import type { Underlay } from './underlay'

/**
 * A lab: a Kubernetes cluster that runs Calico, and the network below it. Plain data with every reference resolved;
 * made by core/import, turned into namespaces by core/calico.
 */
export interface Cluster {
  readonly name: string
  readonly nodes: readonly ClusterNode[]
  /** In the order in which the CNI plugin wired them: it decides the order of the `cali…` links. */
  readonly pods: readonly ClusterPod[]
  readonly pools: readonly IpPool[]
  /** Blocks whose owner is written down; nodes without one get theirs by Calico's own choice. */
  readonly blocks: readonly IpamBlock[]
  readonly felix: FelixConfiguration
  /** FelixConfiguration `node.NAME`: what it sets wins over `felix` on that node. */
  readonly felixOfNode: Readonly<Record<string, Partial<FelixConfiguration>>>
  readonly bgp: BgpConfiguration
  readonly bgpPeers: readonly BgpPeer[]
  readonly calico: CalicoInstallation
  readonly underlay: Underlay
  /** By `KIND/NAMESPACE/NAME`: fields that shape nothing here, as a command wrote them; `get -o yaml` shows them again. */
  readonly kept?: Readonly<Record<string, JsonObject>>
  readonly hostNetworkPods?: readonly HostNetworkPod[]
}

export interface ClusterNode {
  readonly name: string
  /** The node's address with the mask that Calico knows (`spec.bgp.ipv4Address`); /32 where only a bare address is known. */
  readonly address: Ipv4
  readonly prefixLength: number
  readonly ipipTunnelAddress?: Ipv4
  readonly vxlanTunnelAddress?: Ipv4
  readonly wireguardAddress?: Ipv4
  /** `spec.vxlanTunnelMACAddr`, where it differs from the one made of the node's name. */
  readonly vtepMac?: Mac
  /** Base64, 32 bytes. */
  readonly wireguardPublicKey?: string
  /** By which BGPPeers select it. */
  readonly labels?: Readonly<Record<string, string>>
  readonly asNumber?: number
  readonly routeReflectorClusterId?: string
  /** `status.nodeInfo.osImage`, as in `Ubuntu 22.04.4 LTS`: which releases of the network tools the node has. */
  readonly osImage?: string
  /** `spec.providerID`, as in `aws:///eu-central-1a/i-0abc12de34f567890`: by which a cloud knows the machine. */
  readonly providerId?: string
}

export interface ClusterPod {
  readonly namespace: string
  readonly name: string
  /** Index into `Cluster.nodes`. */
  readonly node: number
  /** Absent: the next free address of the node's blocks. */
  readonly address?: Ipv4
  /** Annotation `cni.projectcalico.org/hwAddr`. */
  readonly mac?: Mac
  /** It and the namespace name the profiles that judge the pod's traffic. */
  readonly serviceAccount?: string
}

/** A pod in its node's own network namespace: it has no address of its own, and nothing is made of it. */
export interface HostNetworkPod {
  readonly namespace: string
  readonly name: string
  /** By name. */
  readonly node: string
}

export const POOL_MODES = ['Never', 'Always', 'CrossSubnet'] as const
export type PoolMode = (typeof POOL_MODES)[number]

/** IPPool of projectcalico.org/v3. */
export interface IpPool {
  readonly name: string
  readonly cidr: Ipv4Prefix
  readonly blockSize: number
  readonly ipipMode: PoolMode
  readonly vxlanMode: PoolMode
  readonly natOutgoing: boolean
  readonly disabled: boolean
  readonly disableBgpExport: boolean
  readonly nodeSelector: string
  readonly allowedUses: readonly string[]
  readonly assignmentMode: 'Automatic' | 'Manual'
}

export interface IpamBlock {
  readonly cidr: Ipv4Prefix
  /** Index into `Cluster.nodes` of the node that the block is affine to. */
  readonly node: number
  /** Addresses that deleted pods gave back, oldest first: they come last when the next one is chosen. */
  readonly released?: readonly Ipv4[]
}

export const AWS_SRC_DST_CHECKS = ['DoNothing', 'Enable', 'Disable'] as const
type AwsSrcDstCheck = (typeof AWS_SRC_DST_CHECKS)[number]

/** The fields of FelixConfiguration that shape the dataplane; numbers of 0 mean `auto`, as in Felix. */
export interface FelixConfiguration {
  readonly ipipEnabled?: boolean
  readonly ipipMtuBytes: number
  readonly vxlanEnabled?: boolean
  readonly vxlanMtuBytes: number
  readonly vxlanPort: number
  readonly vxlanVni: number
  readonly wireguardEnabled: boolean
  readonly wireguardMtuBytes: number
  readonly wireguardListeningPort: number
  readonly wireguardRoutingRulePriority: number
  readonly wireguardKeepAliveSeconds: number
  readonly interfacePrefix: string
  readonly programClusterRoutes: boolean
  /** What Felix makes of the source/destination check of its node’s own card, on AWS. */
  readonly awsSrcDstCheck: AwsSrcDstCheck
}

/** Felix's own defaults (felix/config/config_params.go). */
export const FELIX_DEFAULTS: FelixConfiguration = {
  ipipMtuBytes: 0,
  vxlanMtuBytes: 0,
  vxlanPort: 4789,
  vxlanVni: 4096,
  wireguardEnabled: false,
  wireguardMtuBytes: 0,
  wireguardListeningPort: 51820,
  wireguardRoutingRulePriority: 99,
  wireguardKeepAliveSeconds: 0,
  interfacePrefix: 'cali',
  programClusterRoutes: false,
  awsSrcDstCheck: 'DoNothing',
}

export interface BgpConfiguration {
  readonly asNumber: number
  readonly nodeToNodeMeshEnabled: boolean
}

export interface BgpPeer {
  readonly name: string
  readonly node?: string
  readonly nodeSelector?: string
  readonly peerIp?: string
  readonly peerSelector?: string
  readonly asNumber?: number
}

/** Profiles: each stands for the releases up to the next one (core/calico/version-profile.ts has what differs). */
export const CALICO_VERSIONS = ['v3.26', 'v3.30', 'v3.32.1'] as const
export type CalicoVersion = (typeof CALICO_VERSIONS)[number]

export const NETFILTER_TABLES = ['raw', 'mangle', 'nat', 'filter'] as const
export type NetfilterTable = (typeof NETFILTER_TABLES)[number]

/** How Calico was installed, and what of it this lab leaves out: `spec.calico` of the Underlay. */
export interface CalicoInstallation {
  readonly version: CalicoVersion
  /** The tables that are programmed. */
  readonly netfilterTables: readonly NetfilterTable[]
  /** False where the nodes run no BIRD: calico_backend `vxlan` or `none`, `bgp: Disabled` of the operator. */
  readonly runsBird: boolean
  /** `mtu` of the CNI configuration; absent: the smallest that all enabled encapsulations leave. */
  readonly podMtuBytes?: number
  /** rp_filter of the `cali…` links; absent: that of `conf/default`, as Felix has set it since v3.23. */
  readonly workloadRpFilter?: number
  /** True where the tunnel devices are older than the pods, so that they have the lower ifindex. */
  readonly tunnelDevicesFirst: boolean
  /** Devices whose MASQUERADE rule carries no `cali:` comment: entered by hand, not by Felix. */
  readonly rulesWithoutComment: readonly string[]
}
