import type * as z from 'zod/mini'
import type { Manifest, Path } from '../model/manifest'
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
  const name = String(path.at(-1) ?? manifest.kind)
  const note = (code: string, message: string, remedy: string) => log.at(manifest, path, 'error', code, message, remedy)
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) note('field-missing', `${name} is missing.`, `Add ${name}: ${anExample(issue.expected)}.`)
      else note('field-type', `${name} is ${kindOf(issue.input)}, not ${anExample(issue.expected)}.`, `Write ${anExample(issue.expected)}.`)
      return
    case 'unrecognized_keys':
      for (const key of issue.keys) {
        log.at(
          manifest,
          [...path, key],
          'error',
          'field-unknown',
          `There is no field ${key} here.`,
          'Check its spelling and indentation against docs/spec/lab-format.md.',
        )
      }
      return
    case 'invalid_value':
      note(
        'field-value',
        `${name} is ${quoted(issue.input)}, which is not allowed.`,
        `Write one of: ${issue.values.map(String).join(', ')}.`,
      )
      return
    case 'too_small':
      note('field-too-small', `${name} is less than ${issue.minimum}.`, `Write at least ${issue.minimum}.`)
      return
    case 'invalid_union':
      // the branch that came furthest says best what is wrong
      for (const inner of issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? []) noteIssue(manifest, inner, path, log)
      return
    default:
      noteMessage(manifest, path, name, issue, log)
  }
}

function noteMessage(manifest: Manifest, path: Path, name: string, issue: z.core.$ZodIssue, log: ProblemLog): void {
  const [message = '', remedy] = issue.message.split('|')
  if (remedy !== undefined) log.at(manifest, path, 'error', 'field-form', `${name} ${quoted(issue.input)} ${message}.`, remedy)
  else if (issue.code === 'too_big')
    log.at(manifest, path, 'error', 'field-too-big', `${name} is more than ${issue.maximum}.`, `Write at most ${issue.maximum}.`)
  else log.at(manifest, path, 'error', 'field-form', `${name} is not right: ${message}.`, 'See docs/spec/lab-format.md.')
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length))
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : `the ${typeof value} ${quoted(value)}`
}

/** At most 40 characters of what was written. */
function quoted(value: unknown): string {
  if (typeof value === 'object' && value !== null) return kindOf(value)
  const text = String(value)
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`
}

function anExample(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map',
    record: 'a map',
  }
  return words[expected] ?? expected
}
