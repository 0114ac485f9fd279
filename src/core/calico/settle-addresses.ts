import { required } from '../base/assert'
import type { Cluster, ClusterPod, IpamBlock } from '../model/cluster'
import type { Ipv4 } from '../wire/ipv4-address'
import type { Allocation } from './ipam'

/**
 * Writes down what IPAM decided, as Calico does in its datastore: a later change of mode gives no pod another address and
 * no node another block. A tunnel that is off keeps its address unless another tunnel of the node has taken it. Every pod
 * must have got an address.
 */
export function settleAddresses(cluster: Cluster, allocation: Allocation): Cluster {
  const { ipipTunnelAddress, vxlanTunnelAddress, wireguardAddress } = allocation
  const pods = cluster.pods.map((pod, i) => ({ ...pod, address: required(allocation.podAddress(i), 'the address of a pod') }))
  return {
    ...cluster,
    nodes: cluster.nodes.map((node, i) => {
      const { ipipTunnelAddress: ipip, vxlanTunnelAddress: vxlan, wireguardAddress: wireguard, ...rest } = node
      const now = [ipipTunnelAddress(i), vxlanTunnelAddress(i), wireguardAddress(i)]
      const known = [ipip, vxlan, wireguard].map((address, tunnel) => now[tunnel] ?? (now.includes(address) ? undefined : address))
      const [ipipKept, vxlanKept, wireguardKept] = known
      return {
        ...rest,
        ...(ipipKept === undefined ? {} : { ipipTunnelAddress: ipipKept }),
        ...(vxlanKept === undefined ? {} : { vxlanTunnelAddress: vxlanKept }),
        ...(wireguardKept === undefined ? {} : { wireguardAddress: wireguardKept }),
      }
    }),
    pods,
    blocks: allocation.blocksOfNode.flatMap((blocks) => blocks.map(({ cidr, node, released }) => withReleased({ cidr, node }, released, pods))),
  }
}

/** What was given back and is still free. */
function withReleased(block: IpamBlock, released: readonly Ipv4[], pods: readonly ClusterPod[]): IpamBlock {
  if (released.length === 0) return block
  const used = new Set(pods.map(({ address }) => address))
  const free = released.filter((address) => !used.has(address))
  return free.length === 0 ? block : { ...block, released: free }
}
