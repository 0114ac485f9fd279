import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { PacketTests } from './packet-tests'
import { and } from './predicate'
import type { LoadSize, Loads, Predicate } from './predicate'
import type { Protocol } from './qualifiers'

/** A number computed of a packet, unsigned in 32 bits, and what has to hold for its bytes to be there. */
export interface Arithmetic {
  readonly checks: Predicate
  value(loads: Loads): number
  /** It is written down as a number: known before there is a packet. */
  readonly literal?: number
}

export function literal(value: number): Arithmetic {
  return { checks: true, value: () => value, literal: value }
}

export const PACKET_LENGTH: Arithmetic = { checks: true, value: ({ sighting }) => sighting.wireBytes }

/** By rising binding; `%` and `^` are not among them: libpcap's grammar gives them no precedence, and they take all that follows. */
export const OPERATOR_LEVELS = [['|', '&'], ['<<', '>>'], ['+', '-'], ['*', '/']] as const
export const GREEDY_OPERATORS = ['%', '^'] as const

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => (b < 32 ? a << b : 0),
  '>>': (a, b) => (b < 32 ? a >>> b : 0),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': Math.imul,
  '/': (a, b) => Math.floor(a / b),
  '%': (a, b) => a % b,
}

/**
 * Dividing a packet by zero refuses it; a zero that is written down refuses the expression. What has to hold for the
 * second operand is not asked: libpcap forgets it (gen_arth).
 */
export function combine(operator: string, one: Arithmetic, other: Arithmetic): Result<Arithmetic, string> {
  const operation = OPERATIONS[operator] ?? Math.imul
  const divides = operator === '/' || operator === '%'
  if (divides && other.literal === 0) return err(operator === '/' ? 'division by zero' : 'modulus by zero')
  if ((operator === '<<' || operator === '>>') && other.literal !== undefined && other.literal > 31) return err('shift by more than 31 bits')
  const value = (loads: Loads): number => {
    const [a, b] = [one.value(loads), other.value(loads)]
    return divides && b === 0 ? loads.fail() : operation(a, b) >>> 0
  }
  return ok({ checks: one.checks, value })
}

export function negated(operand: Arithmetic): Arithmetic {
  return { checks: operand.checks, value: (loads) => -operand.value(loads) >>> 0 }
}

const RELATIONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

export function isRelation(symbol: string): boolean {
  return Object.hasOwn(RELATIONS, symbol)
}

/** gen_relation: protocol checks first, then the comparison. */
export function relate(relation: string, one: Arithmetic, other: Arithmetic): Predicate {
  const compare = RELATIONS[relation] ?? Object.is
  if (one.literal !== undefined && other.literal !== undefined) return compare(one.literal, other.literal)
  return and(and(one.checks, other.checks), (loads) => compare(one.value(loads), other.value(loads)))
}

/** `ip[8]`, `tcp[12:2]`: bytes of a header, counted from its beginning (gen_load). */
export function bytesOf(tests: PacketTests, protocol: Exclude<Protocol, 'default'>, index: Arithmetic, size: number): Result<Arithmetic, string> {
  if (!isLoadSize(size)) return err('data size must be 1, 2, or 4')
  const from = (base: 'link' | 'network' | 'transport', own: Predicate): Result<Arithmetic, string> => {
    const value = (loads: Loads): number => tests.load(base, loads, index.value(loads), size)
    return ok({ checks: and(index.checks, own), value })
  }
  switch (protocol) {
    case 'link':
      return from('link', true)
    case 'ip':
    case 'arp':
    case 'rarp':
    case 'ip6':
      return from('network', tests.protocol(protocol))
    case 'icmp6':
    case 'ah':
    case 'esp':
      return err('unsupported index operation')
    default:
      return from('transport', tests.readable(protocol))
  }
}

function isLoadSize(size: number): size is LoadSize {
  return size === 1 || size === 2 || size === 4
}
