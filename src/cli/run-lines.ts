import { readFileSync } from 'node:fs'
import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import type { CommandRecord, RecordedPart } from '../core/session/command-run'
import type { LabSession } from '../core/session/lab-session'
import { parseScript } from '../core/session/script'
import type { ScriptLine } from '../core/session/script'
import { formatCommandLine } from '../core/shell/command-line'
import { Trace } from '../core/trace/trace'
import type { PlacedArgv } from './arguments'

/** What lines left behind: all that was recorded, and where in it each command lies. */
export interface RanLines {
  readonly trace: Trace
  readonly records: readonly CommandRecord[]
}

/** A command without -c or --until would run for ever: it is interrupted after this many trace entries. */
const MAX_ENTRIES = 4_000_000

export function readScript(file: string): Result<readonly ScriptLine[], string> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return err(`cannot read the script: ${error instanceof Error ? error.message : String(error)}`)
  }
  const script = parseScript(text)
  return script.ok ? script : err(`${file}: ${script.error}`)
}

export function lineOf({ netns, argv }: PlacedArgv): ScriptLine {
  return { kind: 'command', line: 1, netns, command: formatCommandLine(argv) }
}

export interface RunLinesOptions {
  readonly untilMs?: number | undefined
  readonly maxEntries?: number
  /** Called after each command. */
  readonly onRecord?: (record: CommandRecord) => void
}

/** Runs lines one after the other in a lab. Where one names no place of it, the error says so and nothing has run. */
export function runLines(session: LabSession, lines: readonly ScriptLine[], options: RunLinesOptions): Result<RanLines, string> {
  const unknown = firstUnknownPlace(session, lines)
  if (unknown !== undefined) return err(unknown)
  const trace = new Trace()
  const records: CommandRecord[] = []
  const until = options.untilMs === undefined ? {} : { untilNs: options.untilMs * 1e6 }
  for (const line of lines) {
    if (line.kind === 'wait') {
      session.wait(line.durationNs)
      continue
    }
    const ran = session.run(line.netns, line.command, { ...until, maxEntries: options.maxEntries ?? MAX_ENTRIES })
    if (!ran.ok) return ran
    for (const part of ran.value.parts) append(trace, part)
    records.push(ran.value.record)
    options.onRecord?.(ran.value.record)
  }
  append(trace, session.take())
  return ok({ trace, records: withWaits(records, trace.entryCount) })
}

function firstUnknownPlace(session: LabSession, lines: readonly ScriptLine[]): string | undefined {
  for (const line of lines) {
    const problem = line.kind === 'command' ? session.problemWith(line.netns, line.command) : undefined
    if (problem !== undefined) return lines.length > 1 ? `line ${line.line}: ${problem}` : problem
  }
  return undefined
}

function append(trace: Trace, part: RecordedPart): void {
  for (const block of part.blocks) trace.append(block)
  trace.appendFactChanges(part.facts)
}

/** What happens while a script waits belongs to the command before. */
function withWaits(records: readonly CommandRecord[], entryCount: number): readonly CommandRecord[] {
  return records.map((record, i) => ({ ...record, endEntry: records[i + 1]?.firstEntry ?? entryCount }))
}
