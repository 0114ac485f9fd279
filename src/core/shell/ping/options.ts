import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { PathMtuDiscovery } from '../../engine/kernel-api'
import { IPV4_LOOPBACK, isMulticast, parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { PING } from '../manual/probes'
import { lettersOf, optionErrorText, parseInteger, parseNumber, parseOptions } from '../options'
import type { ParsedOptions } from '../options'

export interface PingOptions {
  readonly hostname: string
  readonly destination: Ipv4
  /** 0: until interrupted. */
  readonly count: number
  readonly intervalMs: number
  readonly dataBytes: number
  readonly pathMtuDiscovery: PathMtuDiscovery
  readonly ttl: number | undefined
  readonly tos: number | undefined
  readonly source: Ipv4 | undefined
  readonly link: string | undefined
  /** How long to wait for replies after the last request, where none has come (`-W`). */
  readonly lingerMs: number
  /** 0: none (`-w`). */
  readonly deadlineMs: number
  readonly quiet: boolean
  /** The destination may be a broadcast address (`-b`). */
  readonly mayBroadcast: boolean
}

const LETTERS = lettersOf(PING)
const MAX_DATA_BYTES = 65507
/** Below this iputils sends as fast as replies come in (MINWAIT in ping.h). */
const MIN_INTERVAL_SECONDS = 0.01

/** Reads `ping`'s arguments; the error is the text for standard error. Exit status 1 for a bad value or 2 as iputils has it. */
export function parsePingOptions(args: readonly string[]): Result<PingOptions, string> {
  const parsed = parseOptions(args, LETTERS)
  if (!parsed.ok) return err(optionErrorText('ping', parsed.error, LETTERS))
  const { flags, values, operands } = parsed.value
  const hostname = operands.at(-1)
  if (hostname === undefined) return err('ping: usage error: Destination address required\n')
  const bad = firstBadValue(values)
  if (bad) return err(`ping: invalid argument: '${bad}'\n`)
  if (Number(values.get('i') ?? 1) < MIN_INTERVAL_SECONDS) return err(`ping: intervals below ${MIN_INTERVAL_SECONDS} s (floods) are not modelled\n`)
  const destination = parseIpv4(hostname)
  if (destination === undefined) return err(`ping: ${hostname}: Name or service not known\n`)
  const read = readValues(values)
  const mayBroadcast = flags.has('b')
  // what goes to many is not cut (ping4_run)
  const pathMtuDiscovery = !values.has('M') && (mayBroadcast || isMulticast(destination)) ? 'do' : read.pathMtuDiscovery
  return ok({ ...read, pathMtuDiscovery, hostname, destination: meant(destination, read.source), quiet: flags.has('q'), mayBroadcast })
}

/** 0.0.0.0 is the source that a probe socket would get (ping4_run of iputils): loopback's, unless one is given. */
function meant(destination: Ipv4, source: Ipv4 | undefined): Ipv4 {
  return destination === 0 ? (source ?? IPV4_LOOPBACK) : destination
}

type Values = ParsedOptions['values']

const CHECKS: Readonly<Record<string, (text: string) => unknown>> = {
  c: (text) => parseInteger(text, 1, 2 ** 31),
  i: (text) => parseNumber(text, 0, 2 ** 21),
  s: (text) => parseInteger(text, 0, MAX_DATA_BYTES),
  t: (text) => parseInteger(text, 1, 255),
  Q: (text) => parseInteger(text, 0, 255),
  W: (text) => parseNumber(text, 0, 2 ** 21),
  w: (text) => parseNumber(text, 0, 2 ** 21),
  M: (text) => pathMtuDiscoveryOf(text),
}

function firstBadValue(values: Values): string | undefined {
  for (const [letter, text] of values) {
    const check = CHECKS[letter]
    if (check && check(text) === undefined) return text
  }
  return undefined
}

/** Every value has been checked. */
function readValues(values: Values): Omit<PingOptions, 'hostname' | 'destination' | 'quiet' | 'mayBroadcast'> {
  const number = (letter: string, otherwise: number): number => Number(values.get(letter) ?? otherwise)
  const optional = (letter: string): number | undefined => (values.has(letter) ? number(letter, 0) : undefined)
  const from = values.get('I')
  const source = from === undefined ? undefined : parseIpv4(from)
  return {
    count: number('c', 0),
    intervalMs: Math.round(number('i', 1) * 1000),
    dataBytes: number('s', 56),
    pathMtuDiscovery: pathMtuDiscoveryOf(values.get('M') ?? 'want') ?? 'want',
    ttl: optional('t'),
    tos: optional('Q'),
    source,
    link: source === undefined ? from : undefined,
    lingerMs: number('W', 10) * 1000,
    deadlineMs: number('w', 0) * 1000,
  }
}

function pathMtuDiscoveryOf(text: string): PathMtuDiscovery | undefined {
  return text === 'do' || text === 'dont' || text === 'want' || text === 'probe' ? text : undefined
}
