import { Pause, Play, Split, SkipBack, SkipForward, StepBack, StepForward } from 'lucide-react'
import { shortTime } from '../../../core/explain/short-time'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { pastMoment } from '../../store/past-change'
import { CRAWL, SPEEDS } from '../../store/playhead-slice'
import { useWords } from '../../store/use-words'

const SPEED_LABELS: Readonly<Record<number, string>> = { 0.125: '⅛×', 0.25: '¼×', 0.5: '½×', 1: '1×', 2: '2×', 4: '4×' }
const TRUE_TIME = 'time'

export function Transport() {
  const words = useWords()
  const playing = useAppStore((state) => state.playhead.playing)
  const step = useAppStore((state) => state.playhead.step)
  const count = useAppStore((state) => state.steps.length)
  const { togglePlay, stepForward, stepBack, scrub } = useTransport()
  const empty = count === 0
  return (
    <div role="toolbar" aria-label={words.page.playback} className="flex items-center gap-2 px-3">
      <IconButton label={words.commands.first} shortcut="Home" disabled={empty || step === 0} onClick={() => scrub(0)}>
        <SkipBack aria-hidden="true" size={14} fill="currentColor" />
      </IconButton>
      <IconButton label={words.commands.back} shortcut="ArrowLeft" disabled={empty || step === 0} onClick={stepBack}>
        <StepBack aria-hidden="true" size={14} fill="currentColor" />
      </IconButton>
      <IconButton label={playing ? words.page.pause : words.page.play} shortcut="Space" solid disabled={empty} onClick={togglePlay}>
        {playing ? <Pause aria-hidden="true" size={14} fill="currentColor" /> : <Play aria-hidden="true" size={14} fill="currentColor" />}
      </IconButton>
      <IconButton label={words.commands.forward} shortcut="ArrowRight" disabled={empty || step >= count - 1} onClick={stepForward}>
        <StepForward aria-hidden="true" size={14} fill="currentColor" />
      </IconButton>
      <IconButton label={words.commands.last} shortcut="End" disabled={empty || step >= count - 1} onClick={() => scrub(count - 1)}>
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
  const words = useWords()
  const step = useAppStore((state) => state.playhead.step)
  const count = useAppStore((state) => state.steps.length)
  const timeNs = useAppStore((state) => {
    const current = state.steps[state.playhead.step]
    const first = state.steps[0]
    return current && first ? current.timeNs - first.timeNs : undefined
  })
  const dropped = useAppStore((state) => state.steps[state.playhead.step]?.kind === 'drop')
  const speed = useAppStore((state) => (state.playhead.clock === 'time' ? TRUE_TIME : state.playhead.speed))
  const setSpeed = useAppStore((state) => state.setSpeed)
  const isPast = useAppStore((state) => pastMoment(state) !== undefined)
  return (
    <div className="min-w-22 shrink-0 text-right whitespace-nowrap">
      <p className="flex items-center justify-end gap-1 font-semibold">
        {isPast && (
          <span title={words.page.changesHere} className="text-tertiary">
            <Split aria-hidden="true" size={12} />
            <span className="sr-only">{words.page.changesHere}</span>
          </span>
        )}
        {timeNs === undefined ? words.page.noSteps : words.page.stepOf({ step: step + 1, count })}
      </p>
      <p className="flex justify-end gap-1 text-caption text-secondary">
        {timeNs !== undefined && <span className={dropped ? 'text-drop' : ''}>{dropped ? words.page.dropped : shortTime(timeNs)}</span>}
        <select
          aria-label={words.page.speed}
          title={words.page.speedHelp}
          value={speed}
          onChange={({ target }) => (target.value === TRUE_TIME ? setSpeed(1, 'time') : setSpeed(Number(target.value)))}
          className="rounded-[3px] bg-panel text-right text-caption"
        >
          {SPEEDS.map((value) => (
            <option key={value} value={value}>
              {value === CRAWL ? words.page.crawl : SPEED_LABELS[value]}
            </option>
          ))}
          <option value={TRUE_TIME}>{words.page.trueTime}</option>
        </select>
      </p>
    </div>
  )
}
