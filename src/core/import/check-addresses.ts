import type { Allocation } from '../calico/ipam'
import type { Cluster, IpPool } from '../model/cluster'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4, formatIpv4Prefix, prefixContains } from '../wire/ipv4-address'
import type { AddressOwner } from '../words/en-problems'
import type { ClusterDraft } from './cluster-draft'
import type { Manifest, Path } from '../model/manifest'
import type { Problem } from '../model/problem'
import type { ProblemLog } from './manifest'

/**
 * How bad it is that manifests contradict each other in what a cluster can run with nevertheless, and some do; undefined: it is no news.
 * Who opens a file wants to see that fault, who writes a resource is refused.
 */
export type ClashSeverity = (...between: readonly Manifest[]) => Problem['severity'] | undefined

/** Whether pools, blocks and addresses agree with each other; the cluster itself is whole. */
export function checkAddresses(draft: ClusterDraft, cluster: Cluster, log: ProblemLog, clash: ClashSeverity): void {
  checkPools(draft, log, clash)
  checkBlocks(draft, cluster, log, clash)
  checkUniqueAddresses(draft, log, clash)
  checkPodAddresses(draft, cluster, log, clash)
}

function checkPools(draft: ClusterDraft, log: ProblemLog, clash: ClashSeverity): void {
  for (const [i, { manifest, pool }] of draft.pools.entries()) {
    for (const { pool: other, manifest: otherManifest } of draft.pools.slice(0, i)) {
      if (pool.name === other.name) {
        log.at(manifest, ['metadata', 'name'], 'error', 'pool-duplicate', { pool: pool.name })
      } else if (overlaps(pool.cidr, other.cidr)) {
        const facts = { pool: pool.name, cidr: formatIpv4Prefix(pool.cidr), other: other.name, otherCidr: formatIpv4Prefix(other.cidr) }
        const severity = clash(manifest, otherManifest)
        if (severity) log.at(manifest, ['spec', 'cidr'], severity, 'pool-overlap', facts)
      }
    }
  }
}

function checkBlocks(draft: ClusterDraft, cluster: Cluster, log: ProblemLog, clash: ClashSeverity): void {
  for (const { manifest, cidr, nodeName } of draft.blocks) {
    const pool = poolOf(cluster, cidr.network)
    const severity = clash(manifest)
    const block = { cidr: formatIpv4Prefix(cidr), node: nodeName }
    if (!pool && severity) log.at(manifest, ['spec', 'cidr'], severity, 'block-outside-pools', block)
    else if (pool && pool.blockSize !== cidr.prefixLength) log.at(manifest, ['spec', 'cidr'], 'error', 'block-size', { ...block, pool: pool.name, size: String(pool.blockSize) })
  }
}

function checkUniqueAddresses(draft: ClusterDraft, log: ProblemLog, clash: ClashSeverity): void {
  const owners = new Map<Ipv4, { readonly owner: AddressOwner; readonly by: Manifest }>()
  const claim = (manifest: Manifest, path: Path, address: Ipv4 | undefined, owner: AddressOwner) => {
    const other = address === undefined ? undefined : owners.get(address)
    if (address === undefined) return
    if (other !== undefined && other.owner !== owner) {
      // a segment has no two cards of one address
      const severity = isNode(owner) && isNode(other.owner) ? 'error' : clash(manifest, other.by)
      if (severity) log.at(manifest, path, severity, 'address-duplicate', { address: formatIpv4(address), owner, other: other.owner })
    }
    owners.set(address, { owner, by: manifest })
  }
  for (const { manifest, fields } of draft.nodes.values()) claim(manifest, ['spec'], fields.address, `node ${fields.name}`)
  for (const { manifest, fields } of draft.nodes.values()) {
    claim(manifest, ['spec'], fields.ipipTunnelAddress, `tunnel ${fields.name}`)
    claim(manifest, ['spec'], fields.vxlanTunnelAddress, `tunnel ${fields.name}`)
    claim(manifest, ['spec'], fields.wireguardAddress, `tunnel ${fields.name}`)
  }
  for (const { manifest, namespace, name, address } of draft.pods) claim(manifest, ['status'], address, `pod ${namespace}/${name}`)
}

function isNode(owner: AddressOwner): boolean {
  return owner.startsWith('node ')
}

function checkPodAddresses(draft: ClusterDraft, cluster: Cluster, log: ProblemLog, clash: ClashSeverity): void {
  for (const { manifest, namespace, name, address } of draft.pods) {
    if (address === undefined || poolOf(cluster, address)) continue
    const severity = clash(manifest)
    if (severity) log.at(manifest, ['status'], severity, 'pod-address-outside-pools', { pod: `${namespace}/${name}`, address: formatIpv4(address) })
  }
}

/** A pool that holds part of the network below: whatever is there counts as a pod, and nothing to it is masqueraded (F36 of the faults). */
export function checkPoolsAgainstUnderlay(draft: ClusterDraft, { underlay }: Cluster, log: ProblemLog): void {
  for (const { manifest, pool } of draft.pools) {
    for (const { name, cidr } of underlay.segments) {
      if (!overlaps(pool.cidr, cidr)) continue
      log.at(manifest, ['spec', 'cidr'], 'warning', 'pool-over-network', { pool: pool.name, cidr: formatIpv4Prefix(pool.cidr), segment: name, segmentCidr: formatIpv4Prefix(cidr) })
    }
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
