import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { rfc1123Time } from '../../base/utc-time'
import type { System } from '../../engine/kernel-api'
import { isJsonObject } from '../../model/manifest'
import type { JsonObject } from '../../model/manifest'
import { nameOf, namespaceOf } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { elasticTable } from '../resources/elastic-table'
import { fieldOf, refIn, textOf, wholeResource } from '../resources/resource-text'
import { ageText } from './age'
import { smartLabel } from './field-label'
import { asStored, notFound } from './kinds'
import type { KubectlKind } from './kinds'
import { kubeletOf, nodeRoles } from './tables'
import { targets } from './targets'
import type { Target } from './targets'

/** A line by its cells; what is one cell alone ends the columns above it. */
type Row = readonly string[]

/** `kubectl describe TYPE [NAME-PREFIX…]` (k8s.io/kubectl/pkg/describe): of each what the lab has, in the real one's order and columns. */
export function describe(system: System, admin: ClusterAdmin, { operands, values }: ParsedOptions): Result<void, string> {
  const asked = targets(operands)
  if (!asked.ok) return asked
  const namespace = values.get('n') ?? 'default'
  const found = asked.value.map((target) => ({ target, resources: resourcesOf(admin, target, namespace) }))
  const texts = found.flatMap(({ target, resources }) => resources.map((resource) => elasticTable(rowsOf(system, admin, target.kind, resource))))
  system.stdout(texts.join('\n\n'))
  const lost = found.filter(({ target, resources }) => target.name !== undefined && resources.length === 0)
  if (lost.length > 0) return err(lost.map(({ target }) => notFound(target.kind, target.name ?? '')).join('\n'))
  if (texts.length === 0) system.stderr(`No resources found${asked.value.some(({ kind }) => kind.isNamespaced) ? ` in ${namespace} namespace.` : ''}\n`)
  return ok(undefined)
}

/** The one of that name, or those whose names begin so. */
function resourcesOf(admin: ClusterAdmin, { kind, name }: Target, namespace: string): readonly JsonObject[] {
  const all = admin.resources(kind.kind).filter((resource) => !kind.isNamespaced || namespaceOf(resource) === namespace)
  if (name === undefined) return all
  const exact = all.filter((resource) => nameOf(resource) === name)
  return exact.length > 0 ? exact : all.filter((resource) => nameOf(resource).startsWith(name))
}

const EVENTS: Row = ['Events:', '<none>']

function rowsOf(system: System, admin: ClusterAdmin, kind: KubectlKind, resource: JsonObject): readonly Row[] {
  if (kind.kind === 'Node') return [...nodeRows(system, admin, resource), EVENTS]
  if (kind.kind === 'Pod') return [...podRows(admin, resource), EVENTS]
  if (kind.kind === 'Namespace') return namespaceRows(resource)
  const whole = wholeResource(admin, kind.kind, asStored(kind, resource))
  return [['Name:', nameOf(whole)], ['Namespace:', namespaceOf(whole)], ...metadataRows(whole), ...contentRows(whole, 0, ''), EVENTS]
}

function metadataRows(resource: JsonObject): readonly Row[] {
  return [...pairRows('Labels:', fieldOf(resource, 'metadata', 'labels'), '='), ...pairRows('Annotations:', fieldOf(resource, 'metadata', 'annotations'), ': ')]
}

/** One pair a line, the name of them all before the first. */
function pairRows(title: string, pairs: unknown, between: string): readonly Row[] {
  const entries = isJsonObject(pairs) ? Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1)) : []
  if (entries.length === 0) return [[title, '<none>']]
  return entries.map(([key, value], i) => [i === 0 ? title : '', `${key}${between}${String(value)}`])
}

const SAID_BEFORE = ['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.managedFields']

/** printUnstructuredContent. */
function contentRows(content: JsonObject, level: number, path: string): readonly Row[] {
  const indent = '  '.repeat(level)
  return Object.keys(content).sort().flatMap((field): readonly Row[] => {
    const value = content[field]
    const own = path === '' ? field : `${path}.${field}`
    if (SAID_BEFORE.includes(own)) return []
    const label = `${indent}${smartLabel(field)}:`
    if (isJsonObject(value)) return [[label], ...contentRows(value, level + 1, own)]
    if (Array.isArray(value)) return [[label], ...value.flatMap((item: unknown) => (isJsonObject(item) ? contentRows(item, level + 1, own) : [[`${indent}  ${goText(item)}`]]))]
    return [[label, goText(value)]]
  })
}

/** Go's `%v`. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (value === null || value === undefined) return '<nil>'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function createdAt(admin: ClusterAdmin, kind: 'Node' | 'Pod', resource: JsonObject): string {
  return rfc1123Time(admin.createdNs(refIn(kind, resource)))
}

function nodeRows(system: System, admin: ClusterAdmin, node: JsonObject): readonly Row[] {
  const name = nameOf(node)
  const addresses = fieldOf(node, 'status', 'addresses')
  const pods = admin.resources('Pod').filter((pod) => textOf(pod, 'spec', 'nodeName') === name)
  const podRow = (pod: JsonObject): Row => [
    `  ${namespaceOf(pod)}`, nameOf(pod), '0 (0%)', '0 (0%)', '0 (0%)', '0 (0%)', ageText(system.nowNs() - admin.createdNs(refIn('Pod', pod))),
  ]
  const headings = ['Namespace', 'Name', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age']
  const indented = (cells: readonly string[]): Row => cells.map((cell, i) => (i === 0 ? `  ${cell}` : cell))
  return [
    ['Name:', name],
    ['Roles:', nodeRoles(node)],
    ...metadataRows(node),
    ['CreationTimestamp:', createdAt(admin, 'Node', node)],
    ...taintRows(node),
    ['Unschedulable:', String(fieldOf(node, 'spec', 'unschedulable') === true)],
    ['Addresses:'],
    ...(Array.isArray(addresses) ? addresses.map((address): Row => [`  ${textOf(address, 'type')}:`, textOf(address, 'address')]) : []),
    ['System Info:'],
    ['  OS Image:', textOf(node, 'status', 'nodeInfo', 'osImage') || '<unknown>'],
    ['  Kubelet Version:', kubeletOf(admin, node)],
    ['Non-terminated Pods:', `(${pods.length} in total)`],
    indented(headings),
    indented(headings.map((heading) => '-'.repeat(heading.length))),
    ...pods.map(podRow),
  ]
}

/** One taint a line, as in `node-role.kubernetes.io/control-plane:NoSchedule`. */
function taintRows(node: JsonObject): readonly Row[] {
  const taints = fieldOf(node, 'spec', 'taints')
  if (!Array.isArray(taints) || taints.length === 0) return [['Taints:', '<none>']]
  return taints.map((taint: unknown, i): Row => {
    const value = textOf(taint, 'value')
    return [i === 0 ? 'Taints:' : '', `${textOf(taint, 'key')}${value === '' ? '' : `=${value}`}:${textOf(taint, 'effect')}`]
  })
}

function podRows(admin: ClusterAdmin, pod: JsonObject): readonly Row[] {
  const nodeName = textOf(pod, 'spec', 'nodeName')
  const address = textOf(pod, 'status', 'podIP')
  const containers = fieldOf(pod, 'spec', 'containers')
  return [
    ['Name:', nameOf(pod)],
    ['Namespace:', namespaceOf(pod)],
    ['Priority:', '0'],
    ['Service Account:', textOf(pod, 'spec', 'serviceAccountName') || 'default'],
    ['Node:', `${nodeName}/${hostAddress(admin, nodeName)}`],
    ['Start Time:', createdAt(admin, 'Pod', pod)],
    ...metadataRows(pod),
    ['Status:', textOf(pod, 'status', 'phase')],
    ['IP:', address],
    ['IPs:'],
    ['  IP:', address],
    ...(Array.isArray(containers) ? [['Containers:'], ...containers.flatMap(containerRows)] : []),
    ['QoS Class:', 'BestEffort'],
    ['Node-Selectors:', '<none>'],
  ]
}

function containerRows(container: unknown): readonly Row[] {
  const words = fieldOf(container, 'args')
  const command = fieldOf(container, 'command')
  const list = (title: string, items: unknown): readonly Row[] => (Array.isArray(items) ? [[`    ${title}:`], ...items.map((item): Row => [`      ${goText(item)}`])] : [])
  return [[`  ${textOf(container, 'name')}:`], ['    Image:', textOf(container, 'image')], ...list('Command', command), ...list('Args', words), ['    State:', 'Running'], ['    Ready:', 'True'], ['    Restart Count:', '0']]
}

function hostAddress(admin: ClusterAdmin, nodeName: string): string {
  const node = admin.resources('Node').find((candidate) => nameOf(candidate) === nodeName)
  const addresses = fieldOf(node, 'status', 'addresses')
  const internal: unknown = Array.isArray(addresses) ? addresses.find((entry) => textOf(entry, 'type') === 'InternalIP') : undefined
  return textOf(internal, 'address')
}

function namespaceRows(namespace: JsonObject): readonly Row[] {
  return [['Name:', nameOf(namespace)], ...metadataRows(namespace), ['Status:', textOf(namespace, 'status', 'phase')], [''], ['No resource quota.'], [''], ['No LimitRange resource.']]
}
