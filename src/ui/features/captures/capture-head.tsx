import { Download, X } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { saveCapture } from '../../commands/save-capture'
import type { CapturedPlace } from './use-captures'

export const CAPTURE_HEAD_PX = 28

/** The interfaces' names above their columns; each can be saved as a file and taken away. */
export function CaptureHead({ places, columns }: { readonly places: readonly CapturedPlace[]; readonly columns: string }) {
  const { page } = useWords()
  const setCaptured = useAppStore((state) => state.setCaptured)
  return (
    <div role="rowgroup" className="sticky top-0 z-1 bg-panel">
      <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: columns, height: CAPTURE_HEAD_PX }} className="grid items-center border-b border-hairline text-caption">
        <span role="columnheader" className="pr-2 text-right text-tertiary">
          {page.captureTime}
        </span>
        {places.map((place) => (
          <span key={place.key} role="columnheader" className="flex min-w-0 items-center border-l border-hairline pl-2">
            <span className="min-w-0 flex-1 truncate font-mono font-medium text-ink" title={place.key}>
              {place.key}
            </span>
            <IconButton label={page.captureSave({ name: place.key })} onClick={() => saveCapture([place])}>
              <Download aria-hidden="true" size={12} />
            </IconButton>
            <IconButton label={page.captureRemove({ name: place.key })} onClick={() => setCaptured(places.filter(({ key }) => key !== place.key).map(({ key }) => key))}>
              <X aria-hidden="true" size={12} />
            </IconButton>
          </span>
        ))}
      </div>
    </div>
  )
}
