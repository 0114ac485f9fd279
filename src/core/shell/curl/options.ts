import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { parseIpv4 } from '../../wire/ipv4-address'
import type { Ipv4 } from '../../wire/ipv4-address'
import { parseInteger, parseNumber, parseOptions } from '../options'

const LETTERS = { flags: 'iIsS', values: 'mo' } as const
const LONG: Readonly<Record<string, string>> = { '--head': '-I', '--include': '-i', '--max-time': '-m', '--output': '-o', '--show-error': '-S', '--silent': '-s' }

/** What `curl` was asked to fetch, and how. */
export interface CurlOptions {
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
  readonly maxTimeNs: number | undefined
  readonly connectTimeoutNs: number | undefined
}

/** What curl prints to standard error, and its exit status (libcurl's CURLE numbers). */
export interface CurlError {
  readonly exitStatus: number
  readonly text: string
}

/** Reads the words after `curl`. */
export function parseCurlOptions(args: readonly string[]): Result<CurlOptions, CurlError> {
  const { rest, connectTimeout } = takeConnectTimeout(args)
  const parsed = parseOptions(
    rest.map((word) => LONG[word] ?? word),
    LETTERS,
  )
  if (!parsed.ok) return refuse(2, parsed.error.kind === 'unknown' ? `option ${parsed.error.option} is not modelled; Hopscope's curl has -i -I -m -o /dev/null -s -S --connect-timeout` : `option -${parsed.error.option}: requires parameter`)
  const { flags, values, operands } = parsed.value
  const [url] = operands
  if (url === undefined || operands.length > 1) return refuse(2, url === undefined ? "try 'curl --help' or 'curl --manual' for more information" : "Hopscope's curl fetches one address at a time")
  if (values.has('o') && values.get('o') !== '/dev/null') return refuse(23, "Hopscope's curl writes to no file but /dev/null")
  const target = readUrl(url)
  if (!target.ok) return target
  return ok({
    ...target.value,
    includeHeaders: flags.has('i') || flags.has('I'),
    head: flags.has('I'),
    silent: flags.has('s'),
    showErrors: flags.has('S'),
    discardBody: values.has('o'),
    maxTimeNs: secondsOf(values.get('m')),
    connectTimeoutNs: secondsOf(connectTimeout),
  })
}

/** The one long option that has no letter. */
function takeConnectTimeout(args: readonly string[]): { readonly rest: readonly string[]; readonly connectTimeout: string | undefined } {
  const at = args.indexOf('--connect-timeout')
  return at < 0 ? { rest: args, connectTimeout: undefined } : { rest: [...args.slice(0, at), ...args.slice(at + 2)], connectTimeout: args[at + 1] }
}

function readUrl(url: string): Result<Pick<CurlOptions, 'host' | 'address' | 'port' | 'path'>, CurlError> {
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
