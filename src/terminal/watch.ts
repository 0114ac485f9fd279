import type { defineCommand } from 'just-bash/browser'
import { formatCommandLine } from '../core/shell/command-line'
import type { Line } from './line'
import { NOWHERE, OUTPUT_VARIABLE } from './output-mark'
import { secondsOf } from './seconds'

type Context = Parameters<Parameters<typeof defineCommand>[1]>[1]
interface Done {
  readonly stderr?: string
  readonly exitCode: number
}

interface Request {
  readonly seconds: number
  readonly words: readonly string[]
  /** `-d`: what has changed since the last time is set off. */
  readonly marksChanges: boolean
  /** `-t` */
  readonly hasTitle: boolean
}

const CLEAR = '\u001b[H\u001b[2J'
const USAGE = "Usage: watch [-c] [-d] [-t] [-n SECONDS] COMMAND; Hopscope's watch has -c -d -n -t\n"
/** The least that watch of procps waits. */
const LEAST_SECONDS = 0.1

/** `watch` of procps: a command's output again and again, until Ctrl-C. `pass` lets simulated time pass. */
export async function watch(args: readonly string[], context: Context, line: Line, pass: (seconds: number) => Promise<number>): Promise<Done> {
  const request = requestOf(args)
  if (!request || !context.exec) return { stderr: USAGE, exitCode: 1 }
  const { seconds, words, marksChanges, hasTitle } = request
  const command = words.length === 1 ? (words[0] ?? '') : formatCommandLine(words)
  let before: string | undefined
  while (!line.isInterrupted) {
    const { stdout, stderr } = await context.exec(command, { cwd: context.cwd, env: { [OUTPUT_VARIABLE]: NOWHERE } })
    const text = stdout + stderr
    const title = hasTitle ? `Every ${seconds.toFixed(1)}s: ${words.join(' ')}\n\n` : ''
    line.print(CLEAR + title + (marksChanges && before !== undefined ? withChanges(text, before) : text))
    before = text
    if ((await pass(seconds)) !== 0) break
  }
  return { exitCode: 130 }
}

function requestOf(args: readonly string[]): Request | undefined {
  let seconds: number | undefined = 2
  const flags = new Set<string>()
  let at = 0
  for (; args[at]?.startsWith('-') === true; at++) {
    const word = args[at] ?? ''
    const [, letters, value] = /^-([cdt]*)(?:n(.*))?$/.exec(LONG_OPTIONS.get(word.replace(/=.*/, '')) ?? word) ?? []
    if (letters === undefined || word === '-') return undefined
    for (const letter of letters) flags.add(letter)
    if (value === undefined) continue
    const given = value !== '' ? value : word.includes('=') ? word.slice(word.indexOf('=') + 1) : args[++at]
    seconds = secondsOf(given)
  }
  const words = args.slice(at)
  if (seconds === undefined || words.length === 0) return undefined
  return { seconds: Math.max(LEAST_SECONDS, seconds), words, marksChanges: flags.has('d'), hasTitle: !flags.has('t') }
}

const LONG_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['--color', '-c'],
  ['--differences', '-d'],
  ['--interval', '-n'],
  ['--no-title', '-t'],
])

/** Characters that stand where others stood, in reverse video. What colours itself is left as it is. */
function withChanges(text: string, before: string): string {
  if (text.includes('\u001b')) return text
  const old = before.split('\n')
  return text
    .split('\n')
    .map((row, index) => markedRow(row, old[index] ?? ''))
    .join('\n')
}

function markedRow(row: string, before: string): string {
  const [now, then] = [Array.from(row), Array.from(before)]
  const marked = now.map((character, index) => (character === then[index] ? character : `\u001b[7m${character}\u001b[27m`)).join('')
  return marked.replaceAll('\u001b[27m\u001b[7m', '')
}
