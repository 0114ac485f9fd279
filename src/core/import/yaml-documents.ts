import { LineCounter, parseAllDocuments } from 'yaml'
import type { Document } from 'yaml'
import type { DocumentText } from './document-text'

export interface ParsedText {
  readonly documents: readonly Document.Parsed[]
  readonly lineAt: (offset: number) => number
}

/** The trees of a part; `undefined` where it is nested so deeply that the parser's stack ends. */
export function parseText({ text, linesBefore }: DocumentText): ParsedText | undefined {
  const lines = new LineCounter()
  try {
    const options = {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      stringKeys: true,
      logLevel: 'silent',
      merge: false,
    } as const
    const documents = [...parseAllDocuments(text, options)].filter((document) => 'contents' in document)
    return { documents, lineAt: (offset) => linesBefore + Math.max(lines.linePos(offset).line, 1) }
  } catch {
    return undefined
  }
}
