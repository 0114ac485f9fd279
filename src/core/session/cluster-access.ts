import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { utcClock, utcDate } from '../base/utc-time'
import { bgpView } from '../calico/bgp-view'
import { buildNetworkIndex } from '../calico/network-index'
import type { NetworkIndex } from '../calico/network-index'
import type { System } from '../engine/kernel-api'
import { containerId, resourceUid } from '../calico/resource-identity'
import { LineFinder } from '../import/document-text'
import { editCluster } from '../import/edit-cluster'
import { FULL_YAML } from '../import/full-yaml'
import { ProblemLog } from '../import/manifest'
import { isTooDeep, parseData } from '../import/parse-data'
import { readManifests } from '../import/read-manifests'
import { addressUses, bgpConfiguration, bgpPeer, blockAffinity, felixConfiguration, ipPool, ipamBlock, isOwnBgp, usesByBlock } from '../import/write-calico'
import { underlayResource } from '../import/write-underlay'
import { calicoNode, kubernetesNode, nodeInForce, podResource, workloadEndpoint } from '../import/write-workloads'
import type { BgpView } from '../model/bgp'
import type { Cluster, ClusterNode } from '../model/cluster'
import { isJsonObject } from '../model/manifest'
import type { JsonObject, Manifest } from '../model/manifest'
import type { Problem } from '../model/problem'
import { nameOf, namespaceOf, refOf, resourceKey } from '../model/resource'
import type { ResourceKind, ResourceRef } from '../model/resource'
import type { AddressUse, ClusterAdmin } from '../shell/cluster-admin'

/** What stands behind it: the session. */
export interface ClusterHost {
  cluster(): Cluster
  nowNs(): number
  /** By resource key; what came with the lab is not here. */
  readonly createdNs: Map<string, number>
  replace(cluster: Cluster): Result<void, string>
  enter: ClusterAdmin['enter']
}

/** Namespaces that every cluster has. */
const FIRST_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** The cluster of a session as its programs see it. */
export class ClusterAccess implements ClusterAdmin {
  private indexed: NetworkIndex | undefined

  constructor(private readonly host: ClusterHost) {}

  get cluster(): Cluster {
    return this.host.cluster()
  }

  resources(kind: ResourceKind): readonly JsonObject[] {
    const { kept } = this.cluster
    const all = this.plain(kind)
    return (kept === undefined ? all : all.map((resource) => overlay(kept[resourceKey(refIn(kind, resource))] ?? {}, resource)))
      .toSorted((a, b) => compare(namespaceOf(a), namespaceOf(b)) || compare(nameOf(a), nameOf(b)))
  }

  has(ref: ResourceRef): boolean {
    if (ref.kind === 'Pod') return this.cluster.pods.some(({ name, namespace }) => name === ref.name && namespace === ref.namespace)
    const key = resourceKey(ref)
    return this.plain(ref.kind).some((resource) => resourceKey(refIn(ref.kind, resource)) === key)
  }

  read(file: string, text: string): Result<readonly Manifest[], string> {
    const log = new ProblemLog()
    const manifests = readManifests([{ name: file, text }], log, new LineFinder(FULL_YAML))
    const deep = manifests.find(({ data }) => isTooDeep(data))
    if (deep) log.refuse([deep, []], 'data-too-deep', 'The resource is nested too deeply.', 'Flatten it.')
    return log.hasErrors() ? err(errorText(log.finish())) : ok(manifests)
  }

  parse(text: string): Result<unknown, string> {
    return parseData(text)
  }

  edit(edit: { readonly put: readonly Manifest[]; readonly remove: readonly ResourceRef[] }): Result<void, string> {
    const put = edit.put.flatMap((manifest) => refOf(manifest) ?? [])
    const isNew = put.filter((ref) => !this.has(ref))
    const { cluster, problems } = editCluster(this.cluster, edit)
    if (!cluster) return err(errorText(problems))
    const replaced = this.host.replace(cluster)
    if (!replaced.ok) return replaced
    for (const ref of edit.remove) this.host.createdNs.delete(resourceKey(ref))
    for (const ref of isNew) this.host.createdNs.set(resourceKey(ref), this.host.nowNs())
    return ok(undefined)
  }

  createdNs(ref: ResourceRef): number {
    return this.host.createdNs.get(resourceKey(ref)) ?? 0
  }

  serverMetadata(ref: ResourceRef): JsonObject {
    const createdNs = this.createdNs(ref)
    return { creationTimestamp: `${utcDate(createdNs)}T${utcClock(createdNs)}Z`, uid: resourceUid(resourceKey(ref)) }
  }

  addressUses(): readonly AddressUse[] {
    const { allocation } = this.index
    const tunnels = (node: number) => ({
      ipip: allocation.ipipTunnelAddress(node),
      vxlan: allocation.vxlanTunnelAddress(node),
      wireguard: allocation.wireguardAddress(node),
    })
    return addressUses(this.cluster, tunnels, ({ namespace, name }) => containerId(namespace, name))
  }

  bgpOf(node: string): BgpView | undefined {
    return bgpView(this.index, this.cluster.nodes.findIndex(({ name }) => name === node))
  }

  enter(netns: string, argv: readonly string[], from: System): ReturnType<ClusterAdmin['enter']> {
    return this.host.enter(netns, argv, from)
  }

  private get index(): NetworkIndex {
    if (this.indexed?.cluster !== this.cluster) this.indexed = buildNetworkIndex(this.cluster)
    return this.indexed
  }

  private plain(kind: ResourceKind): readonly JsonObject[] {
    const { cluster } = this
    const nodeName = (index: number): string => cluster.nodes[index]?.name ?? ''
    const written = (name: string): JsonObject | undefined => cluster.kept?.[resourceKey({ kind, name })]
    switch (kind) {
      case 'Namespace':
        return this.namespaces().map((name) => ({ apiVersion: 'v1', kind, metadata: { labels: { 'kubernetes.io/metadata.name': name }, name }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }))
      case 'Node':
        return this.nodesInForce().map(kubernetesNode)
      case 'CalicoNode':
        return this.nodesInForce().map(calicoNode)
      case 'Pod':
        return cluster.pods.map((pod) => podResource(cluster, pod))
      case 'WorkloadEndpoint':
        return cluster.pods.map((pod, i) => workloadEndpoint(cluster, pod, this.index.hostVethOf(i)))
      case 'IPPool':
        return cluster.pools.map((pool) => ipPool(pool, cluster.calico.version !== 'v3.26'))
      case 'FelixConfiguration':
        return [
          felixConfiguration('default', cluster.felix, new Set(Object.keys(specOf(written('default'))))),
          ...Object.entries(cluster.felixOfNode).map(([node, felix]) => felixConfiguration(`node.${node}`, felix)),
        ]
      case 'BGPConfiguration':
        return isOwnBgp(cluster.bgp) || written('default') ? [bgpConfiguration(cluster.bgp)] : []
      case 'BGPPeer':
        return cluster.bgpPeers.map(bgpPeer)
      case 'BlockAffinity':
        return cluster.blocks.map((block) => blockAffinity(block, nodeName(block.node)))
      case 'IPAMBlock': {
        const usesIn = usesByBlock(cluster, this.addressUses())
        return cluster.blocks.map((block) => ipamBlock(block, nodeName(block.node), usesIn(block)))
      }
      case 'ClusterInformation':
        return [{ apiVersion: 'projectcalico.org/v3', kind, metadata: { name: 'default' }, spec: { calicoVersion: cluster.calico.version, clusterType: 'k8s,bgp,kdd', datastoreReady: true } }]
      case 'Underlay':
        return [underlayResource(cluster)]
    }
  }

  private namespaces(): readonly string[] {
    const made = Object.keys(this.cluster.kept ?? {}).flatMap((key) => (key.startsWith('Namespace//') ? [key.slice('Namespace//'.length)] : []))
    return [...new Set([...FIRST_NAMESPACES, ...this.cluster.pods.map(({ namespace }) => namespace), ...made])]
  }

  private nodesInForce(): readonly ClusterNode[] {
    return this.cluster.nodes.map((node, i) => nodeInForce(node, this.index.enabled, this.index.keysOf(i)?.publicKey))
  }
}

function refIn(kind: ResourceKind, resource: JsonObject): ResourceRef {
  const namespace = namespaceOf(resource)
  return { kind, name: nameOf(resource), ...(namespace === '' ? {} : { namespace }) }
}

/** Maps are merged, anything else of `over` wins. */
function overlay(under: JsonObject, over: JsonObject): JsonObject {
  const merged = new Map(Object.entries(under))
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key)
    merged.set(key, isJsonObject(below) && isJsonObject(value) ? overlay(below, value) : value)
  }
  return Object.fromEntries(merged)
}

function specOf(resource: JsonObject | undefined): JsonObject {
  return isJsonObject(resource?.spec) ? resource.spec : {}
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What is wrong, where, and how to mend it: a line each. */
function errorText(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return errors.map(({ file, line, path, message, remedy }) => [place(file, line), path === '' ? '' : `${path}: `, message, ' ', remedy].join('')).join('\n')
}

function place(file: string, line: number): string {
  if (file === '') return ''
  return line > 0 ? `${file}:${line}: ` : `${file}: `
}
