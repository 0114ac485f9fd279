import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import { checkReachability } from '../core/session/check'
import type { CheckRequest } from './arguments'
import { checkJson } from './check-json'
import { checkText } from './check-text'
import { openLab } from './open-lab'
import { writeJson } from './output'
import type { CliOutput } from './output'
import { readScript, runLines } from './run-lines'

/** Does `hopscope check`; 0 when all reach, 1 when some do not. The error is one line. */
export function check(request: CheckRequest, version: string, output: CliOutput): Result<number, string> {
  const { labs, seed, json, script, from, to } = request
  const lines = script === undefined ? ok([]) : readScript(script)
  if (!lines.ok) return lines
  const session = openLab(labs, seed)
  if (!session.ok) return session
  const prepared = runLines(session.value, lines.value, {})
  if (!prepared.ok) return prepared
  const result = checkReachability(session.value, { from, to }, prepared.value.trace)
  if (!result.ok) return result
  const lab = session.value.cluster.name
  if (json !== '-') output.stdout(checkText(lab, result.value))
  if (json !== undefined) {
    try {
      writeJson(json, checkJson({ lab, seed, hopscope: version }, result.value), output)
    } catch (error) {
      return err(`cannot write: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return ok(result.value.pairs.every(({ reached }) => reached) ? 0 : 1)
}
