import { X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { compareFlows } from '../../../core/explain/compare-flows'
import { settingsCommands } from '../../../core/explain/settings-commands'
import { IconButton } from '../../components/icon-button'
import { SentenceText } from '../../components/sentence-text'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** What a change of the lab changed for the flow that was repeated after it, in one sentence. */
export function Comparison() {
  const words = useWords()
  const trace = useAppStore((state) => state.trace)
  const current = useAppStore((state) => state.currentRun)
  const after = useAppStore((state) => state.runs[state.currentRun])
  const before = useAppStore((state) => {
    const repeats = state.runs[state.currentRun]?.repeats
    return repeats === undefined ? undefined : state.runs[repeats]
  })
  const bringForward = useAppStore((state) => state.bringForward)
  const [dismissed, setDismissed] = useState<number>()
  const sentence = useMemo(() => before && after && compareFlows(trace, before, after, words), [trace, before, after, words])
  const commands = useMemo(() => (before && after ? settingsCommands(before, after) : []), [before, after])
  return (
    <div role="status" aria-label={words.page.whatChanged}>
      {sentence && dismissed !== current && (
        <div className="flex items-start gap-2 border-b border-hairline bg-app py-1.5 pr-1.5 pl-4">
          <div className="min-w-0 flex-1">
            <SentenceText sentence={sentence} />{' '}
            <button type="button" onClick={() => bringForward('compare')} className="font-medium underline underline-offset-2">
              {words.compareView.open}
            </button>
            {commands.map((command) => (
              <code key={command} className="block font-mono text-caption break-words text-secondary">
                {command}
              </code>
            ))}
          </div>
          <IconButton label={words.page.dismissChanged} onClick={() => setDismissed(current)}>
            <X aria-hidden="true" size={14} />
          </IconButton>
        </div>
      )}
    </div>
  )
}
