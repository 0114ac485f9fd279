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
      'interfacePrefix', 'ipipEnabled', 'ipipMTU', 'programClusterRoutes', 'vxlanEnabled', 'vxlanMTU', 'vxlanPort', 'vxlanVNI', 'wireguardEnabled',
      'wireguardKeepAlive', 'wireguardListeningPort', 'wireguardMTU', 'wireguardRoutingRulePriority',
    ],
    harmless: /^(log|health|prometheus|usageReporting|debug|reporting|endpointReporting|flowLogs|goGCThreshold|goMaxProcs|bpfLogLevel$|statsDumpFilePath)/,
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

/** Notes every field of a written resource that would change the real cluster and cannot change this one. */
export function checkFields(manifest: Manifest, log: ProblemLog): void {
  const known = SPEC_FIELDS[manifest.kind]
  const { spec } = manifest.data
  if (!known || !isJsonObject(spec)) return
  const { read, harmless, neutral = {} } = known
  for (const [field, value] of Object.entries(spec)) {
    if (value === null || read.includes(field) || harmless.test(field)) continue
    const allowed = Object.hasOwn(neutral, field) ? (neutral[field] ?? []) : []
    if (allowed.includes(value)) continue
    const only = allowed.length === 0 ? '' : ` other than ${allowed.map((one) => JSON.stringify(one)).join(' or ')}`
    log.refuse([manifest, ['spec', field]], 'field-not-modelled', `spec.${field}${only} is not modelled.`, `Hopscope's ${manifest.kind} has ${read.join(', ')}.`)
  }
  if (manifest.kind === 'IPPool' && !['all()', '', undefined, null].includes(spec.nodeSelector as string | null | undefined)) {
    log.refuse([manifest, ['spec', 'nodeSelector']], 'field-not-modelled', 'A nodeSelector other than all() is not modelled.', 'Leave it out, or write all().')
  }
}

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
