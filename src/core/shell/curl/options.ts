import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { CURL } from '../manual/talk'
import { absenceText, lettersOf, optionNames, parseInteger, parseNumber, parseOptions } from '../options'
import type { OptionError } from '../options'
import { isIpv6Address } from '../../wire/ipv6-text'
import { unknownHost } from '../unknown-host'

const LETTERS = lettersOf(CURL)

/** What `curl` was asked to fetch, and how. */
export interface CurlOptions {
  /** As it was typed, with its scheme. */
  readonly url: string
  readonly host: string
  readonly address: Ipv4
  readonly port: number
  readonly path: string
  readonly includeHeaders: boolean
  readonly head: boolean
  readonly silent: boolean
  /** Errors are shown also when silent. */
  readonly showErrors: boolean
  readonly discardBody: boolean
  readonly verbose: boolean
  /** Answers from 400 on are errors (`-f`). */
  readonly failsOnError: boolean
  /** What is printed at the end, with its variables (`-w`). */
  readonly writeOut: string | undefined
  readonly maxTimeNs: number | undefined
  readonly connectTimeoutNs: number | undefined
}

/** What curl prints to standard error, and its exit status (libcurl's CURLE numbers). */
export interface CurlError {
  readonly exitStatus: number
  readonly text: string
}

/** Reads the words after `curl`; undefined: it is only asked for its version. */
export function parseCurlOptions(args: readonly string[]): Result<CurlOptions | undefined, CurlError> {
  const parsed = parseOptions(args, LETTERS)
  if (!parsed.ok) return refuse(2, refusal(parsed.error))
  const { flags, values, operands } = parsed.value
  if (flags.has('V')) return ok(undefined)
  const [url] = operands
  if (url === undefined || operands.length > 1) return refuse(2, url === undefined ? "try 'curl --help' or 'curl --manual' for more information" : "Hopscope's curl fetches one address at a time")
  if (values.has('o') && values.get('o') !== '/dev/null') return refuse(23, "Hopscope's curl writes to no file but /dev/null")
  const target = readUrl(url)
  if (!target.ok) return target
  return ok({
    ...target.value,
    url,
    includeHeaders: flags.has('i') || flags.has('I'),
    head: flags.has('I'),
    silent: flags.has('s'),
    showErrors: flags.has('S'),
    discardBody: values.has('o'),
    verbose: flags.has('v'),
    failsOnError: flags.has('f'),
    writeOut: values.get('w'),
    maxTimeNs: secondsOf(values.get('m')),
    connectTimeoutNs: secondsOf(values.get('connect-timeout')),
  })
}

/** curl's own sentences. */
function refusal(error: OptionError): string {
  if (error.kind === 'unknown') return `${absenceText(error.option, LETTERS)}; Hopscope's curl has ${optionNames(LETTERS).join(' ')}`
  return error.kind === 'missing-value' ? `option ${error.option.startsWith('--') ? '' : '-'}${error.option}: requires parameter` : `option ${error.option}: did not expect a value`
}

function readUrl(url: string): Result<Pick<CurlOptions, 'host' | 'address' | 'port' | 'path'>, CurlError> {
  const literal = /^(?:\w+:\/\/)?\[([^\]]*)\]/.exec(url)?.[1]
  if (literal !== undefined && isIpv6Address(literal)) return refuse(1, unknownHost(literal))
  const parts = /^(?:(\w+):\/\/)?([^/:?#]+)(?::(\d*))?([/?][^#]*)?/.exec(url)
  if (parts === null) return refuse(3, 'URL using bad/illegal format or missing URL')
  const [, scheme = 'http', host = '', portText = '', rest = '/'] = parts
  if (scheme !== 'http') return refuse(1, `Protocol "${scheme}" is not modelled; Hopscope's curl speaks http`)
  const port = portText === '' ? 80 : parseInteger(portText, 1, 65535)
  if (port === undefined) return refuse(3, 'URL using bad/illegal format or missing URL')
  const address = parseIpv4(host)
  if (address === undefined) return refuse(6, `Could not resolve host: ${host}`)
  return ok({ host, address, port, path: rest.startsWith('?') ? `/${rest}` : rest })
}

function secondsOf(text: string | undefined): number | undefined {
  const seconds = text === undefined ? undefined : parseNumber(text, 0.001, 2 ** 31)
  return seconds === undefined ? undefined : seconds * 1e9
}

function refuse(exitStatus: number, text: string): Result<never, CurlError> {
  return err({ exitStatus, text })
}
