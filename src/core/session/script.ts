import { err, ok } from '../base/result'
import type { Result } from '../base/result'

/** One line of a script: a command in a namespace, or simulated time that passes. */
export type ScriptLine =
  | { readonly kind: 'command'; readonly line: number; readonly netns: string; readonly command: string }
  | { readonly kind: 'wait'; readonly line: number; readonly durationNs: number }

const COMMAND = /^(\S+)\$\s*(.*)$/
const WAIT = /^wait\s+(\d+(?:\.\d+)?)(ms|s)?$/

/** Reads `NAMESPACE$ COMMAND`, `wait 2s`, `wait 300ms` and `#` comments, a line each; the error names the line. */
export function parseScript(text: string): Result<readonly ScriptLine[], string> {
  const lines: ScriptLine[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1
    const content = raw.trim()
    if (content === '' || content.startsWith('#')) continue
    const wait = WAIT.exec(content)
    const command = COMMAND.exec(content)
    if (wait) lines.push({ kind: 'wait', line, durationNs: Number(wait[1]) * (wait[2] === 'ms' ? 1e6 : 1e9) })
    else if (command?.[1] !== undefined && command[2] !== undefined && command[2] !== '') lines.push({ kind: 'command', line, netns: command[1], command: command[2] })
    else return err(`line ${line}: "${content}" is neither NAMESPACE$ COMMAND nor wait 2s`)
  }
  return ok(lines)
}
