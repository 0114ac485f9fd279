import { useLayoutEffect, useMemo, useState } from 'react'
import type { RefObject } from 'react'
import type { CaptureRow } from '../../../core/export/capture-columns'
import { stepLinesOf } from '../../../core/export/step-lines'
import { useAppStore } from '../../store/app-store'

/** A character of the caption size in the monospaced font: 0.6 of 11 px. */
const CHARACTER_PX = 6.6
const LINE_PX = 16
const PADDING_PX = 8
/** The least width of the column of times, and what stands in it and in a cell beside the text. */
const LEAST_TIME_PX = 56
const TIME_BESIDE_PX = 18
const CELL_BESIDE_PX = 70
/** The least width of a column, as the grid has it. */
const LEAST_COLUMN_PX = 304
/** Lines break between words: so much of a row is used. */
const FILLED = 0.88
const MOST_LINES = 3
/** Packets that are asked how long their lines are; those of one flow are alike. */
const ASKED_ROWS = 200

export interface RowSize {
  readonly lines: 2 | 3
  readonly rowPx: number
  /** The width of the column of times. */
  readonly timePx: number
}

/** How many lines a packet needs so that the longest can be read whole, a tunnel's with its inner packet; three at most. */
export function useRowSize(ref: RefObject<HTMLElement | null>, rows: readonly CaptureRow[], columnCount: number, latestTime: string): RowSize {
  const width = useWidth(ref, rows.length + columnCount > 0)
  const timePx = Math.max(LEAST_TIME_PX, Math.ceil(latestTime.length * CHARACTER_PX) + TIME_BESIDE_PX)
  const trace = useAppStore((state) => state.trace)
  const allSteps = useAppStore((state) => state.allSteps)
  const longest = useMemo(() => {
    const lines = stepLinesOf(trace, allSteps)
    return Math.max(0, ...rows.slice(0, ASKED_ROWS).flatMap(({ cells }) => cells.map((step) => (step ? lines.lineOf(step).length : 0))))
  }, [trace, allSteps, rows])
  const columnPx = Math.max(LEAST_COLUMN_PX, (width - timePx) / Math.max(1, columnCount))
  const perLine = ((columnPx - CELL_BESIDE_PX) / CHARACTER_PX) * FILLED
  const lines = Math.ceil(longest / perLine) >= MOST_LINES ? 3 : 2
  return { lines, rowPx: PADDING_PX + lines * LINE_PX, timePx }
}

function useWidth(ref: RefObject<HTMLElement | null>, isThere: boolean): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref, isThere])
  return width
}
