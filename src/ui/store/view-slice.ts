import type { SetState } from './app-state'

/** What a person asks of the stage from outside it: keys and palette know no painter. */
export type ViewOrder = 'fit' | 'closer' | 'further'

export interface ViewSlice {
  /** True while the view moves with the packet; a person who moves it by hand has it to themselves. */
  readonly isFollowing: boolean
  readonly setFollowing: (isFollowing: boolean) => void
  /** The latest order; each is an object of its own, so that the same one given twice is told apart. */
  readonly viewOrder: { readonly order: ViewOrder } | undefined
  readonly orderView: (order: ViewOrder) => void
}

export function createViewSlice(set: SetState): ViewSlice {
  return {
    isFollowing: true,
    setFollowing: (isFollowing) => set({ isFollowing }),
    viewOrder: undefined,
    orderView: (order) => set({ viewOrder: { order } }),
  }
}
