import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Program, System } from '../engine/kernel-api'
import { POOL_MODES } from '../model/cluster'
import type { Cluster, FelixConfiguration, IpPool } from '../model/cluster'
import { formatIpv4, formatIpv4Prefix } from '../wire/ipv4-address'
import type { ClusterAdmin } from './cluster-admin'

/** `calicoctl` on this cluster: `patch ippool|felixconfiguration NAME -p JSON` and `get ippool|node|felixconfiguration [-o wide]`. */
export function calicoctlOn(admin: ClusterAdmin): Program {
  return function* (system, argv) {
    const [verb, kind = '', ...words] = argv.slice(1)
    if (verb === 'patch') return patch(system, admin, kind, words)
    if (verb === 'get') return get(system, admin.cluster, kind, words)
    system.stderr(`calicoctl: "${verb ?? ''}" is not modelled; Hopscope's calicoctl has get and patch\n`)
    return 1
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPool(kind: string): boolean {
  return ['ippool', 'ippools', 'ipp', 'pool', 'pools'].includes(kind.toLowerCase())
}

function isFelix(kind: string): boolean {
  return ['felixconfiguration', 'felixconfigurations', 'felixconfig', 'felixconfigs'].includes(kind.toLowerCase())
}

function patch(system: System, admin: ClusterAdmin, kind: string, words: readonly string[]): number {
  const at = words.findIndex((word) => word === '-p' || word === '--patch' || word.startsWith('--patch='))
  const text = at < 0 ? undefined : words[at]?.startsWith('--patch=') ? words[at].slice('--patch='.length) : words[at + 1]
  const name = words.find((word, index) => !word.startsWith('-') && index !== at + 1 && !['-t', '--type'].includes(words[index - 1] ?? ''))
  if (name === undefined || text === undefined) {
    system.stderr("calicoctl: patch needs a name and -p '{\"spec\": …}'\n")
    return 1
  }
  const spec = specOf(text)
  if (!spec.ok) return refuse(system, `Failed to patch: ${spec.error}`)
  const patched = isPool(kind) ? patchPool(admin.cluster, name, spec.value) : isFelix(kind) ? patchFelix(admin.cluster, name, spec.value) : undefined
  if (!patched) return refuse(system, `calicoctl: patching "${kind}" is not modelled; Hopscope has ippool and felixconfiguration`)
  if (!patched.ok) return refuse(system, patched.error)
  const replaced = admin.replace(patched.value)
  if (!replaced.ok) return refuse(system, `calicoctl: ${replaced.error}`)
  system.stdout(`Successfully patched 1 '${isPool(kind) ? 'IPPool' : 'FelixConfiguration'}' resource\n`)
  return 0
}

function refuse(system: System, message: string): number {
  system.stderr(`${message}\n`)
  return 1
}

function specOf(text: string): Result<JsonObject, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err(`the patch is not JSON: ${text}`)
  }
  if (!isObject(value) || !isObject(value.spec)) return err('the patch has no "spec" object')
  const other = Object.keys(value).find((key) => key !== 'spec')
  return other === undefined ? ok(value.spec) : err(`only "spec" can be patched, not "${other}"`)
}

type FieldReader<T> = (value: unknown) => T | undefined

const boolean: FieldReader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)
const integer: FieldReader<number> = (value) => (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xff_ffff ? value : undefined)
const poolMode: FieldReader<IpPool['ipipMode']> = (value) => POOL_MODES.find((mode) => mode === value)

/** A field of a patch by its Calico name: what it becomes in the model. */
type Fields<T> = Readonly<Record<string, (value: unknown) => Partial<T> | undefined>>

function field<T, K extends keyof T>(key: K, read: FieldReader<T[K]>): (value: unknown) => Partial<T> | undefined {
  return (value) => {
    const known = read(value)
    if (known === undefined) return undefined
    const change: Partial<T> = {}
    change[key] = known
    return change
  }
}

const POOL_FIELDS: Fields<IpPool> = {
  ipipMode: field('ipipMode', poolMode),
  vxlanMode: field('vxlanMode', poolMode),
  natOutgoing: field('natOutgoing', boolean),
  disabled: field('disabled', boolean),
  disableBGPExport: field('disableBgpExport', boolean),
}

const FELIX_FIELDS: Fields<FelixConfiguration> = {
  wireguardEnabled: field('wireguardEnabled', boolean),
  wireguardMTU: field('wireguardMtuBytes', integer),
  wireguardListeningPort: field('wireguardListeningPort', integer),
  ipipMTU: field('ipipMtuBytes', integer),
  vxlanMTU: field('vxlanMtuBytes', integer),
  vxlanPort: field('vxlanPort', integer),
  vxlanVNI: field('vxlanVni', integer),
}

function applied<T>(resource: T, fields: Fields<T>, spec: JsonObject): Result<T, string> {
  let changed = resource
  for (const [key, value] of Object.entries(spec)) {
    const read = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (!read) return err(`calicoctl: spec.${key} is not modelled; Hopscope patches ${Object.keys(fields).join(', ')}`)
    const change = read(value)
    if (!change) return err(`Failed to patch: spec.${key} cannot be ${JSON.stringify(value)}`)
    changed = { ...changed, ...change }
  }
  return ok(changed)
}

function patchPool(cluster: Cluster, name: string, spec: JsonObject): Result<Cluster, string> {
  const pool = cluster.pools.find((candidate) => candidate.name === name)
  if (!pool) return err(`Failed to patch 'IPPool' resource: [resource does not exist: IPPool(${name})]`)
  const changed = applied(pool, POOL_FIELDS, spec)
  if (!changed.ok) return changed
  if (changed.value.ipipMode !== 'Never' && changed.value.vxlanMode !== 'Never') {
    return err('Failed to patch \'IPPool\' resource: error with field IPPool.Spec.VXLANMode: both ipipMode and vxlanMode cannot be specified on the same IP pool')
  }
  return ok({ ...cluster, pools: cluster.pools.map((candidate) => (candidate === pool ? changed.value : candidate)) })
}

function patchFelix(cluster: Cluster, name: string, spec: JsonObject): Result<Cluster, string> {
  if (name !== 'default') return err(`calicoctl: felixconfiguration "${name}" is not modelled; patch default`)
  const changed = applied(cluster.felix, FELIX_FIELDS, spec)
  return changed.ok ? ok({ ...cluster, felix: changed.value }) : changed
}

function get(system: System, cluster: Cluster, kind: string, words: readonly string[]): number {
  const wide = words.includes('wide') || words.includes('-owide')
  const rows = isPool(kind) ? poolRows(cluster, wide) : isFelix(kind) ? [['NAME'], ['default']] : isNode(kind) ? nodeRows(cluster, wide) : undefined
  if (!rows) return refuse(system, `calicoctl: getting "${kind}" is not modelled; Hopscope has ippool, node and felixconfiguration`)
  const unknown = words.find((word) => !['-o', 'wide', '-owide'].includes(word))
  if (unknown !== undefined) return refuse(system, `calicoctl: "${unknown}" of "get ${kind}" is not modelled; Hopscope has -o wide`)
  system.stdout(`${table(rows)}\n`)
  return 0
}

function isNode(kind: string): boolean {
  return ['node', 'nodes', 'no'].includes(kind.toLowerCase())
}

function poolRows(cluster: Cluster, wide: boolean): readonly (readonly string[])[] {
  if (!wide) return [['NAME', 'CIDR', 'SELECTOR'], ...cluster.pools.map((pool) => [pool.name, formatIpv4Prefix(pool.cidr), pool.nodeSelector])]
  const hasAssignment = cluster.calico.version !== 'v3.26'
  const head = ['NAME', 'CIDR', 'NAT', 'IPIPMODE', 'VXLANMODE', 'DISABLED', 'DISABLEBGPEXPORT', 'SELECTOR', ...(hasAssignment ? ['ASSIGNMENTMODE'] : [])]
  const rows = cluster.pools.map((pool) => [
    pool.name,
    formatIpv4Prefix(pool.cidr),
    String(pool.natOutgoing),
    pool.ipipMode,
    pool.vxlanMode,
    String(pool.disabled),
    String(pool.disableBgpExport),
    pool.nodeSelector,
    ...(hasAssignment ? [pool.assignmentMode] : []),
  ])
  return [head, ...rows]
}

function nodeRows(cluster: Cluster, wide: boolean): readonly (readonly string[])[] {
  if (!wide) return [['NAME'], ...cluster.nodes.map((node) => [node.name])]
  const rows = cluster.nodes.map((node) => [node.name, node.asNumber === undefined ? `(${cluster.bgp.asNumber})` : String(node.asNumber), `${formatIpv4(node.address)}/${node.prefixLength}`, ''])
  return [['NAME', 'ASN', 'IPV4', 'IPV6'], ...rows]
}

/** Go's tabwriter with three blanks between columns; the last column is padded too. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(5, ...rows.map((row) => (row[column] ?? '').length + 3)))
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')}\n`).join('')
}
