import type { Allocation } from '../calico/ipam'
import type { Cluster, IpPool } from '../model/cluster'
import type { Ipv4, Ipv4Prefix } from '../wire/ipv4-address'
import { formatIpv4, formatIpv4Prefix, prefixContains } from '../wire/ipv4-address'
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
        log.at(
          manifest,
          ['metadata', 'name'],
          'error',
          'pool-duplicate',
          `There are two pools ${pool.name}.`,
          'Remove or rename one of them.',
        )
      } else if (overlaps(pool.cidr, other.cidr)) {
        const message = `Pool ${pool.name} ${formatIpv4Prefix(pool.cidr)} overlaps pool ${other.name} ${formatIpv4Prefix(other.cidr)}.`
        log.at(manifest, ['spec', 'cidr'], 'error', 'pool-overlap', message, 'Give each pool addresses of its own.')
      }
    }
  }
}

function checkBlocks(draft: ClusterDraft, cluster: Cluster, log: ProblemLog): void {
  for (const { manifest, cidr, nodeName } of draft.blocks) {
    const pool = poolOf(cluster, cidr.network)
    const block = `Block ${formatIpv4Prefix(cidr)} of ${nodeName}`
    if (!pool)
      log.at(
        manifest,
        ['spec', 'cidr'],
        'error',
        'block-outside-pools',
        `${block} lies in no pool.`,
        'Add its IPPool, or remove the block.',
      )
    else if (pool.blockSize !== cidr.prefixLength) {
      log.at(
        manifest,
        ['spec', 'cidr'],
        'error',
        'block-size',
        `${block} is not of pool ${pool.name}'s size /${pool.blockSize}.`,
        `Write a /${pool.blockSize}, or correct the pool's blockSize.`,
      )
    }
  }
}

function checkUniqueAddresses(draft: ClusterDraft, log: ProblemLog): void {
  const owners = new Map<Ipv4, string>()
  const claim = (manifest: Manifest, path: Path, address: Ipv4 | undefined, owner: string) => {
    const other = address === undefined ? undefined : owners.get(address)
    if (address === undefined) return
    if (other !== undefined && other !== owner) {
      log.at(
        manifest,
        path,
        'error',
        'address-duplicate',
        `${formatIpv4(address)} belongs to ${other} and to ${owner}.`,
        'Give one of them another address.',
      )
    }
    owners.set(address, owner)
  }
  for (const { manifest, fields } of draft.nodes.values()) claim(manifest, ['spec'], fields.address, `node ${fields.name}`)
  for (const { manifest, fields } of draft.nodes.values()) {
    claim(manifest, ['spec'], fields.ipipTunnelAddress, `a tunnel of node ${fields.name}`)
    claim(manifest, ['spec'], fields.vxlanTunnelAddress, `a tunnel of node ${fields.name}`)
    claim(manifest, ['spec'], fields.wireguardAddress, `a tunnel of node ${fields.name}`)
  }
  for (const { manifest, namespace, name, address } of draft.pods) claim(manifest, ['status'], address, `pod ${namespace}/${name}`)
}

function checkPodAddresses(draft: ClusterDraft, cluster: Cluster, log: ProblemLog): void {
  for (const { manifest, namespace, name, address } of draft.pods) {
    if (address === undefined || poolOf(cluster, address)) continue
    const message = `The address ${formatIpv4(address)} of pod ${namespace}/${name} lies in no pool.`
    log.at(manifest, ['status'], 'error', 'pod-address-outside-pools', message, 'Add its IPPool, or leave the address out.')
  }
}

/** Every pod must get an address. */
export function checkRoom(draft: ClusterDraft, cluster: Cluster, allocation: Allocation, log: ProblemLog): void {
  for (const [i, { namespace, name }] of cluster.pods.entries()) {
    if (allocation.podAddress(i) !== undefined) continue
    const manifest = draft.pods[i]?.manifest
    if (manifest)
      log.at(
        manifest,
        ['status'],
        'error',
        'pools-full',
        `No pool has an address left for pod ${namespace}/${name}.`,
        'Add an IPPool with room, or remove pods.',
      )
  }
}

function poolOf(cluster: Cluster, address: Ipv4): IpPool | undefined {
  return cluster.pools.find(({ cidr }) => prefixContains(cidr, address))
}

function overlaps(a: Ipv4Prefix, b: Ipv4Prefix): boolean {
  return prefixContains(a, b.network) || prefixContains(b, a.network)
}
