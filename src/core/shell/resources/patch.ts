import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { isJsonObject } from '../../model/manifest'
import type { JsonObject } from '../../model/manifest'

/** JSON Merge Patch (RFC 7396): maps are merged, null deletes, anything else stands instead. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch
  const merged = new Map(Object.entries(isJsonObject(target) ? target : {}))
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key)
    else merged.set(key, mergePatch(merged.get(key), value))
  }
  return Object.fromEntries(merged)
}

/** JSON Patch (RFC 6902): `add`, `remove`, `replace`, `test`; the error says which operation cannot be. */
export function jsonPatch(target: JsonObject, operations: readonly unknown[]): Result<JsonObject, string> {
  let changed: unknown = target
  for (const operation of operations) {
    const result = applied(changed, operation)
    if (!result.ok) return result
    changed = result.value
  }
  return isJsonObject(changed) ? ok(changed) : err('the patch leaves no resource')
}

const OPERATIONS = ['add', 'remove', 'replace', 'test']

function applied(target: unknown, operation: unknown): Result<unknown, string> {
  if (!isJsonObject(operation) || typeof operation.path !== 'string' || !OPERATIONS.includes(String(operation.op))) {
    return err(`an operation of a JSON patch has op (${OPERATIONS.join(', ')}) and path, not ${JSON.stringify(operation)}`)
  }
  const parts = operation.path.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return changedAt(target, parts, operation)
}

function changedAt(target: unknown, [part, ...rest]: readonly string[], operation: JsonObject): Result<unknown, string> {
  if (part === undefined) return ended(target, operation)
  const missing = err(`${String(operation.op)} operation does not apply: doc is missing path: ${JSON.stringify(operation.path)}: missing value`)
  if (Array.isArray(target)) {
    const list: unknown[] = [...(target as unknown[])]
    const at = part === '-' ? list.length : Number(part)
    const isAdded = rest.length === 0 && operation.op === 'add'
    if (!Number.isInteger(at) || at < 0 || at > list.length || (at === list.length && !isAdded)) return missing
    if (isAdded) return ok([...list.slice(0, at), operation.value, ...list.slice(at)])
    const inner = changedAt(list[at], rest, operation)
    if (!inner.ok) return inner
    return ok(inner.value === undefined ? list.toSpliced(at, 1) : list.with(at, inner.value))
  }
  if (!isJsonObject(target)) return missing
  const isThere = Object.hasOwn(target, part)
  if (!isThere && (rest.length > 0 || operation.op !== 'add')) return missing
  const inner = changedAt(isThere ? target[part] : undefined, rest, operation)
  if (!inner.ok) return inner
  const others = Object.entries(target).filter(([key]) => key !== part)
  return ok(Object.fromEntries(inner.value === undefined ? others : [...others, [part, inner.value]]))
}

function ended(target: unknown, { op, path, value }: JsonObject): Result<unknown, string> {
  if (op === 'remove') return ok(undefined)
  if (op !== 'test') return ok(value)
  return JSON.stringify(target) === JSON.stringify(value) ? ok(target) : err(`testing value ${String(path)} failed: test failed`)
}
