import type { BgpRoute, BgpView } from '../model/bgp'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { prefixContains } from '../wire/ipv4-address'
import type { NetworkIndex } from './network-index'
import { findNextHop } from './next-hop'

/** BIRD of a node; `undefined` where none runs. */
export function bgpView(index: NetworkIndex, node: number): BgpView | undefined {
  const self = index.cluster.nodes[node]
  if (!self || !index.cluster.calico.runsBird) return undefined
  const sessions = index.bgp.sessionsOf(node)
  const own = (index.allocation.blocksOfNode[node] ?? []).map(({ cidr }) => cidr)
  return { routerId: self.address, asNumber: index.bgp.asOf(node), sessions, learned: learnedRoutes(index, node), own }
}

function learnedRoutes(index: NetworkIndex, node: number): BgpRoute[] {
  const underlay = index.cluster.underlay.nodes[node]
  const heard = index.bgp.heardBy(node)
  return index.cluster.nodes.flatMap((remote, i) => {
    const name = heard.get(i)
    if (name === undefined || !underlay) return []
    const hop = findNextHop(underlay.nics, underlay.routes, remote.address)
    return exported(index, i).map((destination): BgpRoute => ({ destination, session: name, from: remote.address, ...(hop ? { via: hop } : {}) }))
  })
}

/** A node's blocks, and the single addresses that it borrowed from others. */
function exported(index: NetworkIndex, node: number): Ipv4Prefix[] {
  const blocks = (index.allocation.blocksOfNode[node] ?? []).filter(({ pool }) => !pool.disableBgpExport).map(({ cidr }) => cidr)
  const isExported = (address: Ipv4): boolean => index.cluster.pools.some(({ cidr, disableBgpExport }) => !disableBgpExport && prefixContains(cidr, address))
  const borrowed = index.allocation.borrowedOfNode(node).filter(isExported)
  return [...blocks, ...borrowed.map((address) => ({ network: address, prefixLength: 32 }))]
}
