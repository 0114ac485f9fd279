import type { Path } from '../model/manifest'
import type { dataOf, offsetOf } from './yaml-data'
import { JsonPlaces } from './json-places'
import { PlainPlaces } from './plain-places'
import type { isCutList, withoutTerminalLines } from './terminal-lines'
import type { ParsedText, parseText } from './yaml-documents'

/** What reads any YAML (full-yaml.ts). */
export interface FullYaml {
  readonly parseText: typeof parseText
  readonly dataOf: typeof dataOf
  readonly offsetOf: typeof offsetOf
  readonly withoutTerminalLines: typeof withoutTerminalLines
  readonly isCutList: typeof isCutList
}

/** A document's part of a file, as text: trees are made when needed and not kept, for a large cluster has many. */
export interface DocumentText {
  readonly text: string
  /** Lines of the file before it. */
  readonly linesBefore: number
}

/** Cuts a file at its `---` lines: at the start of a line they end a document wherever they stand (YAML 1.2.2, 9.1.2). */
export function* splitDocuments(text: string): Generator<DocumentText> {
  let start = 0
  let linesBefore = 0
  for (const { index } of text.matchAll(/^---(?=\s|$)/gm)) {
    const part = text.slice(start, index)
    // comments and directives before the first marker belong to the document after it
    if (!/^[^#%\s]/m.test(part) && !/^\s+[^#\s]/m.test(part)) continue
    yield { text: part, linesBefore }
    linesBefore += countLines(part)
    start = index
  }
  const rest = text.slice(start)
  if (rest.trim() !== '') yield { text: rest, linesBefore }
}

/** About how many documents a file has: its markers. */
export function countDocuments(text: string): number {
  let markers = 0
  for (let at = text.indexOf('\n---'); at !== -1; at = text.indexOf('\n---', at + 1)) markers++
  return markers + 1
}

/** What has read a part: JSON.parse, the quick reader of plain YAML, or the full one. */
export type PartReader = 'json' | 'plain' | 'full'

/** Finds the lines of paths, each by what has read its part: the full reader would take seconds for what the others read at once. */
export class LineFinder {
  /** By part: problems come in heaps, of several files by turns. */
  private readonly places = new Map<DocumentText, JsonPlaces | PlainPlaces>()
  /** Trees are large: that of the last part that was asked about is kept. */
  private part: DocumentText | undefined
  private parsed: ParsedText | undefined
  private isWanted = false

  constructor(private readonly yaml: FullYaml | undefined) {}

  /** Whether the full reader was asked for and is not there: what was read is not all. */
  get lacksYaml(): boolean {
    return this.isWanted && this.yaml === undefined
  }

  /** The full reader, for what nothing less reads. */
  fullYaml(): FullYaml | undefined {
    this.isWanted = true
    return this.yaml
  }

  /** The line of a path in the nth document of a part, or of the nearest thing above it that exists; 0 when unknown. */
  lineOf(part: DocumentText, reader: PartReader, nth: number, path: Path): number {
    if (path.length === 0 && nth === 0) return part.linesBefore + countLines(part.text.slice(0, firstContent(part.text))) + 1
    return reader === 'full' ? this.lineInTree(part, nth, path) : part.linesBefore + this.placesIn(part, reader).lineOf(path) + 1
  }

  private placesIn(part: DocumentText, reader: 'json' | 'plain'): JsonPlaces | PlainPlaces {
    const known = this.places.get(part)
    if (known !== undefined) return known
    const places = reader === 'json' ? new JsonPlaces(part.text) : new PlainPlaces(part.text)
    this.places.set(part, places)
    return places
  }

  private lineInTree(part: DocumentText, nth: number, path: Path): number {
    const yaml = this.fullYaml()
    if (!yaml) return 0
    if (this.part !== part) {
      this.part = part
      this.parsed = yaml.parseText(part)
    }
    const document = this.parsed?.documents[nth]
    return this.parsed && document ? this.parsed.lineAt(yaml.offsetOf(document, path) ?? 0) : 0
  }
}

/** Where a part begins to say something: behind its marker, comments and directives, of which there may be millions. */
function firstContent(text: string): number {
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    if (!SAYS_NOTHING.test(text.slice(start, end))) break
    start = end + 1
  }
  return start
}

const SAYS_NOTHING = /^(?:---)?\s*(?:[#%].*)?$/

export function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
