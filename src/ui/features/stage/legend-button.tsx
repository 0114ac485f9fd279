import { CircleHelp } from 'lucide-react'
import { useRef, useState } from 'react'
import { IconButton } from '../../components/icon-button'
import { useWords } from '../../store/use-words'
import { Legend } from './legend'
import type { LegendProps } from './legend'

/** The legend where the stage has no room for it: behind a button, over whatever stands in that corner. */
export function LegendButton({ scene }: Pick<LegendProps, 'scene'>) {
  const words = useWords()
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const close = () => {
    setOpen(false)
    place.current?.querySelector('button')?.focus()
  }
  return (
    <div
      ref={place}
      className="absolute bottom-3 left-3"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.preventDefault()
        close()
      }}
    >
      {open && (
        <div className="absolute bottom-9 left-0 w-max rounded-[6px] border border-hairline bg-panel p-3 shadow-(--shadow-menu)">
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
