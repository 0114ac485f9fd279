import { isJsonObject } from '../model/manifest'
import type { JsonObject, Manifest } from '../model/manifest'
import type { ProblemLog } from './manifest'

/** What a command may write of a resource: what the dataplane is made of, and what changes nothing there. */
interface SpecFields {
  /** Names below `spec` that the reader reads. */
  readonly read: readonly string[]
  /** Fields that are kept and shown again. */
  readonly harmless: RegExp
  /** Fields that would matter, and the values with which they do not. */
  readonly neutral?: Readonly<Record<string, readonly unknown[]>>
}

const NOTHING = /^$/

const SPEC_FIELDS: Readonly<Record<string, SpecFields>> = {
  IPPool: {
    read: ['allowedUses', 'assignmentMode', 'blockSize', 'cidr', 'disableBGPExport', 'disabled', 'ipipMode', 'natOutgoing', 'nodeSelector', 'vxlanMode'],
    harmless: NOTHING,
    neutral: { namespaceSelector: ['all()', ''] },
  },
  FelixConfiguration: {
    read: [
      'awsSrcDstCheck', 'interfacePrefix', 'ipipEnabled', 'ipipMTU', 'programClusterRoutes', 'vxlanEnabled', 'vxlanMTU', 'vxlanPort', 'vxlanVNI',
      'wireguardEnabled', 'wireguardKeepAlive', 'wireguardListeningPort', 'wireguardMTU', 'wireguardRoutingRulePriority',
    ],
    harmless: /^(log|health|prometheus|usageReporting|debug|reporting|endpointReporting|flowLogs|goGCThreshold|goMaxProcs|statsDumpFilePath|bpf(?!Enabled$)|(vxlan|wireguard)(MTU|ListeningPort|RoutingRulePriority)V6$)/,
    neutral: {
      bpfEnabled: [false],
      chainInsertMode: ['Insert'],
      defaultEndpointToHostAction: ['Accept', 'ACCEPT'],
      floatingIPs: ['Disabled'],
      ipForwarding: ['Enabled'],
      nftablesMode: ['Disabled', 'Auto'],
      wireguardEnabledV6: [false],
      wireguardHostEncryptionEnabled: [false],
    },
  },
  BGPConfiguration: { read: ['asNumber', 'nodeToNodeMeshEnabled'], harmless: /^(logSeverityScreen|nodeMeshMaxRestartTime)$/, neutral: { listenPort: [179] } },
  BGPPeer: { read: ['asNumber', 'node', 'nodeSelector', 'peerIP', 'peerSelector'], harmless: /^(password|maxRestartTime|keepaliveTime|reachableBy)$/ },
  Node: { read: ['addresses', 'bgp', 'ipv4VXLANTunnelAddr', 'providerID', 'vxlanTunnelMACAddr', 'wireguard'], harmless: /^(orchRefs|podCIDRs?|taints|unschedulable)$/ },
  Pod: {
    read: ['nodeName', 'serviceAccountName'],
    harmless: /^(containers|initContainers|volumes|restartPolicy|tolerations|terminationGracePeriodSeconds|dns|serviceAccount$|securityContext|hostname$|subdomain$|automount|enableServiceLinks|priority|preemptionPolicy|schedulerName|imagePullSecrets|hostAliases|shareProcessNamespace|readinessGates|topologySpreadConstraints)/,
    neutral: { hostNetwork: [false] },
  },
}

/** A field of `spec` that would change the real cluster and cannot change this one; `allowed` are values with which it would not. */
interface Unmodelled {
  readonly field: string
  readonly allowed: readonly unknown[]
}

function unmodelledFields({ kind, data }: Manifest): readonly Unmodelled[] {
  const known = SPEC_FIELDS[kind]
  const { spec } = data
  if (!known || !isJsonObject(spec)) return []
  const { read, harmless, neutral = {} } = known
  return Object.entries(spec).flatMap(([field, value]) => {
    if (value === null || read.includes(field) || harmless.test(field)) return []
    const allowed = Object.hasOwn(neutral, field) ? (neutral[field] ?? []) : []
    return allowed.includes(value) ? [] : [{ field, allowed }]
  })
}

/** Refuses every field of a written resource that would change the real cluster and cannot change this one. */
export function checkFields(manifest: Manifest, log: ProblemLog): void {
  const read = SPEC_FIELDS[manifest.kind]?.read ?? []
  const spec = isJsonObject(manifest.data.spec) ? manifest.data.spec : {}
  for (const { field, allowed } of unmodelledFields(manifest)) {
    const only = allowed.length === 0 ? '' : ` other than ${allowed.map((one) => JSON.stringify(one)).join(' or ')}`
    log.refuse([manifest, ['spec', field]], 'field-not-modelled', `spec.${field}${only} is not modelled.`, `Hopscope's ${manifest.kind} has ${read.join(', ')}.`)
  }
  if (manifest.kind === 'IPPool' && !['all()', '', undefined, null].includes(spec.nodeSelector as string | null | undefined)) {
    log.refuse([manifest, ['spec', 'nodeSelector']], 'field-not-modelled', 'A nodeSelector other than all() is not modelled.', 'Leave it out, or write all().')
  }
}

/** Calico's settings, and the fields of theirs that choose the dataplane, which has a warning of its own. */
const SETTINGS = ['IPPool', 'FelixConfiguration', 'BGPConfiguration', 'BGPPeer']
const DATAPLANE_FIELDS = ['bpfEnabled', 'nftablesMode']

/** Says of a cluster's settings once each what would change the real dataplane and does not change this one. */
export function noteUnmodelledFields(manifests: readonly Manifest[], log: ProblemLog): void {
  const said = new Set<string>()
  for (const manifest of manifests) {
    const { kind, apiVersion } = manifest
    if (!SETTINGS.includes(kind) || !apiVersion.includes('projectcalico.org')) continue
    for (const { field } of unmodelledFields(manifest)) {
      const name = `${kind}.${field}`
      if (said.has(name) || DATAPLANE_FIELDS.includes(field)) continue
      said.add(name)
      log.at(manifest, ['spec', field], 'warning', 'field-not-modelled', { field: field.slice(0, MAX_NAMED_CHARACTERS), kind })
    }
  }
}

/** Of a field's name in a sentence. */
const MAX_NAMED_CHARACTERS = 60

/** Metadata that the server writes, and that a command may bring along. */
const SERVER_METADATA = ['creationTimestamp', 'generation', 'managedFields', 'name', 'namespace', 'ownerReferences', 'resourceVersion', 'selfLink', 'uid']

/** What of a written resource no reader reads: to be kept beside the cluster. */
export function keptFields({ data, kind }: Manifest): JsonObject {
  const metadata = withoutKeys(isJsonObject(data.metadata) ? data.metadata : {}, SERVER_METADATA)
  const own = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, key === 'annotations' && isJsonObject(value) ? foreignAnnotations(value) : value]))
  const spec = isJsonObject(data.spec) ? data.spec : {}
  // which fields of FelixConfiguration were written is shown; their values come from the model
  const keptSpec = kind === 'FelixConfiguration' ? spec : withoutKeys(spec, SPEC_FIELDS[kind]?.read ?? [])
  return { metadata: withoutEmpty(own), spec: keptSpec }
}

function withoutEmpty(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isJsonObject(value) || Object.keys(value).length > 0))
}

/** What a cluster's own output holds besides: the state of a node, which its server writes. */
export function keptState({ data, kind }: Manifest): JsonObject {
  const status = kind === 'Node' && isJsonObject(data.status) ? data.status : {}
  const state = Object.fromEntries(Object.entries(status).filter(([key]) => key === 'conditions' || key === 'nodeInfo'))
  return Object.keys(state).length === 0 ? {} : { status: state }
}

export function isAnythingKept(fields: JsonObject): boolean {
  return Object.values(fields).some((field) => isJsonObject(field) && Object.keys(field).length > 0)
}

function foreignAnnotations(annotations: JsonObject): JsonObject {
  const isOurs = (key: string): boolean => /^(cni\.)?projectcalico\.org\//.test(key) || key === 'kubectl.kubernetes.io/last-applied-configuration'
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !isOurs(key)))
}

function withoutKeys(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
}
