import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Document, Node } from 'yaml'
import type { Path } from '../model/manifest'
import type { ProblemFacts } from '../words/say-problem'

/** Deeper than any resource of Kubernetes is. */
const MAX_DEPTH = 64
/** How many values aliases may add to a document: enough for hand-written anchors, too few for a bomb. */
const MAX_ALIASED_VALUES = 20_000

type DataCode = 'yaml-too-deep' | 'yaml-anchor' | 'yaml-alias' | 'yaml-duplicate-key' | 'yaml-key'

/** What of a document is refused, at which offset of its text. */
export type DataProblem = { readonly [C in DataCode]: { readonly path: Path; readonly offset: number; readonly code: C; readonly facts: ProblemFacts<C> } }[DataCode]
type DataFault = { readonly [C in DataCode]: { readonly code: C; readonly facts: ProblemFacts<C> } }[DataCode]

/**
 * A document's plain data, made by hand so that nothing hostile gets through: aliases are counted, depth is bounded,
 * keys are strings, twice the same key or `__proto__` is refused.
 */
export function dataOf(document: Document.Parsed): { readonly data: unknown; readonly problems: readonly DataProblem[] } {
  const problems: DataProblem[] = []
  let aliased = 0
  const fail = (node: Node, path: Path, fault: DataFault): undefined => {
    if (problems.length < 20) problems.push({ path, offset: node.range?.[0] ?? 0, ...fault })
    return undefined
  }
  const convert = (node: unknown, path: Path, inAlias: boolean): unknown => {
    if (inAlias && ++aliased > MAX_ALIASED_VALUES) return undefined
    if (isScalar(node)) return node.value
    if (path.length > MAX_DEPTH) {
      return fail(node as Node, path.slice(0, 4), { code: 'yaml-too-deep', facts: { levels: String(MAX_DEPTH) } })
    }
    if (isAlias(node)) {
      const target = node.resolve(document)
      return target ? convert(target, path, true) : fail(node, path, { code: 'yaml-anchor', facts: { alias: node.source } })
    }
    if (isSeq(node)) return node.items.map((item, i) => convert(item, [...path, i], inAlias))
    return isMap(node) ? mapData(node, path, inAlias) : null
  }
  const mapData = (node: { readonly items: readonly { key: unknown; value: unknown }[] } & Node, path: Path, inAlias: boolean): unknown => {
    const entries = new Map<string, unknown>()
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined
      if (name === undefined || name === '__proto__') {
        fail(node, path, { code: 'yaml-key', facts: { key: name ?? '' } })
      } else if (entries.has(name)) {
        fail(key as Node, [...path, name], { code: 'yaml-duplicate-key', facts: { key: name } })
      } else {
        entries.set(name, convert(value, [...path, name], inAlias))
      }
    }
    return Object.fromEntries(entries)
  }
  const data = convert(document.contents, [], false)
  if (aliased > MAX_ALIASED_VALUES) problems.push({ path: [], offset: 0, code: 'yaml-alias', facts: { values: String(MAX_ALIASED_VALUES) } })
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
