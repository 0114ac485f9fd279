import { useCallback, useLayoutEffect, useRef, useState } from 'react'
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
  const { count, current, rowPx } = rows
  const [range, setRange] = useState({ first: 0, end: 40 })
  const newest = useRef(rows)
  newest.current = rows
  /** How the list was last seen to stand: to ask it at every step would lay out the page each time. */
  const seen = useRef<Sight>(undefined)
  const show = useCallback(
    (sight: Sight) => {
      seen.current = sight
      const first = Math.max(0, Math.floor(sight.scrollPx / rowPx) - OVERSCAN_ROWS)
      const end = Math.ceil((sight.scrollPx + sight.roomPx) / rowPx) + OVERSCAN_ROWS
      setRange((last) => (last.first === first && last.end === end ? last : { first, end }))
    },
    [rowPx],
  )
  useLayoutEffect(() => {
    const list = ref.current
    if (!list) return undefined
    const measure = () => show({ scrollPx: list.scrollTop, roomPx: list.clientHeight })
    const observer = new ResizeObserver(() => show(keptInSight(list, { scrollPx: list.scrollTop, roomPx: list.clientHeight }, newest.current)))
    observer.observe(list)
    list.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      list.removeEventListener('scroll', measure)
      seen.current = undefined
    }
  }, [ref, count, show])
  useLayoutEffect(() => {
    if (ref.current && seen.current) show(keptInSight(ref.current, seen.current, newest.current))
  }, [ref, current, show])
  return { first: Math.min(range.first, count), end: Math.min(range.end, count) }
}

interface Sight {
  readonly scrollPx: number
  readonly roomPx: number
}

/** Scrolls the list where it has to, and tells how it stands then. */
function keptInSight(list: HTMLElement, sight: Sight, { current, rowPx, headPx = 0 }: Rows): Sight {
  const top = current * rowPx
  const shownPx = sight.roomPx - headPx
  const isBelow = top + rowPx > sight.scrollPx + shownPx
  if (top === sight.scrollPx || (top > sight.scrollPx && !isBelow)) return sight
  // a list that has no room for a whole row shows what it can of this one
  const scrollPx = isBelow && shownPx >= rowPx ? Math.ceil((top + rowPx - shownPx) / rowPx) * rowPx : top
  list.scrollTop = scrollPx
  return { ...sight, scrollPx }
}
