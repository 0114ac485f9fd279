import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import { captureFiles } from '../core/export/captures'
import type { Problem } from '../core/model/problem'
import { LabSession } from '../core/session/lab-session'
import type { CommandRecord, RecordedPart } from '../core/session/command-run'
import { runJson } from '../core/session/run-json'
import type { RunsJson } from '../core/session/run-json'
import { parseScript } from '../core/session/script'
import type { ScriptLine } from '../core/session/script'
import { formatCommandLine } from '../core/shell/command-line'
import { Trace } from '../core/trace/trace'
import type { RunRequest } from './arguments'
import { readLabs } from './read-labs'

/** Where the program writes. */
export interface CliOutput {
  stdout(text: string): void
  stderr(text: string): void
}

/** A command without -c or --until would run for ever: it is interrupted after this many trace entries. */
const MAX_ENTRIES = 4_000_000

/** Does `hopscope run`; gives the exit status of the (last) command. The error is one line, and then nothing has been written. */
export function run(request: RunRequest, version: string, output: CliOutput): Result<number, string> {
  const texts = readLabs(request.labs)
  if (!texts.ok) return texts
  const lines = linesOf(request)
  if (!lines.ok) return lines
  const { session, problems } = LabSession.open(texts.value, { seed: request.seed })
  if (!session) return err(problemLine(problems))
  const unknown = firstUnknownPlace(session, lines.value)
  if (unknown !== undefined) return err(unknown)
  const done = runLines(session, lines.value, request, output)
  if (!done.ok) return done
  return writeResults(session, done.value, request, version, output)
}

function linesOf(request: RunRequest): Result<readonly ScriptLine[], string> {
  const { task } = request
  if (task.kind === 'command') return ok([{ kind: 'command', line: 1, netns: task.netns, command: formatCommandLine(task.argv) }])
  let text: string
  try {
    text = readFileSync(task.file, 'utf8')
  } catch (error) {
    return err(`cannot read the script: ${error instanceof Error ? error.message : String(error)}`)
  }
  const script = parseScript(text)
  return script.ok ? script : err(`${task.file}: ${script.error}`)
}

function problemLine(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error')
  const [first] = errors
  if (!first) return 'the lab cannot be read'
  const place = [first.line > 0 ? `${first.file}:${first.line}` : first.file, first.document > 0 ? `document ${first.document}` : '', first.path]
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return `${place.filter((part) => part !== '').join(', ')}: ${first.message} ${first.remedy}${more}`
}

function firstUnknownPlace(session: LabSession, lines: readonly ScriptLine[]): string | undefined {
  for (const line of lines) {
    const problem = line.kind === 'command' ? session.problemWith(line.netns, line.command) : undefined
    if (problem !== undefined) return lines.length > 1 ? `line ${line.line}: ${problem}` : problem
  }
  return undefined
}

interface RunResults {
  readonly trace: Trace
  readonly records: readonly CommandRecord[]
}

function runLines(session: LabSession, lines: readonly ScriptLine[], request: RunRequest, output: CliOutput): Result<RunResults, string> {
  const trace = new Trace()
  const records: CommandRecord[] = []
  const until = request.untilMs === undefined ? {} : { untilNs: request.untilMs * 1e6 }
  for (const line of lines) {
    if (line.kind === 'wait') {
      session.wait(line.durationNs)
      continue
    }
    const ran = session.run(line.netns, line.command, { ...until, maxEntries: MAX_ENTRIES })
    if (!ran.ok) return ran
    for (const part of ran.value.parts) append(trace, part)
    records.push(ran.value.record)
    if (request.json !== '-') {
      output.stdout(ran.value.record.stdout)
      output.stderr(ran.value.record.stderr)
    }
  }
  append(trace, session.take())
  return ok({ trace, records: withWaits(records, trace.entryCount) })
}

function append(trace: Trace, part: RecordedPart): void {
  for (const block of part.blocks) trace.append(block)
  trace.appendFactChanges(part.facts)
}

/** What happens while a script waits belongs to the command before. */
function withWaits(records: readonly CommandRecord[], entryCount: number): readonly CommandRecord[] {
  return records.map((record, i) => ({ ...record, endEntry: records[i + 1]?.firstEntry ?? entryCount }))
}

function writeResults(session: LabSession, results: RunResults, request: RunRequest, version: string, output: CliOutput): Result<number, string> {
  const { trace, records } = results
  const names = session.network.namespaces.map((namespace) => namespace.name)
  try {
    if (request.json !== undefined) {
      const runs: RunsJson = { lab: session.cluster.name, seed: request.seed, hopscope: version, runs: records.map((record) => runJson(trace, record, names)) }
      const text = `${JSON.stringify(runs, null, 1)}\n`
      if (request.json === '-') output.stdout(text)
      else writeFileSync(request.json, text)
    }
    if (request.pcap !== undefined) {
      mkdirSync(request.pcap, { recursive: true })
      for (const file of captureFiles(trace, names, `Hopscope ${version}`)) writeFileSync(join(request.pcap, file.name), file.bytes)
    }
  } catch (error) {
    return err(`cannot write: ${error instanceof Error ? error.message : String(error)}`)
  }
  return ok(records.at(-1)?.exit ?? 0)
}
