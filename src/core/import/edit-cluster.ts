import { allocate } from '../calico/ipam'
import { settleAddresses } from '../calico/settle-addresses'
import { madeKeys } from '../calico/wireguard-keys'
import type { Cluster, ClusterNode, ClusterPod, IpamBlock } from '../model/cluster'
import type { Manifest } from '../model/manifest'
import type { Problem } from '../model/problem'
import type { ResourceRef } from '../model/resource'
import { nameOf, refOf, resourceKey } from '../model/resource'
import { prefixContains } from '../wire/ipv4-address'
import { checkAddresses, checkRoom } from './check-addresses'
import { checkEdit } from './check-edit'
import type { ClusterDraft, DraftNode, DraftPod } from './cluster-draft'
import { emptyDraft } from './cluster-draft'
import { ProblemLog } from './manifest'
import { given } from './optional-field'
import { placePods } from './place-pods'
import { completeFelix } from './read-calico-config'
import { plugNodes, segmentFor } from './plug-nodes'
import { readResources } from './read-resources'
import { checkFields, isAnythingKept, keptFields } from './resource-fields'

/** What commands write and delete, all of it or nothing. */
export interface ClusterEdit {
  /** Whole resources, to be created or to stand instead of those of the same names. */
  readonly put: readonly Manifest[]
  readonly remove: readonly ResourceRef[]
}

export interface EditResult {
  /** Absent when there is any error. */
  readonly cluster?: Cluster
  readonly problems: readonly Problem[]
}

/**
 * The cluster with some resources written and others gone, its addresses settled. What is written goes through the
 * readers and checks of a lab's file; beyond those, what the network below cannot follow is refused (`checkEdit`).
 */
export function editCluster(cluster: Cluster, { put, remove }: ClusterEdit): EditResult {
  const log = new ProblemLog()
  const edit: ClusterEdit = { put: placePods(cluster, put), remove: [...remove, ...podsOf(cluster, remove)] }
  const written = readResources(edit.put, log)
  for (const manifest of edit.put) checkFields(manifest, log)
  if (!log.hasErrors()) checkEdit(cluster, edit, written, log)
  if (log.hasErrors()) return { problems: log.finish() }
  const draft = merged(cluster, written, edit.remove)
  const next = assembled(cluster, draft, edit)
  // what was wrong before is no reason to refuse an edit; without its pool what is unwritten is wrong now
  const losesPool = edit.remove.some(({ kind }) => kind === 'IPPool')
  checkAddresses(draft, next, log, (...between) => (losesPool || between.some((manifest) => manifest !== UNWRITTEN) ? 'error' : undefined))
  if (log.hasErrors()) return { problems: log.finish() }
  const allocation = allocate(next)
  checkRoom(draft, next, allocation, log)
  return log.hasErrors() ? { problems: log.finish() } : { cluster: settleAddresses(next, allocation), problems: log.finish() }
}

/** A node that is gone takes its pods along, as the pod garbage collector does (kubernetes/pkg/controller/podgc). */
function podsOf({ nodes, pods }: Cluster, remove: readonly ResourceRef[]): readonly ResourceRef[] {
  const gone = new Set(remove.flatMap(({ kind, name }) => (isNode(kind) ? [name] : [])))
  if (gone.size === 0) return []
  return pods.flatMap(({ namespace, name, node }) => (gone.has(nodes[node]?.name ?? '') ? [{ kind: 'Pod', namespace, name } as const] : []))
}

function isNode(kind: ResourceRef['kind']): boolean {
  return kind === 'Node' || kind === 'CalicoNode'
}

/** Stands for what no command wrote: nothing of it can be wrong. */
const UNWRITTEN: Manifest = { file: '', document: 0, apiVersion: '', kind: '', data: {}, basePath: [], lineOf: () => 0 }

/** The cluster as a draft, with what was written in its place or behind it. */
function merged(cluster: Cluster, written: ClusterDraft, remove: readonly ResourceRef[]): ClusterDraft {
  const gone = new Set(remove.map(resourceKey))
  const isGone = (kind: ResourceRef['kind'], name: string, namespace?: string): boolean => gone.has(resourceKey({ kind, name, ...given('namespace', namespace) }))
  const draft = { ...emptyDraft(), bgpPeers: [] as ClusterDraft['bgpPeers'] }
  for (const node of cluster.nodes.filter(({ name }) => !isGone('Node', name))) {
    const put = written.nodes.get(node.name)
    // what a Node may leave out and be without; addresses and keys are for the nodes themselves to write
    const { asNumber: _number, routeReflectorClusterId: _cluster, vtepMac: _mac, ...own } = node
    draft.nodes.set(node.name, put ? { ...put, fields: { ...own, ...put.fields } } : { manifest: UNWRITTEN, fields: node, hasMask: true, group: 'calico' })
  }
  for (const [name, node] of written.nodes) if (!draft.nodes.has(name)) draft.nodes.set(name, joining(cluster, node))
  const pools = cluster.pools.filter(({ name }) => !isGone('IPPool', name)).map((pool) => ({ manifest: UNWRITTEN, pool }))
  draft.pools.push(...overlaid(pools, written.pools, ({ pool }) => pool.name))
  const pods = cluster.pods.filter(({ name, namespace }) => !isGone('Pod', name, namespace)).map((pod) => draftPod(cluster, pod))
  draft.pods.push(...overlaid(pods, written.pods, podKey).map((pod) => keepingAddress(pod, pods)))
  draft.bgpPeers.push(...overlaid(cluster.bgpPeers.filter(({ name }) => !isGone('BGPPeer', name)), written.bgpPeers, ({ name }) => name))
  draft.blocks.push(...blocksInUse(cluster, draft).map(({ cidr, node, released = [] }) => ({ manifest: UNWRITTEN, cidr, nodeName: cluster.nodes[node]?.name ?? '', tunnels: [], released })))
  return draft
}

/**
 * A node that is new, as it is once calico-node runs on it: it finds the mask on its card, and Felix publishes a key where the
 * others have theirs (node/pkg/lifecycle/startup, felix/wireguard).
 */
function joining({ underlay, nodes }: Cluster, node: DraftNode): DraftNode {
  const { name, address, prefixLength = 32, wireguardPublicKey: _felix, ...rest } = node.fields
  const segment = address === undefined ? undefined : segmentFor(underlay, address)
  const hasKeys = nodes.some((other) => other.wireguardPublicKey !== undefined)
  const length = prefixLength >= 31 && segment ? segment.cidr.prefixLength : prefixLength
  const fields = { ...rest, name, ...given('address', address), prefixLength: length, ...(hasKeys ? { wireguardPublicKey: madeKeys(name).publicKey } : {}) }
  return { ...node, hasMask: true, fields }
}

/** Each in its place; new ones at the end, as they are wired last. */
function overlaid<T>(present: readonly T[], written: readonly T[], nameOf: (item: T) => string): T[] {
  const put = new Map(written.map((item) => [nameOf(item), item]))
  const kept = present.map((item) => put.get(nameOf(item)) ?? item)
  const names = new Set(present.map(nameOf))
  return [...kept, ...[...put.values()].filter((item) => !names.has(nameOf(item)))]
}

function podKey({ namespace, name }: DraftPod): string {
  return `${namespace}/${name}`
}

function draftPod(cluster: Cluster, pod: ClusterPod): DraftPod {
  const { namespace, name, address, mac, serviceAccount } = pod
  const nodeName = cluster.nodes[pod.node]?.name ?? ''
  return { manifest: UNWRITTEN, namespace, name, nodeName, ...given('address', address), ...given('mac', mac), ...given('serviceAccount', serviceAccount) }
}

/** A pod that runs keeps its address; what a manifest says of a new one's status is the server's to write. */
function keepingAddress(pod: DraftPod, present: readonly DraftPod[]): DraftPod {
  if (pod.manifest === UNWRITTEN) return pod
  const { address: _written, ...rest } = pod
  const known = present.find((candidate) => podKey(candidate) === podKey(pod))
  return { ...rest, ...given('address', known?.address) }
}

/**
 * Calico gives back the blocks of a pool or a node that is gone where nobody uses them; a block that is used must have its
 * pool. Where another node's pod has borrowed of it, the block stays without being anybody's, which here is to be left out.
 */
function blocksInUse(cluster: Cluster, draft: ClusterDraft): readonly IpamBlock[] {
  const isHeld = ({ cidr }: IpamBlock): boolean => draft.pools.some(({ pool }) => prefixContains(pool.cidr, cidr.network))
  const isUsed = ({ cidr }: IpamBlock): boolean => draft.pods.some(({ address }) => address !== undefined && prefixContains(cidr, address))
  const hasNode = ({ node }: IpamBlock): boolean => draft.nodes.has(cluster.nodes[node]?.name ?? '')
  return cluster.blocks.filter((block) => hasNode(block) && (isHeld(block) || isUsed(block)))
}

function assembled(cluster: Cluster, draft: ClusterDraft, edit: ClusterEdit): Cluster {
  const nodes = [...draft.nodes.values()].flatMap(({ fields }) => completeNode(fields) ?? [])
  const nodeIndex = new Map(nodes.map(({ name }, i) => [name, i]))
  const written = readResources(edit.put, new ProblemLog())
  const wrote = (kind: ResourceRef['kind'], name: string): boolean => edit.put.some((manifest) => manifest.kind === kind && nameOf(manifest.data) === name)
  const removed = (kind: ResourceRef['kind'], name: string): boolean => edit.remove.some((ref) => ref.kind === kind && ref.name === name)
  const felixOfNode = Object.entries({ ...cluster.felixOfNode, ...written.felixOfNode }).filter(([node]) => !removed('FelixConfiguration', `node.${node}`))
  const pods = draft.pods.map(({ namespace, name, nodeName, address, mac, serviceAccount }): ClusterPod => ({
    namespace,
    name,
    node: nodeIndex.get(nodeName) ?? 0,
    ...given('address', address),
    ...given('mac', mac),
    ...given('serviceAccount', serviceAccount),
  }))
  const blocks = draft.blocks.map(({ cidr, nodeName, released }): IpamBlock => ({ cidr, node: nodeIndex.get(nodeName) ?? 0, ...(released.length === 0 ? {} : { released }) }))
  const kept = keptAfter(cluster, edit)
  const { kept: _before, ...rest } = cluster
  return {
    ...rest,
    nodes,
    underlay: plugNodes(cluster.underlay, nodes),
    pools: draft.pools.map(({ pool }) => pool),
    pods,
    ...given('hostNetworkPods', cluster.hostNetworkPods?.filter(({ node }) => nodeIndex.has(node))),
    blocks: givenBack(blocks, cluster.pods, pods),
    felix: wrote('FelixConfiguration', 'default') ? completeFelix(written.felix) : removed('FelixConfiguration', 'default') ? completeFelix({}) : cluster.felix,
    felixOfNode: Object.fromEntries(felixOfNode),
    bgp: wrote('BGPConfiguration', 'default') ? written.bgp : removed('BGPConfiguration', 'default') ? emptyDraft().bgp : cluster.bgp,
    bgpPeers: draft.bgpPeers,
    ...(Object.keys(kept).length === 0 ? {} : { kept }),
  }
}

/** `checkEdit` has seen to it that each has its address. */
function completeNode({ address, prefixLength, ...rest }: DraftNode['fields']): ClusterNode | undefined {
  return address === undefined || prefixLength === undefined ? undefined : { ...rest, address, prefixLength }
}

/** The addresses of pods that are gone, at the end of their blocks' queues. */
function givenBack(blocks: readonly IpamBlock[], before: readonly ClusterPod[], after: readonly ClusterPod[]): readonly IpamBlock[] {
  const used = new Set(after.map(({ address }) => address))
  const freed = before.flatMap(({ address }) => (address === undefined || used.has(address) ? [] : [address]))
  if (freed.length === 0) return blocks
  return blocks.map((block) => {
    const own = freed.filter((address) => prefixContains(block.cidr, address))
    return own.length === 0 ? block : { ...block, released: [...(block.released ?? []), ...own] }
  })
}

function keptAfter(cluster: Cluster, { put, remove }: ClusterEdit): NonNullable<Cluster['kept']> {
  const kept = new Map(Object.entries(cluster.kept ?? {}))
  for (const ref of remove) kept.delete(resourceKey(ref))
  for (const manifest of put) {
    const ref = refOf(manifest)
    const state = given('status', ref && cluster.kept?.[resourceKey(ref)]?.status)
    const fields = { ...keptFields(manifest), ...state }
    // a namespace and a BGPConfiguration are there because somebody wrote them
    const isShown = ref?.kind === 'Namespace' || ref?.kind === 'BGPConfiguration' || isAnythingKept(fields)
    if (ref && isShown) kept.set(resourceKey(ref), fields)
    else if (ref) kept.delete(resourceKey(ref))
  }
  return Object.fromEntries(kept)
}
