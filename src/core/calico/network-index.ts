import type { Cluster, FelixConfiguration } from '../model/cluster'
import type { Ipv4Prefix } from '../wire/ipv4-address'
import { hostVethName } from './interface-names'
import type { BgpSessions } from './bgp-sessions'
import { bgpSessions } from './bgp-sessions'
import type { Allocation } from './ipam'
import { allocate } from './ipam'
import type { EnabledEncapsulations, NodeMtus } from './mtu'
import { enabledEncapsulations, nodeMtus } from './mtu'
import type { VersionProfile } from './version-profile'
import { VERSION_PROFILES } from './version-profile'
import type { NodeKeys } from './wireguard-keys'
import { wireguardKeys } from './wireguard-keys'

/** What every namespace's derivation looks up: built once a network, in time linear in nodes and pods. */
export interface NetworkIndex {
  readonly cluster: Cluster
  readonly profile: VersionProfile
  readonly allocation: Allocation
  readonly enabled: EnabledEncapsulations
  readonly bgp: BgpSessions
  readonly keysOf: (node: number) => NodeKeys | undefined
  readonly podsOfNode: (node: number) => Uint32Array
  readonly felixOf: (node: number) => FelixConfiguration
  readonly mtusOf: (node: number) => NodeMtus
  readonly hostVethOf: (pod: number) => string
  /** Names of the namespaces, unique in the lab. */
  readonly podNetnsOf: (pod: number) => string
}

export function buildNetworkIndex(cluster: Cluster): NetworkIndex {
  const enabled = enabledEncapsulations(cluster)
  const felixOf = (node: number): FelixConfiguration => {
    const own = cluster.felixOfNode[cluster.nodes[node]?.name ?? '']
    return own ? { ...cluster.felix, ...own } : cluster.felix
  }
  return {
    cluster,
    profile: VERSION_PROFILES[cluster.calico.version],
    allocation: allocate(cluster),
    enabled,
    bgp: bgpSessions(cluster),
    keysOf: wireguardKeys(cluster),
    podsOfNode: groupPodsByNode(cluster),
    felixOf,
    mtusOf: (node) => nodeMtus(cluster.underlay.nodes[node]?.nics ?? [], felixOf(node), enabled, cluster.calico.podMtuBytes),
    hostVethOf: (pod) => {
      const { namespace, name } = cluster.pods[pod] ?? { namespace: '', name: '' }
      return hostVethName(namespace, name, cluster.felix.interfacePrefix)
    },
    podNetnsOf: namePods(cluster),
  }
}

/** A node's /32 for each tunnel address that it has, in Felix's order. */
export function tunnelPrefixes(index: NetworkIndex, node: number): readonly Ipv4Prefix[] {
  const { wireguardAddress, ipipTunnelAddress, vxlanTunnelAddress } = index.allocation
  return [wireguardAddress(node), ipipTunnelAddress(node), vxlanTunnelAddress(node)]
    .filter((address) => address !== undefined)
    .map((address) => ({ network: address, prefixLength: 32 }))
}

/** Pod indexes by node, in the order in which the pods were wired: one column, cut by offsets. */
function groupPodsByNode(cluster: Cluster): (node: number) => Uint32Array {
  const start = new Uint32Array(cluster.nodes.length + 1)
  for (const pod of cluster.pods) start[pod.node + 1] = (start[pod.node + 1] ?? 0) + 1
  for (let i = 1; i < start.length; i++) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0)
  const next = start.slice()
  const column = new Uint32Array(cluster.pods.length)
  cluster.pods.forEach((pod, i) => {
    const at = next[pod.node] ?? 0
    column[at] = i
    next[pod.node] = at + 1
  })
  return (node) => column.subarray(start[node] ?? 0, start[node + 1] ?? 0)
}

/** A pod's own name where that is unambiguous, else `namespace/pod`. */
function namePods(cluster: Cluster): (pod: number) => string {
  const seen = new Map<string, number>()
  const { nodes, pods, underlay } = cluster
  for (const { name } of [...nodes, ...underlay.routers, ...underlay.hosts]) seen.set(name, 2)
  for (const { name } of pods) seen.set(name, (seen.get(name) ?? 0) + 1)
  return (index) => {
    const pod = pods[index]
    if (!pod) return ''
    return seen.get(pod.name) === 1 ? pod.name : `${pod.namespace}/${pod.name}`
  }
}
