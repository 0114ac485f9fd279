import type { JsonObject } from '../../model/manifest'
import type { ResourceKind } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import { textOf } from '../resources/resource-text'

type Cell = (resource: JsonObject, admin: ClusterAdmin) => string

interface Columns {
  readonly narrow: readonly string[]
  readonly wide: readonly string[]
  readonly cells: Readonly<Record<string, Cell>>
}

const NAME: Cell = (resource) => textOf(resource, 'metadata', 'name')
const spec = (...path: readonly string[]): Cell => (resource) => textOf(resource, 'spec', ...path)
const orElse = (cell: Cell, fallback: string): Cell => (resource, admin) => cell(resource, admin) || fallback

/** Columns by kind, as calicoctl/resourcemgr has them. */
const COLUMNS: Partial<Readonly<Record<ResourceKind, Columns>>> = {
  BGPConfiguration: {
    narrow: ['NAME', 'LOGSEVERITY', 'MESHENABLED', 'ASNUMBER'],
    wide: ['NAME', 'LOGSEVERITY', 'MESHENABLED', 'ASNUMBER'],
    cells: { NAME, LOGSEVERITY: spec('logSeverityScreen'), MESHENABLED: orElse(spec('nodeToNodeMeshEnabled'), '-'), ASNUMBER: orElse(spec('asNumber'), '-') },
  },
  BGPPeer: {
    narrow: ['NAME', 'PEERIP', 'NODE', 'ASN'],
    wide: ['NAME', 'PEERIP', 'NODE', 'ASN'],
    cells: {
      NAME,
      PEERIP: spec('peerIP'),
      NODE: (resource) => textOf(resource, 'spec', 'node') || textOf(resource, 'spec', 'nodeSelector') || '(global)',
      ASN: orElse(spec('asNumber'), '0'),
    },
  },
  ClusterInformation: {
    narrow: ['NAME', 'CLUSTERTYPE', 'CALICOVERSION'],
    wide: ['NAME', 'CLUSTERTYPE', 'CALICOVERSION'],
    cells: { NAME, CLUSTERTYPE: spec('clusterType'), CALICOVERSION: spec('calicoVersion') },
  },
  FelixConfiguration: { narrow: ['NAME'], wide: ['NAME'], cells: { NAME } },
  IPPool: {
    narrow: ['NAME', 'CIDR', 'SELECTOR'],
    wide: ['NAME', 'CIDR', 'NAT', 'IPIPMODE', 'VXLANMODE', 'DISABLED', 'DISABLEBGPEXPORT', 'SELECTOR', 'ASSIGNMENTMODE'],
    cells: {
      NAME,
      CIDR: spec('cidr'),
      NAT: orElse(spec('natOutgoing'), 'false'),
      IPIPMODE: orElse(spec('ipipMode'), 'Never'),
      VXLANMODE: orElse(spec('vxlanMode'), 'Never'),
      DISABLED: orElse(spec('disabled'), 'false'),
      DISABLEBGPEXPORT: orElse(spec('disableBGPExport'), 'false'),
      SELECTOR: spec('nodeSelector'),
      ASSIGNMENTMODE: orElse(spec('assignmentMode'), 'Automatic'),
    },
  },
  CalicoNode: {
    narrow: ['NAME'],
    wide: ['NAME', 'ASN', 'IPV4', 'IPV6'],
    cells: {
      NAME,
      ASN: (resource, { cluster }) => textOf(resource, 'spec', 'bgp', 'asNumber') || `(${cluster.bgp.asNumber})`,
      IPV4: spec('bgp', 'ipv4Address'),
      IPV6: () => '',
    },
  },
  WorkloadEndpoint: {
    narrow: ['WORKLOAD', 'NODE', 'NETWORKS', 'INTERFACE'],
    wide: ['NAME', 'WORKLOAD', 'NODE', 'NETWORKS', 'INTERFACE', 'PROFILES', 'NATS'],
    cells: {
      NAME,
      NAMESPACE: (resource) => textOf(resource, 'metadata', 'namespace'),
      WORKLOAD: spec('pod'),
      NODE: spec('node'),
      NETWORKS: spec('ipNetworks'),
      INTERFACE: spec('interfaceName'),
      PROFILES: spec('profiles'),
      NATS: () => '',
    },
  },
}

export interface TableView {
  readonly kind: ResourceKind
  readonly isWide: boolean
  readonly showsNamespace: boolean
}

/** Headings and rows of `calicoctl get`. */
export function tableRows(admin: ClusterAdmin, resources: readonly JsonObject[], { kind, isWide, showsNamespace }: TableView): readonly (readonly string[])[] {
  const columns = COLUMNS[kind]
  if (!columns) return []
  const isOld = admin.cluster.calico.version === 'v3.26'
  const own = (isWide ? columns.wide : columns.narrow).filter((heading) => heading !== 'ASSIGNMENTMODE' || !isOld)
  const headings = showsNamespace ? ['NAMESPACE', ...own] : own
  return [headings, ...resources.map((resource) => headings.map((heading) => columns.cells[heading]?.(resource, admin) ?? ''))]
}
