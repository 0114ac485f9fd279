import { StepBack, StepForward, X } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { PICTURE_THEMES } from '../../../core/picture/picture-themes'
import { SLIDE } from '../../../core/picture/slide'
import { IconButton } from '../../components/icon-button'
import { useModal } from '../../components/use-modal'
import { appStore, useAppStore } from '../../store/app-store'
import { pictureThemeOf } from '../../store/picture-theme'
import { usePictureMoment } from '../../store/use-picture-moment'
import { SlideCanvas } from './slide-canvas'
import { keyAction } from './keys'
import { SlideInWords } from './slide-in-words'
import { useAwake } from './use-awake'
import { useFullScreen } from './use-full-screen'
import { useSmallScreen } from './use-small-screen'

/** A clean 16:9 stage in front of everything, for a room: a key or a click is a step. */
export function Present() {
  const dialog = useModal(close)
  const moment = usePictureMoment()
  const words = useAppStore((state) => state.words)
  const theme = useAppStore((state) => state.theme)
  const isSmall = useSmallScreen()
  const look = useMemo(() => ({ theme: PICTURE_THEMES[pictureThemeOf(theme)] }), [theme])
  const screen = useFullScreen(close)
  const [isAwake, wake] = useAwake()
  useEffect(() => {
    // the first button would have it, and a ring with the first key
    screen.current?.focus()
  }, [screen])
  return (
    <dialog ref={dialog} aria-label={words.present.name} onKeyDown={onKeyDown} className="m-0 h-dvh max-h-none w-dvw max-w-none bg-transparent p-0">
      <div ref={screen} tabIndex={-1} onPointerMove={wake} className={`group relative flex size-full items-center justify-center bg-stage outline-none! ${isSmall ? 'flex-col pt-12 landscape:flex-row landscape:pt-0' : ''} ${isAwake ? '' : 'cursor-none'}`} style={isSmall ? {} : GROUND}>
        {moment && (
          <>
            <div className={isSmall ? 'size-full min-h-0 min-w-0 flex-1' : 'size-full'}>
              <SlideCanvas moment={moment} look={look} part={isSmall ? 'stage' : 'slide'} />
            </div>
            <SlideInWords moment={moment} className={isSmall ? BESIDE : 'sr-only'} />
          </>
        )}
        <Controls isAwake={isAwake || isSmall} />
      </div>
    </dialog>
  )
}

/** Above and below a slide, or beside it, its two grounds go on to the edges of the screen. */
const EDGE = `${(SLIDE.split / SLIDE.width) * 100}%`
const GROUND = { background: `linear-gradient(to right, var(--surface-stage) ${EDGE}, var(--line-hairline) ${EDGE} calc(${EDGE} + 1px), var(--surface-panel) calc(${EDGE} + 1px))` }

/** On a small screen the words stand below the stage, or beside it where that is wide. */
const BESIDE = 'w-full max-h-[48%] shrink-0 overflow-y-auto border-t border-hairline bg-panel p-4 text-lead landscape:h-full landscape:max-h-none landscape:w-[42%] landscape:border-t-0 landscape:border-l landscape:pt-14'

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
