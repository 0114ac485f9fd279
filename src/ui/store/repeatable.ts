import type { AppState } from './app-state'

/**
 * Whether the flow in sight runs again at a press: one that was typed is its terminal's to repeat, and where the lab has other pods than when
 * the flows ran, none of them is in sight.
 */
export function isRepeatable({ runs, currentRun }: Pick<AppState, 'runs' | 'currentRun'>): boolean {
  const run = runs[currentRun]
  return run !== undefined && run.terminal === undefined
}
