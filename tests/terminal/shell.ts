import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabSession } from '../../src/core/session/lab-session'
import { Terminals } from '../../src/terminal/terminals'

const LABS = join(import.meta.dirname, '..', '..', 'public', 'labs')

/** Terminals on a built-in lab, with a clock that runs as fast as it can while somebody waits for it. */
export class Shell {
  readonly session: LabSession
  readonly terminals: Terminals
  readonly written: string[] = []
  private readonly texts = new Map<number, string>()
  /** What stood before the next line when the last one ended. */
  prompt = ''
  ranIn: ReadonlySet<number> = new Set()
  private readonly numbers = new Map<string, number>()

  constructor(lab = 'two-subnets') {
    const { session } = LabSession.open([{ name: `${lab}.yaml`, text: readFileSync(join(LABS, `${lab}.yaml`), 'utf8') }], { seed: 1 })
    if (!session) throw new Error(`${lab} was refused`)
    this.session = session
    this.terminals = new Terminals(session, {
      print: (terminal, text) => this.texts.set(terminal, this.text(terminal) + text),
      fileWritten: (netns, path) => this.written.push(`${netns}:${path}`),
    })
  }

  /** All that a terminal has shown since it was last asked. */
  take(terminal = 1): string {
    const text = this.text(terminal)
    this.texts.delete(terminal)
    return text
  }

  /** One terminal a namespace, where no other is asked for; the first is 1. */
  private terminalOf(netns: string): number {
    const known = this.numbers.get(netns) ?? (this.numbers.size === 0 ? 1 : 100 + this.numbers.size)
    this.numbers.set(netns, known)
    return known
  }

  text(terminal: number): string {
    return this.texts.get(terminal) ?? ''
  }

  /** Types a line; the promise is that of its end, and nobody lets time pass. */
  type(netns: string, line: string, terminal = this.terminalOf(netns)): Promise<number> {
    return this.terminals.type(terminal, netns, line).then((end) => {
      if (!end.ok) throw new Error(end.error)
      this.prompt = end.value.prompt
      this.ranIn = end.value.ranIn
      return end.value.exit
    })
  }

  /** Types a line and lets time pass until it has ended. */
  async run(netns: string, line: string, terminal = this.terminalOf(netns)): Promise<{ readonly exit: number; readonly text: string }> {
    this.take(terminal)
    let exit: number | undefined
    void this.type(netns, line, terminal).then((status) => (exit = status))
    await this.passUntil(() => exit !== undefined)
    return { exit: exit ?? -1, text: this.take(terminal) }
  }

  async passUntil(isDone: () => boolean): Promise<void> {
    for (let turns = 0; !isDone(); turns++) {
      if (turns > 100_000) throw new Error('it does not end')
      await macrotask()
      if (!isDone() && this.terminals.isLive) this.terminals.advance({ maxNs: 1e9, maxEntries: 100_000 })
    }
  }
}

/** After all that promises have to say by now. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}
