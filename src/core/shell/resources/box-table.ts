/**
 * A table in a box, as calicoctl's library draws it (olekukonko/tablewriter): headings centred, numbers at the right of
 * their column, anything else at the left.
 */
export function boxTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)))
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const line = (cells: readonly string[], place: (cell: string, width: number) => string): string =>
    `|${widths.map((width, column) => ` ${place(cells[column] ?? '', width)} `).join('|')}|\n`
  return [rule, line(headings, centred), rule, ...rows.map((row) => line(row, aligned)), ...(rows.length > 0 ? [rule] : [])].join('')
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2)
  return text.padStart(text.length + left).padEnd(width)
}

/** A plain decimal number, or a percentage (`decimal`, `percent` in table.go). */
function aligned(text: string, width: number): string {
  return /^-?(\d{1,3}(,\d{3})*|\d+)(\.\d+)?%?$/.test(text) ? text.padStart(width) : text.padEnd(width)
}
