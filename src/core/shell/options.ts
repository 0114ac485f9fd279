import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Manual } from './manual/entry'

/** Options that a program has, as getopt_long(3) takes them. */
export interface OptionLetters {
  /** Options without a value: `nq`. */
  readonly flags: string
  /** Options with a value: `cisW`. */
  readonly values: string
  /** Long options by their names without dashes; one that has a letter stands for it. */
  readonly longs?: ReadonlyMap<string, { readonly key: string; readonly takesValue: boolean }>
  /** Why options of the real program are not there, or what does their work; by their names with dashes. */
  readonly absent?: Readonly<Record<string, string>>
}

export interface ParsedOptions {
  /** Letters; a long option without a letter has its name here. */
  readonly flags: ReadonlySet<string>
  /** How often each of them was given. */
  readonly counts: ReadonlyMap<string, number>
  /** The last value of each. */
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

export type OptionError =
  | { readonly kind: 'unknown'; readonly option: string }
  | { readonly kind: 'missing-value'; readonly option: string }
  | { readonly kind: 'unwanted-value'; readonly option: string }

/** The options that a program's manual lists: it takes these and no others. */
export function lettersOf({ options, absent }: Pick<Manual, 'options' | 'absent'>): OptionLetters {
  let flags = ''
  let values = ''
  const longs = new Map<string, { readonly key: string; readonly takesValue: boolean }>()
  for (const { flag, long, value } of options) {
    const isLong = flag.startsWith('--')
    const key = flag.replace(/^-+/, '')
    const takesValue = value !== undefined
    for (const name of [isLong ? flag : undefined, long]) if (name !== undefined) longs.set(name.slice(2), { key, takesValue })
    if (isLong) continue
    if (takesValue) values += key
    else flags += key
  }
  return { flags, values, longs, ...(absent ? { absent } : {}) }
}

/** Reads options as GNU getopt_long does: joined (`-nq`), with the value attached or apart, operands anywhere, `--` ends them. */
export function parseOptions(args: readonly string[], letters: OptionLetters): Result<ParsedOptions, OptionError> {
  const counts = new Map<string, number>()
  const count = (flag: string): void => {
    counts.set(flag, (counts.get(flag) ?? 0) + 1)
  }
  const values = new Map<string, string>()
  const operands: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (word === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word)
      continue
    }
    if (word.startsWith('--')) {
      const long = readLong(word, args[i + 1], letters)
      if (!long.ok) return long
      if (long.value.value === undefined) count(long.value.key)
      else values.set(long.value.key, long.value.value)
      if (long.value.usedNext) i++
      continue
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at)
      if (letters.flags.includes(letter)) {
        count(letter)
        continue
      }
      if (!letters.values.includes(letter)) return err({ kind: 'unknown', option: `-${letter}` })
      const value = at + 1 < word.length ? word.slice(at + 1) : args[++i]
      if (value === undefined) return err({ kind: 'missing-value', option: letter })
      values.set(letter, value)
      break
    }
  }
  return ok({ flags: new Set(counts.keys()), counts, values, operands })
}

interface LongOption {
  readonly key: string
  readonly value: string | undefined
  readonly usedNext: boolean
}

/** `--name`, `--name=value`, `--name value`, and any abbreviation that fits one name only. */
function readLong(word: string, next: string | undefined, { longs }: OptionLetters): Result<LongOption, OptionError> {
  const equals = word.indexOf('=')
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
  const names = [...(longs?.keys() ?? [])].filter((known) => known.startsWith(name))
  const known = longs?.get(name) ?? (names.length === 1 ? longs?.get(names[0] as string) : undefined)
  if (known === undefined) return err({ kind: 'unknown', option: `--${name}` })
  if (!known.takesValue) return equals < 0 ? ok({ key: known.key, value: undefined, usedNext: false }) : err({ kind: 'unwanted-value', option: `--${name}` })
  if (equals >= 0) return ok({ key: known.key, value: word.slice(equals + 1), usedNext: false })
  return next === undefined ? err({ kind: 'missing-value', option: `--${name}` }) : ok({ key: known.key, value: next, usedNext: true })
}

/** The sentence for an option that cannot be taken, in the style of getopt. */
export function optionErrorText(program: string, error: OptionError, letters: OptionLetters): string {
  if (error.kind === 'unwanted-value') return `${program}: option '${error.option}' doesn't allow an argument\n`
  if (error.kind === 'missing-value') {
    return error.option.startsWith('--') ? `${program}: option '${error.option}' requires an argument\n` : `${program}: option requires an argument -- '${error.option}'\n`
  }
  return `${program}: ${absenceText(error.option, letters)}; Hopscope's ${program} has ${optionNames(letters).join(' ')}\n`
}

/** That an option is not there, and what is known of it. */
export function absenceText(option: string, { absent = {} }: OptionLetters): string {
  const reason = Object.hasOwn(absent, option) ? absent[option] : undefined
  return `option ${option} is not modelled${reason === undefined ? '' : `: ${reason}`}`
}

/** Every option with its dashes; a long one only where it has no letter. */
export function optionNames({ flags, values, longs }: OptionLetters): readonly string[] {
  const short = Array.from(flags + values).sort((a, b) => a.localeCompare(b)).map((letter) => `-${letter}`)
  const long = [...(longs ?? [])].filter(([name, { key }]) => name === key).map(([name]) => `--${name}`)
  return [...short, ...long]
}

/** A number in plain decimal notation within [min, max], or `undefined`. */
export function parseNumber(text: string, min: number, max: number): number | undefined {
  if (!/^\d+(\.\d*)?$/.test(text)) return undefined
  const value = Number(text)
  return value >= min && value <= max ? value : undefined
}

/** An integer in decimal or hexadecimal notation within [min, max], or `undefined`. */
export function parseInteger(text: string, min: number, max: number): number | undefined {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text)) return undefined
  const value = Number(text)
  return value >= min && value <= max ? value : undefined
}
