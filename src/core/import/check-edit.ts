import type { Cluster } from '../model/cluster'
import type { Manifest, Path } from '../model/manifest'
import { isJsonObject } from '../model/manifest'
import type { ResourceKind } from '../model/resource'
import { refOf, resourceKey } from '../model/resource'
import { broadcastOf, formatIpv4, formatIpv4Prefix } from '../wire/ipv4-address'
import type { ClusterDraft, DraftNode } from './cluster-draft'
import type { ClusterEdit } from './edit-cluster'
import type { ProblemLog } from './manifest'
import { segmentFor } from './plug-nodes'

/** Kinds that commands write. Of the others some are IPAM's own records and some are views. */
const WRITABLE: readonly (ResourceKind | undefined)[] = ['Namespace', 'Node', 'CalicoNode', 'Pod', 'IPPool', 'FelixConfiguration', 'BGPConfiguration', 'BGPPeer']

/** What a running cluster cannot follow: a node without a place in its network, other networks of a pool, another node for a pod that runs. */
export function checkEdit(cluster: Cluster, edit: ClusterEdit, written: ClusterDraft, log: ProblemLog): void {
  for (const manifest of edit.put) checkKind(cluster, manifest, log)
  checkTwice(edit.put, log)
  if (log.hasErrors()) return
  checkNodes(cluster, written, log)
  checkPools(cluster, written, log)
  checkPods(cluster, nodesAfter(cluster, edit, written), written, log)
  if (nodesAfter(cluster, edit, written).length === 0) {
    log.refuse(undefined, 'no-nodes', 'No node would be left in this lab.', 'Leave one.')
  }
  for (const ref of edit.remove) {
    if (!WRITABLE.includes(ref.kind)) refuseKind(ref.kind, (message, remedy) => log.refuse(undefined, 'kind-read-only', message, remedy))
  }
}

function checkKind(cluster: Cluster, manifest: Manifest, log: ProblemLog): void {
  const ref = refOf(manifest)
  const note = (path: Path, code: string) => (message: string, remedy: string) => log.refuse([manifest, path], code, message, remedy)
  if (!ref) note(['kind'], 'kind-unknown')(`${manifest.kind.slice(0, 60)} of ${manifest.apiVersion.slice(0, 60)} is not modelled.`, `Hopscope writes ${writable()}.`)
  else if (!WRITABLE.includes(ref.kind)) refuseKind(ref.kind, note(['kind'], 'kind-read-only'))
  else if (ref.name === '') note(['metadata', 'name'], 'name-missing')('The resource has no name.', 'Give it metadata.name.')
  else if (ref.kind === 'BGPConfiguration' && ref.name !== 'default') note(['metadata', 'name'], 'name-not-modelled')(`BGPConfiguration ${ref.name} is not modelled.`, 'Write the one called default.')
  else if (ref.kind === 'Pod' && ['nodeSelector', 'affinity'].some((field) => isJsonObject(manifest.data.spec) && isJsonObject(manifest.data.spec[field]))) {
    note(['spec'], 'field-not-modelled')('nodeSelector and affinity are not modelled.', `Say the node: spec.nodeName, one of ${cluster.nodes.slice(0, 8).map(({ name }) => name).join(', ')}.`)
  }
}

function writable(): string {
  return WRITABLE.filter((kind) => kind !== 'CalicoNode').join(', ')
}

function refuseKind(kind: ResourceKind, note: (message: string, remedy: string) => void): void {
  const why: Partial<Record<ResourceKind, string>> = {
    BlockAffinity: 'Calico’s IPAM writes it.',
    IPAMBlock: 'Calico’s IPAM writes it.',
    ClusterInformation: 'Calico writes it.',
    WorkloadEndpoint: 'It is a view of a pod.',
    Underlay: 'It is the network below, which the lab’s file describes.',
  }
  note(`${kind} cannot be written. ${why[kind] ?? ''}`.trim(), kind === 'WorkloadEndpoint' ? 'Create or delete the pod.' : `Hopscope writes ${writable()}.`)
}

function checkTwice(put: readonly Manifest[], log: ProblemLog): void {
  const seen = new Set<string>()
  for (const manifest of put) {
    const ref = refOf(manifest)
    const key = ref ? resourceKey(ref) : ''
    if (ref && seen.has(key)) log.refuse([manifest, ['metadata', 'name']], 'resource-twice', `${manifest.kind} ${ref.name} stands here twice.`, 'Keep one of the two.')
    seen.add(key)
  }
}

function checkNodes(cluster: Cluster, written: ClusterDraft, log: ProblemLog): void {
  for (const { manifest, fields } of written.nodes.values()) {
    const known = cluster.nodes.find(({ name }) => name === fields.name)
    const refuse = (path: Path, message: string, remedy: string) => log.refuse([manifest, path], 'node-change', message, remedy)
    if (!known) checkNewNode(cluster, written, fields, refuse)
    else if (fields.address !== known.address) refuse(['spec', 'bgp', 'ipv4Address'], `The address of node ${known.name} cannot change: its card has the old one.`, 'Leave the address; only its mask can be changed.')
    else if (fields.wireguardPublicKey !== undefined && known.wireguardPublicKey !== undefined && fields.wireguardPublicKey !== known.wireguardPublicKey) {
      refuse(['status', 'wireguardPublicKey'], `The public key of node ${known.name} is Felix’s to publish.`, 'Leave it as it is.')
    }
  }
}

type Refuse = (path: Path, message: string, remedy: string) => void

/** A node that joins needs a name and an address that nobody has, and a segment that holds the address. */
function checkNewNode({ underlay, nodes }: Cluster, written: ClusterDraft, { name, address }: DraftNode['fields'], refuse: Refuse): void {
  const subnets = underlay.segments.map((segment) => `${segment.name} ${formatIpv4Prefix(segment.cidr)}`).join(', ')
  if ([...underlay.routers, ...underlay.hosts, ...underlay.segments].some((other) => other.name === name)) {
    refuse(['metadata', 'name'], `The name ${name} is taken in this lab’s network.`, 'Give the node another.')
  } else if (address === undefined) {
    refuse(['status', 'addresses'], `Node ${name} has no address, and so no place in this lab’s network.`, `Give it an InternalIP, or the annotation projectcalico.org/IPv4Address, of ${subnets}.`)
  } else {
    const segment = segmentFor(underlay, address)
    const owner = [...underlay.nodes, ...underlay.routers, ...underlay.hosts].find(({ nics }) => nics.some((nic) => nic.address.address === address))
    const twin = [...written.nodes.values()].find(({ fields }) => fields.name !== name && fields.address === address && !nodes.some((node) => node.name === fields.name))
    const other = owner?.name ?? twin?.fields.name
    if (!segment) refuse(['status', 'addresses'], `No segment of this lab holds ${formatIpv4(address)}, the address of node ${name}.`, `Give it one of ${subnets}.`)
    else if (other !== undefined) refuse(['status', 'addresses'], `${formatIpv4(address)} belongs to ${other}.`, `Give node ${name} another address of ${segment.name}.`)
    else if (address === segment.cidr.network || address === broadcastOf(segment.cidr.network, segment.cidr.prefixLength)) {
      refuse(['status', 'addresses'], `${formatIpv4(address)} is no host’s address in ${segment.name} ${formatIpv4Prefix(segment.cidr)}.`, 'Give the node one between the first and the last.')
    }
  }
}

/** Names of the nodes that there will be. */
function nodesAfter(cluster: Cluster, { remove }: ClusterEdit, written: ClusterDraft): readonly string[] {
  const gone = new Set(remove.flatMap(({ kind, name }) => (kind === 'Node' || kind === 'CalicoNode' ? [name] : [])))
  return [...new Set([...cluster.nodes.map(({ name }) => name).filter((name) => !gone.has(name)), ...written.nodes.keys()])]
}

/** libcalico-go/lib/clientv3/ippool.go: these fields are set when a pool is created and never again. */
function checkPools(cluster: Cluster, written: ClusterDraft, log: ProblemLog): void {
  for (const { manifest, pool } of written.pools) {
    const known = cluster.pools.find(({ name }) => name === pool.name)
    if (!known) continue
    const refuse = (field: string, before: string) =>
      log.refuse([manifest, ['spec', field]], 'pool-immutable', `IPPool ${field === 'cidr' ? 'CIDR' : 'BlockSize'} cannot be modified.`, `Leave ${before}, or create another pool.`)
    if (formatIpv4Prefix(known.cidr) !== formatIpv4Prefix(pool.cidr)) refuse('cidr', formatIpv4Prefix(known.cidr))
    if (known.blockSize !== pool.blockSize) refuse('blockSize', String(known.blockSize))
  }
}

function checkPods(cluster: Cluster, nodes: readonly string[], written: ClusterDraft, log: ProblemLog): void {
  for (const { manifest, namespace, name, nodeName } of written.pods) {
    const known = cluster.pods.find((pod) => pod.namespace === namespace && pod.name === name)
    const before = known && cluster.nodes[known.node]?.name
    if (!nodes.includes(nodeName)) {
      const names = nodes.slice(0, 8).join(', ')
      log.refuse([manifest, ['spec', 'nodeName']], 'pod-node-missing', `Pod ${name} would run on node ${nodeName}, which does not exist.`, `Name one of ${names}.`)
    } else if (before !== undefined && before !== nodeName) {
      log.refuse([manifest, ['spec', 'nodeName']], 'pod-moved', `Pod ${name} runs on ${before} and cannot be moved.`, 'Delete it and create it anew.')
    }
  }
}
