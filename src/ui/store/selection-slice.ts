import type { SetState } from './app-state'

export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'namespace'; readonly index: number }
  | { readonly kind: 'interface'; readonly namespace: number; readonly link: string }

/** An interface that a row of a table speaks of. */
export interface PointedInterface {
  readonly namespace: number
  readonly link: string
}

export interface SelectionSlice {
  readonly selection: Selection
  /** What a row in hand speaks of; the stage rings it. */
  readonly pointed: PointedInterface | undefined
  /** The first pod of a flow that waits for its second. */
  readonly pendingFrom: number | undefined
  readonly select: (selection: Selection) => void
  readonly point: (pointed: PointedInterface | undefined) => void
  /** Makes a namespace the first end of the next flow; `undefined` forgets it. */
  readonly setPendingFrom: (netns: number | undefined) => void
}

export function createSelectionSlice(set: SetState): SelectionSlice {
  return {
    selection: { kind: 'none' },
    pointed: undefined,
    pendingFrom: undefined,
    select: (selection) => set({ selection }),
    point: (pointed) => set({ pointed }),
    setPendingFrom: (pendingFrom) => set({ pendingFrom }),
  }
}
