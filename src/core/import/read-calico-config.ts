import type * as z from 'zod/mini'
import type { FelixConfiguration, IpPool } from '../model/cluster'
import { FELIX_DEFAULTS } from '../model/cluster'
import { formatIpv4, ipv4FromNumber, networkOf, parseIpv4, parseIpv4Prefix } from '../wire/ipv4-address'
import { isIpv6Network } from '../wire/ipv6-text'
import { checkShape } from './check-shape'
import type { ClusterDraft, DraftBlock } from './cluster-draft'
import { parseInterfaceAddress } from './field-schema'
import type { Manifest } from '../model/manifest'
import type { ProblemLog } from './manifest'
import { given } from './optional-field'
import {
  bgpConfigurationSchema,
  bgpPeerSchema,
  blockAffinitySchema,
  clusterInformationSchema,
  felixConfigurationSchema,
  ipamBlockSchema,
  ipPoolSchema,
} from './resource-schema'

export function readIpPool(manifest: Manifest, draft: Pick<ClusterDraft, 'pools'>, log: ProblemLog): void {
  const document = checkShape(manifest, ipPoolSchema, log)
  if (!document) return
  const { spec, metadata } = document
  if (isIpv6Network(spec.cidr)) {
    log.at(manifest, ['spec', 'cidr'], 'warning', 'ipv6-ignored', { pool: metadata.name })
    return
  }
  const cidr = parseIpv4Prefix(spec.cidr)
  if (!cidr) {
    log.at(manifest, ['spec', 'cidr'], 'error', 'pool-cidr', noNetwork(spec.cidr))
    return
  }
  const blockSize = spec.blockSize ?? 26
  if (blockSize < 20 || blockSize > 32 || blockSize < cidr.prefixLength) {
    const facts = { size: String(blockSize), cidr: spec.cidr, least: String(Math.max(20, cidr.prefixLength)) }
    log.at(manifest, ['spec', 'blockSize'], 'error', 'pool-block-size', facts)
    return
  }
  const pool: IpPool = {
    name: metadata.name,
    cidr,
    blockSize,
    ipipMode: spec.ipipMode || 'Never',
    vxlanMode: spec.vxlanMode || 'Never',
    natOutgoing: spec.natOutgoing ?? false,
    disabled: spec.disabled ?? false,
    disableBgpExport: spec.disableBGPExport ?? false,
    nodeSelector: spec.nodeSelector ?? 'all()',
    allowedUses: spec.allowedUses ?? ['Workload', 'Tunnel'],
    assignmentMode: spec.assignmentMode ?? 'Automatic',
  }
  if (pool.ipipMode !== 'Never' && pool.vxlanMode !== 'Never') {
    log.at(manifest, ['spec', 'vxlanMode'], 'error', 'pool-two-modes', { pool: pool.name })
  }
  if (pool.nodeSelector !== 'all()') {
    log.at(manifest, ['spec', 'nodeSelector'], 'warning', 'pool-selector', { pool: pool.name })
  }
  draft.pools.push({ manifest, pool })
}

/** What was written, and the network in which that address lies where it is one. */
function noNetwork(text: string): { readonly cidr: string; readonly network: string } {
  const masked = parseInterfaceAddress(text)
  const network = masked ? `${formatIpv4(networkOf(masked.address, masked.prefixLength))}/${masked.prefixLength}` : ''
  return { cidr: text.slice(0, 40), network }
}

export function readBlockAffinity(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, blockAffinitySchema, log)
  if (!document) return
  const { spec } = document
  const ofHost = (spec.type ?? 'host') === 'host'
  const inForce = (spec.state ?? 'confirmed') === 'confirmed' && String(spec.deleted ?? 'false') !== 'true'
  if (!ofHost || !inForce) return
  addBlock(manifest, spec.cidr, spec.node, { tunnels: [], released: [] }, draft, log)
}

export function readIpamBlock(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, ipamBlockSchema, log)
  if (!document) return
  const { spec } = document
  const [type, node] = (spec.affinity ?? '').split(':', 2)
  if (type !== 'host' || node === undefined || String(spec.deleted ?? 'false') === 'true') return
  addBlock(manifest, spec.cidr, node, { tunnels: tunnelsOf(spec), released: releasedOf(spec) }, draft, log)
}

function tunnelsOf(spec: z.output<typeof ipamBlockSchema>['spec']): DraftBlock['tunnels'] {
  const cidr = parseIpv4Prefix(spec.cidr)
  if (!cidr) return []
  return (spec.allocations ?? []).flatMap((attribute, ordinal) => {
    const owner = attribute === null ? undefined : spec.attributes?.[attribute]?.secondary
    const [nodeName, type] = [owner?.node, owner?.type]
    if (nodeName === undefined || type?.endsWith('TunnelAddress') !== true) return []
    return [{ nodeName, type, address: ipv4FromNumber(cidr.network + ordinal) }]
  })
}

/** Free addresses are handed out in ascending order until the queue first goes down: from there on they were given back. */
function releasedOf({ cidr: text, unallocated }: z.output<typeof ipamBlockSchema>['spec']): DraftBlock['released'] {
  const cidr = parseIpv4Prefix(text)
  const queue = (unallocated ?? []).filter((ordinal) => cidr !== undefined && ordinal < 2 ** (32 - cidr.prefixLength))
  const from = queue.findIndex((ordinal, i) => i > 0 && ordinal < (queue[i - 1] ?? 0))
  return cidr === undefined || from < 0 ? [] : queue.slice(from).map((ordinal) => ipv4FromNumber(cidr.network + ordinal))
}

function addBlock(
  manifest: Manifest,
  text: string,
  nodeName: string,
  told: Pick<DraftBlock, 'tunnels' | 'released'>,
  draft: ClusterDraft,
  log: ProblemLog,
): void {
  if (text.includes(':')) {
    draft.ofIpv6.blocks.add(text)
    return
  }
  const cidr = parseIpv4Prefix(text)
  if (cidr) draft.blocks.push({ manifest, cidr, nodeName, ...told })
  else log.at(manifest, ['spec', 'cidr'], 'error', 'block-cidr', noNetwork(text))
}

export function readFelixConfiguration(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, felixConfigurationSchema, log)
  if (!document) return
  const { name } = document.metadata
  const fields = felixFields(document.spec ?? {})
  if (document.spec?.bpfEnabled === true || document.spec?.nftablesMode === 'Enabled') {
    log.at(manifest, ['spec'], 'warning', 'dataplane-not-modelled', {})
  }
  if (name === 'default') draft.felix = { ...draft.felix, ...fields }
  else if (name.startsWith('node.')) draft.felixOfNode[name.slice('node.'.length)] = fields
  else log.at(manifest, ['metadata', 'name'], 'warning', 'felix-name', { name })
}

/** The fields of what is written as a FelixConfiguration. */
export function readFelixFields(manifest: Manifest, log: ProblemLog): Partial<FelixConfiguration> {
  return felixFields(checkShape(manifest, felixConfigurationSchema, log)?.spec ?? {})
}

function felixFields(spec: NonNullable<z.output<typeof felixConfigurationSchema>['spec']>): Partial<FelixConfiguration> {
  return {
    ...given('ipipEnabled', spec.ipipEnabled ?? undefined),
    ...given('ipipMtuBytes', spec.ipipMTU ?? undefined),
    ...given('vxlanEnabled', spec.vxlanEnabled ?? undefined),
    ...given('vxlanMtuBytes', spec.vxlanMTU ?? undefined),
    ...given('vxlanPort', spec.vxlanPort ?? undefined),
    ...given('vxlanVni', spec.vxlanVNI ?? undefined),
    ...given('wireguardEnabled', spec.wireguardEnabled ?? undefined),
    ...given('wireguardMtuBytes', spec.wireguardMTU ?? undefined),
    ...given('wireguardListeningPort', spec.wireguardListeningPort ?? undefined),
    ...given('wireguardRoutingRulePriority', spec.wireguardRoutingRulePriority ?? undefined),
    ...given('wireguardKeepAliveSeconds', secondsOf(spec.wireguardKeepAlive ?? undefined)),
    ...given('interfacePrefix', spec.interfacePrefix ?? undefined),
    ...given('awsSrcDstCheck', spec.awsSrcDstCheck ?? undefined),
    ...given('programClusterRoutes', spec.programClusterRoutes ? spec.programClusterRoutes === 'Enabled' : undefined),
  }
}

function secondsOf(duration: number | string | undefined): number | undefined {
  if (duration === undefined || typeof duration === 'number') return duration
  const seconds = duration.endsWith('h') ? 3600 : duration.endsWith('m') ? 60 : 1
  return parseInt(duration, 10) * seconds
}

export function completeFelix(fields: Partial<FelixConfiguration>): FelixConfiguration {
  return { ...FELIX_DEFAULTS, ...fields }
}

export function readBgpConfiguration(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, bgpConfigurationSchema, log)
  if (document?.metadata.name !== 'default') return
  const asNumber = Number(document.spec?.asNumber ?? draft.bgp.asNumber)
  draft.bgp = {
    asNumber: Number.isInteger(asNumber) ? asNumber : draft.bgp.asNumber,
    nodeToNodeMeshEnabled: document.spec?.nodeToNodeMeshEnabled ?? true,
  }
}

export function readBgpPeer(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, bgpPeerSchema, log)
  if (!document) return
  const spec = document.spec ?? {}
  const peerIp = spec.peerIP ?? undefined
  if (peerIp !== undefined && !peerIp.includes(':') && parseIpv4(peerIp) === undefined) {
    log.at(manifest, ['spec', 'peerIP'], 'error', 'peer-address', { address: peerIp.slice(0, 40) })
    return
  }
  const asNumber = Number(spec.asNumber ?? Number.NaN)
  draft.bgpPeers.push({
    name: document.metadata.name,
    ...given('node', spec.node ?? undefined),
    ...given('nodeSelector', spec.nodeSelector ?? undefined),
    ...given('peerIp', peerIp),
    ...given('peerSelector', spec.peerSelector ?? undefined),
    ...given('asNumber', Number.isInteger(asNumber) ? asNumber : undefined),
  })
}

export function readClusterInformation(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, clusterInformationSchema, log)
  draft.calicoRelease = document?.spec?.calicoVersion ?? draft.calicoRelease
}
