import type { Cluster } from '../model/cluster'
import type { JsonObject } from '../model/manifest'
import { bgpConfiguration, bgpPeer, blockAffinity, felixConfiguration, ipPool, ipamBlock, isOwnBgp } from './write-calico'
import { underlayResource } from './write-underlay'
import { hostNetworkPod, kubernetesNode, podResource } from './write-workloads'

/** The resources that read back as this cluster, its addresses settled (docs/spec/lab-format.md). */
export function labResources(cluster: Cluster): JsonObject[] {
  const nodeName = (index: number): string => cluster.nodes[index]?.name ?? ''
  const released = cluster.blocks.filter((block) => block.released !== undefined)
  return [
    ...cluster.nodes.map(kubernetesNode),
    ...cluster.pools.map((pool) => ipPool(pool, true)),
    ...cluster.blocks.map((block) => blockAffinity(block, nodeName(block.node))),
    ...released.map((block) => ipamBlock(block, nodeName(block.node), [])),
    felixConfiguration('default', cluster.felix),
    ...Object.entries(cluster.felixOfNode).map(([node, felix]) => felixConfiguration(`node.${node}`, felix)),
    ...(isOwnBgp(cluster.bgp) ? [bgpConfiguration(cluster.bgp)] : []),
    ...cluster.bgpPeers.map(bgpPeer),
    ...cluster.pods.map((pod) => podResource(cluster, pod)),
    ...(cluster.hostNetworkPods ?? []).map(hostNetworkPod),
    underlayResource(cluster),
  ]
}
