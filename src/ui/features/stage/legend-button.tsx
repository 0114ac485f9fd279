import { CircleHelp } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Layout, Viewport } from '../../../core/scene/layout'
import type { Scene } from '../../../core/scene/scene'
import { IconButton } from '../../components/icon-button'
import { useWords } from '../../store/use-words'
import { Legend } from './legend'
import { legendBottom } from './view-tools-place'

const CORNER_PX = 12

interface Props {
  readonly scene: Scene
  readonly layout: Layout
  readonly viewport: Viewport
}

/** The legend where the stage has no room for it: behind a button, which hides nothing where there is a place for it. */
export function LegendButton({ scene, layout, viewport }: Props) {
  const words = useWords()
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  // words that change their place with every step would chase it
  const bottom = scene.told === undefined ? CORNER_PX : legendBottom(layout, viewport, scene.drop?.words ? [scene.drop.words] : [])
  const opensDown = bottom > viewport.height / 2
  const close = () => {
    setOpen(false)
    place.current?.querySelector('button')?.focus()
  }
  return (
    <div
      ref={place}
      style={{ bottom }}
      className="absolute left-3"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.preventDefault()
        close()
      }}
    >
      {open && (
        <div className={`absolute left-0 w-max rounded-[6px] border border-hairline bg-panel p-3 shadow-(--shadow-menu) ${opensDown ? 'top-9' : 'bottom-9'}`}>
          <Legend scene={scene} />
        </div>
      )}
      <span className="flex rounded-[4px] border border-hairline bg-panel">
        <IconButton label={words.page.legend} expanded={open} onClick={() => setOpen(!open)}>
          <CircleHelp aria-hidden="true" size={16} />
        </IconButton>
      </span>
    </div>
  )
}
