import { err, ok } from '../core/base/result'
import type { Result } from '../core/base/result'

/** Options and words before `--`, and what stands behind it. */
export interface ReadOptions {
  readonly labs: readonly string[]
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly seed: number
  readonly json: string | undefined
  readonly pcap: string | undefined
  readonly untilMs: number | undefined
  readonly script: string | undefined
  readonly words: readonly string[]
  readonly argv: readonly string[]
}

const DEFAULT_SEED = 1
const MAX_SEED = 0xffff_ffff
const MAX_UNTIL_MS = 86_400_000

/** Reads the arguments of a verb that has these options, each with a value; `--` ends them. */
export function readOptions(args: readonly string[], verb: string, known: readonly string[]): Result<ReadOptions, string> {
  const separator = args.indexOf('--')
  const before = separator < 0 ? args : args.slice(0, separator)
  const values = new Map<string, readonly string[]>()
  const words: string[] = []
  for (let i = 0; i < before.length; i++) {
    const word = before[i] as string
    if (!word.startsWith('--')) words.push(word)
    else {
      const value = before[++i]
      if (!known.includes(word)) return err(`there is no option ${word}; ${verb} has ${listed(known)}`)
      if (value === undefined || value === '') return err(`${word} needs a value`)
      values.set(word, [...(values.get(word) ?? []), value])
    }
  }
  const last = (option: string): string | undefined => values.get(option)?.at(-1)
  const seed = wholeNumber('--seed', last('--seed'), MAX_SEED, 'a whole number')
  const until = wholeNumber('--until', last('--until'), MAX_UNTIL_MS, 'a whole number of milliseconds')
  if (!seed.ok) return seed
  if (!until.ok) return until
  return ok({
    labs: values.get('--lab') ?? [],
    from: values.get('--from') ?? [],
    to: values.get('--to') ?? [],
    seed: seed.value ?? DEFAULT_SEED,
    json: last('--json'),
    pcap: last('--pcap'),
    untilMs: until.value,
    script: last('--script'),
    words,
    argv: separator < 0 ? [] : args.slice(separator + 1),
  })
}

function wholeNumber(option: string, text: string | undefined, max: number, what: string): Result<number | undefined, string> {
  if (text === undefined) return ok(undefined)
  return /^\d{1,10}$/.test(text) && Number(text) <= max ? ok(Number(text)) : err(`${option} is ${what} from 0 to ${max}, not "${text}"`)
}

function listed(options: readonly string[]): string {
  return `${options.slice(0, -1).join(', ')} and ${options.at(-1) ?? ''}`
}
