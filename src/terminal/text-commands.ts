import { defineCommand } from 'just-bash/browser'
import type { CommandName, CustomCommand } from 'just-bash/browser'
import { formatCommandLine } from '../core/shell/command-line'
import type { ShellName } from './inner-shells'
import type { Line } from './line'
import { withoutAdvice } from './printable'
import { markIn, NOWHERE, OUTPUT_VARIABLE } from './output-mark'
import { PIPE_VARIABLE } from './rewrite'
import { inputText, textOfBytes } from './standard-input'

/** What a shell has besides the lab's programs: text and files. Nothing of it reaches a network, a clock or another machine. */
export const TEXT_COMMANDS: readonly CommandName[] = [
  'awk', 'base64', 'basename', 'bash', 'cat', 'chmod', 'clear', 'column', 'comm', 'cp', 'cut', 'diff', 'dirname', 'du', 'echo', 'egrep', 'env',
  'expand', 'expr', 'false', 'fgrep', 'find', 'fold', 'grep', 'head', 'join', 'jq', 'ls', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste',
  'printenv', 'printf', 'pwd', 'readlink', 'rev', 'rm', 'rmdir', 'sed', 'seq', 'sh', 'sha256sum', 'sort', 'split', 'stat', 'strings', 'tac', 'tail',
  'tee', 'touch', 'tr', 'tree', 'true', 'uniq', 'wc', 'which',
]

/** Options that say not to hold lines back, which nothing here does. */
const UNBUFFERED: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
  grep: ['--line-buffered'],
  egrep: ['--line-buffered'],
  fgrep: ['--line-buffered'],
  sed: ['-u', '--unbuffered'],
}

/** Commands that run others on what they find. */
const RUNS_COMMANDS: ReadonlySet<CommandName> = new Set(['find'])

function isShell(name: CommandName): name is ShellName {
  return name === 'bash' || name === 'sh'
}

type Context = Parameters<Parameters<typeof defineCommand>[1]>[1]

/** `bash -c SCRIPT`, `bash FILE` and a script on standard input, with the script's commands told where their output goes. */
async function withInnerScript(args: readonly string[], context: Context, inner: (script: string) => string): Promise<string[]> {
  const [first, script, ...rest] = args
  // a bash knows its host by itself
  const known = (text: string): string => `HOSTNAME=${formatCommandLine([context.env.get('HOSTNAME') ?? ''])}\n${inner(text)}`
  if (first === '-c') return script === undefined ? [...args] : ['-c', known(script), ...rest]
  if (first?.startsWith('-') === true && first !== '-s') return [...args]
  if (first === undefined || first === '-s') {
    const stdin = inputText(context)
    return stdin === '' ? [...args] : ['-c', known(stdin), 'bash', ...args.slice(1)]
  }
  try {
    return ['-c', known(await context.fs.readFile(context.fs.resolvePath(context.cwd, first))), ...args]
  } catch {
    // no such file: the shell says so
    return [...args]
  }
}

/** The shell's own command, with its output on the terminal as soon as it is there. */
export function textCommand(name: CommandName, line: () => Line, inner: (script: string) => string, enter: (shell: ShellName) => Promise<number> | undefined): CustomCommand {
  return defineCommand(name, async (args, context) => {
    if (!line().mayBegin()) return { stdout: '', stderr: '', exitCode: 130 }
    const { printsOut, printsErr } = markIn(context.env)
    if (!context.origCommand) return { stdout: '', stderr: `${name}: not there\n`, exitCode: 127 }
    const entered = isShell(name) && printsOut && args.length === 0 && inputText(context) === '' ? enter(name) : undefined
    if (entered) return { stdout: '', stderr: '', exitCode: await entered }
    // what it runs is printed with what it prints itself
    if (RUNS_COMMANDS.has(name)) context.env.set(OUTPUT_VARIABLE, NOWHERE)
    const unbuffered = UNBUFFERED[name]
    const words = unbuffered === undefined ? args : args.filter((word) => !unbuffered.includes(word))
    const result = await context.origCommand(isShell(name) ? await withInnerScript(words, context, inner) : [...words])
    const stdout = name === 'env' || name === 'printenv' ? withoutOurVariables(result.stdout) : result.stdout
    if (printsOut) line().print(isBytes(result) ? textOfBytes(stdout) : stdout)
    if (printsErr) line().print(withoutAdvice(result.stderr))
    const left = { ...result, stdout: printsOut ? '' : stdout, stderr: printsErr ? '' : result.stderr }
    // how much was printed by what it ran is the shell's to count anew
    Reflect.deleteProperty(left, 'internalOutputAccounting')
    return left
  })
}

/** Every character is a byte: what a command hands through as it came. */
function isBytes({ stdoutKind, stdoutEncoding }: { readonly stdoutKind?: 'text' | 'bytes'; readonly stdoutEncoding?: 'binary' }): boolean {
  return stdoutKind === 'bytes' || (stdoutKind === undefined && stdoutEncoding === 'binary')
}

function withoutOurVariables(text: string): string {
  return text
    .split('\n')
    .filter((row) => !row.startsWith(`${OUTPUT_VARIABLE}=`) && !row.startsWith(`${PIPE_VARIABLE}=`))
    .join('\n')
}
