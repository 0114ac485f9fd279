import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useRowsInSight } from '../../components/use-rows-in-sight'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { CAPTURE_HEAD_PX, CaptureHead } from './capture-head'
import { CaptureRowView, captureTime } from './capture-row'
import { scrubToEntry } from './scrub-to-entry'
import { useCaptures } from './use-captures'
import { useRowSize } from './use-row-size'

/** What the chosen interfaces saw, a column each, on one clock: what stands in one row is one packet. */
export function CapturesPanel() {
  const words = useWords()
  const { places, rows } = useCaptures()
  const ref = useRef<HTMLDivElement>(null)
  const now = useAppStore((state) => state.steps[state.playhead.step]?.entryIndex ?? -1)
  const startNs = useAppStore((state) => state.allSteps[0]?.timeNs ?? 0)
  const seen = rows.findLastIndex(({ cells }) => cells.some((step) => step?.entryIndex === now))
  const current = Math.max(0, seen >= 0 ? seen : rows.findLastIndex(({ first }) => first.entryIndex <= now))
  const latestNs = rows.at(-1)?.first.timeNs ?? startNs
  const size = useRowSize(ref, rows, places.length, captureTime(latestNs, startNs))
  const { first, end } = useRowsInSight(ref, { count: rows.length, current, rowPx: size.rowPx, headPx: CAPTURE_HEAD_PX })
  const hasSteps = useAppStore((state) => state.steps.length > 0)
  if (!hasSteps) return <p className="px-4 py-2 text-tertiary">{words.page.nothingYet}</p>
  if (places.length === 0) return <p className="px-4 py-2 text-tertiary">{words.page.captureNone}</p>
  const columns = `${size.timePx}px repeat(${places.length}, minmax(19rem, 1fr))`
  return (
    <div
      ref={ref}
      role="grid"
      tabIndex={0}
      aria-label={words.bottom.captures}
      aria-rowcount={rows.length + 1}
      aria-colcount={places.length + 1}
      aria-activedescendant={rows.length === 0 ? undefined : `capture-${current}`}
      onKeyDown={(event) => scrubByKey(event, current, rows.map(({ first: step }) => step.entryIndex))}
      className="min-h-0 flex-1 overflow-auto -outline-offset-2!"
    >
      <div className="min-w-max">
        <CaptureHead places={places} columns={columns} />
        <div role="rowgroup" style={{ height: rows.length * size.rowPx }} className="relative">
          {rows.slice(first, end).map((row, offset) => (
            <CaptureRowView key={row.first.entryIndex} row={row} index={first + offset} size={size} columns={columns} startNs={startNs} now={now} isCurrent={first + offset === current} />
          ))}
        </div>
      </div>
      {rows.length === 0 && <p className="px-4 py-2 text-tertiary">{words.page.captureUnseen}</p>}
    </div>
  )
}

function scrubByKey(event: KeyboardEvent, current: number, entries: readonly number[]): void {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
  const entry = by === undefined ? undefined : entries[Math.min(Math.max(0, current + by), entries.length - 1)]
  if (entry === undefined) return
  event.preventDefault()
  scrubToEntry(entry)
}
