import { eastAsianWidth } from 'get-east-asian-width'

/** Where a cursor stands below and beside the beginning of a text. */
export interface ScreenPlace {
  readonly row: number
  readonly column: number
}

/** What is drawn over the character before: marks, joiners, the vowels and finals of decomposed Hangul. */
const NO_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u

/** Columns that a terminal gives one character (Unicode Standard Annex 11). */
function columnsOf(character: string): number {
  if (NO_COLUMN.test(character)) return 0
  return eastAsianWidth(character.codePointAt(0) ?? 0)
}

/**
 * Where the cursor stands after a text that begins in the first column: in the next row once the last column is taken. A wide
 * character that finds one column left goes to the next row whole.
 */
export function placeAfter(text: string, columns: number): ScreenPlace {
  let [row, column] = [0, 0]
  for (const character of text) {
    const width = columnsOf(character)
    if (column + width > columns) [row, column] = [row + 1, 0]
    column += width
  }
  return column >= columns ? { row: row + 1, column: 0 } : { row, column }
}

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The beginning of what a person takes for the character before the cursor (UAX 29). */
export function characterBefore(text: string, cursor: number): number {
  return SEGMENTER.segment(text).containing(Math.max(0, cursor - 1))?.index ?? 0
}

/** The end of the character at the cursor. */
export function characterAfter(text: string, cursor: number): number {
  const at = SEGMENTER.segment(text).containing(cursor)
  return at === undefined ? text.length : at.index + at.segment.length
}
