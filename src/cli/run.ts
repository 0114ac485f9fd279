import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import { captureFiles } from '../core/export/captures'
import type { LabSession } from '../core/session/lab-session'
import { runJson } from '../core/session/run-json'
import type { RunsJson } from '../core/session/run-json'
import type { RunRequest } from './arguments'
import { openLab, tellNotes } from './open-lab'
import type { CliOutput } from './output'
import { writeJson } from './output'
import { lineOf, readScript, runLines } from './run-lines'
import type { RanLines } from './run-lines'

/** Does `hopscope run`; gives the exit status of the (last) command. The error is one line, and then nothing has been written. */
export function run(request: RunRequest, version: string, output: CliOutput): Result<number, string> {
  const { task, labs, seed, json, untilMs } = request
  const lines = task.kind === 'command' ? ok([lineOf(task)]) : readScript(task.file)
  if (!lines.ok) return lines
  const lab = openLab(labs, seed)
  if (!lab.ok) return lab
  const { session } = lab.value
  const ran = runLines(session, lines.value, {
    untilMs,
    onRecord: ({ stdout, stderr }) => {
      if (json === '-') return
      output.stdout(stdout)
      output.stderr(stderr)
    },
  })
  if (!ran.ok) return ran
  const done = writeResults(session, ran.value, request, version, output)
  if (done.ok) tellNotes(lab.value, output)
  return done
}

function writeResults(session: LabSession, ran: RanLines, request: RunRequest, version: string, output: CliOutput): Result<number, string> {
  const { trace, records } = ran
  const names = session.network.namespaces.map((namespace) => namespace.name)
  try {
    if (request.json !== undefined) {
      const runs: RunsJson = { lab: session.cluster.name, seed: request.seed, hopscope: version, runs: records.map((record) => runJson(trace, record, names)) }
      writeJson(request.json, runs, output)
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
