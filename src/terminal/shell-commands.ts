import { defineCommand } from 'just-bash/browser'
import type { CustomCommand } from 'just-bash/browser'
import { formatCommandLine } from '../core/shell/command-line'
import { manualOf } from '../core/shell/manual'
import { helpText as helpTextOf } from '../core/shell/manual/help-text'
import { NO_INPUT } from '../core/engine/simulation-api'
import { withoutAbortNote } from './abort-note'
import { ipcalc } from './ipcalc'
import type { Jobs } from './jobs'
import type { Line } from './line'
import { markIn, NOWHERE, OUTPUT_VARIABLE } from './output-mark'
import { BACKGROUND_COMMAND, INNER_COMMAND, WAIT_COMMAND } from './rewrite'
import type { ShellHost } from './shell-host'
import { secondsOf } from './seconds'
import { inputText } from './standard-input'
import { TEXT_COMMANDS } from './text-commands'
import { watch } from './watch'
import { xargs } from './xargs'

/** What the shell's own commands act on. */
export interface ShellParts {
  readonly host: ShellHost
  readonly line: Line
  readonly history: readonly string[]
  readonly jobs: Jobs
  readonly background: (index: number) => Promise<void>
  /** A script that this shell takes in, with its commands told where their output goes; its functions are the shell's from now on. */
  readonly inner: (script: string) => string
}

type Execute = Parameters<typeof defineCommand>[1]
type Context = Parameters<Execute>[1]
interface Done {
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode: number
}

export const SHELL_COMMAND_NAMES: readonly string[] = ['cd', 'exit', 'export', 'fg', 'help', 'history', 'ipcalc', 'jobs', 'kill', 'man', 'sleep', 'sudo', 'timeout', 'wait', 'watch', 'xargs']

/** Commands about the shell itself, its jobs and simulated time. */
export function shellCommands(parts: ShellParts): readonly CustomCommand[] {
  const commands: Readonly<Record<string, (args: readonly string[], context: Context) => Promise<Done>>> = {
    [BACKGROUND_COMMAND]: async ([index]) => {
      await parts.background(Number(index))
      return { exitCode: 0 }
    },
    [INNER_COMMAND]: async (args, context) => innerScript(parts, args, context),
    help: async () => ({ stdout: helpText(parts.host), exitCode: 0 }),
    history: async () => ({ stdout: parts.history.map((text, index) => `${String(index + 1).padStart(5)}  ${text}\n`).join(''), exitCode: 0 }),
    ipcalc: async (args) => ipcalc(args),
    man: async ([name]) => man(name),
    jobs: async () => ({ stdout: parts.jobs.list(), exitCode: 0 }),
    kill: async (args) => kill(parts, args),
    [WAIT_COMMAND]: async () => ({ exitCode: await parts.jobs.waitForAll() }),
    fg: async (args) => foreground(parts, args),
    sleep: async (args) => sleepFor(parts, args),
    timeout: async (args, context) => timeout(parts, args, context),
    watch: async (args, context) => watch(args, context, parts.line, (seconds) => pass(parts, seconds)),
    xargs: async (args, context) => xargs(args, context, parts.line),
    sudo: async (args, context) => {
      if (!context.exec || args.length === 0) return { stderr: 'usage: sudo COMMAND [ARG…]\n', exitCode: 1 }
      const result = await context.exec(formatCommandLine(args), { cwd: context.cwd, env: sameOutput(context), ...inputOf(context) })
      return result
    },
  }
  return Object.entries(commands).map(([name, run]) =>
    defineCommand(name, async (args, context) => {
      if (!parts.line.mayBegin()) return { stdout: '', stderr: '', exitCode: 130 }
      const { printsOut, printsErr } = markIn(context.env)
      const { stdout = '', stderr = '', exitCode } = await run(args, context)
      if (printsOut) parts.line.print(stdout)
      if (printsErr) parts.line.print(stderr)
      return { stdout: printsOut ? '' : stdout, stderr: printsErr ? '' : stderr, exitCode }
    }),
  )
}

function helpText({ netns, programs }: ShellHost): string {
  return [
    `A shell in ${netns}. What you type here happens in the simulated network, and the stage shows it.`,
    '',
    'The network:  ' + programs.join(' '),
    'The shell:    fg help history ipcalc jobs kill man sleep sudo timeout wait watch xargs, pipes, redirection, for, while, if, $(…), &',
    'Text:         ' + TEXT_COMMANDS.join(' '),
    '',
    'Ctrl-C ends what runs; Tab completes; a command with --help says what it has.',
    '',
  ].join('\n')
}

function man(name: string | undefined): Done {
  if (name === undefined) return { stderr: 'What manual page do you want?\nFor example, try \'man ip\'.\n', exitCode: 1 }
  const manual = manualOf(name)
  if (!manual) return { stderr: `No manual entry for ${name}\n`, exitCode: 16 }
  return { stdout: helpTextOf(manual), exitCode: 0 }
}

function kill({ jobs }: ShellParts, args: readonly string[]): Done {
  const words = args.filter((word) => !word.startsWith('-'))
  if (words.length === 0) return { stderr: 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ...\n', exitCode: 2 }
  for (const word of words) {
    const job = jobs.find(word)
    if (!job) return { stderr: `bash: kill: ${word.startsWith('%') ? `${word}: no such job` : `(${word}) - No such process`}\n`, exitCode: 1 }
    job.line.interrupt()
  }
  return { exitCode: 0 }
}

async function foreground({ jobs, line }: ShellParts, [word]: readonly string[]): Promise<Done> {
  const job = word === undefined ? jobs.last : jobs.find(word.startsWith('%') ? word : `%${word}`)
  if (!job) return { stderr: `bash: fg: ${word ?? 'current'}: no such job\n`, exitCode: 1 }
  line.print(`${job.text}\n`)
  line.aborted.signal.addEventListener('abort', () => job.line.interrupt())
  return { exitCode: await jobs.waitFor(job) }
}

async function pass(parts: ShellParts, seconds: number): Promise<number> {
  const silent = { stdout: () => undefined, stderr: () => undefined, input: NO_INPUT }
  const started = parts.host.start(['sleep', String(seconds)], silent)
  return started.ok ? parts.line.follow(started.value, parts.host.ended(started.value)) : 127
}

async function sleepFor(parts: ShellParts, [word]: readonly string[]): Promise<Done> {
  const seconds = secondsOf(word)
  if (seconds === undefined) return { stderr: word === undefined ? 'sleep: missing operand\n' : `sleep: invalid time interval ‘${word}’\n`, exitCode: 1 }
  return { exitCode: await pass(parts, seconds) }
}

async function timeout(parts: ShellParts, [limit, ...words]: readonly string[], context: Context): Promise<Done> {
  const seconds = secondsOf(limit)
  if (seconds === undefined || words.length === 0 || !context.exec) return { stderr: 'timeout: usage: timeout SECONDS COMMAND [ARG…]\n', exitCode: 125 }
  const started = parts.host.start(['sleep', String(seconds)], { stdout: () => undefined, stderr: () => undefined, input: NO_INPUT })
  if (!started.ok) return { stderr: `timeout: ${started.error}\n`, exitCode: 125 }
  const limitReached = parts.line.follow(started.value, parts.host.ended(started.value)).then((status) => (status === 0 ? 'late' : 'over'))
  const others = parts.line.runningNow()
  const aborted = new AbortController()
  const work = context.exec(formatCommandLine(words), { cwd: context.cwd, env: sameOutput(context), signal: aborted.signal, ...inputOf(context) })
  if ((await Promise.race([limitReached, work])) !== 'late') {
    started.value.interrupt()
    return work
  }
  aborted.abort()
  parts.line.interruptAllBut(others)
  const { stdout, stderr } = await work
  return { stdout, stderr: withoutAbortNote(stderr), exitCode: 124 }
}

/** A command that is run for another one writes to where that one would. */
function sameOutput(context: Context): Record<string, string> {
  return { [OUTPUT_VARIABLE]: context.env.get(OUTPUT_VARIABLE) ?? NOWHERE }
}

/** And reads what that one would. */
function inputOf(context: Context): { readonly stdin: string } {
  return { stdin: inputText(context) }
}

async function innerScript({ inner }: ShellParts, [first, ...words]: readonly string[], context: Context): Promise<Done> {
  if (first === '-c') return { stdout: inner(words.join(' ')), exitCode: 0 }
  try {
    return { stdout: inner(await context.fs.readFile(context.fs.resolvePath(context.cwd, first ?? ''))), exitCode: 0 }
  } catch {
    return first === undefined ? { stderr: 'bash: source: filename argument required\n', stdout: 'return 2', exitCode: 2 } : { stderr: `bash: ${first}: No such file or directory\n`, stdout: 'return 1', exitCode: 1 }
  }
}
