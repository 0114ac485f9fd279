import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../core/base/result'
import { BUILT_IN_LABS } from '../core/import/built-in-labs'
import { EN } from '../core/words/en'
import { USAGE, parseArguments } from './arguments'
import { check } from './check'
import { explain } from './explain'
import type { CliOutput } from './output'
import { run } from './run'

const BAD_USAGE = 2

const output: CliOutput = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
}

// whoever reads may stop early: `hopscope … | head`
process.stdout.on('error', () => undefined)
process.exitCode = main(process.argv.slice(2))

function main(args: readonly string[]): number {
  const request = parseArguments(args)
  if (!request.ok) return refuse(request.error)
  switch (request.value.kind) {
    case 'help':
      output.stdout(USAGE)
      return 0
    case 'labs':
      for (const { name } of BUILT_IN_LABS) output.stdout(`${name.padEnd(16)} ${EN.lab.labs[name].description}\n`)
      return 0
    case 'run':
      return statusOf(run(request.value, version(), output))
    case 'check':
      return statusOf(check(request.value, version(), output))
    case 'explain':
      return statusOf(explain(request.value, output))
  }
}

function statusOf(done: Result<number, string>): number {
  return done.ok ? done.value : refuse(done.error)
}

function refuse(message: string): number {
  output.stderr(`hopscope: ${message.replaceAll('\n', ' ')}\n`)
  return BAD_USAGE
}

/** Of package.json, two folders above src/cli and above the bundle. */
function version(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? ''
}
