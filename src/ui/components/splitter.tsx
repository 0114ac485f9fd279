import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

interface SplitterProps {
  readonly label: string
  /** The panel whose edge this is: its upper one, or its left one. */
  readonly panel: RefObject<HTMLElement | null>
  readonly edge: 'top' | 'left'
  readonly least: number
  readonly most: () => number
  /** `undefined`: the size that it has of its own. */
  readonly onSize: (px: number | undefined) => void
}

const STEP_PX = 16

const LOOK = {
  top: 'inset-x-0 -top-[3px] h-[7px] cursor-row-resize',
  left: 'inset-y-0 -left-[3px] w-[7px] cursor-col-resize',
} as const

/** The edge of a panel that can be moved, by hand or by arrow keys; Enter and a double click give the panel its own size again. */
export function Splitter({ label, panel, edge, least, most, onSize }: SplitterProps) {
  const drag = useRef<{ readonly from: number; readonly size: number }>(undefined)
  const size = useSizeOf(panel, edge)
  const sizeNow = () => lengthOf(panel.current, edge)
  const resize = (px: number) => onSize(Math.max(least, Math.min(most(), px)))
  const placeOf = (event: React.PointerEvent) => (edge === 'top' ? event.clientY : event.clientX)
  const onKeyDown = (event: React.KeyboardEvent) => {
    const [more, less] = edge === 'top' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight']
    const sizes: Readonly<Record<string, () => void>> = {
      [more]: () => resize(sizeNow() + STEP_PX),
      [less]: () => resize(sizeNow() - STEP_PX),
      Home: () => resize(least),
      End: () => resize(most()),
      Enter: () => onSize(undefined),
    }
    const act = sizes[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation={edge === 'top' ? 'horizontal' : 'vertical'}
      aria-valuenow={Math.round(size)}
      aria-valuemin={least}
      aria-valuemax={Math.round(Math.max(most(), size))}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onSize(undefined)}
      onPointerDown={(event) => {
        drag.current = { from: placeOf(event), size: sizeNow() }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (drag.current) resize(drag.current.size + drag.current.from - placeOf(event))
      }}
      onPointerUp={() => {
        drag.current = undefined
      }}
      onPointerCancel={() => {
        drag.current = undefined
      }}
      className={`absolute z-5 touch-none hover:bg-box focus-visible:bg-ink max-side:hidden print:hidden ${LOOK[edge]}`}
    />
  )
}

function lengthOf(element: HTMLElement | null, edge: SplitterProps['edge']): number {
  return element === null ? 0 : edge === 'top' ? element.offsetHeight : element.offsetWidth
}

function useSizeOf(panel: RefObject<HTMLElement | null>, edge: SplitterProps['edge']): number {
  const [size, setSize] = useState(0)
  useEffect(() => {
    const element = panel.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => setSize(lengthOf(element, edge)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [panel, edge])
  return size
}
