import type { BgpConfiguration, BgpPeer, Cluster, ClusterPod, FelixConfiguration, IpPool, IpamBlock } from '../model/cluster'
import { FELIX_DEFAULTS } from '../model/cluster'
import type { JsonObject } from '../model/manifest'
import type { Ipv4 } from '../wire/ipv4-address'
import { formatIpv4Prefix, networkOf } from '../wire/ipv4-address'
import { emptyDraft } from './cluster-draft'
import { given } from './optional-field'

const V3 = 'projectcalico.org/v3'

export function ipPool(pool: IpPool, hasAssignmentMode: boolean): JsonObject {
  const { cidr, nodeSelector, blockSize, ipipMode, vxlanMode, natOutgoing, allowedUses } = pool
  return {
    apiVersion: V3,
    kind: 'IPPool',
    metadata: { name: pool.name },
    spec: {
      allowedUses: [...allowedUses],
      ...(hasAssignmentMode || pool.assignmentMode !== 'Automatic' ? { assignmentMode: pool.assignmentMode } : {}),
      blockSize,
      cidr: formatIpv4Prefix(cidr),
      ...(pool.disableBgpExport ? { disableBGPExport: true } : {}),
      ...(pool.disabled ? { disabled: true } : {}),
      ipipMode,
      ...(natOutgoing ? { natOutgoing: true } : {}),
      nodeSelector,
      vxlanMode,
    },
  }
}

/** A field of FelixConfiguration by its Calico name: the one of the model, and how it is written. */
const FELIX_FIELDS: readonly (readonly [string, keyof FelixConfiguration])[] = [
  ['awsSrcDstCheck', 'awsSrcDstCheck'],
  ['interfacePrefix', 'interfacePrefix'],
  ['ipipEnabled', 'ipipEnabled'],
  ['ipipMTU', 'ipipMtuBytes'],
  ['programClusterRoutes', 'programClusterRoutes'],
  ['vxlanEnabled', 'vxlanEnabled'],
  ['vxlanMTU', 'vxlanMtuBytes'],
  ['vxlanPort', 'vxlanPort'],
  ['vxlanVNI', 'vxlanVni'],
  ['wireguardEnabled', 'wireguardEnabled'],
  ['wireguardKeepAlive', 'wireguardKeepAliveSeconds'],
  ['wireguardListeningPort', 'wireguardListeningPort'],
  ['wireguardMTU', 'wireguardMtuBytes'],
  ['wireguardRoutingRulePriority', 'wireguardRoutingRulePriority'],
]

/** `default`, or `node.NAME`: what differs from Felix's own defaults, and what `written` names. */
export function felixConfiguration(name: string, felix: Partial<FelixConfiguration>, written: ReadonlySet<string> = new Set()): JsonObject {
  const isDefault = name === 'default'
  const fields = FELIX_FIELDS.flatMap(([field, key]) => {
    const value = felix[key]
    const shown = value !== undefined && (!isDefault || value !== FELIX_DEFAULTS[key] || written.has(field))
    return shown ? [[field, felixValue(key, value)] as const] : []
  })
  return { apiVersion: V3, kind: 'FelixConfiguration', metadata: { name }, spec: Object.fromEntries(fields) }
}

function felixValue(key: keyof FelixConfiguration, value: string | number | boolean): string | number | boolean {
  if (key === 'programClusterRoutes') return value === true ? 'Enabled' : 'Disabled'
  return key === 'wireguardKeepAliveSeconds' ? `${value}s` : value
}

export function bgpConfiguration({ asNumber, nodeToNodeMeshEnabled }: BgpConfiguration): JsonObject {
  return { apiVersion: V3, kind: 'BGPConfiguration', metadata: { name: 'default' }, spec: { asNumber, nodeToNodeMeshEnabled } }
}

/** Whether somebody changed what holds without a BGPConfiguration. */
export function isOwnBgp({ asNumber, nodeToNodeMeshEnabled }: BgpConfiguration): boolean {
  const { bgp } = emptyDraft()
  return asNumber !== bgp.asNumber || nodeToNodeMeshEnabled !== bgp.nodeToNodeMeshEnabled
}

export function bgpPeer({ name, node, nodeSelector, peerIp, peerSelector, asNumber }: BgpPeer): JsonObject {
  const spec = {
    ...given('asNumber', asNumber),
    ...given('node', node),
    ...given('nodeSelector', nodeSelector),
    ...given('peerIP', peerIp),
    ...given('peerSelector', peerSelector),
  }
  return { apiVersion: V3, kind: 'BGPPeer', metadata: { name }, spec }
}

/** CIDR with `.` and `/` as dashes, after the node's name (libcalico-go/lib/names/cidr.go). */
export function blockAffinity({ cidr }: IpamBlock, node: string): JsonObject {
  const text = formatIpv4Prefix(cidr)
  return {
    apiVersion: V3,
    kind: 'BlockAffinity',
    metadata: { name: `${node}-${text.replaceAll(/[./]/g, '-')}` },
    spec: { cidr: text, deleted: 'false', node, state: 'confirmed', type: 'host' },
  }
}

/** An address that is in use, as the attributes of an IPAMBlock have it. */
export interface AddressUse {
  readonly address: Ipv4
  readonly handle: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Who uses which address; a tunnel's counts while it is on. */
export function addressUses(
  cluster: Cluster,
  tunnels: (node: number) => Readonly<Record<'ipip' | 'vxlan' | 'wireguard', Ipv4 | undefined>>,
  containerOf: (pod: ClusterPod) => string,
): AddressUse[] {
  const uses: AddressUse[] = []
  cluster.nodes.forEach(({ name }, i) => {
    for (const [kind, address] of Object.entries(tunnels(i))) {
      if (address !== undefined) uses.push({ address, handle: `${kind}-tunnel-addr-${name}`, attributes: { node: name, type: `${kind}TunnelAddress` } })
    }
  })
  for (const pod of cluster.pods) {
    if (pod.address === undefined) continue
    const attributes = { namespace: pod.namespace, node: cluster.nodes[pod.node]?.name ?? '', pod: pod.name }
    uses.push({
      address: pod.address,
      // of many only few are read
      get handle() {
        return `k8s-pod-network.${containerOf(pod)}`
      },
      attributes,
    })
  }
  return uses
}

/** The uses of each block; uses of addresses in no block are of none. */
export function usesByBlock(cluster: Cluster, uses: readonly AddressUse[]): (block: IpamBlock) => readonly AddressUse[] {
  const lengths = new Set(cluster.blocks.map(({ cidr }) => cidr.prefixLength))
  const byBlock = new Map(cluster.blocks.map(({ cidr }): [string, AddressUse[]] => [formatIpv4Prefix(cidr), []]))
  for (const use of uses) for (const prefixLength of lengths) byBlock.get(formatIpv4Prefix({ network: networkOf(use.address, prefixLength), prefixLength }))?.push(use)
  return ({ cidr }) => byBlock.get(formatIpv4Prefix(cidr)) ?? []
}

/** `uses` are those of this block. */
export function ipamBlock({ cidr, released = [] }: IpamBlock, node: string, uses: readonly AddressUse[]): JsonObject {
  const text = formatIpv4Prefix(cidr)
  const own = uses.toSorted((a, b) => a.address - b.address)
  const allocations: (number | null)[] = Array.from({ length: 2 ** (32 - cidr.prefixLength) }, () => null)
  own.forEach(({ address }, i) => (allocations[address - cidr.network] = i))
  const last = released.map((address) => address - cidr.network).filter((ordinal) => allocations[ordinal] === null)
  const front = allocations.flatMap((use, ordinal) => (use === null && !last.includes(ordinal) ? [ordinal] : []))
  return {
    apiVersion: V3,
    kind: 'IPAMBlock',
    metadata: { name: text.replaceAll(/[./]/g, '-') },
    spec: {
      affinity: `host:${node}`,
      allocations,
      attributes: own.map(({ handle, attributes }) => ({ handle_id: handle, secondary: attributes })),
      cidr: text,
      deleted: false,
      strictAffinity: false,
      unallocated: [...front, ...last],
    },
  }
}
