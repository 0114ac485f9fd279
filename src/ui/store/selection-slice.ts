import type { SetState } from './app-state'

export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'namespace'; readonly index: number }
  | { readonly kind: 'interface'; readonly namespace: number; readonly link: string }

export interface SelectionSlice {
  readonly selection: Selection
  /** The first pod of a flow that waits for its second. */
  readonly pendingFrom: number | undefined
  readonly select: (selection: Selection) => void
  /** Makes a namespace the first end of the next flow; `undefined` forgets it. */
  readonly setPendingFrom: (netns: number | undefined) => void
}

export function createSelectionSlice(set: SetState): SelectionSlice {
  return {
    selection: { kind: 'none' },
    pendingFrom: undefined,
    select: (selection) => set({ selection }),
    setPendingFrom: (pendingFrom) => set({ pendingFrom }),
  }
}
