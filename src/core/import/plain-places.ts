import type { Path } from '../model/manifest'
import { keyOf } from './plain-values'
import { DASH_WIDTH, indentOf, isItem, saysSomething } from './plain-yaml'

/** Where a map or a list begins. */
interface Block {
  readonly line: number
  readonly column: number
}

interface Place {
  readonly line: number
  /** Absent where a scalar stands there. */
  readonly block: Block | undefined
}

/** On which lines the parts of a document stand that readPlainYaml has read. Items that were passed are remembered: a long list is walked once. */
export class PlainPlaces {
  private readonly lines: readonly string[]
  /** By where a list begins, its first items. */
  private readonly itemsOf = new Map<string, Place[]>()

  constructor(text: string) {
    this.lines = text.split('\n')
  }

  /** The line of a path's key or list item, or of the nearest thing above it that exists, counted from 0. */
  lineOf(path: Path): number {
    const first = this.significant(this.lines[0]?.startsWith('---') === true ? 1 : 0)
    let place: Place = { line: first, block: { line: first, column: this.indentAt(first) } }
    for (const part of path) {
      const next = place.block && (typeof part === 'number' ? this.item(place.block, part) : this.key(place.block, part))
      if (next === undefined) break
      place = next
    }
    return place.line
  }

  private key({ line: first, column }: Block, name: string): Place | undefined {
    for (let line = first; line < this.lines.length; line = this.significant(line + 1)) {
      const indent = line === first ? column : this.indentAt(line)
      if (indent < column) return undefined
      const key = indent === column ? keyOf((this.lines[line] ?? '').slice(column)) : undefined
      if (key?.name === name) return { line, block: key.rest === '' ? this.below(line, column) : undefined }
    }
    return undefined
  }

  /** What a key holds; a list may stand as far out as the key itself. */
  private below(key: number, column: number): Block | undefined {
    const line = this.significant(key + 1)
    const indent = this.indentAt(line)
    const isHeld = indent > column || (indent === column && isItem((this.lines[line] ?? '').slice(indent)))
    return isHeld ? { line, column: indent } : undefined
  }

  private item(list: Block, index: number): Place | undefined {
    const name = `${list.line} ${list.column}`
    const items = this.itemsOf.get(name) ?? [this.itemAt(list)].filter((item) => item !== undefined)
    this.itemsOf.set(name, items)
    for (let last = items.at(-1); last !== undefined && items.length <= index; last = items.at(-1)) {
      const next = this.nextItem(last.line, list.column)
      if (next === undefined) return undefined
      items.push(next)
    }
    return items[index]
  }

  private nextItem(after: number, column: number): Place | undefined {
    let line = this.significant(after + 1)
    while (this.indentAt(line) > column) line = this.significant(line + 1)
    return this.indentAt(line) === column ? this.itemAt({ line, column }) : undefined
  }

  private itemAt({ line, column }: Block): Place | undefined {
    const text = (this.lines[line] ?? '').slice(column)
    if (!isItem(text)) return undefined
    const inner = DASH_WIDTH + indentOf(text.slice(DASH_WIDTH))
    const value = text.slice(inner)
    return { line, block: isItem(value) || keyOf(value) !== undefined ? { line, column: column + inner } : undefined }
  }

  private significant(from: number): number {
    let line = from
    while (line < this.lines.length && !saysSomething(this.lines[line] ?? '')) line++
    return line
  }

  /** -1 behind the last line. */
  private indentAt(line: number): number {
    const text = this.lines[line]
    return text === undefined ? -1 : indentOf(text)
  }
}
