import { useAppStore } from '../../store/app-store'
import { ProblemList } from './problem-list'

/** What a lab's files left open and Hopscope filled in; one line until somebody asks. */
export function Assumptions() {
  const ready = useAppStore((state) => state.labStatus.kind === 'ready')
  const problems = useAppStore((state) => state.problems)
  if (!ready || problems.length === 0) return null
  return (
    <details className="max-h-48 overflow-y-auto border-b border-hairline bg-panel px-4 py-1.5 text-body text-secondary">
      <summary>{problems.length === 1 ? '1 thing was assumed about this lab' : `${problems.length} things were assumed about this lab`}</summary>
      <div className="py-2">
        <ProblemList problems={problems} />
      </div>
    </details>
  )
}
