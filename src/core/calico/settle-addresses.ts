import { required } from '../base/assert'
import type { Cluster } from '../model/cluster'
import type { Allocation } from './ipam'

/**
 * Writes down what IPAM decided, as Calico does in its datastore: a later change of mode gives no pod another address and
 * no node another block. Every pod must have got an address.
 */
export function settleAddresses(cluster: Cluster, allocation: Allocation): Cluster {
  const { ipipTunnelAddress, vxlanTunnelAddress, wireguardAddress } = allocation
  return {
    ...cluster,
    nodes: cluster.nodes.map((node, i) => {
      const [ipip, vxlan, wireguard] = [ipipTunnelAddress(i), vxlanTunnelAddress(i), wireguardAddress(i)]
      return {
        ...node,
        ...(ipip === undefined ? {} : { ipipTunnelAddress: ipip }),
        ...(vxlan === undefined ? {} : { vxlanTunnelAddress: vxlan }),
        ...(wireguard === undefined ? {} : { wireguardAddress: wireguard }),
      }
    }),
    pods: cluster.pods.map((pod, i) => ({ ...pod, address: required(allocation.podAddress(i), 'the address of a pod') })),
    blocks: allocation.blocksOfNode.flatMap((blocks) => blocks.map(({ cidr, node }) => ({ cidr, node }))),
  }
}
