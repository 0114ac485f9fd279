import { err, ok } from '../base/result'
import type { Result } from '../base/result'

/** Letters of the options that a program has, as getopt(3) takes them. */
export interface OptionLetters {
  /** Options without a value: `nq`. */
  readonly flags: string
  /** Options with a value: `cisW`. */
  readonly values: string
}

export interface ParsedOptions {
  readonly flags: ReadonlySet<string>
  /** The last value of each. */
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

export type OptionError = { readonly kind: 'unknown'; readonly option: string } | { readonly kind: 'missing-value'; readonly option: string }

/** Reads options as GNU getopt does: joined (`-nq`), with the value attached or apart, operands anywhere, `--` ends them. */
export function parseOptions(args: readonly string[], letters: OptionLetters): Result<ParsedOptions, OptionError> {
  const flags = new Set<string>()
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
    if (word.startsWith('--')) return err({ kind: 'unknown', option: word })
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at)
      if (letters.flags.includes(letter)) {
        flags.add(letter)
        continue
      }
      if (!letters.values.includes(letter)) return err({ kind: 'unknown', option: `-${letter}` })
      const value = at + 1 < word.length ? word.slice(at + 1) : args[++i]
      if (value === undefined) return err({ kind: 'missing-value', option: letter })
      values.set(letter, value)
      break
    }
  }
  return ok({ flags, values, operands })
}

/** The sentence for an option that cannot be taken, in the style of getopt. */
export function optionErrorText(program: string, error: OptionError, letters: OptionLetters): string {
  if (error.kind === 'missing-value') return `${program}: option requires an argument -- '${error.option}'\n`
  const have = Array.from(letters.flags + letters.values).sort((a, b) => a.localeCompare(b)).map((letter) => `-${letter}`)
  return `${program}: option ${error.option} is not modelled; Hopscope's ${program} has ${have.join(' ')}\n`
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
