import type { CalicoInstallation, CalicoVersion, Cluster, ClusterNode, ClusterPod } from '../model/cluster'
import { CALICO_VERSIONS, NETFILTER_TABLES } from '../model/cluster'
import { cloudOf } from '../model/cloud-instance'
import type { Problem } from '../model/problem'
import type { Underlay } from '../model/underlay'
import { peeringOf } from '../calico/bgp-sessions'
import { allocate } from '../calico/ipam'
import { settleAddresses } from '../calico/settle-addresses'
import { formatIpv4, formatIpv4Prefix } from '../wire/ipv4-address'
import { profileOfRelease } from '../calico/version-profile'
import { checkAddresses, checkPoolsAgainstUnderlay, checkRoom } from './check-addresses'
import { checkUnderlay } from './check-underlay'
import type { ClusterDraft, DraftNode } from './cluster-draft'
import { completeUnderlay } from './complete-underlay'
import type { NoteUnderlay } from './complete-underlay'
import { ASSUMED_PREFIX_LENGTH, inferUnderlay } from './infer-underlay'
import type { FullYaml } from './document-text'
import { LineFinder } from './document-text'
import type { Manifest } from '../model/manifest'
import type { LabText } from './manifest'
import { ProblemLog } from './manifest'
import { completeFelix } from './read-calico-config'
import { readManifests } from './read-manifests'
import type { ReadingWatch } from './reading-progress'
import { readResources } from './read-resources'
import { noteUnmodelledFields } from './resource-fields'
import { given } from './optional-field'
import type { UnderlayDocument, UnderlaySpecDocument } from './underlay-schema'
import { underlaySchema } from './underlay-schema'

/** So many pods are named in a line that speaks of many. */
const NAMED_PODS = 3

export interface LabReading {
  /** Absent when there is any error. */
  readonly cluster?: Cluster
  readonly problems: readonly Problem[]
  /** Present where only the full reader of YAML reads these files: they are to be read again with it. */
  readonly lacksYaml?: true
}

/**
 * Reads a lab: Kubernetes' and Calico's resources and at most one Underlay, in any number of YAML files, as one. Never
 * throws on any text. Everything that is wrong is reported at once; errors give no cluster, warnings say what was assumed.
 * `watch` is told how far it has come, where that takes long.
 */
export function readLabWith(yaml: FullYaml | undefined, files: readonly LabText[], watch?: ReadingWatch): LabReading {
  const lines = new LineFinder(yaml)
  const reading = readLabBy(lines, files, watch)
  return lines.lacksYaml ? { problems: [], lacksYaml: true } : reading
}

function readLabBy(lines: LineFinder, files: readonly LabText[], watch?: ReadingWatch): LabReading {
  const log = new ProblemLog()
  const manifests = readManifests(files, log, lines, watch)
  if (lines.lacksYaml) return { problems: [] }
  if (noteSecondLab(manifests, log)) return { problems: log.finish() }
  const draft = readResources(manifests, log, watch)
  noteUnmodelledFields(manifests, log)
  const lab = files[0]?.name ?? ''
  if (draft.nodes.size === 0 && !log.hasErrors()) {
    log.ofLab(lab, 'error', 'no-nodes', {})
  }
  const cluster = assemble(draft, lab, log)
  if (!log.hasErrors()) {
    checkAddresses(draft, cluster, log, () => 'warning')
    checkPoolsAgainstUnderlay(draft, cluster, log)
    noteNodesWithoutKey(draft, cluster, log)
    noteIdlePeers(cluster, lab, log)
    noteIpv6(draft, lab, log)
  }
  if (!log.hasErrors()) checkUnderlay(draft, cluster, log)
  if (log.hasErrors()) return { problems: log.finish() }
  const allocation = allocate(cluster)
  checkRoom(draft, cluster, allocation, log)
  return log.hasErrors() ? { problems: log.finish() } : { cluster: settleAddresses(cluster, allocation), problems: log.finish() }
}

/** Files of two labs that were opened together: whatever stands in both would be told as doubled, which helps nobody. */
function noteSecondLab(manifests: readonly Manifest[], log: ProblemLog): boolean {
  const underlays = manifests.filter(({ kind, apiVersion }) => kind === 'Underlay' && apiVersion.startsWith('hopscope.dev/'))
  const second = underlays.find(({ file }) => file !== underlays[0]?.file)
  if (second) log.ofLab(second.file, 'error', 'labs-several', { other: underlays[0]?.file ?? '' })
  return second !== undefined
}

function assemble(draft: ClusterDraft, lab: string, log: ProblemLog): Cluster {
  const underlayDraft = draft.underlays[0]
  const nodes = completeNodes(draft, log)
  const spec = underlayDraft?.document.spec ?? emptyUnderlay()
  noteHostNetworkPods(draft, log)
  const { pods, nodeIndex } = completePods(draft, nodes, log)
  takeInstallation(draft, log)
  return {
    name: underlayDraft?.document.metadata.name ?? labNameOf(lab),
    nodes,
    pods,
    pools: draft.pools.map(({ pool }) => pool),
    blocks: completeBlocks(draft, nodeIndex, log),
    felix: completeFelix(draft.felix),
    felixOfNode: draft.felixOfNode,
    bgp: draft.bgp,
    bgpPeers: draft.bgpPeers,
    calico: installation(spec, draft, lab, log),
    ...(draft.hostNetworkPods.length === 0 ? {} : { hostNetworkPods: draft.hostNetworkPods.map(({ namespace, name, node }) => ({ namespace, name, node })) }),
    ...(draft.kept.size === 0 ? {} : { kept: Object.fromEntries(draft.kept) }),
    underlay: underlayOf(spec, underlayDraft?.manifest, nodes, draft, lab, log),
  }
}

/** What tells of the installation stands in for what the cluster's own resources do not say, and Felix's environment above them. */
function takeInstallation(draft: ClusterDraft, log: ProblemLog): void {
  const { installed } = draft
  const [pool] = installed.pools
  if (pool && draft.pools.length === 0) {
    draft.pools = installed.pools
    log.at(pool.manifest, [], 'warning', 'pools-of-installation', { kind: pool.manifest.kind, pools: installed.pools.map((one) => formatIpv4Prefix(one.pool.cidr)).join(', ') })
  }
  draft.felix = { ...draft.felix, ...installed.felix }
  for (const [name, own] of Object.entries(draft.felixOfNode)) draft.felixOfNode[name] = { ...own, ...installed.felix }
}

/** BGPPeers that bring nobody together are what somebody looks for whose routes are missing. */
function noteIdlePeers(cluster: Cluster, lab: string, log: ProblemLog): void {
  if (!cluster.calico.runsBird) return
  for (const peer of cluster.bgpPeers) {
    const { locals, nodes, address, isRouter } = peeringOf(peer, cluster)
    const { name, nodeSelector = '', peerSelector = '' } = peer
    if (locals.size === 0 && nodeSelector !== '') log.ofLab(lab, 'warning', 'peer-selects-none', { peer: name, field: 'nodeSelector', selector: nodeSelector.slice(0, 80) })
    if (nodes.size === 0 && peerSelector !== '') log.ofLab(lab, 'warning', 'peer-selects-none', { peer: name, field: 'peerSelector', selector: peerSelector.slice(0, 80) })
    if (address !== undefined && nodes.size === 0 && !isRouter) log.ofLab(lab, 'warning', 'peer-silent', { peer: name, address: formatIpv4(address) })
  }
}

/** Where nobody has a key, all are given one. */
function noteNodesWithoutKey(draft: ClusterDraft, { felix, nodes }: Cluster, log: ProblemLog): void {
  if (!felix.wireguardEnabled || nodes.every(({ wireguardPublicKey }) => wireguardPublicKey === undefined)) return
  for (const { name, wireguardPublicKey } of nodes) {
    const manifest = draft.nodes.get(name)?.manifest
    if (manifest && wireguardPublicKey === undefined) log.at(manifest, ['metadata', 'name'], 'warning', 'node-without-key', { node: name })
  }
}

function emptyUnderlay(): UnderlaySpecDocument {
  const document: UnderlayDocument = underlaySchema.parse({ apiVersion: 'hopscope.dev/v1', kind: 'Underlay', metadata: { name: 'lab' } })
  return document.spec
}

/** `two-subnets.yaml` is the lab two-subnets. */
function labNameOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.(ya?ml|json)$/, '') || 'lab'
}

function completeNodes(draft: ClusterDraft, log: ProblemLog): ClusterNode[] {
  const tunnels = tunnelAddresses(draft)
  const nodes: ClusterNode[] = []
  for (const { manifest, fields, hasMask } of draft.nodes.values()) {
    const { name, address, prefixLength } = fields
    if (address === undefined || prefixLength === undefined) {
      log.at(manifest, ['spec'], 'error', 'node-address-missing', { node: name })
      continue
    }
    if (!hasMask) noteBareAddress(manifest, name, log)
    nodes.push({ ...tunnels.get(name), ...fields, name, address, prefixLength })
  }
  return nodes
}

function noteBareAddress(manifest: DraftNode['manifest'], name: string, log: ProblemLog): void {
  log.at(manifest, ['metadata'], 'warning', 'node-mask-missing', { node: name, length: String(ASSUMED_PREFIX_LENGTH) })
}

/** Tunnel addresses that only IPAMBlocks tell of. */
function tunnelAddresses(draft: ClusterDraft): ReadonlyMap<string, Partial<ClusterNode>> {
  const fieldOf = {
    ipipTunnelAddress: 'ipipTunnelAddress',
    vxlanTunnelAddress: 'vxlanTunnelAddress',
    wireguardTunnelAddress: 'wireguardAddress',
  } as const
  const found = new Map<string, Partial<ClusterNode>>()
  for (const { tunnels } of draft.blocks) {
    for (const { nodeName, type, address } of tunnels) {
      const known = Object.entries(fieldOf).find(([name]) => name === type)
      if (known) found.set(nodeName, { ...found.get(nodeName), [known[1]]: address })
    }
  }
  return found
}

function completePods(
  draft: ClusterDraft,
  nodes: readonly ClusterNode[],
  log: ProblemLog,
): { readonly pods: ClusterPod[]; readonly nodeIndex: ReadonlyMap<string, number> } {
  const nodeIndex = new Map(nodes.map(({ name }, i) => [name, i]))
  const seen = new Set<string>()
  const pods: ClusterPod[] = []
  for (const { manifest, namespace, name, nodeName, address, mac, serviceAccount } of draft.pods) {
    const node = nodeIndex.get(nodeName)
    const key = `${namespace}/${name}`
    if (seen.has(key))
      log.at(manifest, ['metadata', 'name'], 'error', 'pod-duplicate', { pod: key })
    else if (node === undefined) {
      if (!draft.nodes.has(nodeName)) log.at(manifest, ['spec', 'nodeName'], 'error', 'pod-node-missing', { pod: key, node: nodeName })
    } else
      pods.push({ namespace, name, node, ...given('address', address), ...given('mac', mac), ...given('serviceAccount', serviceAccount) })
    seen.add(key)
  }
  return { pods, nodeIndex }
}

/** Of a cluster of both families half is left out: one line for all of it. */
function noteIpv6({ ofIpv6: { nodes, pods, blocks } }: ClusterDraft, lab: string, log: ProblemLog): void {
  if (nodes.size + pods.size + blocks.size === 0) return
  log.ofLab(lab, 'warning', 'ipv6-addresses-ignored', { nodes: String(nodes.size), pods: String(pods.size), blocks: String(blocks.size) })
}

/** A node runs some of them in every cluster: one line for all. */
function noteHostNetworkPods({ hostNetworkPods }: ClusterDraft, log: ProblemLog): void {
  const [first] = hostNetworkPods
  if (!first) return
  const pods = hostNetworkPods.slice(0, NAMED_PODS).map(({ name }) => name).join(', ')
  log.at(first.manifest, ['spec', 'hostNetwork'], 'warning', 'pods-of-host-network', { pods, count: String(hostNetworkPods.length), unnamed: String(Math.max(hostNetworkPods.length - NAMED_PODS, 0)) })
}

function completeBlocks(draft: ClusterDraft, nodeIndex: ReadonlyMap<string, number>, log: ProblemLog): Cluster['blocks'] {
  const owners = new Map<string, string>()
  const released = new Map(draft.blocks.flatMap((block) => (block.released.length > 0 ? [[block.cidr.network, block.released] as const] : [])))
  return draft.blocks.flatMap(({ manifest, cidr, nodeName }) => {
    const key = `${cidr.network}/${cidr.prefixLength}`
    const owner = owners.get(key)
    const node = nodeIndex.get(nodeName)
    if (owner !== undefined && owner !== nodeName) {
      log.at(manifest, ['spec', 'cidr'], 'warning', 'block-two-owners', { owner, node: nodeName })
    }
    if (node === undefined && !draft.nodes.has(nodeName)) {
      log.at(manifest, ['spec', 'node'], 'warning', 'block-node-missing', { node: nodeName })
    }
    if (node === undefined || owner !== undefined) return []
    owners.set(key, nodeName)
    return [{ cidr, node, ...given('released', released.get(cidr.network)) }]
  })
}

function installation(spec: UnderlaySpecDocument, draft: ClusterDraft, lab: string, log: ProblemLog): CalicoInstallation {
  const { calico } = spec
  return {
    version: calico.version ?? assumedVersion(draft, lab, log),
    netfilterTables: calico.netfilter ?? NETFILTER_TABLES,
    runsBird: calico.bgp && !draft.installed.isWithoutBird,
    ...given('podMtuBytes', calico.podMtu ?? draft.installed.podMtuBytes),
    ...given('workloadRpFilter', calico.workloadRpFilter),
    tunnelDevicesFirst: calico.tunnelDevices === 'before-pods',
    rulesWithoutComment: calico.rulesWithoutComment,
  }
}

function assumedVersion(draft: ClusterDraft, lab: string, log: ProblemLog): CalicoVersion {
  const known = profileOfRelease(draft.calicoRelease ?? draft.installed.release ?? '')
  if (known) return known
  const newest = CALICO_VERSIONS[CALICO_VERSIONS.length - 1] ?? 'v3.32.1'
  if (!log.hasErrors()) log.ofLab(lab, 'warning', 'calico-version-assumed', { version: newest })
  return newest
}

function underlayOf(
  spec: UnderlaySpecDocument,
  manifest: Manifest | undefined,
  nodes: readonly ClusterNode[],
  draft: ClusterDraft,
  lab: string,
  log: ProblemLog,
): Underlay {
  const note: NoteUnderlay = (path, code, facts) => {
    if (manifest) log.at(manifest, path, 'error', code, facts)
    else log.ofLab(lab, 'error', code, facts)
  }
  if (spec.segments !== undefined || nodes.length === 0) return completeUnderlay(spec, nodes, note)
  const taken = new Set([...nodes.map(({ name }) => name), ...[...(spec.routers ?? []), ...(spec.hosts ?? [])].map(({ name }) => name)])
  const { parts, assumptions } = inferUnderlay(nodes, taken, draft)
  if (!log.hasErrors()) {
    log.ofLab(lab, 'warning', 'segments-inferred', assumptions.segments)
    const cloud = nodes.map(({ providerId }) => cloudOf(providerId)).find((known) => known !== undefined)
    if (cloud) log.ofLab(lab, 'warning', 'cloud-not-assumed', { cloud })
    if (assumptions.mtu) log.ofLab(lab, 'warning', 'mtu-inferred', assumptions.mtu)
    log.ofLab(lab, 'warning', 'router-inferred', assumptions.router)
    log.ofLab(lab, 'warning', 'host-inferred', assumptions.host)
  }
  return completeUnderlay({ ...spec, segments: parts.segments, routers: parts.routers, hosts: parts.hosts }, nodes, note)
}
