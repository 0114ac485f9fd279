/** Splits a line of an iptables-restore document into words; double quotes hold a word together. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) words.push(match[1]?.replaceAll('\\"', '"') ?? match[2] ?? '')
  return words
}
