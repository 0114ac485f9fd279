import type { AppState } from '../../store/app-state'

const FORWARD = (state: AppState) => state.stepForward()
const BACK = (state: AppState) => state.stepBack()

/** The keys of slide shows and of their remote controls. Escape is the dialog's own. */
const ACTIONS: Readonly<Record<string, (state: AppState) => void>> = {
  'ArrowRight': FORWARD,
  'ArrowDown': FORWARD,
  'PageDown': FORWARD,
  ' ': FORWARD,
  '.': FORWARD,
  'ArrowLeft': BACK,
  'ArrowUp': BACK,
  'PageUp': BACK,
  'Home': (state) => state.scrub(0),
  'End': (state) => state.scrub(state.steps.length - 1),
}

export function keyAction(key: string): ((state: AppState) => void) | undefined {
  return ACTIONS[key]
}
