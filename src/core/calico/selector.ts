/** Whether labels are of those that a selector means. */
export type Selects = (labels: Readonly<Record<string, string>>) => boolean

/** A label's name; text in quotes; what stands between them. */
const TOKEN = /\s*(?:(all\(\)|global\(\)|has\(|&&|\|\||==|!=|[!(){},])|'([^']*)'|"([^"]*)"|([\w./-]+))/y
/** Deeper than anyone nests. */
const MAX_DEPTH = 32

interface Token {
  readonly kind: 'mark' | 'text' | 'word'
  readonly text: string
}

/** Reads Calico's selectors over labels (libcalico-go/lib/selector); `undefined` for what is none. An empty one means none here: the caller knows what absence means. */
export function parseSelector(text: string): Selects | undefined {
  const tokens = tokensOf(text)
  if (!tokens) return undefined
  const reader = new SelectorReader(tokens)
  const selects = reader.either(0)
  return reader.isAtEnd() ? selects : undefined
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  const trimmed = text.trimEnd()
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length;) {
    const match = TOKEN.exec(trimmed)
    if (!match) return undefined
    const [, mark, single, double, word] = match
    tokens.push(mark !== undefined ? { kind: 'mark', text: mark } : word !== undefined ? { kind: 'word', text: word } : { kind: 'text', text: single ?? double ?? '' })
  }
  return tokens
}

class SelectorReader {
  private at = 0

  constructor(private readonly tokens: readonly Token[]) {}

  isAtEnd(): boolean {
    return this.at === this.tokens.length
  }

  either(depth: number): Selects | undefined {
    return this.chain('||', () => this.both(depth), (parts) => (labels) => parts.some((part) => part(labels)))
  }

  private both(depth: number): Selects | undefined {
    return this.chain('&&', () => this.single(depth), (parts) => (labels) => parts.every((part) => part(labels)))
  }

  private chain(mark: string, next: () => Selects | undefined, join: (parts: readonly Selects[]) => Selects): Selects | undefined {
    const parts: Selects[] = []
    do {
      const part = next()
      if (!part) return undefined
      parts.push(part)
    } while (this.take('mark', mark))
    return join(parts)
  }

  private single(depth: number): Selects | undefined {
    if (depth > MAX_DEPTH) return undefined
    if (this.take('mark', '!')) {
      const inner = this.single(depth + 1)
      return inner && ((labels) => !inner(labels))
    }
    if (this.take('mark', '(')) {
      const inner = this.either(depth + 1)
      return this.take('mark', ')') ? inner : undefined
    }
    if (this.take('mark', 'all()') || this.take('mark', 'global()')) return () => true
    if (this.take('mark', 'has(')) {
      const label = this.take('word')
      return label && this.take('mark', ')') ? (labels) => Object.hasOwn(labels, label.text) : undefined
    }
    const label = this.take('word')
    return label && this.comparison(label.text)
  }

  private comparison(label: string): Selects | undefined {
    const valueOf = (labels: Readonly<Record<string, string>>): string | undefined => (Object.hasOwn(labels, label) ? labels[label] : undefined)
    const withText = (holds: (value: string | undefined, text: string) => boolean): Selects | undefined => {
      const wanted = this.take('text')
      return wanted && ((labels) => holds(valueOf(labels), wanted.text))
    }
    if (this.take('mark', '==')) return withText((value, text) => value === text)
    if (this.take('mark', '!=')) return withText((value, text) => value !== text)
    if (this.take('word', 'contains')) return withText((value, text) => value?.includes(text) === true)
    if (this.take('word', 'starts')) return this.take('word', 'with') && withText((value, text) => value?.startsWith(text) === true)
    if (this.take('word', 'ends')) return this.take('word', 'with') && withText((value, text) => value?.endsWith(text) === true)
    const isNot = this.take('word', 'not') !== undefined
    const set = this.take('word', 'in') && this.set()
    // a label that is not there is in no set
    return set && ((labels) => set.has(valueOf(labels)) !== isNot)
  }

  private set(): ReadonlySet<string | undefined> | undefined {
    if (!this.take('mark', '{')) return undefined
    const values = new Set<string | undefined>()
    for (let text = this.take('text'); text; text = this.take('mark', ',') && this.take('text')) values.add(text.text)
    return this.take('mark', '}') ? values : undefined
  }

  private take(kind: Token['kind'], text?: string): Token | undefined {
    const token = this.tokens[this.at]
    if (token?.kind !== kind || (text !== undefined && token.text !== text)) return undefined
    this.at++
    return token
  }
}
