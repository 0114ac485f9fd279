import { useLayoutEffect, useState } from 'react'
import type { RefObject } from 'react'

/** Rows kept ready above and below what is in sight. */
const OVERSCAN_ROWS = 6

/** The rows of a list that scrolls, all of one height, below a head that stays. */
export interface Rows {
  readonly count: number
  /** The row to be kept in sight. */
  readonly current: number
  readonly rowPx: number
  readonly headPx?: number
}

/** The half-open range of rows to render for where the list is scrolled to; `current` is kept among them, also when the list's size changes. */
export function useRowsInSight(ref: RefObject<HTMLElement | null>, rows: Rows): { readonly first: number; readonly end: number } {
  const { count, current, rowPx, headPx = 0 } = rows
  const [range, setRange] = useState({ first: 0, end: 40 })
  useLayoutEffect(() => {
    const list = ref.current
    if (!list) return undefined
    const measure = () => {
      const first = Math.max(0, Math.floor(list.scrollTop / rowPx) - OVERSCAN_ROWS)
      const end = Math.ceil((list.scrollTop + list.clientHeight) / rowPx) + OVERSCAN_ROWS
      setRange((last) => (last.first === first && last.end === end ? last : { first, end }))
    }
    const observer = new ResizeObserver(() => {
      keepInSight(list, current, { count, current, rowPx, headPx })
      measure()
    })
    observer.observe(list)
    list.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      list.removeEventListener('scroll', measure)
    }
  }, [ref, count, current, rowPx, headPx])
  return { first: Math.min(range.first, count), end: Math.min(range.end, count) }
}

function keepInSight(list: HTMLElement, row: number, { rowPx, headPx = 0 }: Rows): void {
  const top = row * rowPx
  const shownPx = list.clientHeight - headPx
  if (top < list.scrollTop) list.scrollTop = top
  else if (top + rowPx > list.scrollTop + shownPx) list.scrollTop = Math.ceil((top + rowPx - shownPx) / rowPx) * rowPx
}
