import type { SetState } from './app-state'

/** A flow that a person is about to describe: what is known of its ends. */
export interface FlowDraft {
  readonly from?: number
  readonly to?: number
}

export interface DraftSlice {
  /** Undefined while nobody describes one. */
  readonly draft: FlowDraft | undefined
  readonly draftFlow: (draft: FlowDraft | undefined) => void
}

export function createDraftSlice(set: SetState): DraftSlice {
  return {
    draft: undefined,
    // where the tree has no column of its own, the form lies in the tree that opens over the stage
    draftFlow: (draft) => set(draft ? { draft, treeOpen: true, pendingFrom: undefined } : { draft }),
  }
}
