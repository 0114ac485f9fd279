import type { SetState } from './app-state'

/** What stands before the page and takes its keys: one thing at a time. */
export type Front = 'none' | 'present' | 'picture' | 'palette' | 'compare' | 'shortcuts'

export const BOTTOM_TABS = ['events', 'captures', 'terminal', 'explain'] as const
export type BottomTab = (typeof BOTTOM_TABS)[number]

export interface FrontSlice {
  readonly front: Front
  readonly bringForward: (front: Front) => void
  /** What is typed for the palette, from the moment it is asked for: no key is lost while it is on its way. */
  readonly paletteText: string
  readonly setPaletteText: (paletteText: string) => void
  /** Which panel stands below the stage. */
  readonly bottomTab: BottomTab
  readonly showBottomTab: (bottomTab: BottomTab) => void
}

export function createFrontSlice(set: SetState): FrontSlice {
  return {
    front: 'none',
    bringForward: (front) => set({ front, paletteText: '' }),
    paletteText: '',
    setPaletteText: (paletteText) => set({ paletteText }),
    bottomTab: 'events',
    showBottomTab: (bottomTab) => set({ bottomTab }),
  }
}
