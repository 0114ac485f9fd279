const INDENT = 4

/** JSON as iproute2 prints it: in one line, or with `-p` as lib/json_writer.c lays it out. */
export function jsonText(value: unknown, isPretty: boolean): string {
  return `${isPretty ? pretty(value, 0) : JSON.stringify(value)}\n`
}

function pretty(value: unknown, depth: number): string {
  if (Array.isArray(value)) return value.length === 0 ? '[ ]' : `[ ${value.map((item) => pretty(item, depth + 1)).join(',')} ]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inside = ' '.repeat(INDENT * (depth + 1))
  const members = Object.entries(value).map(([name, member]) => `\n${inside}${JSON.stringify(name)}: ${pretty(member, depth + 1)}`)
  return members.length === 0 ? '{}' : `{${members.join(',')}\n${' '.repeat(INDENT * depth)}}`
}
