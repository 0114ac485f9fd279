import { Download } from 'lucide-react'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { InterfaceMenu } from './interface-menu'
import { saveCapture } from '../../commands/save-capture'
import { useCaptures } from './use-captures'

const BUTTON = 'flex h-6 items-center gap-1 rounded-[4px] border border-control px-2 whitespace-nowrap text-ink hover:bg-hover disabled:opacity-40'

/** Which interfaces stand side by side, and what they saw as files. */
export function CaptureTools() {
  const { page } = useWords()
  const { places } = useCaptures()
  const hasRuns = useAppStore((state) => state.runs.length > 0)
  return (
    <div className="flex min-w-0 items-center gap-2 text-caption text-tertiary">
      <InterfaceMenu places={places} />
      <button type="button" disabled={places.length < 2} onClick={() => saveCapture(places)} className={BUTTON}>
        <Download aria-hidden="true" size={12} />
        {page.captureSaveChosen}
      </button>
      <button type="button" disabled={!hasRuns} onClick={() => saveCapture('all')} className={BUTTON}>
        <Download aria-hidden="true" size={12} />
        {page.captureSaveAll}
      </button>
    </div>
  )
}
