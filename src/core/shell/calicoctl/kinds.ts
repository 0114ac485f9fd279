import type { ResourceKind } from '../../model/resource'

/** What calicoctl calls a kind (calicoctl/resourcemgr), and whose server's name stands in its errors. */
export interface CalicoctlKind {
  readonly kind: ResourceKind
  /** As the resource itself says. */
  readonly title: string
  readonly names: readonly string[]
  /** Of the datastore, for errors: `ippools.crd.projectcalico.org`. */
  readonly stored: string
  readonly isNamespaced?: true
}

export const CALICOCTL_KINDS: readonly CalicoctlKind[] = [
  { kind: 'BGPConfiguration', title: 'BGPConfiguration', names: ['bgpconfiguration', 'bgpconfigurations', 'bgpconfig', 'bgpconfigs'], stored: 'bgpconfigurations.crd.projectcalico.org' },
  { kind: 'BGPPeer', title: 'BGPPeer', names: ['bgppeer', 'bgppeers', 'bgpp', 'bgpps', 'bp', 'bps'], stored: 'bgppeers.crd.projectcalico.org' },
  { kind: 'ClusterInformation', title: 'ClusterInformation', names: ['clusterinformation', 'clusterinformations', 'clusterinfo', 'clusterinfos'], stored: 'clusterinformations.crd.projectcalico.org' },
  { kind: 'FelixConfiguration', title: 'FelixConfiguration', names: ['felixconfiguration', 'felixconfigurations', 'felixconfig', 'felixconfigs'], stored: 'felixconfigurations.crd.projectcalico.org' },
  { kind: 'IPPool', title: 'IPPool', names: ['ippool', 'ippools', 'ipp', 'ipps', 'pool', 'pools'], stored: 'ippools.crd.projectcalico.org' },
  { kind: 'CalicoNode', title: 'Node', names: ['node', 'nodes', 'no', 'nos'], stored: 'nodes' },
  { kind: 'WorkloadEndpoint', title: 'WorkloadEndpoint', names: ['workloadendpoint', 'workloadendpoints', 'wep', 'weps'], stored: 'pods', isNamespaced: true },
]

export function calicoctlKind(typed: string): CalicoctlKind | undefined {
  return CALICOCTL_KINDS.find(({ names }) => names.includes(typed.toLowerCase()))
}

/** Kinds of Calico's that only kubectl shows. */
const KUBECTL_ONLY = /^(block)?affinit(y|ies)$|^blockaffinit(y|ies)$|^ipamblocks?$/i

export function unsupportedKind(typed: string): string {
  if (KUBECTL_ONLY.test(typed)) return `resource type '${typed}' is not supported\nkubectl has it: kubectl get blockaffinities, kubectl get ipamblocks`
  return `resource type '${typed}' is not supported\nHopscope's calicoctl has ${CALICOCTL_KINDS.map(({ names }) => names[0]).join(', ')}`
}

/** `IPPool(default-ipv4-ippool)`, `WorkloadEndpoint(default/NAME)`. */
export function identity({ title }: CalicoctlKind, name: string, namespace = ''): string {
  return `${title}(${namespace === '' ? '' : `${namespace}/`}${name})`
}

export function missing(kind: CalicoctlKind, name: string, namespace = ''): string {
  return `resource does not exist: ${identity(kind, name, namespace)} with error: ${kind.stored} "${name}" not found`
}
