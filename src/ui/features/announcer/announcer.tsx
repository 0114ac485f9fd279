import { stepNarration } from '../../../core/explain/step-title'
import { useAppStore } from '../../store/app-store'

/** Says each step to those who listen; while playing only the last one, since speech is slower than packets. */
export function Announcer() {
  const words = useAppStore((state) => {
    const step = state.steps[state.playhead.step]
    if (!step || !state.inventory || state.playhead.playing) return ''
    return `${state.words.picture.stepOf({ step: state.playhead.step + 1, count: state.steps.length })} ${stepNarration(step, state.inventory, state.trace, state.words)}`
  })
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {words}
    </p>
  )
}
