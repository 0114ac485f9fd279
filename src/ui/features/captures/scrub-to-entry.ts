import { appStore } from '../../store/app-store'

/** The playhead stops at that trace entry, or at the step before where it is not among those shown. */
export function scrubToEntry(entryIndex: number): void {
  const { steps, scrub } = appStore.getState()
  scrub(Math.max(0, steps.findLastIndex((step) => step.entryIndex <= entryIndex)))
}
