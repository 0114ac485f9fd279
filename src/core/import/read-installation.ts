import type { JsonObject, Manifest, Path } from '../model/manifest'
import { checkShape } from './check-shape'
import type { ClusterDraft } from './cluster-draft'
import type { ProblemLog } from './manifest'
import { daemonSetSchema, calicoConfigSchema, installationSchema } from './installation-schema'
import { readFelixFields, readIpPool } from './read-calico-config'

/**
 * What says how Calico was installed: the operator's Installation, or the ConfigMap calico-config and the DaemonSet calico-node of
 * Calico's own manifests (docs/spec/calico.md). What they say of pools and of the release holds where nothing nearer says it.
 */

/** `encapsulation` of the operator, as Calico's pools have it (operator: pkg/controller/ippool). */
const MODES: Readonly<Record<string, JsonObject>> = {
  IPIP: { ipipMode: 'Always' },
  IPIPCrossSubnet: { ipipMode: 'CrossSubnet' },
  VXLAN: { vxlanMode: 'Always' },
  VXLANCrossSubnet: { vxlanMode: 'CrossSubnet' },
  None: {},
}

export function readInstallation(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, installationSchema, log)
  if (!document) return
  const { calicoNetwork, cni, variant } = document.spec ?? {}
  const { calicoVersion, mtu: foundMtuBytes } = document.status ?? {}
  if ((variant ?? 'Calico') === 'Calico') draft.installed.release ??= calicoVersion ?? undefined
  if (foundMtuBytes) draft.installed.foundMtu = { setting: `status.mtu ${foundMtuBytes}`, mtuBytes: foundMtuBytes }
  if (calicoNetwork?.mtu) takeMtu(manifest, calicoNetwork.mtu, `mtu ${calicoNetwork.mtu}`, draft, log)
  if (calicoNetwork?.bgp === 'Disabled') draft.installed.isWithoutBird = true
  if (calicoNetwork?.clusterRoutingMode === 'Felix') draft.installed.felix = { ...draft.installed.felix, programClusterRoutes: true }
  for (const [i, pool] of (calicoNetwork?.ipPools ?? []).entries()) {
    const { encapsulation, natOutgoing, name, ...spec } = pool
    const own = { ...spec, ...(MODES[encapsulation ?? 'IPIP'] ?? {}), natOutgoing: natOutgoing !== 'Disabled' }
    takePool(manifest, ['spec', 'calicoNetwork', 'ipPools', i], { metadata: { name: name ?? `default-ipv4-ippool${i === 0 ? '' : `-${i}`}` }, spec: own }, draft, log)
  }
  const isOther = (value: string | null | undefined, usual: string) => value !== undefined && value !== null && value !== usual
  if (isOther(calicoNetwork?.linuxDataplane, 'Iptables')) log.at(manifest, ['spec', 'calicoNetwork', 'linuxDataplane'], 'warning', 'dataplane-not-modelled', {})
  if (isOther(cni?.type, 'Calico')) noteField(manifest, ['spec', 'cni', 'type'], 'cni.type', log)
  if (isOther(cni?.ipam?.type, 'Calico')) noteField(manifest, ['spec', 'cni', 'ipam', 'type'], 'cni.ipam.type', log)
  if (isOther(calicoNetwork?.containerIPForwarding, 'Disabled')) noteField(manifest, ['spec', 'calicoNetwork', 'containerIPForwarding'], 'containerIPForwarding', log)
}

export function readCalicoConfig(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const data = checkShape(manifest, calicoConfigSchema, log)?.data
  if (!data) return
  const { calico_backend: backend, veth_mtu: mtu } = data
  takeBackend(backend ?? undefined, draft)
  if (Number(mtu) > 0) takeMtu(manifest, Number(mtu), `veth_mtu ${mtu}`, draft, log)
}

/** Environment of calico-node by the field of FelixConfiguration that it stands above (felix/config/config_params.go). */
const FELIX_ENV: Readonly<Record<string, string>> = {
  IPINIPENABLED: 'ipipEnabled',
  IPINIPMTU: 'ipipMTU',
  VXLANENABLED: 'vxlanEnabled',
  VXLANMTU: 'vxlanMTU',
  VXLANPORT: 'vxlanPort',
  VXLANVNI: 'vxlanVNI',
  WIREGUARDENABLED: 'wireguardEnabled',
  WIREGUARDMTU: 'wireguardMTU',
  WIREGUARDLISTENINGPORT: 'wireguardListeningPort',
  WIREGUARDROUTINGRULEPRIORITY: 'wireguardRoutingRulePriority',
  INTERFACEPREFIX: 'interfacePrefix',
  PROGRAMCLUSTERROUTES: 'programClusterRoutes',
  AWSSRCDSTCHECK: 'awsSrcDstCheck',
}
const TEXT_FIELDS = ['interfacePrefix', 'programClusterRoutes', 'awsSrcDstCheck']
/** Of these, those shape no packet that is modelled. */
const HARMLESS_ENV = /^(LOG|HEALTH|PROMETHEUS|USAGEREPORTING|TYPHA|DEBUG|REPORTING|ENDPOINTREPORTING|DATASTORE|IPV6SUPPORT|IPTABLESBACKEND|FEATUREDETECT|METADATA|BPF(?!ENABLED$))/
const NEUTRAL_ENV: Readonly<Record<string, string>> = { DEFAULTENDPOINTTOHOSTACTION: 'accept', BPFENABLED: 'false', CHAININSERTMODE: 'insert' }

export function readCalicoDaemonSet(manifest: Manifest, draft: ClusterDraft, log: ProblemLog): void {
  const document = checkShape(manifest, daemonSetSchema, log)
  const container = document?.spec.template.spec.containers.find(({ name }) => name === 'calico-node')
  if (!container) return
  draft.installed.release ??= /:(v3\.[^@]+)/.exec(container.image ?? '')?.[1]
  const values = new Map((container.env ?? []).flatMap(({ name, value }) => (typeof value === 'string' ? [[name.toUpperCase(), value] as const] : [])))
  takeBackend(values.get('CALICO_NETWORKING_BACKEND'), draft)
  takeFirstPool(manifest, values, draft, log)
  const spec: Record<string, string | number | boolean> = {}
  for (const [name, value] of values) {
    const felix = name.startsWith('FELIX_') ? name.slice('FELIX_'.length) : ''
    const field = Object.hasOwn(FELIX_ENV, felix) ? FELIX_ENV[felix] : undefined
    if (field !== undefined) spec[field] = TEXT_FIELDS.includes(field) ? value : plainValue(value)
    else if (felix !== '' && !HARMLESS_ENV.test(felix) && NEUTRAL_ENV[felix] !== value.toLowerCase()) noteField(manifest, ['spec', 'template'], name, log)
  }
  takeFelix(manifest, spec, draft, log)
}

/** The pool that calico-node makes where there is none at its first start (node/pkg/lifecycle/startup). */
function takeFirstPool(manifest: Manifest, values: ReadonlyMap<string, string>, draft: ClusterDraft, log: ProblemLog): void {
  const of = (name: string) => values.get(`CALICO_IPV4POOL_${name}`)
  const [cidr, ipipMode, vxlanMode] = [of('CIDR'), of('IPIP'), of('VXLAN')]
  if (cidr === undefined || (ipipMode === undefined && vxlanMode === undefined)) return
  const spec = { cidr, ipipMode: ipipMode ?? 'Never', vxlanMode: vxlanMode ?? 'Never', blockSize: Number(of('BLOCK_SIZE') ?? 26), natOutgoing: of('NAT_OUTGOING')?.toLowerCase() !== 'false' }
  takePool(manifest, ['spec', 'template'], { metadata: { name: 'default-ipv4-ippool' }, spec }, draft, log)
}

function takePool(manifest: Manifest, path: Path, data: JsonObject, draft: ClusterDraft, log: ProblemLog): void {
  readIpPool({ ...manifest, data, lineOf: () => manifest.lineOf(path) }, draft.installed, log)
}

/** What is set here is set for the CNI plugin and for all three tunnels (operator: pkg/render/node.go; Calico's manifests). */
function takeMtu(manifest: Manifest, mtuBytes: number, setting: string, draft: ClusterDraft, log: ProblemLog): void {
  draft.installed.podMtuBytes = mtuBytes
  draft.installed.foundMtu = { setting, mtuBytes }
  takeFelix(manifest, { ipipMTU: mtuBytes, vxlanMTU: mtuBytes, wireguardMTU: mtuBytes }, draft, log)
}

function takeFelix(manifest: Manifest, spec: JsonObject, draft: ClusterDraft, log: ProblemLog): void {
  const fields = readFelixFields({ ...manifest, data: { metadata: { name: 'default' }, spec } }, log)
  draft.installed.felix = { ...draft.installed.felix, ...fields }
}

function takeBackend(backend: string | undefined, draft: ClusterDraft): void {
  if (backend === 'vxlan' || backend === 'none') draft.installed.isWithoutBird = true
}

function plainValue(text: string): string | number | boolean {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text
}

function noteField(manifest: Manifest, path: Path, field: string, log: ProblemLog): void {
  log.at(manifest, path, 'warning', 'field-not-modelled', { field: field.slice(0, 60), kind: manifest.kind })
}

