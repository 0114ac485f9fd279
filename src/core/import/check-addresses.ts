import type { Allocation } from '../calico/ipam'
import type { Cluster, IpPool } from '../model/cluster'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4, formatIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import type { AddressOwner } from '../words/en-problems'
import type { ClusterDraft } from './cluster-draft'
import type { Manifest, Path } from '../model/manifest'
import type { ProblemLog } from './manifest'

/** Whether pools, blocks and addresses agree with each other; the cluster itself is whole. */
export function checkAddresses(draft: ClusterDraft, cluster: Cluster, log: ProblemLog): void {
  checkPools(draft, log)
  checkBlocks(draft, cluster, log)
  checkUniqueAddresses(draft, log)
  checkPodAddresses(draft, cluster, log)
}

function checkPools(draft: ClusterDraft, log: ProblemLog): void {
  for (const [i, { manifest, pool }] of draft.pools.entries()) {
    for (const { pool: other } of draft.pools.slice(0, i)) {
      if (pool.name === other.name) {
        log.at(manifest, ['metadata', 'name'], 'error', 'pool-duplicate', { pool: pool.name })
      } else if (overlaps(pool.cidr, other.cidr)) {
        const facts = { pool: pool.name, cidr: formatIpv4Prefix(pool.cidr), other: other.name, otherCidr: formatIpv4Prefix(other.cidr) }
        log.at(manifest, ['spec', 'cidr'], 'error', 'pool-overlap', facts)
      }
    }
  }
}

function checkBlocks(draft: ClusterDraft, cluster: Cluster, log: ProblemLog): void {
  for (const { manifest, cidr, nodeName } of draft.blocks) {
    const pool = poolOf(cluster, cidr.network)
    const block = { cidr: formatIpv4Prefix(cidr), node: nodeName }
    if (!pool) log.at(manifest, ['spec', 'cidr'], 'error', 'block-outside-pools', block)
    else if (pool.blockSize !== cidr.prefixLength) log.at(manifest, ['spec', 'cidr'], 'error', 'block-size', { ...block, pool: pool.name, size: String(pool.blockSize) })
  }
}

function checkUniqueAddresses(draft: ClusterDraft, log: ProblemLog): void {
  const owners = new Map<Ipv4, AddressOwner>()
  const claim = (manifest: Manifest, path: Path, address: Ipv4 | undefined, owner: AddressOwner) => {
    const other = address === undefined ? undefined : owners.get(address)
    if (address === undefined) return
    if (other !== undefined && other !== owner) {
      log.at(manifest, path, 'error', 'address-duplicate', { address: formatIpv4(address), owner, other })
    }
    owners.set(address, owner)
  }
  for (const { manifest, fields } of draft.nodes.values()) claim(manifest, ['spec'], fields.address, `node ${fields.name}`)
  for (const { manifest, fields } of draft.nodes.values()) {
    claim(manifest, ['spec'], fields.ipipTunnelAddress, `tunnel ${fields.name}`)
    claim(manifest, ['spec'], fields.vxlanTunnelAddress, `tunnel ${fields.name}`)
    claim(manifest, ['spec'], fields.wireguardAddress, `tunnel ${fields.name}`)
  }
  for (const { manifest, namespace, name, address } of draft.pods) claim(manifest, ['status'], address, `pod ${namespace}/${name}`)
}

function checkPodAddresses(draft: ClusterDraft, cluster: Cluster, log: ProblemLog): void {
  for (const { manifest, namespace, name, address } of draft.pods) {
    if (address === undefined || poolOf(cluster, address)) continue
    log.at(manifest, ['status'], 'error', 'pod-address-outside-pools', { pod: `${namespace}/${name}`, address: formatIpv4(address) })
  }
}

/** Every pod must get an address. */
export function checkRoom(draft: ClusterDraft, cluster: Cluster, allocation: Allocation, log: ProblemLog): void {
  for (const [i, { namespace, name }] of cluster.pods.entries()) {
    if (allocation.podAddress(i) !== undefined) continue
    const manifest = draft.pods[i]?.manifest
    if (manifest) log.at(manifest, ['status'], 'error', 'pools-full', { pod: `${namespace}/${name}` })
  }
}

function poolOf(cluster: Cluster, address: Ipv4): IpPool | undefined {
  return cluster.pools.find(({ cidr }) => prefixContains(cidr, address))
}

function overlaps(a: Ipv4Prefix, b: Ipv4Prefix): boolean {
  return prefixContains(a, b.network) || prefixContains(b, a.network)
}
