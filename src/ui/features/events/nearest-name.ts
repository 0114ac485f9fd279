/** The name that a mistyped one most likely means: at most two letters off, and not all of them. */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly off: number } | undefined
  for (const name of names) {
    const off = lettersOff(word, name)
    if (off <= Math.min(2, Math.floor(name.length / 2)) && off < (best?.off ?? Infinity)) best = { name, off }
  }
  return best?.name
}

/** Letters to put in, take out, replace or swap with the next until one word is the other. */
function lettersOff(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity
      next[j] = Math.min((row[j] ?? Infinity) + 1, (next[j - 1] ?? Infinity) + 1, (row[j - 1] ?? Infinity) + same, swapped)
    }
    ;[before, row] = [row, next]
  }
  return row[b.length] ?? Infinity
}
