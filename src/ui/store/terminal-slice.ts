import { haveSameNamespaces } from '../../core/model/both-inventories'
import type { EngineEvent } from '../../worker/protocol'
import type { GetState, SetState, StoreDeps } from './app-state'
import { faultOf, momentOf, stageOf } from './lab-slice'
import { LiveRun } from './live-run'
import { changeInPast, pastMoment } from './past-change'
import type { LiveLine } from './live-run'
import { TerminalFeed } from './terminal-feed'

/** A terminal of the page: a shell in one namespace. */
export interface TerminalTab {
  readonly id: number
  readonly netns: string
  /** The namespace that a shell inside it stands on (kubectl exec), where there is one. */
  readonly inside?: string
}

/** A line to be typed, or a key that was pressed: what a terminal sends for it. */
type Dictated = { readonly terminal: number } & ({ readonly line: string } | { readonly key: string })

export interface TerminalSlice {
  readonly terminals: readonly TerminalTab[]
  /** The one in front; 0: none is open. */
  readonly activeTerminal: number
  /** Lines that have not ended, the latest last. */
  readonly liveLines: readonly LiveLine[]
  /** The file written last by a command in a terminal, to be taken away. */
  readonly writtenFile: { readonly netns: string; readonly path: string } | undefined
  readonly terminalFeed: TerminalFeed
  /** How often a shell was asked for: the one in front then takes the keys, also where it stood in front before. */
  readonly timesAsked: number
  /** Brings a shell of that namespace to the front; `another`: a new one even where there is one. */
  readonly openTerminal: (netns: string, another?: boolean) => void
  readonly showTerminal: (id: number) => void
  readonly closeTerminal: (id: number) => void
  /** Types a line; what it prints and the prompt after it come through the feed. `unfinished`: it is only the beginning of one. */
  /** Lines to be typed in terminals, by whoever shows them: several may be asked for before the screen has come. */
  readonly dictated: readonly Dictated[]
  /** Opens a shell of a namespace and types a line there, as a person would. */
  readonly dictate: (netns: string, line: string) => void
  /** A key for the shell in front, whose screen has not come. */
  readonly dictateKey: (key: string) => void
  /** Those of a terminal, which are then in hand. */
  readonly takeDictation: (terminal: number) => readonly Dictated[]
  readonly typeLine: (id: number, text: string) => Promise<'ended' | 'unfinished'>
  readonly interruptTerminal: (id: number) => void
  readonly completeLine: (id: number, text: string) => Promise<{ readonly from: number; readonly words: readonly string[] }>
  readonly fileBytes: (netns: string, path: string) => Promise<Uint8Array | undefined>
  readonly putFile: (netns: string, path: string, bytes: Uint8Array) => Promise<void>
}

/** With what a shell begins. */
function firstPrompt(netns: string): string {
  return `root@${netns}:~# `
}

/** Commands that only watch what others do: what happens meanwhile is not their flow. */
const WATCHES = /^\s*(sudo\s+)?(tcpdump\b|conntrack\s+-E|nc\s+-\w*l)/

export function createTerminalSlice(set: SetState, get: GetState, deps: StoreDeps): TerminalSlice {
  const liveRun = new LiveRun(set, get, deps.prefersReducedMotion)
  const terminalFeed = new TerminalFeed()
  let lastId = 0
  deps.engine.onEvent((event) => hear(set, get, event, liveRun))
  return {
    terminals: [],
    activeTerminal: 0,
    liveLines: [],
    writtenFile: undefined,
    dictated: [],
    timesAsked: 0,
    terminalFeed,
    openTerminal: (netns, another = false) => {
      const existing = another ? undefined : get().terminals.find((tab) => tab.netns === netns && tab.inside === undefined)
      const id = existing?.id ?? ++lastId
      const terminals = existing ? get().terminals : [...get().terminals, { id, netns }]
      if (!existing) terminalFeed.push(id, { text: '', atEntry: 0, prompt: firstPrompt(netns) }, true)
      set(({ timesAsked }) => ({ terminals, activeTerminal: id, bottomTab: 'terminal', timesAsked: timesAsked + 1 }))
    },
    dictate: (netns, line) => {
      get().openTerminal(netns)
      set(({ activeTerminal, dictated }) => ({ dictated: [...dictated, { terminal: activeTerminal, line }] }))
    },
    dictateKey: (key) => set(({ activeTerminal, dictated }) => ({ dictated: [...dictated, { terminal: activeTerminal, key }] })),
    takeDictation: (terminal) => {
      const { dictated } = get()
      const taken = dictated.filter((one) => one.terminal === terminal)
      if (taken.length > 0) set({ dictated: dictated.filter((one) => one.terminal !== terminal) })
      return taken
    },
    showTerminal: (activeTerminal) => set({ activeTerminal }),
    closeTerminal: (id) => {
      const { terminals, activeTerminal } = get()
      const left = terminals.filter((tab) => tab.id !== id)
      set({ terminals: left, activeTerminal: activeTerminal === id ? (left.at(-1)?.id ?? 0) : activeTerminal })
      terminalFeed.forget(id)
      void deps.engine.closeTerminal(id)
    },
    typeLine: (id, text) => typeLine(set, get, deps, liveRun, id, text),
    interruptTerminal: (id) => {
      // who interrupts wants the end now, not when the stage has caught up
      terminalFeed.release(() => true)
      void deps.engine.interruptTerminal(id)
    },
    completeLine: (id, text) => {
      const tab = get().terminals.find((candidate) => candidate.id === id)
      return tab ? deps.engine.complete(id, tab.netns, text) : Promise.resolve({ from: text.length, words: [] })
    },
    fileBytes: (netns, path) => deps.engine.readFile(netns, path),
    putFile: (netns, path, bytes) => deps.engine.writeFile(netns, path, bytes),
  }
}

async function typeLine(set: SetState, get: GetState, deps: StoreDeps, liveRun: LiveRun, id: number, text: string): Promise<'ended' | 'unfinished'> {
  const { terminals, trace, terminalFeed } = get()
  const tab = terminals.find((candidate) => candidate.id === id)
  if (!tab) return 'ended'
  const line: LiveLine = { terminal: id, netns: tab.inside ?? tab.netns, text, firstEntry: trace.entryCount }
  const before = momentOf(get())
  const moment = pastMoment(get())
  // asked before anybody asks for time to pass
  const typed = deps.engine.type(id, tab.netns, text)
  set(({ liveLines }) => ({ liveLines: [...liveLines, line] }))
  try {
    const record = await typed
    if (!record) return 'unfinished'
    if (get().trace !== trace) return 'ended'
    if (!WATCHES.test(text)) liveRun.end(line, record)
    if (record.lab) {
      get().remember(before)
      const { lab } = record
      set((state) => ({ ...stageOf(state, lab), settings: lab.settings, faults: lab.faults, changes: lab.changes, poolNames: lab.poolNames, traceVersion: state.traceVersion + 1 }))
      const { drawnOn } = get().runs[moment?.run ?? -1] ?? {}
      if (moment && drawnOn && haveSameNamespaces(drawnOn, lab.inventory)) await changeInPast(set, get, deps, moment, lab)
    }
    set((state) => ({ terminals: withInside(state.terminals, id, record.place) }))
    terminalFeed.push(id, { text: '', atEntry: record.endEntry, prompt: record.prompt, isNested: record.isNested }, record.endEntry <= line.firstEntry || hasSeen(get(), record.endEntry))
    return 'ended'
  } catch (error) {
    if (get().trace !== trace) return 'ended'
    terminalFeed.push(id, { text: `${error instanceof Error ? error.message : String(error)}\n`, atEntry: 0, prompt: firstPrompt(tab.netns) }, true)
    if (get().labInventory === undefined) set({ labStatus: faultOf(error) })
    return 'ended'
  } finally {
    set(({ liveLines }) => ({ liveLines: liveLines.filter((other) => other !== line) }))
  }
}

function withInside(terminals: readonly TerminalTab[], id: number, place: string): readonly TerminalTab[] {
  return terminals.map((tab) => (tab.id === id && (tab.inside ?? tab.netns) !== place ? { id, netns: tab.netns, ...(place === tab.netns ? {} : { inside: place }) } : tab))
}

function hear(set: SetState, get: GetState, event: EngineEvent, liveRun: LiveRun): void {
  switch (event.kind) {
    case 'recorded': {
      const { trace } = get()
      for (const block of event.blocks) trace.append(block)
      trace.appendFactChanges(event.facts)
      set(({ traceVersion }) => ({ traceVersion: traceVersion + 1 }))
      const line = get().liveLines.findLast(({ text }) => !WATCHES.test(text))
      // without a line it is what one of them left behind with &
      if (line) liveRun.extend(line)
      else liveRun.extendLast()
      return
    }
    case 'printed': {
      const firstEntry = get().liveLines.find(({ terminal }) => terminal === event.terminal)?.firstEntry ?? 0
      get().terminalFeed.push(event.terminal, { text: event.text, atEntry: event.atEntry }, event.atEntry <= firstEntry || hasSeen(get(), event.atEntry))
      return
    }
    case 'file-written':
      set({ writtenFile: { netns: event.netns, path: event.path } })
  }
}

/** Whether the page has seen what was recorded before an entry: it is in the trace, and not ahead in the run on the stage. */
export function hasSeen(state: Pick<ReturnType<GetState>, 'steps' | 'playhead' | 'runs' | 'currentRun' | 'trace'>, atEntry: number): boolean {
  const { steps, playhead, runs, currentRun, trace } = state
  const run = runs[currentRun]
  if (atEntry > trace.entryCount) return false
  if (!run || atEntry <= run.firstEntry || atEntry > run.endEntry || playhead.step >= steps.length - 1) return true
  return atEntry <= (steps[playhead.step]?.entryIndex ?? 0) + 1
}
