import { StepBack, StepForward, X } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { headerStack } from '../../../core/explain/header-stack'
import type { PictureMoment } from '../../../core/picture/moment'
import { PICTURE_THEMES } from '../../../core/picture/picture-themes'
import { SLIDE, slideStage } from '../../../core/picture/slide'
import type { SlideStage } from '../../../core/picture/slide'
import { headingOf } from '../../../core/picture/stage-picture'
import { toldFrame } from '../../../core/scene/told-frame'
import { IconButton } from '../../components/icon-button'
import { useModal } from '../../components/use-modal'
import { appStore, useAppStore } from '../../store/app-store'
import { pictureThemeOf } from '../../store/picture-theme'
import { usePictureMoment } from '../../store/use-picture-moment'
import { SlideCanvas } from './slide-canvas'
import { keyAction } from './keys'
import { useAwake } from './use-awake'
import { useFullScreen } from './use-full-screen'

/** A clean 16:9 stage in front of everything, for a room: a key or a click is a step. */
export function Present() {
  const dialog = useModal()
  const moment = usePictureMoment()
  const words = useAppStore((state) => state.words)
  const theme = useAppStore((state) => state.theme)
  const look = useMemo(() => ({ theme: PICTURE_THEMES[pictureThemeOf(theme)] }), [theme])
  const stage = useStage(moment)
  const screen = useFullScreen(close)
  const [isAwake, wake] = useAwake()
  useEffect(() => {
    // the first button would have it, and a ring with the first key
    screen.current?.focus()
  }, [screen])
  return (
    <dialog ref={dialog} aria-label={words.present.name} onClose={close} onKeyDown={onKeyDown} className="m-0 h-dvh max-h-none w-dvw max-w-none bg-transparent p-0">
      <div ref={screen} tabIndex={-1} onPointerMove={wake} className={`group relative flex size-full items-center justify-center bg-stage outline-none! ${isAwake ? '' : 'cursor-none'}`} style={GROUND}>
        {moment && stage && (
          <>
            <SlideCanvas moment={moment} stage={stage} look={look} onClick={() => appStore.getState().stepForward()} />
            <SlideInWords moment={moment} stage={stage} />
          </>
        )}
        <Controls isAwake={isAwake} />
      </div>
    </dialog>
  )
}

/** Above and below a slide, or beside it, its two grounds go on to the edges of the screen. */
const EDGE = `${(SLIDE.split / SLIDE.width) * 100}%`
const GROUND = { background: `linear-gradient(to right, var(--surface-stage) ${EDGE}, var(--line-hairline) ${EDGE} calc(${EDGE} + 1px), var(--surface-panel) calc(${EDGE} + 1px))` }

function close(): void {
  appStore.getState().bringForward('none')
}

function onKeyDown(event: React.KeyboardEvent): void {
  const action = keyAction(event.key)
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === ' ' && event.target instanceof Element && event.target.closest('button') !== null) return
  event.preventDefault()
  action(appStore.getState())
}

/** Laid out anew when the flow changes, not when the step does. */
function useStage(moment: PictureMoment | undefined): SlideStage | undefined {
  const { inventory, steps, ends, words } = moment ?? {}
  return useMemo(() => {
    if (inventory === undefined || steps === undefined || ends === undefined || words === undefined) return undefined
    return slideStage({ inventory, steps, ends, words })
  }, [inventory, steps, ends, words])
}

/** What the slide shows, for those who listen: it changes with each step and is read out. */
function SlideInWords({ moment, stage }: { readonly moment: PictureMoment; readonly stage: SlideStage }) {
  const words = useAppStore((state) => state.words)
  const { title, text } = headingOf(moment, stage.stage)
  const { trace, steps, step } = moment
  const headers = useMemo(() => headerStack(toldFrame(trace, steps, step)?.headers ?? [], words).all, [trace, steps, step, words])
  return (
    <div className="sr-only">
      <div aria-live="polite">
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <ol aria-label={words.present.headers}>
        {headers.map((item) => (
          <li key={item.index}>
            {item.name}, {item.sizeText} B{item.ends && `: ${item.ends.source.text} → ${item.ends.destination.text}`}
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Seen while a pointer moves, for a moment after it, and while the keyboard is on them; the slide stays clean otherwise. */
function Controls({ isAwake }: { readonly isAwake: boolean }) {
  const words = useAppStore((state) => state.words)
  const step = useAppStore((state) => state.playhead.step)
  const count = useAppStore((state) => state.steps.length)
  const { stepBack, stepForward } = appStore.getState()
  return (
    <div
      role="toolbar"
      aria-label={words.present.controls}
      className={`absolute top-2 right-2 flex gap-1 rounded-[6px] border border-hairline bg-panel p-1 transition-opacity has-focus-visible:opacity-100 pointer-coarse:opacity-100 ${isAwake ? '' : 'opacity-0'}`}
    >
      <IconButton label={words.present.back} shortcut="ArrowLeft" disabled={step === 0} onClick={stepBack}>
        <StepBack aria-hidden="true" size={16} />
      </IconButton>
      <IconButton label={words.present.forward} shortcut="ArrowRight" disabled={step >= count - 1} onClick={stepForward}>
        <StepForward aria-hidden="true" size={16} />
      </IconButton>
      <IconButton label={words.present.leave} shortcut="Escape" onClick={close}>
        <X aria-hidden="true" size={16} />
      </IconButton>
    </div>
  )
}
