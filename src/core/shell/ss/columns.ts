/** A column of ss: its heading, how it is set, and what stands before it. */
interface Column {
  readonly heading: string
  readonly isRight: boolean
  readonly before: string
}

const COLUMNS: readonly Column[] = [
  { heading: 'Netid', isRight: false, before: '' },
  { heading: 'State', isRight: false, before: ' ' },
  { heading: 'Recv-Q', isRight: false, before: ' ' },
  { heading: 'Send-Q', isRight: false, before: ' ' },
  { heading: 'Local Address:', isRight: true, before: ' ' },
  { heading: 'Port', isRight: false, before: '' },
  { heading: 'Peer Address:', isRight: true, before: ' ' },
  { heading: 'Port', isRight: false, before: '' },
  { heading: 'Process', isRight: false, before: '' },
]

/**
 * Rows of nine cells under their headings, each column as wide as its widest cell (misc/ss.c, render); an undefined cell leaves
 * its column out. What goes on over a second line is as wide as its first, and nothing is set beside it: on a terminal it has a line of its own.
 */
export function columnsText(rows: readonly (readonly string[])[], shown: readonly boolean[], withHeading: boolean): string {
  const all = withHeading ? [COLUMNS.map(({ heading }) => heading), ...rows] : rows
  const widths = COLUMNS.map((_, i) => Math.max(0, ...all.map((row) => row[i]?.split('\n', 1)[0]?.length ?? 0)))
  const first = shown.indexOf(true)
  const line = (row: readonly string[]): string =>
    COLUMNS.map(({ isRight, before }, i) => {
      if (!shown[i] || widths[i] === 0) return ''
      const cell = row[i] ?? ''
      const width = widths[i] ?? 0
      return `${i === first ? '' : before}${isRight ? cell.padStart(width) : cell.padEnd(width)}`
    }).join('')
  return all.map((row) => `${line(row)}\n`).join('')
}
