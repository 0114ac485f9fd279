import type { JsonObject, Manifest } from '../../model/manifest'

/** A resource that a command made, as if it had been read. */
export function manifestOf(data: JsonObject): Manifest {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return { file: '', document: 1, apiVersion: text(data.apiVersion), kind: text(data.kind), data, basePath: [], lineOf: () => 0 }
}
