import type { SceneSelection } from '../../core/scene/scene'
import type { SetState } from './app-state'

/** An interface that a row of a table speaks of. */
export interface PointedInterface {
  readonly namespace: number
  readonly link: string
}

export interface SelectionSlice {
  readonly selection: SceneSelection
  /** What a row in hand speaks of; the stage rings it. */
  readonly pointed: PointedInterface | undefined
  /** The first pod of a flow that waits for its second. */
  readonly pendingFrom: number | undefined
  readonly select: (selection: SceneSelection) => void
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
