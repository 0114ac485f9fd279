/** What counts on by itself says nothing new: counters, and the seconds that a connection has left. */
const COUNTS = /\b(packets|bytes)=\d+|(?<=^\w+\s+\d+ )\d+(?= )/g

/** Which lines of a command's output were not there before: positions in `now`. */
export function newLines(now: string, before: string): ReadonlySet<number> {
  const known = new Set(before.split('\n').map(withoutCounts))
  return new Set(now.split('\n').flatMap((line, position) => (line.trim() === '' || known.has(withoutCounts(line)) ? [] : [position])))
}

function withoutCounts(line: string): string {
  return line.replaceAll(COUNTS, '')
}
