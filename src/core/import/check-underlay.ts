import type { Cluster } from '../model/cluster'
import type { Nic } from '../model/underlay'
import { formatIpv4 } from '../wire/ipv4-address'
import { formatMac } from '../wire/mac-address'
import { wireguardPublicKey } from '../wire/wireguard-key'
import type { ClusterDraft } from './cluster-draft'
import type { Manifest } from '../model/manifest'
import type { ProblemLog } from './manifest'

interface Placed {
  readonly device: string
  readonly nic: Nic
}

/** Whether the cards in a segment can live together, and the masks of its nodes agree. */
export function checkUnderlay(draft: ClusterDraft, cluster: Cluster, log: ProblemLog): void {
  const { routers, hosts, nodes, segments } = cluster.underlay
  const manifest = draft.underlays[0]?.manifest ?? draft.nodes.values().next().value?.manifest
  if (!manifest) return
  checkNames(
    manifest,
    [...nodes, ...routers, ...hosts, ...segments].map(({ name }) => name),
    log,
  )
  const bySegment = new Map<string, Placed[]>(segments.map(({ name }) => [name, []]))
  for (const { name, nics } of [...nodes, ...routers, ...hosts]) {
    checkNicNames(manifest, name, nics, log)
    for (const nic of nics) if (nic.attachedTo.kind === 'segment') bySegment.get(nic.attachedTo.segment)?.push({ device: name, nic })
  }
  for (const [segment, placed] of bySegment) checkSegment(manifest, segment, placed, log)
  checkMasks(draft, cluster, log)
  checkKeys(manifest, cluster, log)
}

function checkKeys(manifest: Manifest, cluster: Cluster, log: ProblemLog): void {
  for (const [i, { name, wireguardPublicKey: publicKey }] of cluster.nodes.entries()) {
    const privateKey = cluster.underlay.nodes[i]?.wireguard.privateKey
    if (privateKey === undefined || publicKey === undefined || wireguardPublicKey(privateKey) === publicKey) continue
    log.at(manifest, ['spec', 'nodes'], 'error', 'wireguard-key', { node: name })
  }
}

function checkNames(manifest: Manifest, names: readonly string[], log: ProblemLog): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) log.at(manifest, ['spec'], 'error', 'name-duplicate', { name })
    seen.add(name)
  }
}

function checkNicNames(manifest: Manifest, device: string, nics: readonly Nic[], log: ProblemLog): void {
  const names = new Set(nics.map(({ name }) => name))
  if (names.size < nics.length) log.at(manifest, ['spec'], 'error', 'leg-duplicate', { device })
}

function checkSegment(manifest: Manifest, segment: string, placed: readonly Placed[], log: ProblemLog): void {
  const owners = new Map<number | string, string>()
  for (const { device, nic } of placed) {
    const address = formatIpv4(nic.address.address)
    for (const key of [address, formatMac(nic.mac)]) {
      const other = owners.get(key)
      if (other !== undefined) log.at(manifest, ['spec', 'segments'], 'error', 'segment-duplicate', { device, other, key, segment })
      owners.set(key, device)
    }
  }
}

/** Nodes of one segment with different masks disagree about who is near: CrossSubnet then goes two ways. */
function checkMasks(draft: ClusterDraft, cluster: Cluster, log: ProblemLog): void {
  const first = new Map<string, { readonly name: string; readonly prefixLength: number }>()
  for (const [i, { name, prefixLength }] of cluster.nodes.entries()) {
    const attachedTo = cluster.underlay.nodes[i]?.nics[0]?.attachedTo
    const segment = attachedTo?.kind === 'segment' ? attachedTo.segment : undefined
    const other = segment === undefined ? undefined : first.get(segment)
    if (segment === undefined) continue
    if (!other) first.set(segment, { name, prefixLength })
    else if (other.prefixLength !== prefixLength) {
      const manifest = draft.nodes.get(name)?.manifest
      const facts = { node: name, length: String(prefixLength), other: other.name, otherLength: String(other.prefixLength), segment }
      if (manifest) log.at(manifest, ['spec'], 'warning', 'node-masks-differ', facts)
    }
  }
}
