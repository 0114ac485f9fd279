/** What a filter can ask of one event. Names are lower-case. */
export interface EventFacts {
  readonly kind: 'frame' | 'decision' | 'drop'
  readonly node: string
  readonly iface: string
  /** Every header of the frame, outermost first, and what wraps it: `ethernet ipv4 ipip ipv4 icmp`. */
  readonly protocols: ReadonlySet<string>
  readonly sources: ReadonlySet<string>
  readonly destinations: ReadonlySet<string>
  readonly ports: ReadonlySet<string>
  /** The line as the list prints it. */
  readonly text: string
}

export type EventPredicate = (event: EventFacts) => boolean

/** What is wrong with a filter: the word that is not understood, or that something is missing at the end. */
export type FilterProblem = { readonly kind: 'unknown'; readonly word: string } | { readonly kind: 'value-missing'; readonly key: string } | { readonly kind: 'unfinished' }

export type FilterReading = { readonly ok: true; readonly predicate: EventPredicate } | { readonly ok: false; readonly problem: FilterProblem }

export const FILTER_PROTOCOLS = ['icmp', 'udp', 'tcp', 'arp', 'ipip', 'vxlan', 'wireguard'] as const
const FLAGS = ['drop', 'frame', 'decision'] as const

type Test = (value: string) => EventPredicate

const anyAddress: Test = (value) => (event) => event.sources.has(value) || event.destinations.has(value)

/** Keys with a value, in the words of tcpdump's filters, and in Wireshark's where those are shorter than an explanation. */
const KEYS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['host', anyAddress],
  ['ip.addr', anyAddress],
  ['src', (value) => (event) => event.sources.has(value)],
  ['ip.src', (value) => (event) => event.sources.has(value)],
  ['dst', (value) => (event) => event.destinations.has(value)],
  ['ip.dst', (value) => (event) => event.destinations.has(value)],
  ['proto', (value) => (event) => event.protocols.has(value)],
  ['port', (value) => (event) => event.ports.has(value)],
  ['node', (value) => (event) => event.node === value],
  ['iface', (value) => (event) => event.iface === value || (value.endsWith('*') && event.iface.startsWith(value.slice(0, -1)))],
  ['text', (value) => (event) => event.text.includes(value)],
])

/** `icmp and not (node router or drop)`, `ip.addr == 10.0.0.1 && tcp`; terms side by side mean "and". Never throws. */
export function parseEventFilter(text: string): FilterReading {
  const words = text.toLowerCase().match(/"[^"]*"|\(|\)|!(?!=)|&&|\|\||==|[^\s()!&|="]+/g) ?? []
  const reader = new FilterReader(words)
  const predicate = words.length === 0 ? () => true : reader.either()
  return predicate === undefined ? { ok: false, problem: reader.problem } : { ok: true, predicate }
}

/** Recursive descent: either, both, not, one. Each gives `undefined` once `problem` is set. */
class FilterReader {
  problem: FilterProblem = { kind: 'unfinished' }
  private at = 0
  private depth = 0

  constructor(private readonly words: readonly string[]) {}

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
    if (word.startsWith('"')) return contains(word.slice(1, -1))
    const test = KEYS.get(word)
    if (test) return this.withValue(word, test)
    if (FLAGS.some((flag) => flag === word)) return (event) => event.kind === word
    if (FILTER_PROTOCOLS.some((protocol) => protocol === word)) return (event) => event.protocols.has(word)
    return this.refuse({ kind: 'unknown', word })
  }

  private inParentheses(): EventPredicate | undefined {
    this.depth++
    const inner = this.either()
    this.depth--
    return inner && this.takes(')') ? inner : undefined
  }

  private withValue(key: string, test: Test): EventPredicate | undefined {
    this.takes('==')
    const value = this.words[this.at++]
    if (value === undefined || /^([()!]|&&|\|\||==)$/.test(value)) return this.refuse({ kind: 'value-missing', key })
    return test(value.replaceAll('"', ''))
  }

  private takes(...words: readonly string[]): boolean {
    if (!words.includes(this.words[this.at] ?? '')) return false
    this.at++
    return true
  }

  private refuse(problem: FilterProblem): undefined {
    this.problem = problem
    return undefined
  }
}

function contains(value: string): EventPredicate {
  return (event) => event.text.includes(value)
}
