import type { Rewritten } from './rewrite'
import { printable } from './printable'
import type { Print } from './shell-host'
import type { RunningCommand } from '../core/session/running-command'

/** Output of one line beyond which it is stopped, in characters. */
const MAX_OUTPUT = 2_000_000

/** One line that was typed and is being worked off, in the foreground or behind. */
export class Line {
  readonly aborted = new AbortController()
  private readonly running = new Set<RunningCommand>()
  /** Indices of the namespaces in which it ran programs. */
  readonly ranIn = new Set<number>()
  private printed = 0
  private interrupted = false
  private begin: () => void = () => undefined
  /** Resolves when the line's first command runs. */
  readonly begun = new Promise<void>((resolve) => {
    this.begin = resolve
  })

  constructor(
    readonly rewritten: Rewritten,
    private readonly to: Print,
  ) {}

  get isInterrupted(): boolean {
    return this.interrupted
  }

  print(text: string): void {
    if (text === '' || this.printed > MAX_OUTPUT) return
    this.printed += text.length
    this.to(printable(text))
    if (this.printed <= MAX_OUTPUT) return
    this.to(`\n[stopped: the command printed more than ${MAX_OUTPUT} characters; redirect it into a file, or take a part with head]\n`)
    this.interrupt()
  }

  /** The command is interrupted with the line, as long as it runs. */
  async follow<T>(command: RunningCommand, work: Promise<T>): Promise<T> {
    this.running.add(command)
    this.begin()
    try {
      return await work
    } finally {
      this.ranIn.add(command.netns)
      this.running.delete(command)
    }
  }

  runningNow(): ReadonlySet<RunningCommand> {
    return new Set(this.running)
  }

  interruptAllBut(others: ReadonlySet<RunningCommand>): void {
    for (const command of this.running) if (!others.has(command)) command.interrupt()
  }

  /**
   * Ctrl-C: what runs is interrupted and has its last word (a ping's statistics, a file that it wrote); then the line ends,
   * before its next command.
   */
  interrupt(): void {
    this.interrupted = true
    if (this.running.size === 0) this.aborted.abort()
    for (const command of this.running) command.interrupt()
  }

  /** Asked by every command before it begins: false, the line has been interrupted. */
  mayBegin(): boolean {
    if (this.interrupted) this.aborted.abort()
    return !this.interrupted
  }
}
