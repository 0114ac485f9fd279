import type { JsonObject } from '../../model/manifest'
import type { ResourceKind } from '../../model/resource'

/** A resource type as the server names it. */
export interface KubectlKind {
  readonly kind: ResourceKind
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  /** Absent for Kubernetes' own. */
  readonly group?: string
  readonly isNamespaced?: true
}

const CALICO = 'crd.projectcalico.org'

export const KUBECTL_KINDS: readonly KubectlKind[] = [
  { kind: 'Namespace', plural: 'namespaces', singular: 'namespace', shortNames: ['ns'] },
  { kind: 'Node', plural: 'nodes', singular: 'node', shortNames: ['no'] },
  { kind: 'Pod', plural: 'pods', singular: 'pod', shortNames: ['po'], isNamespaced: true },
  { kind: 'BGPConfiguration', plural: 'bgpconfigurations', singular: 'bgpconfiguration', shortNames: [], group: CALICO },
  { kind: 'BGPPeer', plural: 'bgppeers', singular: 'bgppeer', shortNames: [], group: CALICO },
  { kind: 'BlockAffinity', plural: 'blockaffinities', singular: 'blockaffinity', shortNames: [], group: CALICO },
  { kind: 'ClusterInformation', plural: 'clusterinformations', singular: 'clusterinformation', shortNames: [], group: CALICO },
  { kind: 'FelixConfiguration', plural: 'felixconfigurations', singular: 'felixconfiguration', shortNames: [], group: CALICO },
  { kind: 'IPAMBlock', plural: 'ipamblocks', singular: 'ipamblock', shortNames: [], group: CALICO },
  { kind: 'IPPool', plural: 'ippools', singular: 'ippool', shortNames: [], group: CALICO },
  { kind: 'Underlay', plural: 'underlays', singular: 'underlay', shortNames: [], group: 'hopscope.dev' },
]

/** A type as it is typed: `po`, `ippools`, `ippool.crd.projectcalico.org`. */
export function kubectlKind(typed: string): KubectlKind | undefined {
  const [name = '', ...group] = typed.toLowerCase().split('.')
  const known = KUBECTL_KINDS.find(({ plural, singular, shortNames }) => [plural, singular, ...shortNames].includes(name))
  const groups = known?.group === CALICO ? ['', CALICO, 'projectcalico.org'] : ['', known?.group ?? '']
  return groups.includes(group.join('.')) ? known : undefined
}

export function kubectlKindOf(kind: ResourceKind): KubectlKind | undefined {
  return KUBECTL_KINDS.find((known) => known.kind === kind)
}

/** Types of a real server that there are not here, and what a reader may want instead. */
const ELSEWHERE: readonly (readonly [names: RegExp, hint: string])[] = [
  [/^(ev|events?)$/, 'what happened is told by the list of events beside the stage'],
  [/^(svc|services?|ep|endpoints|endpointslices?|ing|ingress(es)?)$/, 'services are not modelled: address pods'],
  [/^(deploy(ments?)?|ds|daemonsets?|rs|replicasets?|sts|statefulsets?|jobs?|cj|cronjobs?)$/, 'pods are run one by one: kubectl run'],
  [/^(netpol|networkpolic(y|ies)|globalnetworkpolic(y|ies)|hostendpoints?)$/, 'network policy is not modelled; iptables on the node drops what you name'],
]

export function unknownKind(typed: string): string {
  const hint = ELSEWHERE.find(([names]) => names.test(typed.toLowerCase()))?.[1]
  return `error: the server doesn't have a resource type "${typed}"\n${hint === undefined ? '' : `${hint.charAt(0).toUpperCase()}${hint.slice(1)}. `}Hopscope's has ${KUBECTL_KINDS.map(({ plural }) => plural).join(', ')}`
}

/** `pods`, `ippools.crd.projectcalico.org`: in errors. */
export function fullPlural({ plural, group }: KubectlKind): string {
  return group === undefined ? plural : `${plural}.${group}`
}

/** `pod/nginx`, `ippool.crd.projectcalico.org/p`: in what was done, and for `-o name`. */
export function fullName({ singular, group }: KubectlKind, name: string): string {
  return `${group === undefined ? singular : `${singular}.${group}`}/${name}`
}

export function notFound(kind: KubectlKind, name: string): string {
  return `Error from server (NotFound): ${fullPlural(kind)} "${name}" not found`
}

/** As the server stores it: Calico's in the group of its CRDs. */
export function asStored({ group }: KubectlKind, resource: JsonObject): JsonObject {
  return group === CALICO ? { ...resource, apiVersion: `${CALICO}/v1` } : resource
}
