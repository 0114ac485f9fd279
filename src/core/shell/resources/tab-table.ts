interface TabStyle {
  readonly minimumWidth: number
  /** The last column is padded too, as when each cell ends in a tab. */
  readonly isLastPadded: boolean
}

/** `calicoctl get`: tabwriter with a minimum of 5 (calicoctl/commands/common/printer.go). */
export const CALICOCTL_TABLE: TabStyle = { minimumWidth: 5, isLastPadded: true }
/** `kubectl get`: a minimum of 6 (k8s.io/cli-runtime/pkg/printers/tabwriter.go). */
export const KUBECTL_TABLE: TabStyle = { minimumWidth: 6, isLastPadded: false }

const PADDING = 3

/** Go's text/tabwriter with three blanks between columns. */
export function tabTable(rows: readonly (readonly string[])[], { minimumWidth, isLastPadded }: TabStyle): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? minimumWidth, cell.length + PADDING)))
  const line = (row: readonly string[]): string => row.map((cell, column) => (isLastPadded || column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell)).join('')
  return rows.map((row) => `${line(row)}\n`).join('')
}
