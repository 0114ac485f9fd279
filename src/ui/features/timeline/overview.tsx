import { useMemo } from 'react'
import type { PointerEvent, RefObject } from 'react'
import type { Step } from '../../../core/scene/steps'
import { stepAt } from './strip'
import type { Strip } from './strip'

/** So many drops are marked; more would be a red line. */
const MOST_DROPS = 100

interface OverviewProps {
  readonly strip: Strip
  readonly steps: readonly Step[]
  readonly current: number
  /** The frame around what is in sight: who scrolls the strip moves it. */
  readonly sight: RefObject<HTMLSpanElement | null>
  readonly onScrub: (step: number) => void
}

/** All of a strip that is longer than its room, as a thin line: what is past, where packets end, and what is in sight. */
export function Overview({ strip, steps, current, sight, onScrub }: OverviewProps) {
  const drops = useMemo(() => firstDrops(steps), [steps])
  const scrubTo = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    onScrub(stepAt(strip, ((event.clientX - left) / width) * strip.widthPx))
  }
  return (
    <div
      aria-hidden="true"
      data-overview=""
      className="absolute inset-x-0 bottom-0 h-1.5 cursor-pointer touch-none rounded-full bg-hover"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        scrubTo(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrubTo(event)
      }}
    >
      <span style={{ width: share(strip.lefts[current] ?? 0, strip) }} className="absolute inset-y-0 left-0 rounded-full bg-box" />
      {drops.map((position) => (
        <span key={position} style={{ left: share(strip.lefts[position] ?? 0, strip) }} className="absolute inset-y-0 w-0.5 bg-drop" />
      ))}
      <span ref={sight} className="absolute -inset-y-px rounded-full border border-ink" />
    </div>
  )
}

function firstDrops(steps: readonly Step[]): readonly number[] {
  return steps.flatMap((step, position) => (step.kind === 'drop' ? [position] : [])).slice(0, MOST_DROPS)
}

/** Puts the frame around what is in sight. */
export function showSight(sight: HTMLElement | null, strip: Strip, scrollPx: number, roomPx: number): void {
  if (sight === null) return
  sight.style.left = share(scrollPx, strip)
  sight.style.width = share(roomPx, strip)
}

function share(px: number, strip: Strip): string {
  return `${Math.min(100, (px / strip.widthPx) * 100)}%`
}
