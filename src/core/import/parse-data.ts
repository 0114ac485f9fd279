import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { EN_PROBLEMS } from '../words/en-problems'
import { sayProblem } from '../words/say-problem'
import { formatPath } from './manifest'
import { dataOf } from './yaml-data'
import { parseText } from './yaml-documents'

/** Deeper than any resource is. */
const MAX_DEPTH = 64

/** One document's plain data, of JSON or YAML; the error says where it is not understood. */
export function parseData(text: string): Result<unknown, string> {
  const parsed = parseText({ text, linesBefore: 0 })
  const document = parsed?.documents[0]
  if (!parsed || !document) return err(parsed ? 'there is nothing' : 'it is nested too deeply')
  const [error] = document.errors
  if (error) return err(`line ${parsed.lineAt(error.pos[0])}: ${error.message}`)
  const { data, problems } = dataOf(document)
  const [problem] = problems
  if (problem) {
    const { message, remedy } = sayProblem(EN_PROBLEMS, problem.code, problem.facts)
    return err(`line ${parsed.lineAt(problem.offset)}: ${formatPath(problem.path)}: ${message} ${remedy}`)
  }
  return isTooDeep(data) ? err('it is nested too deeply') : ok(data)
}

/** Whether maps and lists lie in each other deeper than the readers and writers of resources go. */
export function isTooDeep(data: unknown): boolean {
  let level: unknown[] = [data]
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((value): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : []))
    if (level.length === 0) return false
  }
  return true
}
