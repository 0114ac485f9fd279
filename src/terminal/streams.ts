/** Commands that print as they go. */
const STREAMING: ReadonlySet<string> = new Set(['ping', 'tcpdump', 'traceroute', 'tracepath', 'arping', 'conntrack', 'nc', 'curl'])

export function canStream(name: string): boolean {
  return STREAMING.has(name)
}

/** Options after which a filter no longer prints line by line. */
const NO_FILTER: Readonly<Record<string, RegExp | undefined>> = {
  grep: /^(-[a-zA-Z]*[clLqz]|--count|--quiet|--files)/,
  egrep: /^(-[a-zA-Z]*[clLqz]|--count|--quiet|--files)/,
  fgrep: /^(-[a-zA-Z]*[clLqz]|--count|--quiet|--files)/,
  sed: /\$|^-[a-zA-Z]*[isz]/,
  awk: /END/,
  cut: undefined,
  tr: undefined,
  head: /^(-[a-zA-Z]*c|-n-|--bytes|-n$)|^-$/,
  cat: undefined,
  nl: undefined,
  tee: undefined,
}

/**
 * A command whose output for the beginning of its input is the beginning of its output: what it printed can stand while more
 * comes in. `tail`, `wc` and `sort` are none.
 */
export function isFilter([name = '', ...args]: readonly string[]): boolean {
  if (!Object.hasOwn(NO_FILTER, name)) return false
  // head's "-n 3": the number is a word of its own
  const words = name === 'head' ? args.filter((word, index) => !(word === '-n' && /^\d+$/.test(args[index + 1] ?? ''))) : args
  return !words.some((word) => NO_FILTER[name]?.test(word) === true)
}

/** After how many lines a filter has said all that it ever will; `head` 10 when it is not told. */
export function lineLimit([name, ...args]: readonly string[]): number {
  const joined = args.join(' ')
  if (name === 'head') return Number(/(?:^|\s)-(?:n\s*|-lines=)?(\d+)/.exec(joined)?.[1] ?? 10)
  const most = name === 'grep' ? /(?:^|\s)(?:-m\s*|--max-count=)(\d+)/.exec(joined) : null
  return most ? Number(most[1]) : Infinity
}
