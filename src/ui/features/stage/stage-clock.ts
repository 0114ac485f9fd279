import type { StageClock } from '../../canvas/stage-painter'
import { appStore } from '../../store/app-store'

/** Asked once a frame. */
const REDUCED_MOTION = window.matchMedia('(prefers-reduced-motion: reduce)')

/** What painters read of the time. */
export const STAGE_CLOCK: StageClock = {
  moment: () => appStore.getState().playhead,
  isFollowing: () => appStore.getState().isFollowing,
  reducedMotion: () => REDUCED_MOTION.matches,
}

/** The playhead moves with every frame: painters hear of it, React does not. */
export function onPlayheadMoved(listener: () => void): () => void {
  return appStore.subscribe((state, before) => {
    if (state.playhead.progress !== before.playhead.progress || state.playhead.step !== before.playhead.step || state.isFollowing !== before.isFollowing) listener()
  })
}
