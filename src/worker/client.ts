import type { ReadingProgress } from '../core/import/reading-progress'
import type { Fault, FaultRef, PlacedCommand } from '../core/model/fault'
import type { Inventory, InventoryNamespace } from '../core/model/inventory'
import type { LabSettings } from '../core/model/lab-settings'
import type { Problem } from '../core/model/problem'
import type { TypedChange } from '../core/model/typed-change'
import type { FactChange } from '../core/trace/facts'
import type { TraceBlock } from '../core/trace/trace'
import type { Answer, Clock, Completions, EngineEvent, EngineReply, EngineRequest, LabFile, LabState, LineRecord, RunRecord } from './protocol'

/** What a request added to the trace, in the order of its replies. */
export interface TraceDelta {
  readonly blocks: readonly TraceBlock[]
  readonly facts: readonly FactChange[]
}

export interface LoadedLab extends TraceDelta {
  readonly kind: 'loaded'
  readonly lab: LabState
  readonly problems: readonly Problem[]
}

export interface RefusedLab {
  readonly kind: 'refused'
  readonly problems: readonly Problem[]
}

export interface FinishedRun extends TraceDelta {
  readonly run: RunRecord
}

export interface ChangedLab extends TraceDelta {
  readonly lab: LabState
}

export interface ChangedPast extends FinishedRun {
  readonly lab: LabState
}

export interface Answers extends TraceDelta {
  readonly answers: readonly Answer[]
  /** They are of the moment that was asked for. */
  readonly isThen: boolean
}

/** What is told before a lab is there. */
export interface LoadWatch {
  readonly reading?: (progress: ReadingProgress) => void
  /** What there is to draw as soon as the files are read, where the engine itself is still on its way. */
  readonly read?: (inventory: Inventory) => void
}

/**
 * The engine as the page sees it. A promise is rejected with an `EngineFault` when the engine answers `fault`. What is asked while a lab
 * is being loaded speaks of the one before: it waits, and where that one has gone it is not done, and answered with nothing after the
 * new one has been; a command that cannot be answered so is rejected.
 */
export interface EngineClient {
  loadLab(files: readonly LabFile[], seed: number, watch?: LoadWatch): Promise<LoadedLab | RefusedLab>
  run(netns: string, command: string, beside?: PlacedCommand): Promise<FinishedRun>
  changeLab(settings: LabSettings, faults: readonly FaultRef[], changes: readonly TypedChange[]): Promise<ChangedLab>
  /** Changes the lab at a moment of the past; the run that was under way then goes on from there. */
  changePast(atEntry: number, settings: LabSettings, faults: readonly FaultRef[], changes: readonly TypedChange[]): Promise<ChangedPast>
  listFaults(from: string, to: string): Promise<readonly Fault[]>
  /** What commands print; with `atEntry` what they printed when the trace had so many entries, or now where that cannot be had. */
  ask(netns: string, commands: readonly string[], atEntry?: number): Promise<Answers>
  look(netns: string): Promise<TraceDelta>
  /** Namespaces by their indexes, with their interfaces: of a large lab the inventory does not have those of all. */
  describe(namespaces: readonly number[]): Promise<readonly InventoryNamespace[]>
  /** Undefined: the line is only the beginning of one. */
  type(terminal: number, netns: string, text: string): Promise<LineRecord | undefined>
  interruptTerminal(terminal: number): Promise<void>
  closeTerminal(terminal: number): Promise<void>
  complete(terminal: number, netns: string, text: string): Promise<Completions>
  advance(maxNs: number): Promise<Clock>
  readFile(netns: string, path: string): Promise<Uint8Array | undefined>
  writeFile(netns: string, path: string, bytes: Uint8Array): Promise<void>
  /** What comes unasked, in the order in which it happened; one listener. */
  onEvent(listener: (event: EngineEvent) => void): void
  close(): void
}

/** A bug in the engine, or a request that cannot be; the engine goes on with its last good state. */
export class EngineFault extends Error {
  override readonly name = 'EngineFault'
}

/** How requests travel: a real Worker, or the host called in the same thread. */
export interface EngineTransport {
  post(request: EngineRequest): void
  onReply(listener: (reply: EngineReply) => void): void
  /** The transport itself broke (the worker script failed to load, a message could not be cloned). */
  onBroken(listener: (message: string) => void): void
  close(): void
}

/** A request without its id; the union's members stay apart. */
type Unnumbered<T> = T extends EngineRequest ? Omit<T, 'id'> : never

interface Pending {
  readonly isLoad: boolean
  readonly onReply: (reply: EngineReply) => void
  readonly replies: EngineReply[]
  readonly resolve: (replies: readonly EngineReply[]) => void
  readonly reject: (fault: EngineFault) => void
}

export function createEngineClient(transport: EngineTransport): EngineClient {
  let hear: (event: EngineEvent) => void = () => undefined
  const send = requester(transport, (event) => hear(event))
  return {
    async loadLab(files, seed, watch) {
      const replies = await send({ kind: 'load-lab', files, seed }, (reply) => {
        if (reply.kind === 'lab-read') watch?.read?.(reply.inventory)
        if (reply.kind === 'lab-reading') watch?.reading?.(reply.progress)
      })
      const refused = findReply(replies, 'lab-refused')
      if (refused) return { kind: 'refused', problems: refused.problems }
      const { lab, problems } = onlyReply(replies, 'lab-loaded')
      return { kind: 'loaded', lab, problems, ...traceDelta(replies) }
    },
    async run(netns, command, beside) {
      const replies = await send({ kind: 'run', netns, command, ...(beside && { beside }) })
      return { run: onlyReply(replies, 'run-ended').run, ...traceDelta(replies) }
    },
    async changeLab(settings, faults, changes) {
      const replies = await send({ kind: 'change-lab', settings, faults: faults.map(plainRef), changes })
      return { lab: onlyReply(replies, 'lab-changed').lab, ...traceDelta(replies) }
    },
    async changePast(atEntry, settings, faults, changes) {
      const replies = await send({ kind: 'change-past', atEntry, settings, faults: faults.map(plainRef), changes })
      return { lab: onlyReply(replies, 'lab-changed').lab, run: onlyReply(replies, 'run-ended').run, ...traceDelta(replies) }
    },
    async listFaults(from, to) {
      return findReply(await send({ kind: 'list-faults', from, to }), 'faults')?.faults ?? []
    },
    async ask(netns, commands, atEntry) {
      const replies = await send({ kind: 'ask', netns, commands, ...(atEntry === undefined ? {} : { atEntry }) })
      const { answers = [], isThen = false } = findReply(replies, 'answers') ?? {}
      return { answers, isThen, ...traceDelta(replies) }
    },
    async look(netns) {
      return traceDelta(await send({ kind: 'look', netns }))
    },
    async describe(namespaces) {
      return findReply(await send({ kind: 'describe', namespaces }), 'described')?.namespaces ?? []
    },
    async type(terminal, netns, text) {
      const replies = await send({ kind: 'type', terminal, netns, text })
      return replies.some(({ kind }) => kind === 'line-unfinished') ? undefined : onlyReply(replies, 'line-ended').line
    },
    async interruptTerminal(terminal) {
      await send({ kind: 'interrupt-terminal', terminal })
    },
    async closeTerminal(terminal) {
      await send({ kind: 'close-terminal', terminal })
    },
    async complete(terminal, netns, text) {
      return onlyReply(await send({ kind: 'complete', terminal, netns, text }), 'completions').completions
    },
    async advance(maxNs) {
      return onlyReply(await send({ kind: 'advance', maxNs }), 'advanced').clock
    },
    async readFile(netns, path) {
      return findReply(await send({ kind: 'read-file', netns, path }), 'file')?.bytes
    },
    async writeFile(netns, path, bytes) {
      await send({ kind: 'write-file', netns, path, bytes })
    },
    onEvent: (listener) => {
      hear = listener
    },
    close: () => transport.close(),
  }
}

function plainRef({ kind, place, object }: FaultRef): FaultRef {
  return { kind, place, object }
}

/** Numbers requests and gathers the replies of each until its `done` or `fault`. */
function requester(transport: EngineTransport, onEvent: (event: EngineEvent) => void): (request: Unnumbered<EngineRequest>, onReply?: (reply: EngineReply) => void) => Promise<readonly EngineReply[]> {
  const pending = new Map<number, Pending>()
  let lastId = 0
  let loading = 0
  let labsLoaded = 0
  let held: (() => void)[] = []
  const noteLoad = (replies: readonly EngineReply[]): void => {
    loading--
    if (findReply(replies, 'lab-loaded')) labsLoaded++
    if (loading > 0) return
    const posts = held
    held = []
    for (const post of posts) post()
  }
  transport.onReply((reply) => {
    if (isEvent(reply)) return onEvent(reply)
    const request = pending.get(reply.id)
    if (!request) return
    if (reply.kind !== 'done' && reply.kind !== 'fault') {
      request.replies.push(reply)
      request.onReply(reply)
      return
    }
    pending.delete(reply.id)
    if (reply.kind === 'fault') request.reject(new EngineFault(reply.message))
    else request.resolve(request.replies)
    if (request.isLoad) noteLoad(request.replies)
  })
  transport.onBroken((message) => {
    for (const request of pending.values()) request.reject(new EngineFault(message))
    pending.clear()
    loading = 0
    held = []
  })
  return (request, onReply = () => undefined) =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      const isLoad = request.kind === 'load-lab'
      const lab = labsLoaded
      pending.set(id, { isLoad, onReply, replies: [], resolve, reject })
      const post = (): void => {
        if (isLoad || lab === labsLoaded) return transport.post({ ...request, id })
        pending.delete(id)
        resolve([])
      }
      if (!isLoad && loading > 0) held.push(post)
      else post()
      if (isLoad) loading++
    })
}

function isEvent(reply: EngineReply): reply is EngineEvent {
  return reply.kind === 'printed' || reply.kind === 'recorded' || reply.kind === 'file-written'
}

function onlyReply<K extends EngineReply['kind']>(replies: readonly EngineReply[], kind: K): Extract<EngineReply, { kind: K }> {
  const found = findReply(replies, kind)
  if (!found) throw new EngineFault(`the engine ended without saying ${kind}`)
  return found
}

function findReply<K extends EngineReply['kind']>(replies: readonly EngineReply[], kind: K): Extract<EngineReply, { kind: K }> | undefined {
  return replies.find((reply): reply is Extract<EngineReply, { kind: K }> => reply.kind === kind)
}

function traceDelta(replies: readonly EngineReply[]): TraceDelta {
  const traces = replies.filter((reply) => reply.kind === 'trace')
  return { blocks: traces.flatMap((reply) => reply.blocks), facts: traces.flatMap((reply) => reply.facts) }
}
