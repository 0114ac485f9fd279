import type { Answer } from '../../worker/protocol'
import type { GetState, SetState, StoreDeps } from './app-state'

export interface AskSlice {
  /** What commands print in a namespace now; they only look, and are no flow. */
  readonly ask: (netnsName: string, commands: readonly string[]) => Promise<readonly Answer[]>
}

export function createAskSlice(set: SetState, get: GetState, deps: StoreDeps): AskSlice {
  return {
    ask: async (netnsName, commands) => {
      const { trace } = get()
      const { answers, blocks, facts } = await deps.engine.ask(netnsName, commands)
      if (get().trace === trace && blocks.length + facts.length > 0) {
        for (const block of blocks) trace.append(block)
        trace.appendFactChanges(facts)
        set(({ traceVersion }) => ({ traceVersion: traceVersion + 1 }))
      }
      return answers
    },
  }
}
