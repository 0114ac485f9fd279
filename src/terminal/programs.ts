import { defineCommand } from 'just-bash/browser'
import type { CustomCommand } from 'just-bash/browser'
import { bytesOfByteString } from '../core/base/byte-string'
import { NO_INPUT } from '../core/engine/simulation-api'
import type { CommandIo } from '../core/session/running-command'
import { isInteractive, shellStartOf } from './inner-shells'
import type { InnerShells, ShellRun, ShellStart } from './inner-shells'
import type { Line } from './line'
import { LivePipe } from './live-pipe'
import { markIn, NOWHERE, OUTPUT_VARIABLE } from './output-mark'
import { PIPE_VARIABLE } from './rewrite'
import type { ShellPlace } from './shell-host'
import { inputBytes, inputText } from './standard-input'

/** Exit status of what Ctrl-C ended. */
const INTERRUPTED = 130

type Context = Parameters<Parameters<typeof defineCommand>[1]>[1]
type Ended = Awaited<ReturnType<Parameters<typeof defineCommand>[1]>>

/** One of the lab's programs as a command of the shell. */
export function programCommand(name: string, place: ShellPlace, line: () => Line, shells: InnerShells): CustomCommand {
  return defineCommand(name, async (args, context) => {
    const argv = [name, ...args]
    const shell = shellStartOf(argv)
    return (shell && (await startShell(shell, place, line(), context, shells))) ?? runProgram(argv, place, line(), context)
  })
}

/** Undefined: it cannot be entered, and the program itself says why. */
async function startShell(shell: ShellStart, place: ShellPlace, line: Line, context: Context, shells: InnerShells): Promise<Ended | undefined> {
  if (!line.mayBegin()) return { stdout: '', stderr: '', exitCode: INTERRUPTED }
  const silent = { stdout: () => undefined, stderr: () => undefined, input: NO_INPUT }
  const probe = place.host.start(shell.probe, silent)
  const entered = probe.ok && probe.value.exitStatus === 0 ? place.host.placeAt(probe.value.netns) : undefined
  if (!entered) return undefined
  const inner = shell.inContainer ? entered : { ...entered, files: place.files }
  const { printsOut, printsErr } = markIn(context.env)
  const stdin = inputText(context)
  const typedIn = isInteractive(shell) && stdin === '' && printsOut ? shells.enter(inner, shell.name) : undefined
  const ended = typedIn ? { stdout: '', stderr: '', exitCode: await typedIn } : await worked()
  if (ended.exitCode === 0 || !shell.inContainer) return ended
  const remark = `command terminated with exit code ${ended.exitCode}\n`
  if (printsErr) line.print(remark)
  return printsErr ? ended : { ...ended, stderr: ended.stderr + remark }

  function worked(): Promise<ShellRun> {
    const mark = context.env.get(OUTPUT_VARIABLE) ?? NOWHERE
    // without -i a container's shell is given no input
    const given = { stdin: shell.readsInput ? stdin : '', mark, cwd: shell.inContainer ? undefined : context.cwd }
    return isInteractive({ ...shell, readsInput: true }) && given.stdin === '' ? Promise.resolve({ stdout: '', stderr: '', exitCode: 0 }) : shells.run(inner, [shell.name, ...shell.args], given)
  }
}

async function runProgram(argv: readonly string[], { host, files }: ShellPlace, line: Line, context: Context): Promise<Ended> {
  if (!line.mayBegin()) return { stdout: '', stderr: '', exitCode: INTERRUPTED }
  const { printsOut, printsErr } = markIn(context.env)
  const pipe = line.rewritten.pipes[Number(context.env.get(PIPE_VARIABLE) ?? NaN)]
  const collected = { stdout: '', stderr: '' }
  const live = pipe && livePipe(pipe, line, context, () => interrupt())
  const write = (stream: 'stdout' | 'stderr', isTerminal: boolean) => (text: string): void => {
    if (stream === 'stdout' && live) live.write(text)
    else if (isTerminal) line.print(text)
    else collected[stream] += text
  }
  const io: CommandIo = {
    stdout: write('stdout', printsOut),
    stderr: write('stderr', printsErr),
    input: { stdin: bytesOfByteString(inputBytes(context)), files: await files.forCommand(argv, context.cwd) },
  }
  const started = host.start(argv, io)
  if (!started.ok) return { ...collected, stderr: `${argv[0] ?? ''}: ${started.error}\n`, exitCode: 127 }
  const interrupt = (): void => started.value.interrupt()
  const exitCode = await line.follow(started.value, host.ended(started.value))
  if (!live) return { ...collected, exitCode }
  const rest = await live.end()
  line.print(rest.stderr)
  // Ctrl-C reaches every command of a pipeline
  return { ...collected, exitCode: line.isInterrupted ? INTERRUPTED : rest.exitCode }
}

function livePipe(pipe: { readonly script: string; readonly lastCommand: readonly string[] }, line: Line, context: Context, interrupt: () => void): LivePipe {
  const evaluate = async (input: string): Promise<Ended> => {
    if (!context.exec) return { stdout: '', stderr: 'this shell cannot run pipelines\n', exitCode: 126 }
    return context.exec(pipe.script, { cwd: context.cwd, stdin: input })
  }
  return new LivePipe(pipe.lastCommand, evaluate, (text) => line.print(text), interrupt)
}
