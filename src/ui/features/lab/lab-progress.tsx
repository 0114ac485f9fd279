import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** How far the reading of a lab has come: a thin bar over the stage, where it takes long enough to be asked for. */
export function LabProgress() {
  const words = useWords().page
  const status = useAppStore((state) => state.labStatus)
  if (status.kind !== 'loading' || !status.progress) return null
  const { of, done, total } = status.progress
  const text = of === 'documents' ? words.readingDocuments({ done, total }) : words.readingResources({ done, total })
  return (
    <div className="late pointer-events-none absolute inset-x-0 top-0 z-5">
      <div role="progressbar" aria-label={words.reading({ name: status.name })} aria-valuetext={text} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} className="h-0.5 bg-hairline">
        <div className="h-full bg-ink" style={{ width: `${(done / total) * 100}%` }} />
      </div>
      {/* titles of subnets begin at the left */}
      <p aria-hidden="true" className="m-3 ml-auto w-fit rounded-[4px] border border-hairline bg-panel px-3 py-1 text-ink tabular-nums">
        {text}
      </p>
    </div>
  )
}
