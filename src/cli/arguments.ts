import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'

/** What the command line asks for. */
export type CliRequest = { readonly kind: 'labs' } | { readonly kind: 'help' } | RunRequest

export interface RunRequest {
  readonly kind: 'run'
  /** Built-in names, files and folders, read as one lab. */
  readonly labs: readonly string[]
  readonly seed: number
  /** A file, or `-` for standard output. */
  readonly json: string | undefined
  /** A folder. */
  readonly pcap: string | undefined
  /** Simulated milliseconds at which the run ends. */
  readonly untilMs: number | undefined
  readonly task: { readonly kind: 'command'; readonly netns: string; readonly argv: readonly string[] } | { readonly kind: 'script'; readonly file: string }
}

const DEFAULT_LAB = 'two-subnets'
const MAX_SEED = 0xffff_ffff
const MAX_UNTIL_MS = 86_400_000

export const USAGE = `hopscope labs
hopscope run [--lab NAME|FILE]… [--seed N] [--json FILE|-] [--pcap DIR] [--until MS] NAMESPACE -- COMMAND [ARG…]
hopscope run [--lab NAME|FILE]… [--seed N] [--json FILE|-] [--pcap DIR] [--until MS] --script FILE
`

/** Reads the arguments after `hopscope`; the error is one line that says what is wrong and how to mend it. */
export function parseArguments(args: readonly string[]): Result<CliRequest, string> {
  const [verb, ...rest] = args
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') return ok({ kind: 'help' })
  if (verb === 'labs') return rest.length === 0 ? ok({ kind: 'labs' }) : err(`labs takes no argument, not "${rest[0] ?? ''}"`)
  if (verb === 'run') return parseRun(rest)
  return err(`there is no "${verb}"; say labs or run`)
}

interface RunDraft {
  labs: string[]
  seed: number
  json: string | undefined
  pcap: string | undefined
  untilMs: number | undefined
  script: string | undefined
  netns: string | undefined
}

function parseRun(args: readonly string[]): Result<CliRequest, string> {
  const draft: RunDraft = { labs: [], seed: 1, json: undefined, pcap: undefined, untilMs: undefined, script: undefined, netns: undefined }
  const separator = args.indexOf('--')
  const before = separator < 0 ? args : args.slice(0, separator)
  for (let i = 0; i < before.length; i++) {
    const word = before[i] as string
    if (word.startsWith('--')) {
      const problem = readOption(draft, word, before[++i])
      if (problem !== undefined) return err(problem)
    } else if (draft.netns === undefined) draft.netns = word
    else return err(`"${word}" is one word too many; put -- before the command: ${draft.netns} -- ${word} …`)
  }
  return finishRun(draft, separator < 0 ? [] : args.slice(separator + 1))
}

/** Takes one option with its value; what is wrong with it, if anything. */
function readOption(draft: RunDraft, option: string, value: string | undefined): string | undefined {
  if (!['--lab', '--seed', '--json', '--pcap', '--until', '--script'].includes(option)) {
    return `there is no option ${option}; run has --lab, --seed, --json, --pcap, --until and --script`
  }
  if (value === undefined || value === '') return `${option} needs a value`
  if (option === '--lab') draft.labs.push(value)
  if (option === '--json') draft.json = value
  if (option === '--pcap') draft.pcap = value
  if (option === '--script') draft.script = value
  if (option === '--seed') {
    if (!isWholeNumber(value, MAX_SEED)) return `--seed is a whole number from 0 to ${MAX_SEED}, not "${value}"`
    draft.seed = Number(value)
  }
  if (option === '--until') {
    if (!isWholeNumber(value, MAX_UNTIL_MS)) return `--until is a whole number of milliseconds from 0 to ${MAX_UNTIL_MS}, not "${value}"`
    draft.untilMs = Number(value)
  }
  return undefined
}

function isWholeNumber(text: string, max: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= max
}

function finishRun(draft: RunDraft, argv: readonly string[]): Result<CliRequest, string> {
  const { seed, json, pcap, untilMs, script, netns } = draft
  const labs = draft.labs.length > 0 ? draft.labs : [DEFAULT_LAB]
  const request = { kind: 'run', labs, seed, json, pcap, untilMs } as const
  if (script !== undefined) {
    if (netns !== undefined || argv.length > 0) return err('give either --script FILE or NAMESPACE -- COMMAND, not both')
    return ok({ ...request, task: { kind: 'script', file: script } })
  }
  if (netns === undefined) return err('say where to run what: run NAMESPACE -- COMMAND')
  if (argv.length === 0) return err(`say what to run in ${netns}: run ${netns} -- COMMAND`)
  return ok({ ...request, task: { kind: 'command', netns, argv } })
}
