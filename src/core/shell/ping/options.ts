import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { PathMtuDiscovery } from '../../engine/kernel-api'
import { IPV4_LOOPBACK, isMulticast, parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { PING } from '../manual/probes'
import { lettersOf, optionErrorText, parseInteger, parseNumber, parseOptions } from '../options'
import type { ParsedOptions } from '../options'
import { unknownHost } from '../unknown-host'

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
  /** Sends when a reply has come, and prints dots (`-f`). */
  readonly flood: boolean
  /** Sends as often as replies come (`-A`). */
  readonly adaptive: boolean
  /** Says before each request that the one before it was not answered (`-O`). */
  readonly tellsOutstanding: boolean
  /** Dates each line (`-D`). */
  readonly dated: boolean
  readonly verbose: boolean
  /** `-4` was given: verbose ping tells it. */
  readonly onlyIpv4: boolean
}

/** What ping prints to standard error, and its exit status. */
export interface PingRefusal {
  readonly text: string
  readonly status: number
}

const LETTERS = lettersOf(PING)
const MAX_DATA_BYTES = 65507

/** Reads `ping`'s arguments; undefined: it is only asked for its version. */
export function parsePingOptions(args: readonly string[]): Result<PingOptions | undefined, PingRefusal> {
  const parsed = parseOptions(args, LETTERS)
  if (!parsed.ok) return err({ text: optionErrorText('ping', parsed.error, LETTERS), status: 2 })
  const { flags, values, operands } = parsed.value
  if (flags.has('V')) return ok(undefined)
  const refusal = firstBadValue(values)
  if (refusal) return err(refusal)
  const hostname = operands.at(-1)
  if (hostname === undefined) return err({ text: 'ping: usage error: Destination address required\n', status: 1 })
  if (flags.has('6')) return err({ text: `ping: ${hostname}: Address family for hostname not supported\n`, status: 2 })
  if (isEndlessFlood(flags, values)) return err({ text: `ping: a flood of more than ${MOST_FLOODED} requests is not modelled; say how many with -c\n`, status: 2 })
  const destination = parseIpv4(hostname)
  if (destination === undefined) return err({ text: `ping: ${hostname}: ${unknownHost(hostname)}\n`, status: 2 })
  const read = readValues(values)
  const mayBroadcast = flags.has('b')
  // what goes to many is not cut (ping4_run)
  const pathMtuDiscovery = !values.has('M') && (mayBroadcast || isMulticast(destination)) ? 'do' : read.pathMtuDiscovery
  return ok({
    ...read,
    // a flood that is told no pace waits for nothing but replies
    intervalMs: flags.has('f') && !values.has('i') ? 0 : read.intervalMs,
    pathMtuDiscovery,
    hostname,
    destination: meant(destination, read.source),
    quiet: flags.has('q'),
    mayBroadcast,
    flood: flags.has('f'),
    adaptive: flags.has('A'),
    tellsOutstanding: flags.has('O'),
    dated: flags.has('D'),
    verbose: flags.has('v'),
    onlyIpv4: flags.has('4'),
  })
}

/** Requests of a flood: every packet of it is kept, and thousands come in a second of simulated time. */
const MOST_FLOODED = 200
/** MININTERVAL of ping.h, in seconds. */
const FLOOD_SECONDS = 0.01

function isEndlessFlood(flags: ParsedOptions['flags'], values: Values): boolean {
  const interval = values.get('i')
  const isFlood = flags.has('A') || (interval === undefined ? flags.has('f') : Number(interval) < FLOOD_SECONDS)
  return isFlood && Number(values.get('c') ?? Infinity) > MOST_FLOODED
}

/** 0.0.0.0 is the source that a probe socket would get (ping4_run of iputils): loopback's, unless one is given. */
function meant(destination: Ipv4, source: Ipv4 | undefined): Ipv4 {
  return destination === 0 ? (source ?? IPV4_LOOPBACK) : destination
}

type Values = ParsedOptions['values']

/** Values that are none, in the words of iputils (parse_arg, ping.c). */
const CHECKS: Readonly<Record<string, (text: string) => PingRefusal | undefined>> = {
  c: (text) => badNumber(text, 1, MAX_LONG),
  i: (text) => (parseNumber(text, 0, 2 ** 21) === undefined ? { text: `ping: bad timing interval: ${text}\n`, status: 2 } : undefined),
  s: (text) => badNumber(text, 0, 2 ** 31 - 1) ?? (Number(text) > MAX_DATA_BYTES ? { text: `ping: invalid argument: '${text}'\n`, status: 1 } : undefined),
  t: (text) => badNumber(text, 0, 255) ?? (Number(text) === 0 ? { text: "ping: cannot set unicast time-to-live: Invalid argument\n", status: 2 } : undefined),
  Q: (text) => (parseInteger(text, 0, 255) === undefined ? { text: `ping: the decimal value of TOS bits must be in range 0-255: ${text}\n`, status: 2 } : undefined),
  W: (text) => (parseNumber(text, 0, 2 ** 21) === undefined ? { text: `ping: bad linger time: ${text}\n`, status: 2 } : undefined),
  w: (text) => badNumber(text, 0, 2 ** 31 - 1),
  M: (text) => (pathMtuDiscoveryOf(text) === undefined ? { text: `ping: invalid -M argument: ${text}\n`, status: 2 } : undefined),
}

/** LONG_MAX, as it is printed. */
const MAX_LONG = '9223372036854775807'

/** strtol_or_err */
function badNumber(text: string, min: number, max: number | typeof MAX_LONG): PingRefusal | undefined {
  if (!/^[+-]?\d+$/.test(text) && parseInteger(text, 0, 2 ** 53) === undefined) return { text: `ping: invalid argument: '${text}'\n`, status: 1 }
  const value = Number(text)
  return value < min || value > Number(max) ? { text: `ping: invalid argument: '${text}': out of range: ${min} <= value <= ${max}\n`, status: 1 } : undefined
}

function firstBadValue(values: Values): PingRefusal | undefined {
  for (const [letter, text] of values) {
    const refusal = CHECKS[letter]?.(text)
    if (refusal) return refusal
  }
  return undefined
}

/** Every value has been checked. */
function readValues(values: Values): Pick<PingOptions, 'count' | 'intervalMs' | 'dataBytes' | 'pathMtuDiscovery' | 'ttl' | 'tos' | 'source' | 'link' | 'lingerMs' | 'deadlineMs'> {
  const number = (letter: string, otherwise: number): number => Number(values.get(letter) ?? otherwise)
  const optional = (letter: string): number | undefined => (values.has(letter) ? number(letter, 0) : undefined)
  const from = values.get('I')
  const source = from === undefined ? undefined : parseIpv4(from)
  return {
    count: number('c', 0),
    intervalMs: Math.floor(number('i', 1) * 1000 + 1e-6),
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
