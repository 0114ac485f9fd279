import type * as z from 'zod/mini'
import type { ClusterNode } from '../model/cluster'
import { parseIpv4 } from '../wire/ipv4-address'
import { isIpv6Address } from '../wire/ipv6-text'
import { parseMac } from '../wire/mac-address'
import { checkShape } from './check-shape'
import type { ClusterDraft, DraftNode } from './cluster-draft'
import { parseInterfaceAddress } from './field-schema'
import { given } from './optional-field'
import type { Manifest } from '../model/manifest'
import { refOf, resourceKey } from '../model/resource'
import type { ProblemLog } from './manifest'
import { isAnythingKept, keptFields, keptState } from './resource-fields'
import { calicoNodeSchema, kubernetesNodeSchema, podSchema } from './resource-schema'

const CALICO = 'projectcalico.org/'
const CNI = 'cni.projectcalico.org/'

export function readKubernetesNode(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const node = checkShape(manifest, kubernetesNodeSchema, log)
  if (!node) return
  const annotations = node.metadata.annotations ?? {}
  const of = (name: string): string | undefined => annotations[CALICO + name]
  const internal = node.status?.addresses?.find(({ type, address }) => type === 'InternalIP' && parseIpv4(address) !== undefined)?.address
  if (of('IPv6Address') !== undefined || node.status?.addresses?.some(({ address }) => isIpv6Address(address))) draft.ofIpv6.nodes.add(node.metadata.name)
  // the annotations hold what a Calico Node holds in its fields
  const asCalicoNode: Manifest = {
    ...manifest,
    data: {
      metadata: { name: node.metadata.name, labels: node.metadata.labels },
      spec: {
        bgp: {
          ipv4Address: of('IPv4Address') ?? internal,
          ipv4IPIPTunnelAddr: of('IPv4IPIPTunnelAddr'),
          asNumber: of('ASNumber'),
          routeReflectorClusterID: of('RouteReflectorClusterID'),
        },
        ipv4VXLANTunnelAddr: of('IPv4VXLANTunnelAddr'),
        vxlanTunnelMACAddr: of('VXLANTunnelMACAddr'),
        wireguard: { interfaceIPv4Address: of('IPv4WireguardInterfaceAddr') },
      },
      status: { wireguardPublicKey: of('WireguardPublicKey') },
    },
    lineOf: () => manifest.lineOf(['metadata', 'annotations']),
  }
  const calico = checkShape(asCalicoNode, calicoNodeSchema, log)
  if (!calico) return
  keep(manifest, draft)
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')
  if (ready && ready.status !== 'True') log.at(manifest, ['status', 'conditions'], 'warning', 'node-not-ready', { node: node.metadata.name })
  const { osImage, operatingSystem } = node.status?.nodeInfo ?? {}
  if (operatingSystem === 'windows') log.at(manifest, ['status', 'nodeInfo', 'operatingSystem'], 'warning', 'node-windows', { node: node.metadata.name })
  addNode(manifest, calico, 'kubernetes', draft, log, { ...given('osImage', osImage ?? (operatingSystem === 'windows' ? 'Windows' : undefined)), ...given('providerId', node.spec?.providerID ?? undefined) })
}

export function readCalicoNode(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const node = checkShape(manifest, calicoNodeSchema, log)
  if (!node) return
  if (node.spec?.bgp?.ipv6Address !== undefined) draft.ofIpv6.nodes.add(node.metadata.name)
  addNode(manifest, node, 'calico', draft, log)
}

function addNode(
  manifest: Manifest,
  document: z.output<typeof calicoNodeSchema>,
  group: DraftNode['group'],
  draft: ClusterDraft,
  log: ProblemLog,
  further: Partial<ClusterNode> = {},
): void {
  const { name } = document.metadata
  const known = draft.nodes.get(name)
  if (known?.group === group) {
    log.at(manifest, ['metadata', 'name'], 'error', 'node-duplicate', { node: name })
    return
  }
  const { fields: own, hasMask } = nodeFields(document)
  const fields = { ...own, ...further }
  // a Calico Node knows better than the Kubernetes Node beside it
  const [lower, upper] = group === 'calico' ? [known?.fields, fields] : [fields, known?.fields]
  draft.nodes.set(name, {
    manifest: known?.manifest ?? manifest,
    fields: { ...lower, ...upper, name },
    hasMask: hasMask || known?.hasMask === true,
    group,
  })
}

function nodeFields(document: z.output<typeof calicoNodeSchema>): { readonly fields: Partial<ClusterNode>; readonly hasMask: boolean } {
  const { spec } = document
  const fallback = spec?.addresses?.find(({ address }) => parseInterfaceAddress(address) ?? parseIpv4(address))?.address
  const text = spec?.bgp?.ipv4Address ?? fallback ?? ''
  const masked = parseInterfaceAddress(text)
  const bare = parseIpv4(text)
  const asNumber = Number(spec?.bgp?.asNumber ?? Number.NaN)
  const fields: Partial<ClusterNode> = {
    ...(masked ?? (bare === undefined ? {} : { address: bare, prefixLength: 32 })),
    ...given('ipipTunnelAddress', parseIpv4(spec?.bgp?.ipv4IPIPTunnelAddr ?? '')),
    ...given('vxlanTunnelAddress', parseIpv4(spec?.ipv4VXLANTunnelAddr ?? '')),
    ...given('wireguardAddress', parseIpv4(spec?.wireguard?.interfaceIPv4Address ?? '')),
    ...given('vtepMac', parseMac(spec?.vxlanTunnelMACAddr ?? '')),
    ...given('labels', document.metadata.labels ?? undefined),
    ...given('wireguardPublicKey', document.status?.wireguardPublicKey ?? undefined),
    ...given('asNumber', Number.isInteger(asNumber) ? asNumber : undefined),
    ...given('routeReflectorClusterId', spec?.bgp?.routeReflectorClusterID ?? undefined),
  }
  return { fields, hasMask: masked !== undefined }
}

/** Of what the cluster printed, that which nothing here is made of. */
function keep(manifest: Manifest, draft: ClusterDraft): void {
  const ref = refOf(manifest)
  const fields = { ...keptFields(manifest), ...keptState(manifest) }
  if (ref && isAnythingKept(fields)) draft.kept.set(resourceKey(ref), fields)
}

export function readPod(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const pod = checkShape(manifest, podSchema, log)
  if (!pod) return
  const { phase } = pod.status ?? {}
  if (phase === 'Succeeded' || phase === 'Failed') return
  const { name, namespace } = pod.metadata
  if (pod.spec.hostNetwork === true) {
    draft.hostNetworkPods.push({ manifest, name, namespace: namespace ?? 'default', node: pod.spec.nodeName ?? '' })
    return
  }
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === null) {
    log.at(manifest, ['spec'], 'warning', 'pod-not-scheduled', { pod: name })
    return
  }
  const annotations = pod.metadata.annotations ?? {}
  const texts = [
    ...(pod.status?.podIPs ?? []).map(({ ip }) => ip),
    pod.status?.podIP,
    ...(annotations[`${CNI}podIPs`] ?? annotations[`${CNI}podIP`] ?? '').split(',').map((text) => text.replace(/\/32$/, '')),
  ].flatMap((text) => (text === undefined || text === null || text === '' ? [] : [text]))
  if (texts.some((text) => text.includes(':'))) draft.ofIpv6.pods.add(`${namespace ?? 'default'}/${name}`)
  const address = texts.map((text) => parseIpv4(text)).find((parsed) => parsed !== undefined)
  if (address === undefined && texts.length === 0 && phase === 'Pending') {
    log.at(manifest, ['status'], 'warning', 'pod-pending', { pod: name })
    return
  }
  if (address === undefined && texts.some((text) => !text.includes(':'))) {
    log.at(manifest, ['status'], 'error', 'pod-address', { pod: name })
    return
  }
  const macText = annotations[`${CNI}hwAddr`]
  const mac = parseMac(macText ?? '')
  if (macText !== undefined && mac === undefined) {
    log.at(manifest, ['metadata', 'annotations', `${CNI}hwAddr`], 'error', 'pod-mac', { pod: name })
  }
  keep(manifest, draft)
  draft.pods.push({
    manifest,
    namespace: namespace ?? 'default',
    name,
    nodeName: pod.spec.nodeName,
    ...given('address', address),
    ...given('mac', mac),
    ...given('serviceAccount', pod.spec.serviceAccountName ?? undefined),
  })
}
