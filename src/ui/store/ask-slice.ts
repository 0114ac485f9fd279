import type { Answer } from '../../worker/protocol'
import type { GetState, SetState, StoreDeps } from './app-state'

/** What commands printed, at the moment that was asked for or now. */
export interface DatedAnswers {
  readonly answers: readonly Answer[]
  readonly isThen: boolean
}

export interface AskSlice {
  /** What commands print in a namespace now; they only look, and are no flow. */
  readonly ask: (netnsName: string, commands: readonly string[]) => Promise<readonly Answer[]>
  /** What they printed when the trace had so many entries; now, where that moment cannot be reached. */
  readonly askAt: (netnsName: string, commands: readonly string[], atEntry: number | undefined) => Promise<DatedAnswers>
}

export function createAskSlice(set: SetState, get: GetState, deps: StoreDeps): AskSlice {
  return {
    ask: async (netnsName, commands) => (await get().askAt(netnsName, commands, undefined)).answers,
    askAt: async (netnsName, commands, atEntry) => {
      const { trace } = get()
      const { answers, isThen, blocks, facts } = await deps.engine.ask(netnsName, commands, atEntry)
      if (get().trace === trace && blocks.length + facts.length > 0) {
        for (const block of blocks) trace.append(block)
        trace.appendFactChanges(facts)
        set(({ traceVersion }) => ({ traceVersion: traceVersion + 1 }))
      }
      return { answers, isThen }
    },
  }
}
