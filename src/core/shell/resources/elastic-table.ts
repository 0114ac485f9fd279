const PADDING = 2

/**
 * Go's text/tabwriter with two blanks between columns, as kubectl describe uses it: a column is as wide as its widest cell
 * among neighbouring lines that have one, and the last cell of a line is none.
 */
export function elasticTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.map((row) => row.map(() => 0))
  const columns = Math.max(0, ...rows.map((row) => row.length - 1))
  for (let column = 0; column < columns; column++) {
    for (let first = 0; first < rows.length; ) {
      let end = first
      while (end < rows.length && (rows[end]?.length ?? 0) - 1 > column) end++
      const width = Math.max(0, ...rows.slice(first, end).map((row) => row[column]?.length ?? 0)) + PADDING
      for (let at = first; at < end; at++) (widths[at] ?? [])[column] = width
      first = Math.max(end, first + 1)
    }
  }
  return rows.map((row, at) => `${row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[at]?.[column] ?? 0) : cell)).join('')}\n`).join('')
}
