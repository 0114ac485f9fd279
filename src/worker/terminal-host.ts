import type { LabSession } from '../core/session/lab-session'
import type { RecordedPart } from '../core/session/command-run'
import { outcomeOf } from '../core/session/outcome'
import type { Terminals } from '../terminal/terminals'
import type { Clock, Completions, EngineRequest, LineRecord } from './protocol'

/** A line that has ended, and whether the lab is another one since. */
export type EndedLine = Omit<LineRecord, 'lab'> & { readonly hasChanged: boolean }

/** Requests about terminals. */
export type TerminalRequest = Extract<EngineRequest, { kind: 'type' | 'interrupt-terminal' | 'close-terminal' | 'complete' | 'advance' | 'read-file' | 'write-file' }>

/** Entries of one burst, and of one line in all: a line that recorded more is stopped, since a page holds all of it. */
const MAX_BURST_ENTRIES = 1 << 15
const MAX_LINE_ENTRIES = 300_000

/** Where a terminal's news go. */
export interface TerminalPort {
  printed(terminal: number, text: string, atEntry: number): void
  recorded(part: RecordedPart): void
  fileWritten(netns: string, path: string): void
  /** A run of the page's has recorded what waits to be taken, and will take it. */
  isRunning(): boolean
}

/** A line under way. Its record is read from what was recorded meanwhile. */
interface LiveLine {
  readonly terminal: number
  readonly firstEntry: number
  readonly parts: RecordedPart[]
  /** What had been typed that changed the lab when it began, or when the page was last told. */
  known: LabSession['changes']
}

/** The terminals of the lab that is loaded; the shell itself is fetched when the first one is opened. */
export class TerminalHost {
  private terminals: Promise<Terminals> | undefined
  private lines: readonly LiveLine[] = []

  constructor(
    private readonly lab: LabSession,
    private readonly port: TerminalPort,
  ) {}

  /** Undefined: the line is only the beginning of one. */
  async type(terminal: number, netns: string, text: string): Promise<EndedLine | undefined> {
    const terminals = await this.opened()
    const shell = terminals.terminal(terminal, netns)
    if (!shell.ok) throw new Error(shell.error)
    if (shell.value.isUnfinished(text)) return undefined
    this.flush()
    const line: LiveLine = { terminal, firstEntry: this.lab.entryCount, parts: [], known: this.lab.changes }
    this.lines = [...this.lines, line]
    try {
      const { exit, prompt, isNested, ranIn } = await shell.value.type(text)
      this.flush()
      const outcome = outcomeOf(line.parts.flatMap((part) => part.blocks), { netns: new Set([...ranIn, this.lab.network.namespaces.findIndex(({ name }) => name === netns)]), exit, exitTellsReply: false })
      const hasChanged = this.lab.changes !== line.known
      this.noteTold()
      return { exit, prompt, isNested, place: shell.value.place.host.netns, outcome, firstEntry: line.firstEntry, endEntry: this.lab.entryCount, hasChanged }
    } finally {
      this.lines = this.lines.filter((other) => other !== line)
    }
  }

  async interrupt(terminal: number): Promise<void> {
    if (this.terminals) (await this.terminals).interrupt(terminal)
    this.flush()
  }

  async close(terminal: number): Promise<void> {
    if (this.terminals) (await this.terminals).close(terminal)
  }

  /** The lab goes: everything that runs in its terminals ends. */
  async closeAll(): Promise<void> {
    if (this.terminals) (await this.terminals).closeAll()
  }

  async advance(maxNs: number): Promise<Clock> {
    const terminals = await this.opened()
    const firstEntry = this.lab.entryCount
    const end = terminals.advance({ maxNs, maxEntries: MAX_BURST_ENTRIES })
    this.flush()
    this.stopEndless(terminals)
    return { nowNs: this.lab.nowNs, isLive: terminals.isLive, hasHappened: end === 'stopped' || this.lab.entryCount > firstEntry }
  }

  async complete(terminal: number, netns: string, text: string): Promise<Completions> {
    return (await this.opened()).complete(terminal, netns, text)
  }

  async readFile(netns: string, path: string): Promise<Uint8Array | undefined> {
    return (await this.opened()).readFile(netns, path)
  }

  async writeFile(netns: string, path: string, bytes: Uint8Array): Promise<boolean> {
    return (await this.opened()).writeFile(netns, path, bytes)
  }

  /** Others have let time pass or ended something. */
  async wake(): Promise<void> {
    if (this.terminals) (await this.terminals).wake()
  }

  /** Hands on what has been recorded; a line under way keeps it too. */
  flush(): void {
    if (this.port.isRunning()) return
    const part = this.lab.take()
    if (part.blocks.length + part.facts.length === 0) return
    this.keep([part])
    this.port.recorded(part)
  }

  /** Lines under way hear of what others have taken. True: they go on reading its buffers. */
  keep(parts: readonly RecordedPart[]): boolean {
    for (const line of this.lines) line.parts.push(...parts)
    return this.lines.length > 0
  }

  /** The page knows the lab as it is: lines under way have not changed it by what is behind them. */
  noteTold(): void {
    for (const line of this.lines) line.known = this.lab.changes
  }

  private stopEndless(terminals: Terminals): void {
    for (const { terminal, firstEntry } of this.lines) {
      if (this.lab.entryCount - firstEntry < MAX_LINE_ENTRIES) continue
      this.port.printed(terminal, '\n[stopped: this line has recorded as much as a page can hold; start it again to go on]\n', this.lab.entryCount)
      terminals.interrupt(terminal)
    }
  }

  private opened(): Promise<Terminals> {
    this.terminals ??= import('../terminal/terminals').then(
      (room) =>
        new room.Terminals(this.lab, {
          // what caused it comes with the burst: the page keeps text until it has the entries before it
          print: (terminal, text) => this.port.printed(terminal, text, this.lab.entryCount),
          fileWritten: (netns, path) => this.port.fileWritten(netns, path),
        }),
    )
    return this.terminals
  }
}
