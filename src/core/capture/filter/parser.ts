import type { Result } from '../../base/result'
import { GREEDY_OPERATORS, OPERATOR_LEVELS, PACKET_LENGTH, bytesOf, combine, isRelation, literal, negated, relate } from './arithmetic'
import type { Arithmetic } from './arithmetic'
import { LINK_TYPES } from '../link-type'
import type { Token, Word } from './lexer'
import type { PacketTests } from './packet-tests'
import { and, not, or } from './predicate'
import type { Predicate } from './predicate'
import { ofMac, ofMasked, ofName, ofNumber, ofDotted } from './primitives'
import type { Direction, Protocol, QualifiedKind, Qualifiers } from './qualifiers'

const SYNTAX_ERROR = "can't parse filter expression: syntax error"
/** A name or number to which no qualifiers are left to be applied. */
const UNQUALIFIED = 'syntax error in filter expression'
const MAX_DEPTH = 200

/** A part of an expression. An identifier list (`1.2.3.4 or 5.6.7.8`) needs qualifiers from before it. */
type Part =
  | { readonly kind: 'term'; readonly predicate: Predicate; readonly qualifiers: Qualifiers | undefined }
  | { readonly kind: 'identifiers'; readonly predicate: Predicate; readonly qualifiers: Qualifiers | undefined }
  | { readonly kind: 'number'; readonly arithmetic: Arithmetic }

/** Where a part stands: whether it may be an identifier, must be one, and with which qualifiers. */
interface Place {
  /** The first of a list in parentheses cannot be a list again. */
  readonly identifiers: 'allowed' | 'required' | 'first' | 'refused'
  readonly qualifiers: Qualifiers | undefined
}

const FIRST: Place = { identifiers: 'refused', qualifiers: undefined }

/**
 * Reads an expression by libpcap's grammar (grammar.y): `and` and `or` bind alike, to the left; `not` binds closer; a name
 * after `and` or `or` has the qualifiers of the primitive before it. The first error stops it: what follows is not looked at.
 */
export class FilterParser {
  error: string | undefined
  private at = 0
  private depth = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly tests: PacketTests,
  ) {}

  parse(): Predicate {
    if (this.peek().kind === 'end') return true
    const part = this.list(FIRST)
    if (this.peek().kind !== 'end') this.fail(SYNTAX_ERROR)
    return this.asTerm(part).predicate
  }

  /** Parts joined by `and` and `or`. */
  private list(place: Place): Part {
    let left = this.part(place)
    for (let word = this.conjunction(); word !== undefined; word = this.conjunction()) {
      const before = this.asTermOrIdentifiers(left, place)
      const right = this.part({ identifiers: before.kind === 'identifiers' ? 'required' : 'allowed', qualifiers: before.qualifiers })
      const next = this.asTermOrIdentifiers(right, { identifiers: 'allowed', qualifiers: before.qualifiers })
      const join = word === 'and' ? and : or
      const kind = before.kind === 'identifiers' ? 'identifiers' : 'term'
      left = { kind, predicate: join(before.predicate, next.predicate), qualifiers: next.qualifiers }
    }
    return left
  }

  private conjunction(): 'and' | 'or' | undefined {
    return this.takeWord('and') ? 'and' : this.takeWord('or') ? 'or' : undefined
  }

  /** A bare number among terms is an identifier where one may stand. */
  private asTermOrIdentifiers(part: Part, place: Place): Exclude<Part, { kind: 'number' }> {
    if (part.kind !== 'number') return part
    const { literal: value } = part.arithmetic
    if (value === undefined || place.identifiers === 'refused') return this.fail(SYNTAX_ERROR)
    return this.identifier((qualifiers) => ofNumber(this.tests, value, qualifiers), place)
  }

  private asTerm(part: Part): { readonly predicate: Predicate } {
    return part.kind === 'term' ? part : this.fail(SYNTAX_ERROR)
  }

  private part(place: Place): Part {
    if (++this.depth > MAX_DEPTH) return this.fail("can't parse filter expression: memory exhausted")
    const part = this.takeWord('not') ? this.negation(place) : this.operand(place)
    this.depth--
    return part
  }

  private negation(place: Place): Part {
    const inner = this.asTermOrIdentifiers(this.part(place), place)
    return { ...inner, predicate: not(inner.predicate) }
  }

  private operand(place: Place): Part {
    const token = this.peek()
    if (place.identifiers !== 'refused') {
      const identifier = this.namedIdentifier(token, place)
      if (identifier !== undefined) return identifier
    }
    if (place.identifiers === 'required' || place.identifiers === 'first') return this.requiredIdentifier(place)
    switch (token.kind) {
      case 'protocol':
        return this.afterProtocol(token.protocol)
      case 'word':
        return this.afterWord(token.word)
      case 'number':
        return this.relation(this.arithmetic(0))
      case 'symbol':
        if (token.symbol === '(') return this.parenthesis(place)
        return token.symbol === '-' ? this.relation(this.arithmetic(0)) : this.fail(SYNTAX_ERROR)
      default:
        return this.fail(SYNTAX_ERROR)
    }
  }

  private namedIdentifier(token: Token, place: Place): Part | undefined {
    switch (token.kind) {
      case 'dotted':
        this.at++
        return this.identifier((qualifiers) => this.address(token.text, qualifiers), place)
      case 'mac':
        this.at++
        return this.identifier((qualifiers) => ofMac(this.tests, token.mac, qualifiers), place)
      case 'name':
        this.at++
        return this.identifier((qualifiers) => ofName(this.tests, token.text, qualifiers), place)
      default:
        return undefined
    }
  }

  private address(text: string, qualifiers: Qualifiers): Result<Predicate, string> {
    if (this.takeSymbol('/')) return ofMasked(this.tests, text, { length: this.number() }, qualifiers)
    if (!this.takeWord('mask')) return ofDotted(this.tests, text, qualifiers)
    const mask = this.next()
    if (mask.kind !== 'dotted') this.fail(SYNTAX_ERROR)
    return ofMasked(this.tests, text, { text: mask.kind === 'dotted' ? mask.text : '' }, qualifiers)
  }

  /** Among identifiers: a number, or a list in parentheses. */
  private requiredIdentifier(place: Place): Part {
    if (!this.takeSymbol('(')) return { kind: 'number', arithmetic: literal(this.number()) }
    const inner = place.identifiers === 'first' ? this.requiredNumber() : this.list({ ...place, identifiers: 'first' })
    this.expectSymbol(')')
    return inner
  }

  private requiredNumber(): Part {
    return this.peek().kind === 'number' ? { kind: 'number', arithmetic: literal(this.number()) } : this.fail(SYNTAX_ERROR)
  }

  private identifier(make: (qualifiers: Qualifiers) => Result<Predicate, string>, place: Place): Exclude<Part, { kind: 'number' }> {
    if (place.qualifiers === undefined) return this.fail(UNQUALIFIED)
    return { kind: 'identifiers', predicate: this.unwrap(make(place.qualifiers), false), qualifiers: place.qualifiers }
  }

  /** An expression, identifiers or a number; what comes behind it has no qualifiers to take over. */
  private parenthesis(place: Place): Part {
    this.at++
    const inner = this.list(place)
    if (inner.kind === 'number') {
      this.expectSymbol(')')
      return this.relation(this.arithmeticFrom(inner.arithmetic))
    }
    this.expectSymbol(')')
    return { ...inner, qualifiers: undefined }
  }

  private afterProtocol(protocol: Exclude<Protocol, 'default'>): Part {
    const next = this.tokens[this.at + 1]
    if (next?.kind === 'symbol' && next.symbol === '[') return this.relation(this.arithmetic(0))
    this.at++
    if (next?.kind === 'word') {
      if (next.word === 'broadcast' || next.word === 'multicast') return this.cast(next.word, protocol)
      if (isQualifying(next.word)) return this.qualified(protocol)
    }
    if (protocol === 'link') return this.fail('link layer applied in wrong context')
    return { kind: 'term', predicate: this.tests.protocol(protocol), qualifiers: undefined }
  }

  private afterWord(word: Word): Part {
    if (isQualifying(word)) return this.qualified('default')
    switch (word) {
      case 'len':
        return this.relation(this.arithmetic(0))
      case 'broadcast':
      case 'multicast':
        return this.cast(word, 'default')
      case 'less':
      case 'greater': {
        this.at++
        const bytes = this.number()
        return { kind: 'term', predicate: ({ sighting }) => (word === 'less' ? sighting.wireBytes <= bytes : sighting.wireBytes >= bytes), qualifiers: undefined }
      }
      case 'inbound':
      case 'outbound':
        return this.bound(word)
      case 'gateway':
        return this.fail("'gateway' not supported in this configuration")
      default:
        return this.fail(SYNTAX_ERROR)
    }
  }

  private bound(word: 'inbound' | 'outbound'): Part {
    this.at++
    const { isOutgoing, linkType } = this.tests
    if (isOutgoing === undefined) return this.fail(`inbound/outbound not supported on ${LINK_TYPES[linkType].description} when reading savefiles`)
    return { kind: 'term', predicate: word === 'outbound' ? isOutgoing : not(isOutgoing), qualifiers: undefined }
  }

  /** `src`, `dst host`, `portrange`, `proto` and what they stand before. */
  private qualified(protocol: Protocol): Part {
    const qualifiers = this.qualifiersFor(protocol)
    const identifiers = this.asTermOrIdentifiers(this.part({ identifiers: 'required', qualifiers }), { identifiers: 'required', qualifiers })
    return { kind: 'term', predicate: identifiers.predicate, qualifiers }
  }

  private qualifiersFor(protocol: Protocol): Qualifiers {
    if (this.takeWord('proto')) return { protocol, direction: 'default', kind: 'proto' }
    const direction = this.direction()
    const kind = (['host', 'net', 'portrange', 'port'] as const).find((word) => this.takeWord(word)) ?? 'default'
    return { protocol, direction, kind: kind satisfies QualifiedKind }
  }

  private direction(): Direction {
    const first = this.takeWord('src') ? 'src' : this.takeWord('dst') ? 'dst' : undefined
    if (first === undefined) return 'default'
    const word = this.peek()
    const second = this.tokens[this.at + 1]
    const isPair = word.kind === 'word' && (word.word === 'and' || word.word === 'or') && second?.kind === 'word' && second.word === (first === 'src' ? 'dst' : 'src')
    if (!isPair) return first
    this.at += 2
    return word.word === 'and' ? 'both' : 'either'
  }

  private cast(word: 'broadcast' | 'multicast', protocol: Protocol): Part {
    this.at++
    const { tests } = this
    const term = (predicate: Predicate): Part => ({ kind: 'term', predicate, qualifiers: undefined })
    if (protocol === 'ip') return term(word === 'broadcast' ? tests.isIpBroadcast : tests.isIpMulticast)
    if (protocol === 'ip6' && word === 'multicast') return term(tests.isIp6Multicast)
    const isOfLink = protocol === 'default' || protocol === 'link'
    if (word === 'multicast') return isOfLink && tests.isEthernet ? term(tests.isLinkMulticast) : this.fail(NO_LINK_MULTICAST)
    if (!isOfLink) return this.fail('only link-layer/IP broadcast filters supported')
    return tests.isEthernet ? term(tests.isLinkBroadcast) : this.fail('not a broadcast link')
  }

  /** A number compared with another is a term; alone it may turn out to be an identifier, or a part of more arithmetic. */
  private relation(left: Arithmetic): Part {
    const token = this.peek()
    if (token.kind !== 'symbol' || !isRelation(token.symbol)) return { kind: 'number', arithmetic: left }
    this.at++
    return { kind: 'term', predicate: relate(token.symbol, left, this.arithmetic(0)), qualifiers: undefined }
  }

  private arithmetic(level: number): Arithmetic {
    return this.arithmeticFrom(this.unary(), level)
  }

  /** Goes on behind a first operand with operators of this level and closer ones. */
  private arithmeticFrom(first: Arithmetic, level = 0): Arithmetic {
    const operators: readonly string[] = OPERATOR_LEVELS[level] ?? []
    let left = level < OPERATOR_LEVELS.length ? this.arithmeticFrom(first, level + 1) : this.greedy(first)
    for (let token = this.peek(); token.kind === 'symbol' && operators.includes(token.symbol); token = this.peek()) {
      this.at++
      left = this.unwrap(combine(token.symbol, left, this.arithmetic(level + 1)), left)
    }
    return left
  }

  private greedy(left: Arithmetic): Arithmetic {
    const token = this.peek()
    const operator = token.kind === 'symbol' ? GREEDY_OPERATORS.find((one) => one === token.symbol) : undefined
    if (operator === undefined) return left
    this.at++
    return this.unwrap(combine(operator, left, this.arithmetic(0)), left)
  }

  private unary(): Arithmetic {
    if (++this.depth > MAX_DEPTH) return this.fail("can't parse filter expression: memory exhausted").arithmetic
    const operand = this.takeSymbol('-') ? negated(this.greedy(this.unary())) : this.primary()
    this.depth--
    return operand
  }

  private primary(): Arithmetic {
    const token = this.next()
    if (token.kind === 'number') return literal(token.value)
    if (token.kind === 'word' && token.word === 'len') return PACKET_LENGTH
    if (token.kind === 'symbol' && token.symbol === '(') {
      const inner = this.arithmetic(0)
      this.expectSymbol(')')
      return inner
    }
    if (token.kind !== 'protocol' || !this.takeSymbol('[')) return this.fail(SYNTAX_ERROR).arithmetic
    const index = this.arithmetic(0)
    const size = this.takeSymbol(':') ? this.number() : 1
    this.expectSymbol(']')
    return this.unwrap(bytesOf(this.tests, token.protocol, index, size), index)
  }

  private number(): number {
    const token = this.next()
    if (token.kind === 'number') return token.value
    this.fail(SYNTAX_ERROR)
    return 0
  }

  private unwrap<T>(result: Result<T, string>, otherwise: T): T {
    if (result.ok) return result.value
    this.fail(result.error)
    return otherwise
  }

  /** Keeps the first error and goes to the end, so that nothing more is read. */
  private fail(error: string): { readonly kind: 'term'; readonly predicate: Predicate; readonly qualifiers: undefined; readonly arithmetic: Arithmetic } {
    const token = this.peek()
    this.error ??= token.kind === 'error' ? token.error : error
    this.at = this.tokens.length
    return { kind: 'term', predicate: false, qualifiers: undefined, arithmetic: literal(1) }
  }

  private peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end' }
  }

  private next(): Token {
    const token = this.peek()
    if (token.kind !== 'error') this.at++
    return token
  }

  private takeWord(word: Word): boolean {
    const token = this.peek()
    const isThere = token.kind === 'word' && token.word === word
    if (isThere) this.at++
    return isThere
  }

  private takeSymbol(symbol: string): boolean {
    const token = this.peek()
    const isThere = token.kind === 'symbol' && token.symbol === symbol
    if (isThere) this.at++
    return isThere
  }

  private expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.fail(SYNTAX_ERROR)
  }
}

const NO_LINK_MULTICAST = 'link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel'

function isQualifying(word: Word): boolean {
  return word === 'src' || word === 'dst' || word === 'host' || word === 'net' || word === 'port' || word === 'portrange' || word === 'proto'
}
