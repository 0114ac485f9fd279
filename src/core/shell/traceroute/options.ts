import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { TRACEROUTE } from '../manual/probes'
import { lettersOf, optionErrorText, parseInteger, parseNumber, parseOptions } from '../options'
import { unknownHost } from '../unknown-host'

export interface TracerouteOptions {
  readonly hostname: string
  readonly destination: Ipv4
  readonly method: 'icmp' | 'udp' | 'tcp'
  readonly numeric: boolean
  readonly dontFragment: boolean
  readonly firstHop: number
  readonly maxHops: number
  readonly probesPerHop: number
  /** How many probes are on their way at once (`-N`). */
  readonly simultaneousProbes: number
  /** `-w MAX,HERE,NEAR`: the longest wait, and factors of the time of an answer from the same and from a later hop. */
  readonly wait: { readonly maxMs: number; readonly hereFactor: number; readonly nearFactor: number }
  /** The first probe's destination port. */
  readonly firstPort: number
  /** Each probe's is one higher; else all go to the same one (`-U`, `-T`). */
  readonly isPortRising: boolean
  readonly tos: number | undefined
  readonly source: Ipv4 | undefined
  /** The whole IP packet. */
  readonly packetBytes: number
}

const LETTERS = lettersOf(TRACEROUTE)
/** Where probes go when -p says nothing: rising ports that nobody serves, DNS with -U, HTTP with -T. */
const FIRST_UDP_PORT = 33434
const DNS_PORT = 53
const HTTP_PORT = 80
const MOST_PROBES = 10
const MIN_PACKET_BYTES = 28
const MAX_PACKET_BYTES = 65000

/** Reads `traceroute`'s arguments; undefined: it is only asked for its version. The error is the text for standard error, with which traceroute ends with status 2. */
export function parseTracerouteOptions(args: readonly string[]): Result<TracerouteOptions | undefined, string> {
  const parsed = parseOptions(args, LETTERS)
  if (!parsed.ok) return err(optionErrorText('traceroute', parsed.error, LETTERS))
  const { flags, values, operands } = parsed.value
  if (flags.has('V')) return ok(undefined)
  const [hostname, packetText] = operands
  if (hostname === undefined) return err('Specify "host" missing argument.\n')
  const destination = parseIpv4(hostname)
  if (destination === undefined) return err(`${hostname}: ${unknownHost(hostname)}\nCannot handle "host" cmdline arg \`${hostname}' on position 1 (argc 1)\n`)
  let bad: string | undefined
  const integer = (letter: string, otherwise: number, min: number, max: number): number => {
    const text = values.get(letter)
    if (text === undefined) return otherwise
    const value = parseInteger(text, min, max)
    if (value === undefined) bad = `Bad option \`-${letter}' with argument \`${text}' (argc 1)\n`
    return value ?? otherwise
  }
  const wait = parseWait(values.get('w') ?? '5,3,10')
  const sourceText = values.get('s')
  const source = sourceText === undefined ? undefined : parseIpv4(sourceText)
  const packetBytes = packetText === undefined ? 60 : parseInteger(packetText, MIN_PACKET_BYTES, MAX_PACKET_BYTES)
  const options = {
    hostname,
    destination,
    method: flags.has('I') ? 'icmp' : flags.has('T') ? 'tcp' : 'udp',
    numeric: flags.has('n'),
    dontFragment: flags.has('F'),
    firstHop: integer('f', 1, 1, 255),
    maxHops: integer('m', 30, 1, 255),
    probesPerHop: integer('q', 3, 1, MOST_PROBES),
    simultaneousProbes: integer('N', 16, 1, 1000),
    firstPort: integer('p', flags.has('T') ? HTTP_PORT : flags.has('U') ? DNS_PORT : FIRST_UDP_PORT, 1, 65535),
    isPortRising: !flags.has('U') && !flags.has('T'),
    tos: values.has('t') ? integer('t', 0, 0, 255) : undefined,
    source,
  } as const
  if (Number(values.get('q')) > MOST_PROBES) return err('no more than 10 probes per hop\n')
  if (bad !== undefined) return err(bad)
  if (!wait) return err(`Bad option \`-w' with argument \`${values.get('w') ?? ''}' (argc 1)\n`)
  if (sourceText !== undefined && source === undefined) return err(`Bad option \`-s' with argument \`${sourceText}' (argc 1)\n`)
  if (packetBytes === undefined) return err(`Cannot handle "packetlen" cmdline arg \`${packetText ?? ''}' on position 2 (argc 2)\n`)
  if (options.firstHop > options.maxHops) return err('first hop out of range\n')
  return ok({ ...options, wait, packetBytes })
}

function parseWait(text: string): TracerouteOptions['wait'] | undefined {
  const parts = text.split(',').map((part) => parseNumber(part, 0, 3600))
  const [max, here = 3, near = 10] = parts
  if (parts.length > 3 || parts.includes(undefined) || max === undefined) return undefined
  return { maxMs: max * 1000, hereFactor: here, nearFactor: near }
}
