import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { NC } from '../manual/talk'
import { lettersOf, optionErrorText, parseInteger, parseNumber, parseOptions } from '../options'
import type { ParsedOptions } from '../options'
import { unknownHost } from '../unknown-host'

const LETTERS = lettersOf(NC)

/** What `nc` was asked to do. */
export interface NcOptions {
  readonly listen: boolean
  /** Keeps listening after a connection (`-k`). */
  readonly keepListening: boolean
  readonly udp: boolean
  readonly verbose: boolean
  /** Looks whether somebody listens, and sends nothing (`-z`). */
  readonly scan: boolean
  /** Service names are not looked up (`-n`). */
  readonly numeric: boolean
  /** Ends the sending side at the end of the input (`-N`, or `-q` with seconds). */
  readonly shutdownAtEnd: boolean
  /** Leaves that long after the end of the input (`-q`); undefined: waits for the peer. */
  readonly quitNs: number | undefined
  /** Gives up connecting, and a silent connection, after that long (`-w`). */
  readonly timeoutNs: number | undefined
  readonly source: Ipv4 | undefined
  readonly sourcePort: number | undefined
  /** To connect to, or to listen on; undefined to listen: any address. */
  readonly address: Ipv4 | undefined
  readonly ports: readonly number[]
}

/** Reads the words after `nc`; the error is what nc prints to standard error. */
export function parseNcOptions(args: readonly string[]): Result<NcOptions, string> {
  const parsed = parseOptions(args, LETTERS)
  if (!parsed.ok) return err(optionErrorText('nc', parsed.error, LETTERS))
  const { flags, values } = parsed.value
  const listen = flags.has('l')
  const target = readTarget(parsed.value, listen)
  if (!target.ok) return target
  const source = values.has('s') ? parseIpv4(values.get('s') ?? '') : undefined
  if (values.has('s') && source === undefined) return err(`nc: ${values.get('s') ?? ''}: not an IPv4 address\n`)
  const seconds = { q: secondsOf(values.get('q')), w: secondsOf(values.get('w')) }
  for (const letter of ['q', 'w'] as const) if (values.has(letter) && seconds[letter] === undefined) return err(`nc: timeout cannot be parsed: ${values.get(letter) ?? ''}\n`)
  if (listen && flags.has('z')) return err('nc: cannot use -z and -l\n')
  if (flags.has('k') && !listen) return err('nc: must use -l with -k\n')
  return ok({
    listen,
    keepListening: flags.has('k'),
    udp: flags.has('u'),
    verbose: flags.has('v'),
    scan: flags.has('z'),
    numeric: flags.has('n'),
    shutdownAtEnd: flags.has('N') || seconds.q !== undefined,
    quitNs: seconds.q,
    timeoutNs: seconds.w,
    source,
    sourcePort: listen ? undefined : parseInteger(values.get('p') ?? '', 1, 65535),
    ...target.value,
  })
}

function readTarget({ values, operands }: ParsedOptions, listen: boolean): Result<Pick<NcOptions, 'address' | 'ports'>, string> {
  const usage = 'usage: nc [-4dklNnuvz] [-p source_port] [-q seconds] [-s source] [-w timeout] [destination] [port]\n'
  const [first, second] = operands
  const portText = listen ? (second ?? (values.has('p') ? values.get('p') : first)) : second
  const hostText = listen ? (second !== undefined || values.has('p') ? first : undefined) : first
  if (portText === undefined || operands.length > 2 || (!listen && hostText === undefined)) return err(usage)
  const address = hostText === undefined ? undefined : parseIpv4(hostText)
  if (hostText !== undefined && address === undefined) return err(`nc: getaddrinfo for host "${hostText}" port ${portText}: ${unknownHost(hostText)}\n`)
  const [from, to] = portText.split('-').map((text) => parseInteger(text, 1, 65535))
  if (from === undefined || (portText.includes('-') && to === undefined)) return err(`nc: port number invalid: ${portText}\n`)
  const low = Math.min(from, to ?? from)
  return ok({ address, ports: Array.from({ length: Math.abs((to ?? from) - from) + 1 }, (_, i) => low + i) })
}

function secondsOf(text: string | undefined): number | undefined {
  const seconds = text === undefined ? undefined : parseNumber(text, 0, 2 ** 31)
  return seconds === undefined ? undefined : seconds * 1e9
}
