import type { Document } from 'yaml'
import type { Manifest, Path } from '../model/manifest'
import { isJsonObject } from '../model/manifest'
import type { LabText, ProblemLog } from './manifest'
import { formatPath } from './manifest'
import { readPlainYaml } from './plain-yaml'
import { ReadingCounter } from './reading-progress'
import type { ReadingWatch } from './reading-progress'
import type { DocumentText, FullYaml, LineFinder, PartReader } from './document-text'
import { countDocuments, splitDocuments } from './document-text'
import type { ParsedText } from './yaml-documents'

/** Characters of all files together; a dump of 5,000 nodes and 150,000 pods is well below. */
const MAX_CHARACTERS = 256 * 1024 * 1024

/** What no YAML may have (YAML 1.2.2, 5.1); pictures, captures, archives and text in UTF-16 do. */
const NUL = '\0'

/** Every resource of every file, in order; what cannot be read is noted and passed over. */
export function readManifests(files: readonly LabText[], log: ProblemLog, lines: LineFinder, watch?: ReadingWatch): Manifest[] {
  const manifests: Manifest[] = []
  let left = MAX_CHARACTERS
  const counter = new ReadingCounter('documents', watch ? files.reduce((sum, { text }) => sum + countDocuments(text), 0) : 0, watch)
  for (const file of files) {
    left -= file.text.length
    if (left < 0) {
      log.ofLab(file.name, 'error', 'file-too-large', { characters: String(MAX_CHARACTERS) })
      return manifests
    }
    readFile(file, { lines, manifests, log, counter })
    if (isBlank(file.text)) log.ofLab(file.name, files.length > 1 ? 'warning' : 'error', 'file-empty', {})
  }
  return manifests
}

/** What the reading of every file adds to. */
interface Reading {
  readonly lines: LineFinder
  readonly manifests: Manifest[]
  readonly log: ProblemLog
  readonly counter: ReadingCounter
}

function readFile(file: LabText, { lines, manifests, log, counter }: Reading): void {
  let number = 0
  const readQuickPart = (part: DocumentText): boolean => {
    const quick = isBlank(part.text) ? NO_CONTENT : readQuickly(part.text)
    if (!quick) return false
    number++
    if (quick !== NO_CONTENT) addResource({ file: file.name, number, part, reader: quick.reader, nth: 0, lines }, quick.data, [], manifests, log)
    return true
  }
  if (file.text.includes(NUL)) return log.ofLab(file.name, 'error', 'file-binary', {})
  for (const whole of splitDocuments(file.text)) {
    counter.count()
    if (readQuickPart(whole)) continue
    const yaml = lines.fullYaml()
    if (!yaml) return
    const copied = yaml.withoutTerminalLines(whole.text)
    const part = copied ? { ...whole, text: copied.text } : whole
    if (copied) {
      const line = whole.linesBefore + copied.linesBefore + 1
      log.note({ file: file.name, document: number + 1, path: '', line }, 'warning', 'terminal-lines', { count: String(copied.count) })
      if (readQuickPart(part)) continue
    }
    if (yaml.isCutList(part.text)) {
      number++
      log.note({ file: file.name, document: number, path: '', line: part.linesBefore + 1 }, 'error', 'list-cut', {})
      continue
    }
    const parsed = yaml.parseText(part)
    if (!parsed) {
      number++
      log.note({ file: file.name, document: number, path: '', line: part.linesBefore + 1 }, 'error', 'yaml-unreadable', {})
      continue
    }
    parsed.documents.forEach((document, nth) => {
      number++
      readDocument({ file: file.name, number, part, reader: 'full', nth, lines }, document, parsed, yaml, manifests, log)
    })
  }
}

/** Nothing but spaces, comments and markers of documents. Spaces end where a line may, or many short lines would take for ever. */
function isBlank(text: string): boolean {
  return !/^(?!(?:---|\.\.\.)[^\S\r\n\u2028\u2029]*(?:#.*)?$)[^\S\r\n\u2028\u2029]*[^\s#]/m.test(text)
}

/** Longer than that it takes the full reader a second or more. */
const LONG_CHARACTERS = 500_000
const NO_CONTENT = { reader: 'plain', data: undefined } as const
const NO_RESOURCE = { reader: 'full', data: undefined } as const

/** Data, prose, code, pages: where the words are nowhere, no reader need look for them. */
function isLongWithoutResource(text: string): boolean {
  return text.length > LONG_CHARACTERS && !(text.includes('kind') && text.includes('apiVersion'))
}

function readQuickly(text: string): { readonly reader: PartReader; readonly data: unknown } | undefined {
  if (isLongWithoutResource(text)) return NO_RESOURCE
  const json = parseJson(text)
  if (json) return { reader: 'json', data: json.data }
  const plain = readPlainYaml(text)
  return plain && { reader: 'plain', data: plain.data }
}

/** JSON is YAML, and a hundred times faster to read as what it is: `kubectl get -o json` of a large cluster. */
function parseJson(text: string): { readonly data: unknown } | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return { data: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

interface Source {
  readonly file: string
  /** Counted from 1 in the file. */
  readonly number: number
  readonly part: DocumentText
  readonly reader: PartReader
  /** Which document of the part, from 0: a `...` line ends one too. */
  readonly nth: number
  readonly lines: LineFinder
}

function readDocument(source: Source, document: Document.Parsed, { lineAt }: ParsedText, { dataOf }: FullYaml, manifests: Manifest[], log: ProblemLog): void {
  const { file, number } = source
  // the others mostly come of the first
  const [error] = document.errors
  if (error) {
    const place = { file, document: number, path: '', line: lineAt(error.pos[0]) }
    // the parser's stack has ended
    return error.code === 'RESOURCE_EXHAUSTION' ? log.note(place, 'error', 'yaml-unreadable', {}) : log.note(place, 'error', 'yaml-syntax', { error: error.message })
  }
  const { data, problems } = dataOf(document)
  for (const { path, offset, code, facts } of problems) log.note({ file, document: number, path: formatPath(path), line: lineAt(offset) }, 'error', code, facts)
  if (problems.length > 0 || data === null || data === undefined) return
  addResource(source, data, [], manifests, log)
}

function addResource(source: Source, data: unknown, basePath: Path, manifests: Manifest[], log: ProblemLog): void {
  const { file, number, part, reader, nth, lines } = source
  const record = isJsonObject(data) ? data : {}
  const { apiVersion, kind } = record
  const manifest: Manifest = {
    file,
    document: number,
    apiVersion: typeof apiVersion === 'string' ? apiVersion : '',
    kind: typeof kind === 'string' ? kind : '',
    data: record,
    basePath,
    lineOf: (path) => lines.lineOf(part, reader, nth, [...basePath, ...path]),
  }
  const items: unknown = record.items
  if (manifest.kind === '' || manifest.apiVersion === '') {
    log.at(manifest, [], 'error', manifest.apiVersion !== '' && Array.isArray(items) ? 'list-cut' : 'not-a-resource', {})
    return
  }
  if (!manifest.kind.endsWith('List') || !Array.isArray(items)) {
    manifests.push(manifest)
    return
  }
  // an item of a typed list may leave out what the list says
  const itemKind = manifest.kind.slice(0, -'List'.length)
  items.forEach((item: unknown, i) => {
    const filled = isJsonObject(item) && itemKind !== '' ? { apiVersion: manifest.apiVersion, kind: itemKind, ...item } : item
    addResource(source, filled, [...basePath, 'items', i], manifests, log)
  })
}
