import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { ProblemList } from './problem-list'

/** What a lab's files left open and Hopscope filled in; one line until somebody asks. */
export function Assumptions() {
  const words = useWords()
  const problems = useAppStore((state) => state.problems)
  return (
    <details className="max-h-48 overflow-y-auto border-b border-hairline bg-panel px-4 py-1.5 text-body text-secondary">
      <summary>{words.page.assumedCount({ count: problems.length })}</summary>
      <div className="py-2">
        <ProblemList problems={problems} />
      </div>
    </details>
  )
}
