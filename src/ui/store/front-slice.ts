import type { SetState } from './app-state'

/** What stands before the page and takes its keys: one thing at a time. */
export type Front = 'none' | 'present' | 'picture' | 'palette' | 'compare' | 'shortcuts'

export const BOTTOM_TABS = ['events', 'captures', 'terminal', 'explain'] as const
export type BottomTab = (typeof BOTTOM_TABS)[number]

export interface FrontSlice {
  readonly front: Front
  readonly bringForward: (front: Front) => void
  /** What was typed for the palette before it was there. */
  readonly typedAhead: string
  readonly typeAhead: (text: string) => void
  /** Which panel stands below the stage. */
  readonly bottomTab: BottomTab
  readonly showBottomTab: (bottomTab: BottomTab) => void
}

export function createFrontSlice(set: SetState): FrontSlice {
  return {
    front: 'none',
    bringForward: (front) => set({ front, typedAhead: '' }),
    typedAhead: '',
    typeAhead: (text) => set(({ typedAhead }) => ({ typedAhead: typedAhead + text })),
    bottomTab: 'events',
    showBottomTab: (bottomTab) => set({ bottomTab }),
  }
}
