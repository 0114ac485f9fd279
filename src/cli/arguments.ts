import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import { readOptions } from './options'
import type { ReadOptions } from './options'

/** What the command line asks for. */
export type CliRequest = { readonly kind: 'labs' } | { readonly kind: 'help' } | RunRequest | CheckRequest | ExplainRequest

interface LabRequest {
  /** Built-in names, files and folders, read as one lab. */
  readonly labs: readonly string[]
  readonly seed: number
}

export interface RunRequest extends LabRequest {
  readonly kind: 'run'
  /** A file, or `-` for standard output. */
  readonly json: string | undefined
  /** A folder. */
  readonly pcap: string | undefined
  /** Simulated milliseconds at which the run ends. */
  readonly untilMs: number | undefined
  readonly task: PlacedArgv | { readonly kind: 'script'; readonly file: string }
}

export interface CheckRequest extends LabRequest {
  readonly kind: 'check'
  readonly json: string | undefined
  /** Names of namespaces; none means all that check asks by default. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** A script that is run first. */
  readonly script: string | undefined
}

export interface ExplainRequest extends LabRequest {
  readonly kind: 'explain'
  readonly script: string | undefined
  readonly task: PlacedArgv
}

export interface PlacedArgv {
  readonly kind: 'command'
  readonly netns: string
  readonly argv: readonly string[]
}

export const USAGE = `hopscope labs
hopscope run [--lab NAME|FILE]… [--seed N] [--json FILE|-] [--pcap DIR] [--until MS] NAMESPACE -- COMMAND [ARG…]
hopscope run [--lab NAME|FILE]… [--seed N] [--json FILE|-] [--pcap DIR] [--until MS] --script FILE
hopscope check [--lab NAME|FILE]… [--seed N] [--json FILE|-] [--script FILE] [--from NAMESPACE]… [--to NAMESPACE]…
hopscope explain [--lab NAME|FILE]… [--seed N] [--script FILE] NAMESPACE -- COMMAND [ARG…]
`

const DEFAULT_LAB = 'two-subnets'

/** Reads the arguments after `hopscope`; the error is one line that says what is wrong and how to mend it. */
export function parseArguments(args: readonly string[]): Result<CliRequest, string> {
  const [verb, ...rest] = args
  switch (verb) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return ok({ kind: 'help' })
    case 'labs':
      return rest.length === 0 ? ok({ kind: 'labs' }) : err(`labs takes no argument, not "${rest[0] ?? ''}"`)
    case 'run':
      return withOptions(rest, 'run', ['--lab', '--seed', '--json', '--pcap', '--until', '--script'], runRequest)
    case 'check':
      return withOptions(rest, 'check', ['--lab', '--seed', '--json', '--script', '--from', '--to'], checkRequest)
    case 'explain':
      return withOptions(rest, 'explain', ['--lab', '--seed', '--script'], explainRequest)
    default:
      return err(`there is no "${verb}"; say labs, run, check or explain`)
  }
}

function withOptions(
  args: readonly string[],
  verb: string,
  known: readonly string[],
  request: (options: ReadOptions) => Result<CliRequest, string>,
): Result<CliRequest, string> {
  const read = readOptions(args, verb, known)
  return read.ok ? request(read.value) : read
}

function runRequest(options: ReadOptions): Result<CliRequest, string> {
  const { json, pcap, untilMs, script, words, argv } = options
  const request = { kind: 'run', ...labOf(options), json, pcap, untilMs } as const
  if (script === undefined) {
    const task = placed(options, 'run')
    return task.ok ? ok({ ...request, task: task.value }) : task
  }
  if (words.length > 0 || argv.length > 0) return err('give either --script FILE or NAMESPACE -- COMMAND, not both')
  return ok({ ...request, task: { kind: 'script', file: script } })
}

function checkRequest(options: ReadOptions): Result<CliRequest, string> {
  const { json, script, from, to, words, argv } = options
  const extra = words[0] ?? argv[0]
  if (extra !== undefined) return err(`check takes options alone, not "${extra}"; to check some places say --from NAMESPACE or --to NAMESPACE`)
  return ok({ kind: 'check', ...labOf(options), json, script, from, to })
}

function explainRequest(options: ReadOptions): Result<CliRequest, string> {
  const task = placed(options, 'explain')
  return task.ok ? ok({ kind: 'explain', ...labOf(options), script: options.script, task: task.value }) : task
}

function labOf({ labs, seed }: ReadOptions): LabRequest {
  return { labs: labs.length > 0 ? labs : [DEFAULT_LAB], seed }
}

function placed({ words, argv }: ReadOptions, verb: string): Result<PlacedArgv, string> {
  const [netns, extra] = words
  if (netns === undefined) return err(`say where to run what: ${verb} NAMESPACE -- COMMAND`)
  if (extra !== undefined) return err(`"${extra}" is one word too many; put -- before the command: ${netns} -- ${extra} …`)
  if (argv.length === 0) return err(`say what to run in ${netns}: ${verb} ${netns} -- COMMAND`)
  return ok({ kind: 'command', netns, argv })
}
