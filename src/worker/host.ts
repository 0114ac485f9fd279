import { LabSession } from '../core/session/lab-session'
import type { CommandRecord, CommandRun, RecordedPart } from '../core/session/command-run'
import type { NetworkReading } from '../core/session/network-reader'
import { describeNamespaces, inventoryOf } from '../core/model/inventory-of'
import type { Answer, EngineEvent, EngineReply, EngineRequest, LabState, RunRecord } from './protocol'
import { TerminalHost } from './terminal-host'
import type { TerminalRequest } from './terminal-host'
import { buffersOf } from './trace-buffers'

/** Entries simulated between two looks at the requests that came meanwhile: a few milliseconds of work. */
const SLICE_ENTRIES = 1 << 14
/** A run that has not ended by then is interrupted; it could fill the page's memory. */
const MAX_RUN_ENTRIES = 200_000
/** For so long a server waits for something to do when its client has ended. */
const SERVERS_SAY_NS = 1_000_000

/** A request as the host gets it: whose lab was read, where it brings one. */
export type HostRequest = Exclude<EngineRequest, { kind: 'load-lab' }> | StartLab
interface StartLab {
  readonly id: number
  readonly kind: 'start-lab'
  readonly reading: NetworkReading
  readonly seed: number
}

/** What the host stands on: a worker's messages, or a test. */
export interface HostPort {
  /** `transfer` lists the buffers that change hands. */
  post(reply: EngineReply, transfer: readonly ArrayBuffer[]): void
  /** Goes on after the requests that have arrived by now. */
  later(work: () => void): void
}

/** Translates requests into calls of a lab session and its answers into replies. One run at a time; the rest waits in order. */
export class EngineHost {
  private session: LabSession | undefined
  private terminals: TerminalHost | undefined
  /** Names of the namespaces that the page has asked to be described. */
  private readonly lookedAt = new Set<string>()
  private readonly waiting: HostRequest[] = []
  private running: { readonly id: number; readonly run: CommandRun; readonly beside: CommandRun | undefined } | undefined

  constructor(private readonly port: HostPort) {}

  receive(request: HostRequest): void {
    if (request.kind === 'interrupt') {
      if (this.running?.id === request.run) this.running.run.interrupt()
      this.reply({ id: request.id, kind: 'done' })
      return
    }
    this.waiting.push(request)
    this.serveWaiting()
  }

  private serveWaiting(): void {
    while (this.isFree()) {
      const request = this.waiting.shift()
      if (!request) return
      this.serve(request)
    }
  }

  private isFree(): boolean {
    return this.running === undefined
  }

  private serve(request: HostRequest): void {
    try {
      this.answer(request)
    } catch (error) {
      this.fault(request.id, error)
    }
  }

  private answer(request: HostRequest): void {
    switch (request.kind) {
      case 'start-lab':
        return this.startLab(request)
      case 'change-lab':
        return this.changeLab(request)
      case 'change-past':
        return this.changePast(request)
      case 'list-faults':
        this.reply({ id: request.id, kind: 'faults', faults: this.lab().faultsBetween(request.from, request.to) })
        return this.reply({ id: request.id, kind: 'done' })
      case 'ask':
        return this.ask(request)
      case 'look':
        this.lab().look(request.netns)
        this.sendTrace(request.id, [this.lab().take()])
        return this.reply({ id: request.id, kind: 'done' })
      case 'describe':
        return this.describe(request)
      case 'run':
        return this.startRun(request)
      case 'interrupt':
        return undefined
      default:
        void this.serveTerminal(request)
    }
  }

  /** Answers when it can; other requests go on meanwhile. */
  private async serveTerminal(request: TerminalRequest): Promise<void> {
    try {
      this.lab()
      if (this.terminals) await this.answerTerminal(this.terminals, request)
      this.reply({ id: request.id, kind: 'done' })
    } catch (error) {
      this.fault(request.id, error)
    }
  }

  private async answerTerminal(terminals: TerminalHost, request: TerminalRequest): Promise<void> {
    const { id } = request
    switch (request.kind) {
      case 'type': {
        const ended = await terminals.type(request.terminal, request.netns, request.text)
        if (!ended) return this.reply({ id, kind: 'line-unfinished' })
        const { hasChanged, ...line } = ended
        return this.reply({ id, kind: 'line-ended', line: { ...line, ...(hasChanged ? { lab: this.labState() } : {}) } })
      }
      case 'interrupt-terminal':
        return terminals.interrupt(request.terminal)
      case 'close-terminal':
        return terminals.close(request.terminal)
      case 'complete':
        return this.reply({ id, kind: 'completions', completions: await terminals.complete(request.terminal, request.netns, request.text) })
      case 'advance':
        return this.reply({ id, kind: 'advanced', clock: await terminals.advance(request.maxNs) })
      case 'read-file':
        return this.reply({ id, kind: 'file', bytes: await terminals.readFile(request.netns, request.path) })
      case 'write-file':
        if (!(await terminals.writeFile(request.netns, request.path, request.bytes))) throw new Error(`${request.path} could not be written: the files of ${request.netns} are full`)
    }
  }

  private terminalsOf(session: LabSession): TerminalHost {
    // what they do in their end, since their lab has gone, would be taken for the next one's
    const tell = (event: EngineEvent): void => {
      if (this.session === session) this.reply(event)
    }
    return new TerminalHost(session, {
      printed: (terminal, text, atEntry) => tell({ id: 0, kind: 'printed', terminal, text, atEntry }),
      recorded: ({ blocks, facts }) => tell({ id: 0, kind: 'recorded', blocks, facts }),
      fileWritten: (netns, path) => tell({ id: 0, kind: 'file-written', netns, path }),
      isRunning: () => this.running !== undefined,
    })
  }

  private startLab({ id, reading: { lab, problems }, seed }: StartLab): void {
    if (lab) {
      const session = new LabSession(lab, { seed })
      void this.terminals?.closeAll()
      this.session = session
      this.terminals = this.terminalsOf(session)
      this.lookedAt.clear()
      this.reply({ id, kind: 'lab-loaded', lab: this.labState(), problems })
      this.sendTrace(id, [session.take()])
    } else this.reply({ id, kind: 'lab-refused', problems })
    this.reply({ id, kind: 'done' })
  }

  private changeLab({ id, settings, faults, changes }: Extract<EngineRequest, { kind: 'change-lab' }>): void {
    const lab = this.lab()
    const changed = lab.change(settings, faults, changes)
    if (!changed.ok) throw new Error(changed.error)
    this.terminals?.noteTold()
    this.reply({ id, kind: 'lab-changed', lab: this.labState() })
    this.sendTrace(id, [lab.take()])
    this.reply({ id, kind: 'done' })
  }

  private describe({ id, namespaces }: Extract<EngineRequest, { kind: 'describe' }>): void {
    const { network } = this.lab()
    const described = describeNamespaces(network, namespaces)
    for (const { name } of described) this.lookedAt.add(name)
    this.reply({ id, kind: 'described', namespaces: described })
    this.reply({ id, kind: 'done' })
  }

  private changePast({ id, atEntry, settings, faults, changes }: Extract<EngineRequest, { kind: 'change-past' }>): void {
    const lab = this.lab()
    const before = lab.take()
    const changed = lab.changeAt(atEntry, settings, faults, changes)
    const [run, other] = changed.ok ? changed.value.toReversed() : []
    if (!changed.ok || !run) {
      this.sendTrace(id, [before])
      throw new Error(changed.ok ? 'nothing was under way then' : changed.error)
    }
    this.running = { id, run, beside: other?.hasEnded === false ? other : undefined }
    // every line of a terminal ends, and none of them made this change
    this.terminals?.noteTold()
    this.reply({ id, kind: 'lab-changed', lab: this.labState() })
    this.continueRun(id, run, before, MAX_RUN_ENTRIES)
  }

  private ask({ id, netns, commands, atEntry }: Extract<EngineRequest, { kind: 'ask' }>): void {
    const lab = this.lab()
    const then = atEntry === undefined ? undefined : lab.lookAt(atEntry, netns, commands)
    if (then) {
      this.reply({ id, kind: 'answers', answers: then, isThen: true })
      this.reply({ id, kind: 'done' })
      return
    }
    const answers = commands.map((command): Answer => {
      const ran = lab.run(netns, command, { maxEntries: SLICE_ENTRIES })
      if (!ran.ok) throw new Error(ran.error)
      this.sendTrace(id, ran.value.parts)
      const { exit, stdout, stderr } = ran.value.record
      return { command, exit, stdout, stderr }
    })
    this.reply({ id, kind: 'answers', answers, isThen: false })
    this.reply({ id, kind: 'done' })
  }

  private startRun({ id, netns, command, beside, untilMs }: Extract<EngineRequest, { kind: 'run' }>): void {
    const lab = this.lab()
    const before = lab.take()
    const server = beside && lab.begin(beside.netns, beside.command)
    const begun = server?.ok === false ? server : lab.begin(netns, command)
    if (!begun.ok) {
      if (server?.ok) server.value.interrupt()
      this.sendTrace(id, [before])
      this.reply({ id, kind: 'fault', message: begun.error })
      return
    }
    const run = begun.value
    this.running = { id, run, beside: server?.ok ? server.value : undefined }
    if (untilMs !== undefined) run.advance({ untilNs: lab.nowNs + untilMs * 1e6, maxEntries: MAX_RUN_ENTRIES })
    this.continueRun(id, run, before, MAX_RUN_ENTRIES)
  }

  private continueRun(id: number, run: CommandRun, before: RecordedPart, entriesLeft: number): void {
    try {
      const ended = run.advanceBy(Math.min(SLICE_ENTRIES, entriesLeft))
      if (!ended && entriesLeft <= SLICE_ENTRIES) run.interrupt()
      if (!ended && entriesLeft > SLICE_ENTRIES) {
        this.port.later(() => this.continueRun(id, run, before, entriesLeft - SLICE_ENTRIES))
        return
      }
      this.endRun(id, run, before)
    } catch (error) {
      this.fault(id, error)
    }
    this.running = undefined
    void this.terminals?.wake()
    this.serveWaiting()
  }

  private endRun(id: number, run: CommandRun, before: RecordedPart): void {
    this.endServer()
    const during = this.lab().take()
    const record = run.finish(during)
    // the record is read from the blocks: they may change hands only now
    this.sendTrace(id, [before, during])
    this.reply({ id, kind: 'run-ended', run: this.runRecord(record) })
    this.reply({ id, kind: 'done' })
  }

  /** It has its say first: stopped with its client, it would reset what it had no time to answer. */
  private endServer(): void {
    const server = this.running?.beside
    if (!server) return
    this.lab().advance({ maxNs: SERVERS_SAY_NS, maxEntries: SLICE_ENTRIES, mustStop: () => server.hasEnded })
    server.interrupt()
  }

  private lab(): LabSession {
    if (!this.session) throw new Error('no lab is loaded')
    return this.session
  }

  private labState(): LabState {
    const lab = this.lab()
    const { settings, faults, changes, cluster } = lab
    return { inventory: inventoryOf(lab.network, this.lookedAt), settings, faults, changes, poolNames: cluster.pools.map(({ name }) => name) }
  }

  private runRecord(record: CommandRecord): RunRecord {
    const { netns, command, exit, stdout, stderr, outcome, firstEntry, endEntry } = record
    const changed = record.networkChanged ? { lab: this.labState() } : {}
    return { ns: netns, command, exit, stdout, stderr, outcome, firstEntry, endEntry, ...changed }
  }

  private sendTrace(id: number, parts: readonly RecordedPart[]): void {
    const blocks = parts.flatMap((part) => part.blocks)
    const facts = parts.flatMap((part) => part.facts)
    const isKept = this.terminals?.keep(parts) === true
    if (blocks.length + facts.length > 0) this.port.post({ id, kind: 'trace', blocks, facts }, isKept ? [] : blocks.flatMap(buffersOf))
  }

  private reply(reply: EngineReply): void {
    this.port.post(reply, [])
  }

  private fault(id: number, error: unknown): void {
    this.reply({ id, kind: 'fault', message: error instanceof Error ? error.message : String(error) })
  }
}
