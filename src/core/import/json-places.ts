import type { Path } from '../model/manifest'

interface Place {
  /** Offset of the key or of the list item, and of the value that stands there. */
  readonly at: number
  readonly value: number
}

/**
 * On which lines the parts of a JSON text stand, of a text that JSON.parse has read. Of what was passed only list items are
 * remembered, so that a list of a hundred thousand is walked once for all that is asked about it.
 */
export class JsonPlaces {
  private readonly lineEnds: readonly number[]
  /** By the offset of a list's bracket, those of its first items. */
  private readonly itemsOf = new Map<number, number[]>()

  constructor(private readonly text: string) {
    this.lineEnds = Array.from(text.matchAll(/\n/g), ({ index }) => index)
  }

  /** The line of a path's key or list item, or of the nearest thing above it that exists, counted from 0. */
  lineOf(path: Path): number {
    const start = this.skipSpace(0)
    let place: Place = { at: start, value: start }
    for (const part of path) {
      const next = typeof part === 'number' ? this.item(place.value, part) : this.member(place.value, part)
      if (next === undefined) break
      place = next
    }
    return this.endsBefore(place.at)
  }

  private item(list: number, index: number): Place | undefined {
    if (this.text[list] !== '[') return undefined
    const first = this.skipSpace(list + 1)
    if (this.text[first] === ']') return undefined
    const items = this.itemsOf.get(list) ?? [first]
    this.itemsOf.set(list, items)
    while (items.length <= index) {
      const end = this.skipSpace(this.skipValue(items.at(-1) ?? first))
      if (this.text[end] !== ',') return undefined
      items.push(this.skipSpace(end + 1))
    }
    const at = items[index] ?? first
    return { at, value: at }
  }

  private member(map: number, key: string): Place | undefined {
    if (this.text[map] !== '{') return undefined
    const quoted = JSON.stringify(key)
    for (let at = this.skipSpace(map + 1); this.text[at] === '"'; ) {
      const end = this.skipString(at)
      const value = this.skipSpace(this.skipSpace(end) + 1)
      if (this.text.slice(at, end) === quoted) return { at, value }
      at = this.skipSpace(this.skipSpace(this.skipValue(value)) + 1)
    }
    return undefined
  }

  private skipSpace(from: number): number {
    let at = from
    while (this.text.charCodeAt(at) <= SPACE) at++
    return at
  }

  private skipString(from: number): number {
    let end = this.text.indexOf('"', from + 1)
    while (this.isEscaped(end)) end = this.text.indexOf('"', end + 1)
    return end + 1
  }

  private isEscaped(at: number): boolean {
    let first = at
    while (this.text[first - 1] === '\\') first--
    return (at - first) % 2 === 1
  }

  private skipValue(from: number): number {
    if (!'"{['.includes(this.text[from] ?? '')) return this.next(AFTER_WORD, from)
    let depth = 0
    let at = from
    do {
      at = this.next(STRUCTURE, at)
      const character = this.text[at]
      if (character === '"') at = this.skipString(at)
      else {
        depth += character === '{' || character === '[' ? 1 : -1
        at++
      }
    } while (depth > 0)
    return at
  }

  private next(pattern: RegExp, from: number): number {
    pattern.lastIndex = from
    return pattern.exec(this.text)?.index ?? this.text.length
  }

  private endsBefore(offset: number): number {
    let low = 0
    let high = this.lineEnds.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.lineEnds[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

const SPACE = 0x20
const STRUCTURE = /["{}[\]]/g
/** Numbers, true, false and null end here. */
const AFTER_WORD = /[\s,}\]]/g
