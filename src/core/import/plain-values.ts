/** What is not of the plain kind that is read here: the full reader reads it. */
export const UNREADABLE = Symbol('not of the plain kind')
export type Read = unknown

/** Of collections on one line. */
const MAX_FLOW_DEPTH = 8

/** Words that YAML reads as something else than text are no keys here. */
const KEY = /^(?:([A-Za-z_][A-Za-z0-9_./-]*)|'([^']*)')\s*:(?: +(.*))?$/

export function keyOf(text: string): { readonly name: string; readonly rest: string } | undefined {
  const match = KEY.exec(text)
  if (match === null) return undefined
  const name = match[1] ?? match[2] ?? ''
  if (!isKey(name, match[1] !== undefined)) return undefined
  return { name, rest: withoutComment(match[3] ?? '') }
}

function isKey(name: string, isPlain: boolean): boolean {
  return name !== '__proto__' && !(isPlain && NOT_TEXT.test(name))
}

/** Of a line where nothing stands before the comment. */
function withoutComment(rest: string): string {
  return rest.startsWith('#') ? '' : rest.trimEnd()
}

/** Everything of YAML's core schema (1.2.2, 10.3.2) that is no text. */
const NOT_TEXT = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN)$/
const PLAIN_NUMBER = /^(?:0|-?[1-9][0-9]{0,14})$/
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
])
/** What begins something else than a plain scalar. */
const INDICATOR = /^(?:[-?:](?: |$)|[,[\]{}#&*!|>'"%@`])/

/** A scalar of one line, without the comment behind it, or a flow collection of scalars and such. */
export function valueOf(text: string): Read {
  if (text.startsWith('{') || text.startsWith('[')) return flowOf(text)
  return scalarOf(/^(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^'"].*?)(?= +#)/.exec(text)?.[0] ?? text)
}

/** With escapes that mean the same in both; one of a long file is no reason to read all of it twenty times slower. */
const JSON_STRING = /^"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"$/

function scalarOf(text: string): Read {
  const quote = text[0]
  if (quote === "'") return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : UNREADABLE
  if (quote === '"') return JSON_STRING.test(text) ? (JSON.parse(text) as string) : UNREADABLE
  const plain = text.trimEnd()
  if (INDICATOR.test(plain) || plain.endsWith(':') || plain.includes(': ') || plain.includes(' #')) return UNREADABLE
  const word = WORDS.get(plain)
  if (word !== undefined) return word
  if (PLAIN_NUMBER.test(plain)) return Number(plain)
  return NOT_TEXT.test(plain) ? UNREADABLE : plain
}

/** What a plain scalar within a flow collection may consist of, or a quoted one; a key, and the end of an entry. */
const FLOW_SCALAR = /(?:'(?:[^']|'')*'|"[^"\\]*"|[^\s,[\]{}#'"&*!|>%@`][^,[\]{}#'"]*)/y
const FLOW_KEY = /(?:([A-Za-z_][A-Za-z0-9_./-]*)|'([^']*)'): +/y
const FLOW_SPACE = / */y
/** Behind the last bracket. */
const FLOW_END = /^ *(?: #.*)?$/

/** A flow collection that stands on one line, as in `{address: 10.0.0.11/24, uses: [Workload, Tunnel]}`. */
function flowOf(text: string): Read {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  const collection = (depth: number): Read => {
    const isMap = text[at] === '{'
    const close = isMap ? '}' : ']'
    const entries: [string, unknown][] = []
    at++
    take(FLOW_SPACE)
    for (let isFirst = true; text[at] !== close; isFirst = false) {
      if (!isFirst) {
        if (text[at++] !== ',') return UNREADABLE
        take(FLOW_SPACE)
      }
      const key = isMap ? take(FLOW_KEY) : undefined
      const name = key?.[1] ?? key?.[2] ?? ''
      if (isMap && (!key || !isKey(name, key[1] !== undefined) || entries.some(([other]) => other === name))) return UNREADABLE
      const value = entry(depth)
      if (value === UNREADABLE) return UNREADABLE
      entries.push([name, value])
      take(FLOW_SPACE)
    }
    at++
    return isMap ? Object.fromEntries(entries) : entries.map(([, value]) => value)
  }
  const entry = (depth: number): Read => {
    if (text[at] === '{' || text[at] === '[') return depth > MAX_FLOW_DEPTH ? UNREADABLE : collection(depth + 1)
    const scalar = take(FLOW_SCALAR)
    return scalar ? scalarOf(scalar[0].trimEnd()) : UNREADABLE
  }
  const value = collection(0)
  return FLOW_END.test(text.slice(at)) ? value : UNREADABLE
}
