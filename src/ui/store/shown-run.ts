import { stepsOf } from '../../core/scene/steps'
import type { Step } from '../../core/scene/steps'
import type { AppState } from './app-state'
import type { FlowRun } from './flow-slice'

/** The page at the beginning of a run. */
export function atRun(state: AppState, run: FlowRun, index: number) {
  const allSteps = stepsOf(state.trace, run, run.drawnOn)
  return {
    inventory: run.drawnOn,
    currentRun: index,
    allSteps,
    steps: shownSteps(allSteps, state.showArp),
    playhead: { ...state.playhead, step: 0, progress: 0, playing: false },
    motion: 'still' as const,
    pace: 1,
  }
}

/** The steps of a run that are shown. */
export function shownSteps(steps: readonly Step[], showArp: boolean): readonly Step[] {
  return showArp ? steps : steps.filter((step) => !step.chatter)
}
