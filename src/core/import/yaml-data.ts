import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Document, Node } from 'yaml'
import type { Path } from '../model/manifest'

/** Deeper than any resource of Kubernetes is. */
const MAX_DEPTH = 64
/** How many values aliases may add to a document: enough for hand-written anchors, too few for a bomb. */
const MAX_ALIASED_VALUES = 20_000

export interface DataProblem {
  readonly path: Path
  readonly offset: number
  readonly code: 'yaml-too-deep' | 'yaml-alias' | 'yaml-duplicate-key' | 'yaml-key'
  readonly message: string
  readonly remedy: string
}

/**
 * A document's plain data, made by hand so that nothing hostile gets through: aliases are counted, depth is bounded,
 * keys are strings, twice the same key or `__proto__` is refused.
 */
export function dataOf(document: Document.Parsed): { readonly data: unknown; readonly problems: readonly DataProblem[] } {
  const problems: DataProblem[] = []
  let aliased = 0
  const fail = (node: Node, path: Path, code: DataProblem['code'], message: string, remedy: string): undefined => {
    if (problems.length < 20) problems.push({ path, offset: node.range?.[0] ?? 0, code, message, remedy })
    return undefined
  }
  const convert = (node: unknown, path: Path, inAlias: boolean): unknown => {
    if (inAlias && ++aliased > MAX_ALIASED_VALUES) return undefined
    if (isScalar(node)) return node.value
    if (path.length > MAX_DEPTH) {
      return fail(node as Node, path.slice(0, 4), 'yaml-too-deep', `Nested more than ${MAX_DEPTH} levels deep.`, 'Flatten it.')
    }
    if (isAlias(node)) {
      const target = node.resolve(document)
      return target
        ? convert(target, path, true)
        : fail(node, path, 'yaml-alias', `The alias *${node.source} has no anchor.`, 'Write the value itself.')
    }
    if (isSeq(node)) return node.items.map((item, i) => convert(item, [...path, i], inAlias))
    return isMap(node) ? mapData(node, path, inAlias) : null
  }
  const mapData = (node: { readonly items: readonly { key: unknown; value: unknown }[] } & Node, path: Path, inAlias: boolean): unknown => {
    const entries = new Map<string, unknown>()
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined
      if (name === undefined || name === '__proto__') {
        fail(node, path, 'yaml-key', `${name ?? 'A list or map'} cannot be a key.`, 'Use plain words as keys.')
      } else if (entries.has(name)) {
        fail(key as Node, [...path, name], 'yaml-duplicate-key', `The key “${name}” stands twice.`, 'Keep one of the two.')
      } else {
        entries.set(name, convert(value, [...path, name], inAlias))
      }
    }
    return Object.fromEntries(entries)
  }
  const data = convert(document.contents, [], false)
  if (aliased > MAX_ALIASED_VALUES) {
    const message = `Aliases stand for more than ${MAX_ALIASED_VALUES} values.`
    problems.push({ path: [], offset: 0, code: 'yaml-alias', message, remedy: 'Write the values themselves, or use fewer anchors.' })
  }
  return { data, problems }
}

/** The offset in the text of a path, or of the nearest thing above it that exists. */
export function offsetOf(document: Document.Parsed, path: Path): number | undefined {
  let node: unknown = document.contents
  let offset = isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair: { key: unknown; value: unknown } | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === part)
      if (!pair) return offset
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part]
      offset = (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined) ?? offset
    } else {
      return offset
    }
  }
  return offset
}
