import type { LinkLayer } from '../../../core/trace/decode'
import { FILTER_FLAGS, FILTER_PROTOCOLS, filterKey, nearestWord } from './filter-keys'
import type { Comparison, FilterKey, FilterNames, NoSuchValue } from './filter-keys'
import { tcpdumpExpression } from './tcpdump-expression'
import type { TunnelPorts } from '../../../core/trace/tunnel-ports'

/** What a filter can ask of one event. Names are lower-case. */
export interface EventFacts {
  readonly kind: 'frame' | 'decision' | 'drop'
  readonly node: string
  readonly iface: string
  /** Every header of the frame, outermost first, and what wraps it, by name and by its number in IP: `ethernet ipv4 4 ipip ipv4 1 icmp`. */
  readonly protocols: ReadonlySet<string>
  readonly sources: ReadonlySet<string>
  readonly destinations: ReadonlySet<string>
  readonly ports: readonly PortPair[]
  /** The frame as the interface shows it; absent where no frame was built yet. */
  readonly bytes?: number
  /** The frame itself; absent where none was built yet. */
  readonly frame?: { readonly bytes: Uint8Array; readonly linkLayer: LinkLayer; readonly ports?: TunnelPorts }
  /** The line as the list prints it. */
  readonly text: string
  /** In the list, from 1; absent of what the list leaves out. */
  readonly number?: number
  /** Since the flow's first event. */
  readonly seconds?: number
}

export interface PortPair {
  readonly protocol: 'udp' | 'tcp'
  readonly source: number
  readonly destination: number
}

export type EventPredicate = (event: EventFacts) => boolean

/** What is wrong with a filter, and what is known of how it would be right. */
export type FilterProblem =
  | { readonly kind: 'unknown'; readonly word: string; readonly nearest?: string; readonly known?: readonly string[] }
  | { readonly kind: 'value-missing'; readonly key: string }
  /** Something has to follow the word. */
  | { readonly kind: 'unfinished'; readonly after: string }
  | { readonly kind: 'too-long'; readonly most: number }
  | { readonly kind: 'unclosed'; readonly mark: ')' | '"' | '}' }
  | { readonly kind: 'no-order'; readonly key: string; readonly comparison: string }
  | ({ readonly kind: 'no-such'; readonly key: string; readonly value: string } & NoSuchValue)

export type FilterReading = { readonly ok: true; readonly predicate: EventPredicate } | { readonly ok: false; readonly problem: FilterProblem }

/** Nobody types more, and each parenthesis is a call within a call. */
const MOST_CHARACTERS = 1_000

const WORD = /"[^"]*"?|[(){}]|[!=<>]=|&&|\|\||[^\s(){},!&|=<>"]+|\S/g
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([['==', '=='], ['=', '=='], ['!=', '!='], ['>', '>'], ['<', '<'], ['>=', '>='], ['<=', '<='], ['eq', '=='], ['ne', '!='], ['gt', '>'], ['lt', '<'], ['ge', '>='], ['le', '<=']])
/** What Wireshark calls them. */
const PROTOCOL_ALIASES: ReadonlyMap<string, string> = new Map([['wg', 'wireguard']])
const JOINS: ReadonlySet<string> = new Set(['and', '&&', 'or', '||'])

/**
 * `icmp and not (node router or drop)`, `ip.addr == 10.0.0.1 && tcp`; terms side by side mean "and". What is none of that but an
 * expression of tcpdump's is taken as one. Never throws.
 */
export function parseEventFilter(text: string, names: FilterNames): FilterReading {
  if (text.length > MOST_CHARACTERS) return { ok: false, problem: { kind: 'too-long', most: MOST_CHARACTERS } }
  const words = text.toLowerCase().match(WORD) ?? []
  const reader = new FilterReader(words, names)
  const predicate = words.length === 0 ? () => true : reader.either()
  if (predicate) return { ok: true, predicate }
  const problem = reader.problem ?? { kind: 'unfinished', after: words.at(-1) ?? '' }
  // what is known and has a wrong value is told better here
  const isKnown = problem.kind !== 'unknown' && !(problem.kind === 'no-such' && problem.what === 'port')
  const selected = isKnown ? undefined : tcpdumpExpression(text.toLowerCase())
  return selected ? { ok: true, predicate: selected } : { ok: false, problem }
}

/** Recursive descent: either, both, not, one. Each gives `undefined` once `problem` is set, or where the words end too early. */
class FilterReader {
  problem: FilterProblem | undefined
  private at = 0
  private depth = 0

  constructor(
    private readonly words: readonly string[],
    private readonly names: FilterNames,
  ) {}

  either(): EventPredicate | undefined {
    let left = this.both()
    while (left && this.takes('or', '||')) {
      const [one, other] = [left, this.both()]
      left = other && ((event) => one(event) || other(event))
    }
    const next = this.words[this.at]
    if (left && next !== undefined && (next !== ')' || this.depth === 0)) return this.refuse({ kind: 'unknown', word: next })
    return left
  }

  private both(): EventPredicate | undefined {
    let left = this.one()
    while (left && this.goesOn()) {
      this.takes('and', '&&')
      const [one, other] = [left, this.one()]
      left = other && ((event) => one(event) && other(event))
    }
    return left
  }

  private goesOn(): boolean {
    const next = this.words[this.at]
    return next !== undefined && next !== ')' && next !== 'or' && next !== '||'
  }

  private one(): EventPredicate | undefined {
    if (this.takes('not', '!')) {
      const inner = this.one()
      return inner && ((event) => !inner(event))
    }
    if (this.takes('(')) return this.inParentheses()
    const word = this.words[this.at++]
    if (word === undefined) return undefined
    if (word.startsWith('"')) return this.quoted(word)
    const key = filterKey(word, this.words[this.at])
    if (key) {
      this.at += key.words - 1
      return this.withValue(this.words.slice(this.at - key.words, this.at).join(' '), key)
    }
    if (word === 'dropped') return (event) => event.kind === 'drop'
    if (FILTER_FLAGS.some((flag) => flag === word)) return (event) => event.kind === word
    const protocol = PROTOCOL_ALIASES.get(word) ?? word
    if (FILTER_PROTOCOLS.some((known) => known === protocol)) return (event) => event.protocols.has(protocol)
    return this.refuse({ kind: 'unknown', word, ...nearestWord(word) })
  }

  private inParentheses(): EventPredicate | undefined {
    this.depth++
    const inner = this.either()
    this.depth--
    if (!inner || this.takes(')')) return inner
    return this.refuse({ kind: 'unclosed', mark: ')' })
  }

  private quoted(word: string): EventPredicate | undefined {
    if (word.length < 2 || !word.endsWith('"')) return this.refuse({ kind: 'unclosed', mark: '"' })
    const value = word.slice(1, -1)
    return (event) => event.text.includes(value)
  }

  private withValue(key: string, { read, hasOrder, isThere }: FilterKey): EventPredicate | undefined {
    if (isThere && this.nothingFollows()) return isThere
    if (this.takes('in')) return this.oneOf(key, read)
    const sign = this.words[this.at] ?? ''
    const comparison = COMPARISONS.get(sign)
    if (comparison !== undefined) this.at++
    if (comparison !== undefined && comparison !== '==' && comparison !== '!=' && !hasOrder) return this.refuse({ kind: 'no-order', key, comparison: sign })
    const value = this.words[this.at++]
    if (value === undefined || JOINS.has(value) || /^[()!&|=<>]/.test(value)) return this.refuse({ kind: 'value-missing', key })
    if (value.startsWith('"') && !/^".*"$/.test(value)) return this.refuse({ kind: 'unclosed', mark: '"' })
    return this.comparedTo(value, key, read, comparison ?? '==')
  }

  private nothingFollows(): boolean {
    const next = this.words[this.at]
    return next === undefined || next === ')' || next === '!' || next === 'not' || JOINS.has(next)
  }

  /** `ip.addr in {10.0.0.1, 10.0.0.2}` */
  private oneOf(key: string, read: FilterKey['read']): EventPredicate | undefined {
    if (!this.takes('{')) return this.refuse({ kind: 'value-missing', key })
    const anyOf: EventPredicate[] = []
    while (!this.takes('}')) {
      const value = this.words[this.at++]
      if (value === undefined) return this.refuse({ kind: 'unclosed', mark: '}' })
      if (value === ',') continue
      const one = this.comparedTo(value, key, read, '==')
      if (one === undefined) return undefined
      anyOf.push(one)
    }
    return anyOf.length === 0 ? this.refuse({ kind: 'value-missing', key }) : (event) => anyOf.some((one) => one(event))
  }

  private comparedTo(value: string, key: string, read: FilterKey['read'], comparison: Comparison): EventPredicate | undefined {
    const bare = value.replaceAll('"', '')
    const found = read(bare, comparison, this.names)
    return typeof found === 'function' ? found : this.refuse({ kind: 'no-such', key, value: bare, ...found })
  }

  private takes(...words: readonly string[]): boolean {
    if (!words.includes(this.words[this.at] ?? '')) return false
    this.at++
    return true
  }

  private refuse(problem: FilterProblem): undefined {
    this.problem ??= problem
    return undefined
  }
}
