/** What counts on by itself says nothing new: counters, and the seconds that a connection has left. */
const COUNTS = /\b(packets|bytes)=\d+|(?<=^\w+\s+\d+ )\d+(?= )/g

/** Which lines of a command's output were not there before: positions in `now`. Spaces at the ends of lines, as ip prints them, say nothing. */
export function newLines(now: string, before: string): ReadonlySet<number> {
  const known = new Set(before.split('\n').map(withoutCounts))
  return new Set(now.split('\n').flatMap((line, position) => (line.trim() === '' || known.has(withoutCounts(line)) ? [] : [position])))
}

/** Which lines say something else than they did, where a command prints the same lines with other figures: positions in `now`. */
export function changedLines(now: string, before: string): ReadonlySet<number> {
  const [lines, earlier] = [now.split('\n'), before.split('\n')]
  return new Set(lines.flatMap((line, position) => (line.trim() === (earlier[position] ?? '').trim() ? [] : [position])))
}

function withoutCounts(line: string): string {
  return line.trimEnd().replaceAll(COUNTS, '')
}
