import type { Manual, ManualOption, ManualWord } from './entry'

const INDENT = 2
const WIDEST_TERM = 26

/** What `NAME --help` prints. */
export function helpText(manual: Manual): string {
  const usage = manual.synopsis.map((form, i) => `${i === 0 ? 'Usage:' : '      '} ${manual.name}${form === '' ? '' : ` ${form}`}`)
  const options = section('Options', manual.options.map(optionRow))
  const words = section('Commands', (manual.words ?? []).flatMap((word) => wordRows(word, '')))
  const notes = (manual.notes ?? []).length === 0 ? [] : ['', ...(manual.notes ?? [])]
  return `${[...usage, '', manual.summary, ...options, ...words, ...notes].join('\n')}\n`
}

/** `-c COUNT, --count COUNT`. */
function optionRow(option: ManualOption): readonly [string, string] {
  const value = option.value === undefined ? '' : ` ${option.placeholder ?? option.value.toUpperCase()}`
  return [[option.flag, option.long].filter((name) => name !== undefined).join(', ') + value, option.meaning]
}

/** A word with words below it stands for them: `route show`, `route add`. */
function wordRows(word: ManualWord, before: string): readonly (readonly [string, string])[] {
  const term = `${before}${word.word}${word.value === undefined ? '' : ` ${word.value.toUpperCase()}`}`
  return [[term, word.meaning], ...(word.words ?? []).flatMap((next) => wordRows(next, `${before}  `))]
}

function section(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  if (rows.length === 0) return []
  const width = Math.min(WIDEST_TERM, Math.max(...rows.map(([term]) => term.length)))
  return ['', `${title}:`, ...rows.map(([term, meaning]) => `${' '.repeat(INDENT)}${term.padEnd(width)}  ${meaning}`)]
}
