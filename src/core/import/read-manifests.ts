import { LineCounter, parseAllDocuments } from 'yaml'
import type { Document } from 'yaml'
import type { LabText, Manifest, Path, ProblemLog } from './manifest'
import { formatPath } from './manifest'
import { dataOf, offsetOf } from './yaml-data'

/** Characters of all files together; a dump of 5,000 nodes and 150,000 pods is well below. */
const MAX_CHARACTERS = 256 * 1024 * 1024

/** Every resource of every file, in order; what cannot be read is noted and passed over. */
export function readManifests(files: readonly LabText[], log: ProblemLog): Manifest[] {
  const manifests: Manifest[] = []
  let left = MAX_CHARACTERS
  for (const file of files) {
    left -= file.text.length
    if (left < 0) {
      log.ofLab(file.name, 'error', 'file-too-large', `More than ${MAX_CHARACTERS} characters of manifests.`, 'Leave out what is not a node, pod or Calico resource.')
      return manifests
    }
    readFile(file, manifests, log)
  }
  return manifests
}

function readFile(file: LabText, manifests: Manifest[], log: ProblemLog): void {
  const lines = new LineCounter()
  let documents: readonly Document.Parsed[]
  try {
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, stringKeys: true, logLevel: 'silent', merge: false } as const
    documents = [...parseAllDocuments(file.text, options)].filter((document) => 'contents' in document)
  } catch {
    // the composer recurses, so thousands of open brackets exhaust the stack
    log.ofLab(file.name, 'error', 'yaml-unreadable', 'The file is nested too deeply to be read.', 'Flatten it.')
    return
  }
  documents.forEach((document, i) => readDocument({ file: file.name, number: i + 1, document, lines }, manifests, log))
}

interface Source {
  readonly file: string
  readonly number: number
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

function readDocument(source: Source, manifests: Manifest[], log: ProblemLog): void {
  const { document, lines, file, number } = source
  const lineAt = (offset: number) => Math.max(lines.linePos(offset).line, 1)
  for (const error of document.errors.slice(0, 5)) {
    log.add({
      severity: 'error', code: 'yaml-syntax', file, document: number, path: '', line: lineAt(error.pos[0]),
      message: `Not YAML: ${error.message}`, remedy: 'Check indentation, quotes and brackets on this line.',
    })
  }
  if (document.errors.length > 0) return
  const { data, problems } = dataOf(document)
  for (const { path, offset, code, message, remedy } of problems) {
    log.add({ severity: 'error', code, file, document: number, path: formatPath(path), line: lineAt(offset), message, remedy })
  }
  if (problems.length > 0 || data === null || data === undefined) return
  addResource(source, data, [], manifests, log)
}

function addResource(source: Source, data: unknown, basePath: Path, manifests: Manifest[], log: ProblemLog): void {
  const { file, number, document, lines } = source
  const record = isRecord(data) ? data : {}
  const { apiVersion, kind } = record
  const manifest: Manifest = {
    file,
    document: number,
    apiVersion: typeof apiVersion === 'string' ? apiVersion : '',
    kind: typeof kind === 'string' ? kind : '',
    data: record,
    basePath,
    lineOf: (path) => Math.max(lines.linePos(offsetOf(document, [...basePath, ...path]) ?? 0).line, 1),
  }
  if (manifest.kind === '' || manifest.apiVersion === '') {
    log.at(manifest, [], 'error', 'not-a-resource', 'No resource of Kubernetes: apiVersion or kind is missing.', 'Give both, as kubectl get -o yaml does.')
    return
  }
  const items: unknown = record['items']
  if (!manifest.kind.endsWith('List') || !Array.isArray(items)) {
    manifests.push(manifest)
    return
  }
  // an item of a typed list may leave out what the list says
  const itemKind = manifest.kind.slice(0, -'List'.length)
  items.forEach((item: unknown, i) => {
    const filled = isRecord(item) && itemKind !== '' ? { apiVersion: manifest.apiVersion, kind: itemKind, ...item } : item
    addResource(source, filled, [...basePath, 'items', i], manifests, log)
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
