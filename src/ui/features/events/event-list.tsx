import { useMemo, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useRowsInSight } from '../../components/use-rows-in-sight'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { columnsOf } from './event-columns'
import { EVENT_ROW_PX, EventRow } from './event-row'
import { useKeptEvents } from './use-kept-events'

/** What happened in this flow, one line a step; only the rows in sight are in the page. */
export function EventList() {
  const words = useWords()
  const steps = useAppStore((state) => state.steps)
  const playhead = useAppStore((state) => state.playhead.step)
  const scrub = useAppStore((state) => state.scrub)
  const ref = useRef<HTMLDivElement>(null)
  const { positions, hidden } = useKeptEvents()
  // between two rows that are kept, the one before is where one stands
  const current = Math.max(0, positions.findLastIndex((position) => position <= playhead))
  const { first, end } = useRowsInSight(ref, { count: positions.length, current, rowPx: EVENT_ROW_PX })
  const columns = useMemo(() => columnsOf(steps), [steps])
  const rows = positions.slice(first, end).flatMap((position) => steps[position] ?? [])
  if (steps.length === 0) return <p className="px-4 py-2 text-tertiary">{words.page.nothingYet}</p>
  if (positions.length === 0) return hidden > 0 ? <HiddenEvents count={hidden} /> : <p className="px-4 py-2 text-tertiary">{words.page.filterNothing}</p>
  return (
    <div
      ref={ref}
      role="listbox"
      tabIndex={0}
      aria-label={words.bottom.events}
      aria-activedescendant={`event-${positions[current] ?? 0}`}
      onKeyDown={(event) => scrubByKey(event, current, positions, scrub)}
      className="min-h-0 flex-1 overflow-y-auto contain-content -outline-offset-2! side:max-tree:my-1"
    >
      <div style={{ height: positions.length * EVENT_ROW_PX }} className="relative">
        {rows.map((step, offset) => (
          <EventRow key={step.entryIndex} step={step} position={positions[first + offset] ?? 0} row={first + offset} rowCount={positions.length} columns={columns} />
        ))}
      </div>
    </div>
  )
}

/** What the filter asks for is there, and not listed. */
function HiddenEvents({ count }: { readonly count: number }) {
  const words = useWords()
  const setShowArp = useAppStore((state) => state.setShowArp)
  return (
    <p className="px-4 py-2 text-tertiary">
      {words.page.filterHidden({ count })}{' '}
      <button type="button" onClick={() => setShowArp(true)} className="text-ink underline underline-offset-2">
        {words.page.filterShowHidden}
      </button>
    </p>
  )
}

function scrubByKey(event: KeyboardEvent, current: number, positions: readonly number[], scrub: (step: number) => void): void {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
  const to = by === undefined ? undefined : positions[Math.min(Math.max(0, current + by), positions.length - 1)]
  if (to === undefined) return
  event.preventDefault()
  scrub(to)
}
