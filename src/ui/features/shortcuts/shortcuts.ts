import type { AppState } from '../../store/app-state'

/** A key, what it does, and how the list of keys names it. */
export interface Shortcut {
  readonly keys: readonly string[]
  readonly label: string
  readonly perform: (state: AppState) => void
}

/** The conventions of players and network simulators; letters would fire while typing, so there are none. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: [' ', '.'], label: 'Play or pause', perform: (state) => state.togglePlay() },
  { keys: ['ArrowRight'], label: 'Step forward', perform: (state) => state.stepForward() },
  { keys: ['ArrowLeft'], label: 'Step back', perform: (state) => state.stepBack() },
  { keys: ['Home'], label: 'First step', perform: (state) => state.scrub(0) },
  { keys: ['End'], label: 'Last step', perform: (state) => state.scrub(state.steps.length - 1) },
  { keys: ['['], label: 'Slower', perform: (state) => state.changeSpeed(-1) },
  { keys: [']'], label: 'Faster', perform: (state) => state.changeSpeed(1) },
  {
    keys: ['Escape'],
    label: 'Forget what is picked or selected',
    perform: (state) => {
      state.select({ kind: 'none' })
      state.setPendingFrom(undefined)
      state.setTreeOpen(false)
    },
  },
]
