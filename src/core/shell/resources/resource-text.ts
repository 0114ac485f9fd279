import { isJsonObject } from '../../model/manifest'
import type { JsonObject } from '../../model/manifest'
import { nameOf, namespaceOf } from '../../model/resource'
import type { ResourceKind, ResourceRef } from '../../model/resource'
import type { ClusterAdmin } from '../cluster-admin'
import { yamlText } from './yaml-text'

/** A resource as it is shown whole: with what the server adds. */
export function wholeResource(admin: ClusterAdmin, kind: ResourceKind, resource: JsonObject): JsonObject {
  const metadata = isJsonObject(resource.metadata) ? resource.metadata : {}
  return { ...resource, metadata: { ...metadata, ...admin.serverMetadata(refIn(kind, resource)) } }
}

export function refIn(kind: ResourceKind, resource: JsonObject): ResourceRef {
  const namespace = namespaceOf(resource)
  return { kind, name: nameOf(resource), ...(namespace === '' ? {} : { namespace }) }
}

export function dataText(value: unknown, format: 'yaml' | 'json', jsonIndent: number): string {
  return format === 'yaml' ? yamlText(value) : `${JSON.stringify(sorted(value), null, jsonIndent)}\n`
}

/** Keys in order, as Go's maps are written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.keys(value).sort((a, b) => (a < b ? -1 : 1)).map((key) => [key, sorted(value[key])]))
}

/** A field by its path; `undefined` where something on the way is missing. */
export function fieldOf(resource: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), resource)
}

/** The same as text; empty where there is none. */
export function textOf(resource: unknown, ...path: readonly string[]): string {
  const value = fieldOf(resource, ...path)
  if (Array.isArray(value)) return value.map(String).join(',')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
