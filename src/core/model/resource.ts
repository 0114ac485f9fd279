import type { JsonObject } from './manifest'
import { isJsonObject } from './manifest'

/** The kinds that a cluster's programs show; Calico's own Node and WorkloadEndpoint are views of Kubernetes' Nodes and Pods. */
export const RESOURCE_KINDS = [
  'Namespace', 'Node', 'Pod', 'CalicoNode', 'WorkloadEndpoint', 'IPPool', 'FelixConfiguration', 'BGPConfiguration', 'BGPPeer', 'BlockAffinity', 'IPAMBlock',
  'ClusterInformation', 'Underlay',
] as const
export type ResourceKind = (typeof RESOURCE_KINDS)[number]

export interface ResourceRef {
  readonly kind: ResourceKind
  readonly name: string
  /** Of pods and workload endpoints. */
  readonly namespace?: string
}

/** `KIND/NAMESPACE/NAME`; a node is one thing, whichever group shows it. */
export function resourceKey({ kind, namespace, name }: ResourceRef): string {
  return `${kind === 'CalicoNode' ? 'Node' : kind}/${namespace ?? ''}/${name}`
}

/** The kind behind an apiVersion and kind as they are written; `undefined` for what Hopscope does not have. */
export function kindOf(apiVersion: string, kind: string): ResourceKind | undefined {
  if (apiVersion === 'v1') return (['Namespace', 'Node', 'Pod'] as const).find((known) => known === kind)
  if (apiVersion === 'hopscope.dev/v1') return kind === 'Underlay' ? 'Underlay' : undefined
  if (apiVersion !== 'projectcalico.org/v3' && apiVersion !== 'crd.projectcalico.org/v1') return undefined
  if (kind === 'Node') return 'CalicoNode'
  return RESOURCE_KINDS.find((known) => known === kind && !['Namespace', 'Pod', 'CalicoNode', 'Underlay'].includes(known))
}

/** What a resource's data name; empty where they name nothing. */
export function nameOf(data: JsonObject): string {
  return textOf(data, 'name')
}

/** The namespace that is written; empty where none is. */
export function namespaceOf(data: JsonObject): string {
  return textOf(data, 'namespace')
}

function textOf({ metadata }: JsonObject, field: 'name' | 'namespace'): string {
  const value = isJsonObject(metadata) ? metadata[field] : undefined
  return typeof value === 'string' ? value : ''
}

/** Which resource is written; `undefined` for a kind that Hopscope does not have. */
export function refOf(written: { readonly apiVersion: string; readonly kind: string; readonly data: JsonObject }): ResourceRef | undefined {
  const kind = kindOf(written.apiVersion, written.kind)
  if (kind === undefined) return undefined
  const isNamespaced = kind === 'Pod' || kind === 'WorkloadEndpoint'
  return { kind, name: nameOf(written.data), ...(isNamespaced ? { namespace: namespaceOf(written.data) || 'default' } : {}) }
}
