import { X } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { CrossMark } from '../../components/icons'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { ProblemList } from './problem-list'

/** What was wrong with the files read last, beside the stage and never over it: the last good lab stays in sight. */
export function LabNotice() {
  const words = useWords()
  const status = useAppStore((state) => state.labStatus)
  const problems = useAppStore((state) => state.problems)
  const hasLab = useAppStore((state) => state.labInventory !== undefined)
  const dismiss = useAppStore((state) => state.dismissProblems)
  if (status.kind !== 'fault' && status.kind !== 'refused') return null
  return (
    <section role="alert" aria-label={words.page.problems} className="max-h-[40%] overflow-y-auto border-b border-hairline bg-panel px-4 py-3" tabIndex={0}>
      <div className="flex items-start gap-3">
        <span className="mt-0.5 grid size-5 place-items-center rounded-full bg-drop text-on-solid">
          <CrossMark />
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="text-lead font-semibold">{status.kind === 'fault' ? words.page.couldNot : words.page.notLoaded({ name: status.name })}</h2>
          {hasLab && <p className="mb-2 text-secondary">{words.page.stillLast}</p>}
          {status.kind === 'fault' ? <p className="font-mono text-caption">{status.message}</p> : <ProblemList problems={problems} />}
        </div>
        <IconButton label={words.page.dismiss} onClick={dismiss}>
          <X aria-hidden="true" size={14} />
        </IconButton>
      </div>
    </section>
  )
}
