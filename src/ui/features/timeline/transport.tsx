import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { SPEEDS } from '../../store/playhead-slice'

const SPEED_LABELS: Readonly<Record<number, string>> = { 0.125: '⅛×', 0.25: '¼×', 0.5: '½×', 1: '1×', 2: '2×', 4: '4×' }

export function Transport() {
  const playing = useAppStore((state) => state.playhead.playing)
  const step = useAppStore((state) => state.playhead.step)
  const count = useAppStore((state) => state.steps.length)
  const { togglePlay, stepForward, stepBack, scrub } = useTransport()
  const empty = count === 0
  return (
    <div role="toolbar" aria-label="Playback" className="flex items-center gap-2 px-3">
      <IconButton label="First step" shortcut="Home" disabled={empty || step === 0} onClick={() => scrub(0)}>
        <SkipBack aria-hidden="true" size={14} fill="currentColor" />
      </IconButton>
      <IconButton label="Step back" shortcut="ArrowLeft" disabled={empty || step === 0} onClick={stepBack}>
        <StepBack aria-hidden="true" size={14} fill="currentColor" />
      </IconButton>
      <IconButton label={playing ? 'Pause' : 'Play'} shortcut="Space" solid disabled={empty} onClick={togglePlay}>
        {playing ? <Pause aria-hidden="true" size={14} fill="currentColor" /> : <Play aria-hidden="true" size={14} fill="currentColor" />}
      </IconButton>
      <IconButton label="Step forward" shortcut="ArrowRight" disabled={empty || step >= count - 1} onClick={stepForward}>
        <StepForward aria-hidden="true" size={14} fill="currentColor" />
      </IconButton>
      <IconButton label="Last step" shortcut="End" disabled={empty || step >= count - 1} onClick={() => scrub(count - 1)}>
        <SkipForward aria-hidden="true" size={14} fill="currentColor" />
      </IconButton>
    </div>
  )
}

function useTransport() {
  return {
    togglePlay: useAppStore((state) => state.togglePlay),
    stepForward: useAppStore((state) => state.stepForward),
    stepBack: useAppStore((state) => state.stepBack),
    scrub: useAppStore((state) => state.scrub),
  }
}

/** Where the playhead stands, in steps and in simulated time, and how fast it moves. */
export function StepCounter() {
  const step = useAppStore((state) => state.playhead.step)
  const count = useAppStore((state) => state.steps.length)
  const timeNs = useAppStore((state) => {
    const current = state.steps[state.playhead.step]
    const first = state.steps[0]
    return current && first ? current.timeNs - first.timeNs : undefined
  })
  const dropped = useAppStore((state) => state.steps[state.playhead.step]?.kind === 'drop')
  const speed = useAppStore((state) => state.playhead.speed)
  const setSpeed = useAppStore((state) => state.setSpeed)
  return (
    <div className="w-22 shrink-0 text-right">
      <p className="font-semibold">{timeNs === undefined ? 'No steps yet' : `Step ${step + 1} of ${count}`}</p>
      <p className="flex justify-end gap-1 text-caption text-secondary">
        {timeNs !== undefined && <span className={dropped ? 'text-drop' : ''}>{dropped ? 'dropped' : `${(timeNs / 1000).toFixed(1)} µs`}</span>}
        <select aria-label="Speed" value={speed} onChange={(event) => setSpeed(Number(event.target.value))} className="rounded-[3px] bg-panel text-right text-caption">
          {SPEEDS.map((value) => (
            <option key={value} value={value}>
              {SPEED_LABELS[value]}
            </option>
          ))}
        </select>
      </p>
    </div>
  )
}
