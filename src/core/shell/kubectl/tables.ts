import type { CalicoVersion } from '../../model/cluster'
import { isJsonObject } from '../../model/manifest'
import type { JsonObject } from '../../model/manifest'
import type { ClusterAdmin } from '../cluster-admin'
import { fieldOf, refIn, textOf } from '../resources/resource-text'
import { ageText } from './age'
import type { KubectlKind } from './kinds'

type Cell = (resource: JsonObject, view: TableView) => string
type Columns = readonly (readonly [heading: string, cell: Cell])[]

export interface TableView {
  readonly admin: ClusterAdmin
  readonly kind: KubectlKind
  readonly nowNs: number
  readonly isWide: boolean
  readonly showsNamespace: boolean
  readonly showsLabels: boolean
  /** Of several types at once, each name has its type before it. */
  readonly namePrefix: string
}

/** A Kubernetes of the time of each Calico, where the cluster does not say; nothing here depends on it. */
const KUBELETS: Readonly<Record<CalicoVersion, string>> = { 'v3.26': 'v1.27.16', 'v3.30': 'v1.32.9', 'v3.32.1': 'v1.34.4' }

export function kubeletOf(admin: ClusterAdmin, node: JsonObject): string {
  return textOf(node, 'status', 'nodeInfo', 'kubeletVersion') || KUBELETS[admin.cluster.calico.version]
}

/** printNode (kubernetes/pkg/printers/internalversion/printers.go); a node of which nothing is said is well. */
function nodeStatus(node: JsonObject): string {
  const conditions = fieldOf(node, 'status', 'conditions')
  const ready: unknown = Array.isArray(conditions) ? conditions.find((condition) => textOf(condition, 'type') === 'Ready') : undefined
  const status = ready === undefined || textOf(ready, 'status') === 'True' ? 'Ready' : 'NotReady'
  return fieldOf(node, 'spec', 'unschedulable') === true ? `${status},SchedulingDisabled` : status
}

const ROLE_LABEL = 'node-role.kubernetes.io/'

/** findNodeRoles (kubernetes/pkg/printers/internalversion/printers.go). */
export function nodeRoles(node: JsonObject): string {
  const labelled = fieldOf(node, 'metadata', 'labels')
  const roles = isJsonObject(labelled)
    ? Object.entries(labelled).flatMap(([key, value]) => (key.startsWith(ROLE_LABEL) && key !== ROLE_LABEL ? [key.slice(ROLE_LABEL.length)] : key === 'kubernetes.io/role' && value !== '' ? [String(value)] : []))
    : []
  return [...new Set(roles)].sort().join(',') || NONE
}

const NONE = '<none>'
const UNKNOWN = '<unknown>'
const none: Cell = () => NONE
const name: Cell = (resource, { namePrefix }) => namePrefix + textOf(resource, 'metadata', 'name')
const age: Cell = (resource, { admin, kind, nowNs }) => ageText(nowNs - admin.createdNs(refIn(kind.kind, resource)))

const POD: Columns = [['NAME', name], ['READY', ready], ['STATUS', (resource) => textOf(resource, 'status', 'phase')], ['RESTARTS', () => '0'], ['AGE', age]]
const POD_WIDE: Columns = [
  ['IP', (resource) => textOf(resource, 'status', 'podIP') || NONE],
  ['NODE', (resource) => textOf(resource, 'spec', 'nodeName') || NONE],
  ['NOMINATED NODE', none],
  ['READINESS GATES', none],
]
const NODE: Columns = [['NAME', name], ['STATUS', nodeStatus], ['ROLES', nodeRoles], ['AGE', age], ['VERSION', (node, { admin }) => kubeletOf(admin, node)]]
const NODE_WIDE: Columns = [
  ['INTERNAL-IP', internalAddress],
  ['EXTERNAL-IP', none],
  ['OS-IMAGE', (resource) => textOf(resource, 'status', 'nodeInfo', 'osImage') || UNKNOWN],
  ['KERNEL-VERSION', (resource) => textOf(resource, 'status', 'nodeInfo', 'kernelVersion') || UNKNOWN],
  ['CONTAINER-RUNTIME', (resource) => textOf(resource, 'status', 'nodeInfo', 'containerRuntimeVersion') || UNKNOWN],
]
const NAMESPACE: Columns = [['NAME', name], ['STATUS', (resource) => textOf(resource, 'status', 'phase')], ['AGE', age]]
/** CRDs of crd.projectcalico.org define no columns. */
const CUSTOM: Columns = [['NAME', name], ['AGE', age]]

function columnsOf({ kind, isWide }: TableView): Columns {
  if (kind.kind === 'Pod') return isWide ? [...POD, ...POD_WIDE] : POD
  if (kind.kind === 'Node') return isWide ? [...NODE, ...NODE_WIDE] : NODE
  return kind.kind === 'Namespace' ? NAMESPACE : CUSTOM
}

function ready(pod: JsonObject): string {
  const containers = fieldOf(pod, 'spec', 'containers')
  const count = Array.isArray(containers) ? Math.max(1, containers.length) : 1
  return `${count}/${count}`
}

function internalAddress(node: JsonObject): string {
  const addresses = fieldOf(node, 'status', 'addresses')
  const internal: unknown = Array.isArray(addresses) ? addresses.find((entry) => textOf(entry, 'type') === 'InternalIP') : undefined
  return textOf(internal, 'address') || NONE
}

function labels(resource: JsonObject): string {
  const own = fieldOf(resource, 'metadata', 'labels')
  const pairs = typeof own === 'object' && own !== null ? Object.entries(own).map(([key, value]) => `${key}=${String(value)}`) : []
  return pairs.sort().join(',') || NONE
}

/** Headings and rows of `kubectl get`. */
export function tableRows(resources: readonly JsonObject[], view: TableView): readonly (readonly string[])[] {
  const columns: Columns = [
    ...(view.showsNamespace ? [['NAMESPACE', (resource: JsonObject) => textOf(resource, 'metadata', 'namespace')] as const] : []),
    ...columnsOf(view),
    ...(view.showsLabels ? [['LABELS', labels] as const] : []),
  ]
  return [columns.map(([heading]) => heading), ...resources.map((resource) => columns.map(([, cell]) => cell(resource, view)))]
}
