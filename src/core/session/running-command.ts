import { byteStringOf, bytesOfByteString } from '../base/byte-string'
import type { FileStore } from '../engine/kernel-api'
import type { OutputSink, ProcessHandle, ProcessInput, SteeredSimulation } from '../engine/simulation-api'
import type { TypedChange } from '../model/typed-change'
import { formatCommandLine } from '../shell/command-line'

/** What a command is started with besides its words. */
export interface CommandIo extends OutputSink {
  readonly input: ProcessInput
}

/** A command under way, as a shell knows it. */
export interface RunningCommand {
  /** Undefined while it runs. */
  readonly exitStatus: number | undefined
  /** Index of the namespace in which it runs, or went on (`kubectl exec`, `ip netns exec`); -1 for the fabric. */
  readonly netns: number
  /** As Ctrl-C does. */
  interrupt(): void
}

export function runningCommand(simulation: SteeredSimulation, process: ProcessHandle, netns: () => number): RunningCommand {
  return {
    get netns() {
      return netns()
    },
    get exitStatus() {
      return process.exitStatus
    },
    interrupt: () => {
      if (process.exitStatus === undefined) simulation.interrupt(process)
    },
  }
}

/** Notes what a command reads, so that it can be done again. */
export class ReadNotes {
  private readonly texts = new Map<string, string>()
  readonly input: ProcessInput
  private readStdin = false

  constructor(private readonly given: ProcessInput) {
    const files: FileStore = {
      read: (path) => {
        const bytes = given.files.read(path)
        if (bytes) this.texts.set(path, byteStringOf(bytes))
        return bytes
      },
      write: (path, bytes) => given.files.write(path, bytes),
    }
    const noteStdin = (): Uint8Array => {
      this.readStdin = true
      return given.stdin
    }
    this.input = {
      get stdin() {
        return noteStdin()
      },
      files,
    }
  }

  /** The command with what it has read. */
  change(netns: string, argv: readonly string[]): TypedChange {
    const { stdin } = this.given
    return {
      netns,
      command: formatCommandLine(argv),
      ...(this.readStdin && stdin.length > 0 ? { stdin: byteStringOf(stdin) } : {}),
      ...(this.texts.size > 0 ? { files: Object.fromEntries(this.texts) } : {}),
    }
  }
}

/** What the command of a change reads when it is done again; it writes nowhere. */
export function inputOf({ stdin = '', files = {} }: TypedChange): ProcessInput {
  const read = (path: string): Uint8Array | undefined => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined
    return text === undefined ? undefined : bytesOfByteString(text)
  }
  return { stdin: bytesOfByteString(stdin), files: { read, write: () => false } }
}
