import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUILT_IN_LABS } from '../core/import/built-in-labs'
import { USAGE, parseArguments } from './arguments'
import { run } from './run'
import type { CliOutput } from './run'

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
      for (const { name, description } of BUILT_IN_LABS) output.stdout(`${name.padEnd(16)} ${description}\n`)
      return 0
    case 'run': {
      const status = run(request.value, version(), output)
      return status.ok ? status.value : refuse(status.error)
    }
  }
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
