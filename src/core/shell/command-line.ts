import { err, ok } from '../base/result'
import type { Result } from '../base/result'

/**
 * Splits a command as a POSIX shell does: blanks separate words; single quotes keep everything, double quotes keep
 * everything but `\"`, `\\` and `\$`; a backslash keeps the next character; `#` at the start of a word begins a comment.
 * Pipes, redirections, variables and lists are refused by name: this is one command, not a shell.
 */
export function parseCommandLine(text: string): Result<string[], string> {
  const words: string[] = []
  let i = 0
  while (i < text.length) {
    if (isBlank(text.charAt(i))) {
      i++
      continue
    }
    if (text.charAt(i) === '#') break
    const word = readWord(text, i)
    if (!word.ok) return word
    words.push(word.value.text)
    i = word.value.end
  }
  return ok(words)
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n'
}

function readWord(text: string, start: number): Result<{ readonly text: string; readonly end: number }, string> {
  let word = ''
  let i = start
  while (i < text.length && !isBlank(text.charAt(i))) {
    const character = text.charAt(i)
    if (character === "'" || character === '"') {
      const quoted = character === "'" ? readSingleQuoted(text, i + 1) : readDoubleQuoted(text, i + 1)
      if (!quoted) return err(`no closing ${character} after position ${i + 1}`)
      word += quoted.text
      i = quoted.end
    } else if (character === '\\') {
      word += text.charAt(i + 1)
      i += 2
    } else if ('|&;<>`$()'.includes(character)) {
      return err(`'${character}' is a shell operator; give one command, and quote the character where it is meant literally`)
    } else {
      word += character
      i++
    }
  }
  return ok({ text: word, end: i })
}

function readSingleQuoted(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const close = text.indexOf("'", start)
  return close < 0 ? undefined : { text: text.slice(start, close), end: close + 1 }
}

function readDoubleQuoted(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let value = ''
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === '"') return { text: value, end: i + 1 }
    if (character === '\\' && '"\\$`'.includes(text.charAt(i + 1)) && i + 1 < text.length) value += text.charAt(++i)
    else value += character
  }
  return undefined
}

/** The words as a line that `parseCommandLine` splits into the same words. */
export function formatCommandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
