import type { Read } from './plain-values'
import { UNREADABLE, keyOf, valueOf } from './plain-values'

/** What stands in a document of the plain kind, or `undefined` where it is of another kind. */
export interface PlainDocument {
  readonly data: unknown
}

/** Deeper than any resource of Kubernetes is; the full reader has a limit of its own. */
const MAX_DEPTH = 40

/**
 * Reads the block style that kubectl and calicoctl print, some twenty times faster than the full reader: maps and lists by
 * indentation, scalars and flow collections of one line, `|` texts, comments. Whatever else YAML has (anchors, tags, escapes,
 * folded lines), and whatever is wrong, is not read here: the full reader reads it and says what is wrong.
 */
export function readPlainYaml(text: string): PlainDocument | undefined {
  if (UNUSUAL.test(text)) return undefined
  const reader = new PlainReader(text.split('\n'))
  const data = reader.document()
  return data === UNREADABLE ? undefined : { data }
}

/** Tabs, carriage returns and other characters of control, line separators of Unicode, byte order marks. */
const UNUSUAL = /[^\P{Cc}\n]|[\u2028\u2029\ufeff]/u

/** Of a `- key: value` line the key stands this far behind the dash. */
export const DASH_WIDTH = 2

class PlainReader {
  private at = 0
  /** What follows a dash on the line in hand, which is then read as a line of its own. */
  private inLine: { readonly indent: number; readonly text: string } | undefined

  constructor(private readonly lines: readonly string[]) {}

  document(): Read {
    if (/^---\s*$/.test(this.lines[0] ?? '')) this.at = 1
    const first = this.peek()
    if (first === undefined) return UNREADABLE
    const data = this.block(first.indent, 0)
    return this.peek() === undefined ? data : UNREADABLE
  }

  /** The next line that says something. */
  private peek(): { readonly indent: number; readonly text: string } | undefined {
    if (this.inLine) return this.inLine
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at] ?? ''
      const indent = indentOf(line)
      if (saysSomething(line, indent)) return { indent, text: line.slice(indent) }
    }
    return undefined
  }

  private advance(): void {
    this.inLine = undefined
    this.at++
  }

  private block(indent: number, depth: number): Read {
    if (depth > MAX_DEPTH) return UNREADABLE
    const line = this.peek()
    if (line === undefined) return UNREADABLE
    return isItem(line.text) ? this.list(indent, depth) : this.map(indent, depth)
  }

  /** `inKey`: it stands as far out as the key that holds it, and the next key ends it. */
  private list(indent: number, depth: number, inKey = false): Read {
    const items: unknown[] = []
    for (let line = this.peek(); line?.indent === indent && isItem(line.text); line = this.peek()) {
      const rest = line.text.slice(DASH_WIDTH)
      const inner = indentOf(rest)
      // a dash alone, or one before a comment, has its value below it: rare enough for the full reader
      if (inner === rest.length || rest.charCodeAt(inner) === HASH) return UNREADABLE
      const value = this.item(indent + DASH_WIDTH + inner, rest.slice(inner), depth)
      if (value === UNREADABLE) return UNREADABLE
      items.push(value)
    }
    const next = this.peek()
    const isEnd = next === undefined || next.indent < indent || (inKey && next.indent === indent)
    return isEnd ? items : UNREADABLE
  }

  private item(indent: number, text: string, depth: number): Read {
    if (isItem(text) || keyOf(text) !== undefined) {
      this.inLine = { indent, text }
      return this.block(indent, depth + 1)
    }
    this.advance()
    return valueOf(text)
  }

  private map(indent: number, depth: number): Read {
    const entries: [string, unknown][] = []
    const seen = new Set<string>()
    for (let line = this.peek(); line?.indent === indent; line = this.peek()) {
      const key = keyOf(line.text)
      if (key === undefined || seen.has(key.name)) return UNREADABLE
      seen.add(key.name)
      this.advance()
      const value = this.value(key.rest, indent, depth)
      if (value === UNREADABLE) return UNREADABLE
      entries.push([key.name, value])
    }
    const next = this.peek()
    return next === undefined || next.indent < indent ? Object.fromEntries(entries) : UNREADABLE
  }

  /** What stands behind a key or, where nothing does, below it. */
  private value(rest: string, indent: number, depth: number): Read {
    if (rest === '|' || rest === '|-') return this.literal(rest, indent)
    if (rest !== '') return valueOf(rest)
    const next = this.peek()
    if (next === undefined || next.indent < indent) return null
    // a list may stand as far out as the key that holds it
    if (next.indent === indent) return isItem(next.text) ? this.list(indent, depth + 1, true) : null
    return this.block(next.indent, depth + 1)
  }

  /** A `|` text: the lines that stand further in than its key. */
  private literal(header: string, keyIndent: number): Read {
    const first = this.lines[this.at] ?? ''
    const indent = indentOf(first)
    if (indent <= keyIndent || indent === first.length) return UNREADABLE
    const lines: string[] = []
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at] ?? ''
      const own = indentOf(line)
      if (own === line.length) return this.isLastLine() ? literalOf(lines, header) : UNREADABLE
      if (own < indent) break
      lines.push(line.slice(indent))
    }
    return literalOf(lines, header)
  }

  /** What comes after the file's last line feed is no line. */
  private isLastLine(): boolean {
    return this.at === this.lines.length - 1 && this.lines[this.at] === ''
  }
}

const SPACE = 0x20
const HASH = 0x23

export function indentOf(line: string): number {
  let indent = 0
  while (line.charCodeAt(indent) === SPACE) indent++
  return indent
}

/** No blank line, and no comment. */
export function saysSomething(line: string, indent = indentOf(line)): boolean {
  return indent < line.length && line.charCodeAt(indent) !== HASH
}

export function isItem(text: string): boolean {
  return text.startsWith('- ')
}

function literalOf(lines: readonly string[], header: string): string {
  return lines.join('\n') + (header === '|' ? '\n' : '')
}
