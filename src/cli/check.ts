import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import { checkReachability } from '../core/session/check'
import type { CheckRequest } from './arguments'
import { checkJson } from './check-json'
import { checkText } from './check-text'
import { openLab, tellNotes } from './open-lab'
import { writeJson } from './output'
import type { CliOutput } from './output'
import { readScript, runLines } from './run-lines'

/** Does `hopscope check`; 0 when all reach, 1 when some do not. The error is one line. */
export function check(request: CheckRequest, version: string, output: CliOutput): Result<number, string> {
  const { labs, seed, json, script, from, to } = request
  const lines = script === undefined ? ok([]) : readScript(script)
  if (!lines.ok) return lines
  const lab = openLab(labs, seed)
  if (!lab.ok) return lab
  const { session } = lab.value
  const prepared = runLines(session, lines.value, {})
  if (!prepared.ok) return prepared
  const result = checkReachability(session, { from, to }, prepared.value.trace)
  if (!result.ok) return result
  const { name } = session.cluster
  if (json !== '-') output.stdout(checkText(name, result.value))
  if (json !== undefined) {
    try {
      writeJson(json, checkJson({ lab: name, seed, hopscope: version }, result.value), output)
    } catch (error) {
      return err(`cannot write: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  tellNotes(lab.value, output)
  return ok(result.value.pairs.every(({ reached }) => reached) ? 0 : 1)
}
