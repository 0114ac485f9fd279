import { stepLinesOf } from '../../../core/export/step-lines'
import type { CaptureRow } from '../../../core/export/capture-columns'
import type { Step } from '../../../core/scene/steps'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { scrubToEntry } from './scrub-to-entry'
import type { RowSize } from './use-row-size'

interface RowProps {
  readonly row: CaptureRow
  readonly index: number
  readonly size: RowSize
  readonly columns: string
  readonly startNs: number
  /** The trace entry at which the playhead stands. */
  readonly now: number
  readonly isCurrent: boolean
}

/** Microseconds since the beginning. */
export function captureTime(timeNs: number, startNs: number): string {
  return ((timeNs - startNs) / 1000).toFixed(1)
}

/** One packet: when it was first seen, and in each column which way it went, how much later, and what tcpdump prints there. */
export function CaptureRowView({ row, index, size, columns, startNs, now, isCurrent }: RowProps) {
  return (
    <div
      id={`capture-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isCurrent}
      data-protocol={row.first.protocol}
      style={{ gridTemplateColumns: columns, top: index * size.rowPx, height: size.rowPx }}
      className="absolute inset-x-0 grid font-mono text-caption hover:bg-hover aria-selected:bg-selected"
    >
      <span role="gridcell" className="flex items-center justify-end border-r-4 border-strong pr-1 text-secondary">
        {captureTime(row.first.timeNs, startNs)}
      </span>
      {row.cells.map((step, column) => (
        <CaptureCell key={column} step={step} sinceNs={step ? step.timeNs - row.first.timeNs : 0} now={now} lines={size.lines} />
      ))}
    </div>
  )
}

function CaptureCell({ step, sinceNs, now, lines }: { readonly step: Step | undefined; readonly sinceNs: number; readonly now: number; readonly lines: RowSize['lines'] }) {
  const { page } = useWords()
  const trace = useAppStore((state) => state.trace)
  const allSteps = useAppStore((state) => state.allSteps)
  if (!step) return <span role="gridcell" className="border-l border-hairline" />
  const line = stepLinesOf(trace, allSteps).lineOf(step)
  const tone = step.entryIndex === now ? 'font-medium text-ink' : step.entryIndex < now ? 'text-ink' : 'text-tertiary'
  return (
    <span role="gridcell" onClick={() => scrubToEntry(step.entryIndex)} className={`flex min-w-0 cursor-pointer items-center gap-2 border-l border-hairline px-2 ${tone}`}>
      <span className="w-11 shrink-0 leading-4 whitespace-nowrap text-tertiary">
        {step.direction === 'in' ? page.captureIn : page.captureOut}
        {sinceNs !== 0 && <span className="block">+{(sinceNs / 1000).toFixed(1)}</span>}
      </span>
      <span className={`${lines === 3 ? 'line-clamp-3' : 'line-clamp-2'} min-w-0 flex-1 leading-4`} title={line}>
        {line}
      </span>
    </span>
  )
}
