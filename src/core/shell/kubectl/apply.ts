import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import { isJsonObject } from '../../model/manifest'
import type { JsonObject, Manifest } from '../../model/manifest'
import { nameOf, namespaceOf, refOf, resourceKey } from '../../model/resource'
import type { ResourceRef } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import type { ParsedOptions } from '../options'
import { mergePatch } from '../resources/patch'
import { readInput } from '../resources/read-input'
import { refIn } from '../resources/resource-text'
import { fullName, fullPlural, kubectlKindOf } from './kinds'

export type FileVerb = 'apply' | 'create' | 'replace'

/** One resource of a file beside what the cluster has of that name. */
interface Written {
  readonly manifest: Manifest
  readonly ref: ResourceRef
  readonly present: JsonObject | undefined
}

/** `kubectl apply|create|replace -f FILE`: all of the file or nothing. */
export function writeFile(system: System, admin: ClusterAdmin, verb: FileVerb, { values }: ParsedOptions): Result<void, string> {
  const file = values.get('f')
  if (file === undefined) return err(`error: must specify one of -f and -k`)
  const read = readInput(system, admin, file)
  if (!read.ok) return err(`error: ${read.error}`)
  if (read.value.length === 0) return err('error: no objects passed to ' + verb)
  const written = resolved(admin, read.value, values.get('n'))
  if (!written.ok) return written
  const wrong = verb === 'apply' ? undefined : written.value.find(({ present }) => (present !== undefined) === (verb === 'create'))
  if (wrong) return err(alreadyOrMissing(wrong, file, verb))
  const homeless = withoutNamespace(admin, written.value)
  if (homeless) return err(`Error from server (NotFound): error when creating "${file}": namespaces "${homeless}" not found\nkubectl create namespace ${homeless} makes it`)
  const changed = written.value.filter(({ manifest, present }) => present === undefined || !isPartOf(manifest.data, present))
  const put = changed.map(({ manifest, present }) => (verb === 'apply' ? merged(manifest, present) : manifest))
  const done = put.length === 0 ? ok(undefined) : admin.edit({ put, remove: [] })
  if (!done.ok) return err(`Error from server (Invalid): error when ${verb === 'apply' ? 'applying' : verb === 'create' ? 'creating' : 'replacing'} "${file}":\n${done.error}`)
  for (const item of written.value) system.stdout(`${nameIn(item)} ${deed(verb, item.present !== undefined, changed.includes(item))}\n`)
  return ok(undefined)
}

function deed(verb: FileVerb, wasThere: boolean, isChanged: boolean): string {
  if (!wasThere) return 'created'
  if (verb === 'replace') return 'replaced'
  return isChanged ? 'configured' : 'unchanged'
}

function nameIn({ ref }: Written): string {
  const kind = kubectlKindOf(ref.kind)
  return kind ? fullName(kind, ref.name) : `${ref.kind}/${ref.name}`
}

function resolved(admin: ClusterAdmin, manifests: readonly Manifest[], namespace: string | undefined): Result<readonly Written[], string> {
  const present = new Map<ResourceRef['kind'], ReadonlyMap<string, JsonObject>>()
  const written: Written[] = []
  for (const manifest of manifests) {
    const own = namespaceOf(manifest.data)
    if (namespace !== undefined && own !== '' && own !== namespace) {
      return err(`error: the namespace from the provided object "${own}" does not match the namespace "${namespace}". You must pass '--namespace=${own}' to perform this operation.`)
    }
    const placed = namespace === undefined || own !== '' ? manifest : withNamespace(manifest, namespace)
    const ref = refOf(placed)
    if (!ref) {
      const message = `resource mapping not found for name: "${nameOf(manifest.data)}" from "${manifest.file}": no matches for kind "${manifest.kind}" in version "${manifest.apiVersion}"`
      return err(`error: ${message}\nHopscope’s cluster has v1 Namespace, Node, Pod and Calico’s BGPConfiguration, BGPPeer, FelixConfiguration, IPPool`)
    }
    if (!present.has(ref.kind)) present.set(ref.kind, new Map(admin.resources(ref.kind).map((resource) => [resourceKey(refIn(ref.kind, resource)), resource])))
    written.push({ manifest: placed, ref, present: present.get(ref.kind)?.get(resourceKey(ref)) })
  }
  return ok(written)
}

function withNamespace(manifest: Manifest, namespace: string): Manifest {
  if (manifest.kind !== 'Pod') return manifest
  const metadata = isJsonObject(manifest.data.metadata) ? manifest.data.metadata : {}
  return { ...manifest, data: { ...manifest.data, metadata: { ...metadata, namespace } } }
}

function alreadyOrMissing({ ref }: Written, file: string, verb: FileVerb): string {
  const kind = kubectlKindOf(ref.kind)
  const plural = kind ? fullPlural(kind) : ref.kind
  return verb === 'create'
    ? `Error from server (AlreadyExists): error when creating "${file}": ${plural} "${ref.name}" already exists`
    : `Error from server (NotFound): error when replacing "${file}": ${plural} "${ref.name}" not found`
}

function withoutNamespace(admin: ClusterAdmin, written: readonly Written[]): string | undefined {
  const made = written.flatMap(({ ref }) => (ref.kind === 'Namespace' ? [ref.name] : []))
  const known = new Set([...admin.resources('Namespace').map(nameOf), ...made])
  return written.map(({ ref }) => ref.namespace).find((namespace) => namespace !== undefined && !known.has(namespace))
}

/** What kubectl apply leaves of a resource that is there: fields that the file does not name stay. */
function merged(manifest: Manifest, present: JsonObject | undefined): Manifest {
  if (present === undefined) return manifest
  const data = mergePatch(present, manifest.data)
  return isJsonObject(data) ? { ...manifest, data } : manifest
}

/** Whether all that is written is there already; status and what the server writes do not count. */
function isPartOf(written: JsonObject, present: JsonObject): boolean {
  const { apiVersion: _group, status: _status, metadata, ...rest } = written
  const own = isJsonObject(metadata) ? Object.fromEntries(Object.entries(metadata).filter(([key]) => ['labels', 'annotations'].includes(key))) : {}
  return isSubset(rest, present) && isSubset({ metadata: own }, present)
}

function isSubset(part: unknown, whole: unknown): boolean {
  if (isJsonObject(part)) return isJsonObject(whole) && Object.entries(part).every(([key, value]) => value === null || (isJsonObject(value) && Object.keys(value).length === 0) || isSubset(value, whole[key]))
  if (Array.isArray(part)) return Array.isArray(whole) && part.length === whole.length && part.every((item, i) => isSubset(item, whole[i]))
  return part === whole || String(part) === String(whole)
}
