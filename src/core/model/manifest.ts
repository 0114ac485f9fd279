/** What JSON and YAML alike can hold of a map. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Keys and, in lists, indexes from 0. */
export type Path = readonly (string | number)[]

/** One resource as it was written, and where it stands: an item of a List counts as a manifest of its own. */
export interface Manifest {
  readonly file: string
  /** Counted from 1. */
  readonly document: number
  readonly apiVersion: string
  readonly kind: string
  readonly data: JsonObject
  /** Path of the resource inside its document: `items[3]`. */
  readonly basePath: Path
  /** The line of a path inside the resource, or of the nearest thing above it that exists; 0 when unknown. */
  readonly lineOf: (path: Path) => number
}
