import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import type { Problem } from '../core/model/problem'
import { LabSession } from '../core/session/lab-session'
import { readLabs } from './read-labs'

/** Opens the lab that these names, files and folders make; the error is the first problem, in one line. */
export function openLab(labs: readonly string[], seed: number): Result<LabSession, string> {
  const texts = readLabs(labs)
  if (!texts.ok) return texts
  const { session, problems } = LabSession.open(texts.value, { seed })
  return session ? ok(session) : err(problemLine(problems))
}

function problemLine(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error')
  const [first] = errors
  if (!first) return 'the lab cannot be read'
  const place = [first.line > 0 ? `${first.file}:${first.line}` : first.file, first.document > 0 ? `document ${first.document}` : '', first.path]
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return `${place.filter((part) => part !== '').join(', ')}: ${first.message} ${first.remedy}${more}`
}
