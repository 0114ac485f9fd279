import type { defineCommand } from 'just-bash/browser'
import { formatCommandLine } from '../core/shell/command-line'
import type { Line } from './line'
import { NOWHERE, OUTPUT_VARIABLE } from './output-mark'
import { inputText } from './standard-input'

type Context = Parameters<Parameters<typeof defineCommand>[1]>[1]
interface Done {
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode: number
}

interface Request {
  readonly command: readonly string[]
  /** Words for each run at most. */
  readonly most: number
  /** Every input line stands where this word is in the command. */
  readonly replaced: string | undefined
  readonly byLine: boolean
  readonly zeroEnded: boolean
  readonly notWhenEmpty: boolean
  readonly tells: boolean
}

const VALUES = /^-([nILP])(.*)$/s
const USAGE = "Hopscope's xargs has -0 -I -L -n -P -r -t\n"

/** `xargs` of findutils: runs a command for words of its input, one run after the other. */
export async function xargs(args: readonly string[], context: Context, line: Line): Promise<Done> {
  const request = requestOf(args)
  if (typeof request === 'string') return { stderr: request, exitCode: 1 }
  if (!context.exec) return { stderr: 'xargs: this shell cannot run commands\n', exitCode: 126 }
  const ran = { stdout: '', stderr: '', exitCode: 0 }
  for (const words of runsOf(request, inputText(context))) {
    if (!line.mayBegin()) return { ...ran, exitCode: 130 }
    if (request.tells) ran.stderr += `${words.join(' ')}\n`
    const { stdout, stderr, exitCode } = await context.exec(formatCommandLine(words), { cwd: context.cwd, env: { [OUTPUT_VARIABLE]: context.env.get(OUTPUT_VARIABLE) ?? NOWHERE }, stdin: '' })
    ran.stdout += stdout
    ran.stderr += stderr
    if (exitCode === 127) return { ...ran, exitCode }
    if (exitCode !== 0) ran.exitCode = 123
  }
  return ran
}

function requestOf(args: readonly string[]): Request | string {
  let [most, replaced, byLine] = [Infinity, undefined as string | undefined, false]
  const flags = new Set<string>()
  let at = 0
  for (; args[at]?.startsWith('-') === true && args[at] !== '-'; at++) {
    const word = args[at] ?? ''
    if (word === '--') {
      at++
      break
    }
    const [, letter, attached = ''] = VALUES.exec(word) ?? []
    if (letter === undefined) {
      const unknown = Array.from(word.slice(1)).find((flag) => !'0rt'.includes(flag))
      if (unknown !== undefined) return `xargs: invalid option -- '${unknown}'\n${USAGE}`
      for (const flag of word.slice(1)) flags.add(flag)
      continue
    }
    const value = attached === '' ? args[++at] : attached
    if (value === undefined) return `xargs: option requires an argument -- '${letter}'\n${USAGE}`
    if (letter === 'I') replaced = value
    else if (!/^\d+$/.test(value) || (letter !== 'P' && Number(value) < 1)) return `xargs: invalid number "${value}" for -${letter} option\n`
    else if (letter !== 'P') most = Number(value)
    if (letter === 'L') byLine = true
  }
  const command = args.slice(at)
  return { command: command.length === 0 ? ['echo'] : command, most, replaced, byLine, zeroEnded: flags.has('0'), notWhenEmpty: flags.has('r'), tells: flags.has('t') }
}

/** The commands to run, as words. */
function runsOf({ command, most, replaced, byLine, zeroEnded, notWhenEmpty }: Request, input: string): readonly (readonly string[])[] {
  if (replaced !== undefined) {
    const lines = zeroEnded ? itemsOf(input, '\0') : itemsOf(input, '\n').map((text) => text.trimStart()).filter((text) => text !== '')
    return lines.map((text) => command.map((word) => word.replaceAll(replaced, () => text)))
  }
  const groups = byLine ? itemsOf(input, '\n').map(wordsOf).filter((words) => words.length > 0) : (zeroEnded ? itemsOf(input, '\0') : wordsOf(input)).map((word) => [word])
  if (groups.length === 0) return notWhenEmpty ? [] : [command]
  const size = Math.min(most, groups.length)
  return Array.from({ length: Math.ceil(groups.length / size) }, (_, run) => [...command, ...groups.slice(run * size, (run + 1) * size).flat()])
}

function itemsOf(input: string, end: string): readonly string[] {
  const items = input.split(end)
  return items.at(-1) === '' ? items.slice(0, -1) : items
}

/** Blanks separate words; quotes and a backslash keep them. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:'[^'\n]*'|"[^"\n]*"|\\[^]|[^\s'"\\])+/g)].map(([word]) => word.replaceAll(/'([^'\n]*)'|"([^"\n]*)"|\\([^])/g, (_, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? ''))
}
