import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import { MAXIMUM_SNAPSHOT_BYTES } from '../../capture/capture-contents'
import type { HexDumpOptions } from '../../capture/tcpdump/hex-dump'
import type { TimeDigits } from '../../capture/tcpdump/time-stamp'
import { TCPDUMP } from '../manual/capture'
import { lettersOf, optionErrorText, parseInteger, parseOptions } from '../options'
import type { ParsedOptions } from '../options'

const LETTERS = lettersOf(TCPDUMP)
const MAX_COUNT = 0x7fff_ffff

/** What `tcpdump` was asked to do. */
export interface TcpdumpRequest {
  readonly asks: 'interfaces' | 'version' | 'packets'
  /** A name, a number of the list of interfaces, `any`, or the first of the list. */
  readonly link: string | undefined
  readonly readFile: string | undefined
  readonly writeFile: string | undefined
  readonly filterFile: string | undefined
  readonly filter: string
  readonly count: number
  readonly snapshotBytes: number
  readonly direction: 'in' | 'out' | 'inout'
  /** Packets are printed, and not just written or counted. */
  readonly prints: boolean
  readonly onlyCounts: boolean
  readonly writesAtOnce: boolean
  readonly numbersLines: boolean
  /** Number of `-t`. */
  readonly stampKind: number
  readonly timeDigits: TimeDigits
  readonly linkHeader: boolean
  readonly verbosity: 0 | 1 | 2
  readonly isQuiet: boolean
  readonly absoluteSequence: boolean
  readonly isNumeric: boolean
  readonly dump: HexDumpOptions | undefined
}

/** Reads the words after `tcpdump`; the error is what it prints to standard error. */
export function parseTcpdumpOptions(args: readonly string[]): Result<TcpdumpRequest, string> {
  const parsed = parseOptions(args, LETTERS)
  if (!parsed.ok) return err(optionErrorText('tcpdump', parsed.error, LETTERS))
  const { flags, counts, values, operands } = parsed.value
  const problem = problemOf(values)
  if (problem !== undefined) return err(`tcpdump: ${problem}\n`)
  const verbosity = counts.get('v') ?? 0
  return ok({
    asks: flags.has('D') ? 'interfaces' : flags.has('version') ? 'version' : 'packets',
    link: values.get('i'),
    readFile: values.get('r'),
    writeFile: values.get('w'),
    filterFile: values.get('F'),
    filter: operands.join(' '),
    count: values.has('c') ? Number(values.get('c')) : Infinity,
    snapshotBytes: Number(values.get('s') ?? 0) === 0 ? MAXIMUM_SNAPSHOT_BYTES : Number(values.get('s')),
    direction: directionOf(values) ?? 'inout',
    prints: !flags.has('count') && (!values.has('w') || flags.has('print')),
    onlyCounts: flags.has('count'),
    writesAtOnce: flags.has('U'),
    numbersLines: flags.has('#'),
    stampKind: Math.min(counts.get('t') ?? 0, 5),
    timeDigits: flags.has('nano') ? 9 : 6,
    linkHeader: flags.has('e'),
    verbosity: verbosity > 1 ? 2 : verbosity === 1 ? 1 : 0,
    isQuiet: flags.has('q'),
    absoluteSequence: flags.has('S'),
    isNumeric: flags.has('n'),
    dump: dumpOf(counts),
  })
}

function problemOf(values: ParsedOptions['values']): string | undefined {
  const [count, snapshot] = [values.get('c'), values.get('s')]
  if (count !== undefined && parseInteger(count, 1, MAX_COUNT) === undefined) return `invalid packet count ${count}`
  if (snapshot !== undefined && parseInteger(snapshot, 0, MAXIMUM_SNAPSHOT_BYTES) === undefined) return `invalid snaplen ${snapshot} (must be >= 0 and <= ${MAXIMUM_SNAPSHOT_BYTES})`
  return directionOf(values) === undefined && values.has('Q') ? `unknown capture direction \`${values.get('Q') ?? ''}'` : undefined
}

function directionOf(values: ParsedOptions['values']): 'in' | 'out' | 'inout' | undefined {
  return (['in', 'out', 'inout'] as const).find((one) => one === values.get('Q'))
}

/** `-X` says more than `-x`, and `-x` more than `-A`; two of a kind show the link header. */
function dumpOf(counts: ParsedOptions['counts']): HexDumpOptions | undefined {
  const styles = [['X', 'hex-and-ascii'], ['x', 'hex'], ['A', 'ascii']] as const
  const [letter, style] = styles.find(([one]) => counts.has(one)) ?? []
  return letter === undefined ? undefined : { style, linkHeader: (counts.get(letter) ?? 0) > 1 }
}
