import { ok } from '../core/base/result'
import type { Result } from '../core/base/result'
import type { LabSession } from '../core/session/lab-session'
import type { BurstEnd, BurstLimits } from '../core/session/burst'
import { findPlace } from '../core/session/place'
import { NO_INPUT } from '../core/engine/simulation-api'
import type { RunningCommand } from '../core/session/running-command'
import { complete } from './completion'
import type { Completions } from './completion'
import { SHELL_COMMAND_NAMES } from './shell-commands'
import { ShellFiles } from './shell-files'
import type { ShellHost, ShellPlace } from './shell-host'
import { Terminal } from './terminal'
import type { LineEnd } from './terminal'
import { TEXT_COMMANDS } from './text-commands'

/** What the terminals tell of themselves. */
export interface TerminalEvents {
  print(terminal: number, text: string): void
  fileWritten(netns: string, path: string): void
}

interface Waiting {
  readonly terminal: number
  readonly command: RunningCommand
  /** It only hears of what others do; time need not pass for its sake. */
  readonly isObserver: boolean
  readonly resolve: (exitStatus: number) => void
}

/** The terminals of one lab. Simulated time passes when somebody calls `advance`, and only while a command waits for it. */
export class Terminals {
  private readonly open = new Map<number, Terminal>()
  private readonly files = new Map<string, ShellFiles>()
  private waiting: readonly Waiting[] = []

  constructor(
    private readonly session: LabSession,
    private readonly events: TerminalEvents,
  ) {}

  /** Opens the terminal where it is not open yet. The error names the places that there are. */
  terminal(number: number, netns: string): Result<Terminal, string> {
    const existing = this.open.get(number)
    if (existing) return ok(existing)
    const place = findPlace(this.session.network, netns)
    if (!place.ok) return place
    const terminal = new Terminal(this.placeOf(number, netns), (text) => this.events.print(number, text))
    this.open.set(number, terminal)
    return ok(terminal)
  }

  async type(number: number, netns: string, text: string): Promise<Result<LineEnd, string>> {
    const terminal = this.terminal(number, netns)
    return terminal.ok ? ok(await terminal.value.type(text)) : terminal
  }

  interrupt(number: number): void {
    this.open.get(number)?.interrupt()
    this.wake()
  }

  close(number: number): void {
    this.open.get(number)?.close()
    this.open.delete(number)
    this.wake()
  }

  closeAll(): void {
    for (const number of [...this.open.keys()]) this.close(number)
  }

  complete(number: number, netns: string, text: string): Completions {
    const terminal = this.open.get(number)
    const { host, files } = terminal?.place ?? this.placeOf(number, netns)
    const commands = [...host.programs, ...SHELL_COMMAND_NAMES, ...TEXT_COMMANDS]
    return complete(text, { session: this.session, netns: host.netns, commands, files, cwd: terminal?.workingDirectory ?? '/root' })
  }

  readFile(netns: string, path: string): Promise<Uint8Array | undefined> {
    return this.filesOf(netns).read(path)
  }

  writeFile(netns: string, path: string, bytes: Uint8Array): boolean {
    return this.filesOf(netns).write(path, bytes)
  }

  /** Whether time must go on: a command waits for it, or a shell is about to start the next one. */
  get isLive(): boolean {
    return this.isThinking || this.waiting.some(({ isObserver }) => !isObserver)
  }

  /** A shell is between two commands: time stands still until it has started the next. */
  private get isThinking(): boolean {
    return [...this.open].some(([number, terminal]) => this.waiting.filter((wait) => wait.terminal === number).length < terminal.lineCount)
  }

  /** Lets time pass to the end of the next burst, or until a command has ended. */
  advance(limits: Omit<BurstLimits, 'mustStop'>): BurstEnd {
    this.wake()
    if (this.isThinking || !this.isLive) return 'idle'
    const end = this.session.advance({ ...limits, mustStop: () => this.waiting.some(({ command }) => command.exitStatus !== undefined) })
    this.wake()
    return end
  }

  /** Tells those who wait for a command that it has ended; also others may have let time pass. */
  wake(): void {
    const ended = this.waiting.filter(({ command }) => command.exitStatus !== undefined)
    this.waiting = this.waiting.filter((wait) => !ended.includes(wait))
    for (const { command, resolve } of ended) resolve(command.exitStatus ?? 0)
  }

  private placeOf(terminal: number, netns: string): ShellPlace {
    return { host: this.hostOf(terminal, netns), files: this.filesOf(netns) }
  }

  private hostOf(terminal: number, netns: string): ShellHost {
    const { session } = this
    const observers = new WeakSet<RunningCommand>()
    return {
      netns,
      get programs() {
        return session.programNames(netns)
      },
      start: (argv, io) => {
        const started = session.start(netns, argv, io)
        if (started.ok && onlyObserves(argv)) observers.add(started.value)
        return started
      },
      ended: async (command) => {
        if (command.exitStatus !== undefined) return command.exitStatus
        return new Promise((resolve) => {
          this.waiting = [...this.waiting, { terminal, command, isObserver: observers.has(command), resolve }]
        })
      },
      nowNs: () => session.nowNs,
      placeAt: (index) => {
        const entered = session.network.namespaces[index]
        return entered && this.placeOf(terminal, entered.name)
      },
    }
  }

  /** As the lab's own sysctl does it: what it changes can be taken back. */
  private kernelSetting(netns: string, key: string, value: string | undefined): string | undefined {
    let printed = ''
    const out = (text: string): void => {
      printed += text
    }
    const argv = value === undefined ? ['sysctl', '-n', key] : ['sysctl', '-n', '-w', `${key}=${value}`]
    const started = this.session.start(netns, argv, { stdout: out, stderr: () => undefined, input: NO_INPUT })
    return started.ok && started.value.exitStatus === 0 ? printed : undefined
  }

  private filesOf(netns: string): ShellFiles {
    const existing = this.files.get(netns)
    if (existing) return existing
    const files = new ShellFiles((path) => this.events.fileWritten(netns, path), (key, value) => this.kernelSetting(netns, key, value))
    this.files.set(netns, files)
    return files
  }
}

function onlyObserves([name, ...args]: readonly string[]): boolean {
  if (name === 'tcpdump') return true
  if (name === 'conntrack') return args.includes('-E')
  return name === 'nc' && args.some((word) => /^-[a-zA-Z]*l/.test(word))
}
