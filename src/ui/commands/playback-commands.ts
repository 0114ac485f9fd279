import type { AppState } from '../store/app-state'
import type { Command } from './command'

const hasSteps = (state: AppState): boolean => state.steps.length > 0

/** The conventions of players and network simulators. */
export const PLAYBACK_COMMANDS: readonly Command[] = [
  { id: 'play', group: 'time', keys: [' ', '.'], label: (words) => words.commands.play, isPossible: hasSteps, perform: (state) => state.togglePlay() },
  { id: 'forward', group: 'time', keys: ['ArrowRight'], label: (words) => words.commands.forward, isPossible: hasSteps, perform: (state) => state.stepForward() },
  { id: 'back', group: 'time', keys: ['ArrowLeft'], label: (words) => words.commands.back, isPossible: hasSteps, perform: (state) => state.stepBack() },
  { id: 'first', group: 'time', keys: ['Home'], label: (words) => words.commands.first, isPossible: hasSteps, perform: (state) => state.scrub(0) },
  { id: 'last', group: 'time', keys: ['End'], label: (words) => words.commands.last, isPossible: hasSteps, perform: (state) => state.scrub(state.steps.length - 1) },
  { id: 'slower', group: 'time', keys: ['['], label: (words) => words.commands.slower, perform: (state) => state.changeSpeed(-1) },
  { id: 'faster', group: 'time', keys: [']'], label: (words) => words.commands.faster, perform: (state) => state.changeSpeed(1) },
  {
    id: 'forget',
    group: 'view',
    keys: ['Escape'],
    label: (words) => words.commands.forget,
    perform: (state) => {
      state.select({ kind: 'none' })
      state.setPendingFrom(undefined)
      state.setTreeOpen(false)
    },
  },
]
