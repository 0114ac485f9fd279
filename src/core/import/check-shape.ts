import type * as z from 'zod/mini'
import type { Manifest, Path } from '../model/manifest'
import { fieldFormOf } from './field-schema'
import type { ProblemLog } from './manifest'

/** The manifest's data as the schema has it, or `undefined` with every disagreement noted. */
export function checkShape<T extends z.ZodMiniType>(manifest: Manifest, schema: T, log: ProblemLog): z.output<T> | undefined {
  const result = schema.safeParse(manifest.data, { reportInput: true })
  if (result.success) return result.data
  for (const issue of result.error.issues) noteIssue(manifest, issue, [], log)
  return undefined
}

function noteIssue(manifest: Manifest, issue: z.core.$ZodIssue, prefix: Path, log: ProblemLog): void {
  const path: Path = [...prefix, ...issue.path.filter((part) => typeof part !== 'symbol')]
  const field = String(path.at(-1) ?? manifest.kind)
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) log.at(manifest, path, 'error', 'field-missing', { field, expected: issue.expected })
      else log.at(manifest, path, 'error', 'field-type', { field, ...foundIn(issue.input), expected: issue.expected })
      return
    case 'unrecognized_keys':
      for (const key of issue.keys) log.at(manifest, [...path, key], 'error', 'field-unknown', { field: key })
      return
    case 'invalid_value':
      log.at(manifest, path, 'error', 'field-value', { field, ...foundIn(issue.input), allowed: issue.values.map(String).join(', ') })
      return
    case 'too_small':
      log.at(manifest, path, 'error', 'field-too-small', { field, limit: String(issue.minimum) })
      return
    case 'invalid_union':
      // the branch that came furthest says best what is wrong
      for (const inner of issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? []) noteIssue(manifest, inner, path, log)
      return
    default:
      noteMessage(manifest, path, field, issue, log)
  }
}

function noteMessage(manifest: Manifest, path: Path, field: string, issue: z.core.$ZodIssue, log: ProblemLog): void {
  const form = fieldFormOf(issue.message)
  if (form) log.at(manifest, path, 'error', 'field-form', { field, ...foundIn(issue.input), ...form })
  else if (issue.code === 'too_big') log.at(manifest, path, 'error', 'field-too-big', { field, limit: String(issue.maximum) })
  else log.at(manifest, path, 'error', 'field-wrong', { field, message: issue.message })
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length))
}

/** What was written: its kind, and for what is no list and no map at most 40 characters of it. */
function foundIn(value: unknown): { readonly found: string; readonly value: string } {
  if (typeof value === 'object' && value !== null) return { found: Array.isArray(value) ? 'array' : 'object', value: '' }
  const text = String(value)
  return value === null ? { found: 'null', value: '' } : { found: typeof value, value: text.length > 40 ? `${text.slice(0, 40)}…` : text }
}
