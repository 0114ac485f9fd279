import { defineCommand } from 'just-bash/browser'
import type { CustomCommand } from 'just-bash/browser'
import { bytesOfByteString } from '../core/base/byte-string'
import type { CommandIo } from '../core/session/running-command'
import type { Line } from './line'
import { LivePipe } from './live-pipe'
import { markIn } from './output-mark'
import { PIPE_VARIABLE } from './rewrite'
import type { ShellHost } from './shell-host'
import type { ShellFiles } from './shell-files'
import { inputBytes } from './standard-input'

/** Exit status of what Ctrl-C ended. */
const INTERRUPTED = 130

type Context = Parameters<Parameters<typeof defineCommand>[1]>[1]
type Ended = Awaited<ReturnType<Parameters<typeof defineCommand>[1]>>

/** One of the lab's programs as a command of the shell. */
export function programCommand(name: string, host: ShellHost, files: ShellFiles, line: () => Line): CustomCommand {
  return defineCommand(name, (args, context) => runProgram([name, ...args], host, files, line(), context))
}

async function runProgram(argv: readonly string[], host: ShellHost, files: ShellFiles, line: Line, context: Context): Promise<Ended> {
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
