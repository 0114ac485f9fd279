import type { SetState } from './app-state'

/** What stands before the page and takes its keys: one thing at a time. */
export type Front = 'none' | 'present' | 'picture' | 'palette'

export interface FrontSlice {
  readonly front: Front
  readonly bringForward: (front: Front) => void
}

export function createFrontSlice(set: SetState): FrontSlice {
  return {
    front: 'none',
    bringForward: (front) => set({ front }),
  }
}
