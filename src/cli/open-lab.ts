import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import type { Problem } from '../core/model/problem'
import { LabSession } from '../core/session/lab-session'
import type { CliOutput } from './output'
import { readLabs } from './read-labs'

export interface OpenedLab {
  readonly session: LabSession
  /** What had to be assumed and what of the files is not modelled, a line each. An answer is no better than that. */
  readonly notes: readonly string[]
}

/** Opens the lab that these names, files and folders make; the error is the first problem, in one line. */
export function openLab(labs: readonly string[], seed: number): Result<OpenedLab, string> {
  const texts = readLabs(labs)
  if (!texts.ok) return texts
  const { session, problems } = LabSession.open(texts.value, { seed })
  return session ? ok({ session, notes: problems.map(problemLine) }) : err(firstError(problems))
}

/** Says the notes on standard error, once the answer is written: where there is none, the error alone is said. */
export function tellNotes({ notes }: OpenedLab, output: CliOutput): void {
  for (const note of notes) output.stderr(`hopscope: note: ${note}\n`)
}

function firstError(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error')
  const [first] = errors
  if (!first) return 'the lab cannot be read'
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return `${problemLine(first)}${more}`
}

function problemLine({ file, line, document, path, message, remedy }: Problem): string {
  const place = [line > 0 ? `${file}:${line}` : file, document > 0 ? `document ${document}` : '', path]
  return `${place.filter((part) => part !== '').join(', ')}: ${message} ${remedy}`
}
