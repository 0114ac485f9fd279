import { characterAfter, characterBefore } from './line-columns'

/** What a person edits: the text, and where the cursor stands in it, in UTF-16 units. */
export interface EditedLine {
  readonly text: string
  readonly cursor: number
}

export const EMPTY_LINE: EditedLine = { text: '', cursor: 0 }

/** Keys as a terminal sends them (ECMA-48, and emacs' as readline has them). */
const MOVES: Readonly<Record<string, (line: EditedLine) => EditedLine>> = {
  '\u001b[D': left,
  '\u001b[C': right,
  '\u001b[H': ({ text }) => ({ text, cursor: 0 }),
  '\u001b[F': ({ text }) => ({ text, cursor: text.length }),
  '\u001b[1;5D': wordLeft,
  '\u001b[1;5C': wordRight,
  '\u001bb': wordLeft,
  '\u001bf': wordRight,
  '\u0001': ({ text }) => ({ text, cursor: 0 }),
  '\u0005': ({ text }) => ({ text, cursor: text.length }),
  '\u0002': left,
  '\u0006': right,
  '\u007f': rubOut,
  '\b': rubOut,
  '\u001b[3~': ({ text, cursor }) => ({ text: text.slice(0, cursor) + text.slice(characterAfter(text, cursor)), cursor }),
  '\u0015': ({ text, cursor }) => ({ text: text.slice(cursor), cursor: 0 }),
  '\u000b': ({ text, cursor }) => ({ text: text.slice(0, cursor), cursor }),
  '\u0017': (line) => {
    const start = wordLeft(line).cursor
    return { text: line.text.slice(0, start) + line.text.slice(line.cursor), cursor: start }
  },
}

/** The line after a key or pasted text; the same line for a key that edits nothing. */
export function edited(line: EditedLine, data: string): EditedLine {
  const move = Object.hasOwn(MOVES, data) ? MOVES[data] : undefined
  if (move) return move(line)
  if (data.startsWith('\u001b')) return line
  const printable = Array.from(data.replaceAll('\t', ' '), (character) => (isControl(character) ? '' : character)).join('')
  return { text: line.text.slice(0, line.cursor) + printable + line.text.slice(line.cursor), cursor: line.cursor + printable.length }
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0)
  return code < 0x20 || code === 0x7f
}

function left({ text, cursor }: EditedLine): EditedLine {
  return { text, cursor: characterBefore(text, cursor) }
}

function right({ text, cursor }: EditedLine): EditedLine {
  return { text, cursor: characterAfter(text, cursor) }
}

function rubOut({ text, cursor }: EditedLine): EditedLine {
  const start = characterBefore(text, cursor)
  return { text: text.slice(0, start) + text.slice(cursor), cursor: start }
}

function wordLeft({ text, cursor }: EditedLine): EditedLine {
  return { text, cursor: /\S*\s*$/.exec(text.slice(0, cursor))?.index ?? 0 }
}

function wordRight({ text, cursor }: EditedLine): EditedLine {
  return { text, cursor: cursor + (/^\s*\S*/.exec(text.slice(cursor))?.[0].length ?? 0) }
}

/** What one completion makes of a line; `offered` are the words to be shown where there is more than one. */
export function completed(line: EditedLine, from: number, words: readonly string[]): { readonly line: EditedLine; readonly offered: readonly string[] } {
  const [first] = words
  if (first === undefined) return { line, offered: [] }
  const common = words.reduce((shared, word) => shared.slice(0, sharedLength(shared, word)), first)
  const word = words.length === 1 ? `${first} ` : common
  const text = line.text.slice(0, from) + word + line.text.slice(line.cursor)
  const isLonger = word.length > line.cursor - from
  return { line: isLonger ? { text, cursor: from + word.length } : line, offered: isLonger && words.length > 1 ? [] : words.length > 1 ? words : [] }
}

function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one.charAt(length) === other.charAt(length)) length++
  return length
}

/** What was typed before, and where one stands in it. */
export class LineHistory {
  private readonly lines: string[] = []
  private at = 0
  private draft = ''

  add(text: string): void {
    if (text.trim() !== '' && this.lines.at(-1) !== text) this.lines.push(text)
    this.at = this.lines.length
  }

  /** The line before the one in sight; `now` is kept to come back to. */
  earlier(now: string): string {
    if (this.at === this.lines.length) this.draft = now
    this.at = Math.max(0, this.at - 1)
    return this.lines[this.at] ?? now
  }

  later(): string {
    this.at = Math.min(this.lines.length, this.at + 1)
    return this.lines[this.at] ?? this.draft
  }
}
