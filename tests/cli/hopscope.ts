import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export interface CliResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const PROGRAM = join(import.meta.dirname, '..', '..', 'scripts', 'hopscope.mjs')

/** Runs the command line as a person does, bundle and all. */
export function hopscope(...args: readonly string[]): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  return { status, stdout, stderr }
}
