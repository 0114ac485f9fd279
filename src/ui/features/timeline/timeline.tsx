import { memo, useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react'
import { placeName } from '../../../core/explain/place-name'
import { stepNarration } from '../../../core/explain/step-title'
import type { Inventory } from '../../../core/model/inventory'
import { ShortNames } from '../../../core/scene/short-names'
import type { Step, StepGroup } from '../../../core/scene/steps'
import { useElementWidth } from '../../components/use-element-width'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { namePlacer } from './group-names'
import type { PlacedName } from './group-names'
import { Overview, showSight } from './overview'
import { StepMark } from './step-mark'
import type { StepTime } from './step-mark'
import { groupsBetween, rightOfGroup, scrolledTo, stepAt, stepsBetween, stripOf, widthOf } from './strip'
import type { Strip } from './strip'
import { StepCounter, Transport } from './transport'

/** Below this width of a frame only the current one keeps its interface's name. */
const LABEL_FRAME_PX = 27

export function TimelineBar() {
  const words = useWords()
  return (
    <section aria-label={words.page.timeline} className="flex h-full items-center gap-3 border-t border-hairline bg-panel pr-4 max-phone:grid max-phone:grid-cols-[auto_1fr] max-phone:grid-rows-[48px_1fr] max-phone:gap-y-0">
      <Transport />
      <StepCounter />
      <Timeline />
    </section>
  )
}

/** Of more names none is compared with every other. */
const MOST_NAMES = 500
const NO_STEPS: readonly Step[] = []

/** Room beside what is seen that is drawn too; the window moves by this much. */
const OVERSCAN_PX = 400

/** Every step of the run in order, grouped by namespace; one slider for keyboard and pointer. Only what can be seen is drawn. */
function Timeline() {
  const words = useWords()
  const steps = useAppStore((state) => state.steps)
  const inventory = useAppStore((state) => state.inventory)
  const trace = useAppStore((state) => state.trace)
  const current = useAppStore((state) => state.playhead.step)
  const scrub = useAppStore((state) => state.scrub)
  const [ref, width] = useElementWidth<HTMLDivElement>()
  const strip = useMemo(() => stripOf(steps, width), [steps, width])
  const flow = inventory !== undefined && inventory.namespaces.length > MOST_NAMES ? steps : NO_STEPS
  const short = useMemo(() => new ShortNames(inventory === undefined ? [] : namesBeside(inventory, flow)), [inventory, flow])
  const nameAt = useMemo(() => inventory && namePlacer(strip, ({ netns }) => placeName(inventory, netns), short), [strip, inventory, short])
  const [windowPx, setWindowPx] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  const sight = useRef<HTMLSpanElement>(null)
  /** How far which strip has been scrolled: to ask the element would lay out the page at every step. */
  const scrolled = useRef<{ readonly strip: Strip; readonly px: number }>(undefined)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const fromPx = scrolled.current?.strip === strip ? scrolled.current.px : element.scrollLeft
    const px = scrolledTo(strip, current, fromPx, width)
    if (scrolled.current?.strip !== strip || px !== fromPx) element.scrollLeft = px
    scrolled.current = { strip, px }
    // a strip that was not there before stands at its start, and nothing scrolls
    setWindowPx(windowAt(px))
    showSight(sight.current, strip, px, width)
  }, [strip, current, width])
  const step = steps[current]
  if (!inventory || !step) return <div ref={ref} className="min-w-0 flex-1 max-phone:col-span-2 max-phone:pl-3" />
  const shown = stepsBetween(strip, windowPx - OVERSCAN_PX, windowPx + width + 2 * OVERSCAN_PX)
  const groups = groupsBetween(strip, shown)
  return (
    <div ref={ref} className="relative min-w-0 flex-1 max-phone:col-span-2 max-phone:pl-3">
      <div
        ref={scroller}
        role="slider"
        tabIndex={0}
        aria-label={words.page.timeline}
        aria-valuemin={1}
        aria-valuemax={steps.length}
        aria-valuenow={current + 1}
        aria-valuetext={`${words.picture.stepOf({ step: current + 1, count: steps.length })} ${stepNarration(step, inventory, trace, words)}`}
        onPointerDown={(event) => {
          if (event.button !== 0 || !event.isPrimary || !isOnStrip(event)) return
          event.currentTarget.setPointerCapture(event.pointerId)
          scrub(stepUnder(event, strip))
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(stepUnder(event, strip))
        }}
        onClick={(event) => scrubTo(event, scrub)}
        onKeyDown={(event) => scrubByKey(event, current, steps.length, scrub)}
        onScroll={({ currentTarget }) => {
          scrolled.current = { strip, px: currentTarget.scrollLeft }
          setWindowPx(windowAt(currentTarget.scrollLeft))
          showSight(sight.current, strip, currentTarget.scrollLeft, width)
        }}
        className="cursor-pointer touch-pan-y overflow-x-auto overflow-y-hidden select-none [scrollbar-width:none] -outline-offset-2!"
      >
        <div className="relative h-17" style={{ width: strip.widthPx }}>
          {strip.groups.slice(groups.first, groups.end).map((group, k) => (
            <Group key={group.first} group={group} name={nameAt?.(groups.first + k)} shown={shown} strip={strip} steps={steps} inventory={inventory} current={current} />
          ))}
        </div>
      </div>
      {strip.widthPx > width && <Overview strip={strip} steps={steps} current={current} sight={sight} onScrub={scrub} />}
    </div>
  )
}

/** What a name must not be taken for: any other of the lab; of a large one, what the flow comes to. */
function namesBeside(inventory: Inventory, flow: readonly Step[]): readonly string[] {
  if (flow === NO_STEPS) return inventory.namespaces.map(({ name }) => name)
  return [...new Set(flow.map(({ netns }) => netns))].map((netns) => placeName(inventory, netns))
}

function windowAt(scrollPx: number): number {
  return Math.floor(scrollPx / OVERSCAN_PX) * OVERSCAN_PX
}

/** A click without a pointer: of a screen reader, say. */
function scrubTo(event: MouseEvent, scrub: (step: number) => void): void {
  const mark = event.target instanceof Element ? event.target.closest('[data-step]') : null
  if (mark) scrub(Number(mark.getAttribute('data-step')))
}

/** Not on the scroll bar below it. */
function isOnStrip({ currentTarget, clientY }: PointerEvent<HTMLElement>): boolean {
  return clientY < currentTarget.getBoundingClientRect().top + currentTarget.clientHeight
}

function stepUnder({ currentTarget, clientX }: PointerEvent<HTMLElement>, strip: Strip): number {
  return stepAt(strip, clientX - currentTarget.getBoundingClientRect().left + currentTarget.scrollLeft)
}

function scrubByKey(event: KeyboardEvent, current: number, count: number, scrub: (step: number) => void): void {
  const to = { Home: 0, End: count - 1, PageDown: current + 5, PageUp: current - 5, ArrowUp: current + 1, ArrowDown: current - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  scrub(to)
}

interface GroupProps {
  readonly group: StepGroup
  readonly name: PlacedName | undefined
  readonly shown: { readonly first: number; readonly end: number }
  readonly strip: Strip
  readonly steps: readonly Step[]
  readonly inventory: Inventory
  readonly current: number
}

function Group({ group, name, shown, strip, steps, inventory, current }: GroupProps) {
  const left = strip.lefts[group.first] as number
  const widthPx = rightOfGroup(strip, group) - left
  const here = current >= group.first && current < group.end
  const first = Math.max(group.first, shown.first)
  const members = steps.slice(first, Math.min(group.end, shown.end))
  return (
    <div style={{ width: widthPx, left }} className="absolute top-1">
      <div title={placeName(inventory, group.netns)} className={`h-4 text-caption whitespace-nowrap ${here ? 'font-semibold' : 'text-secondary'}`}>
        {/* of a group that is partly in sight the name is */}
        {name && (
          <span style={{ marginLeft: name.leftPx - left }} className="sticky inset-x-0 inline-block">
            {name.text}
          </span>
        )}
      </div>
      <div className={`relative h-7 rounded-[4px] ${here ? 'bg-selected' : 'bg-hover'}`}>
        {members.map((step, offset) => (
          <Mark key={step.entryIndex} step={step} position={first + offset} left={(strip.lefts[first + offset] as number) - left} time={timeOf(first + offset, current)} strip={strip} />
        ))}
      </div>
    </div>
  )
}

interface MarkProps {
  readonly step: Step
  readonly position: number
  readonly left: number
  readonly time: StepTime
  readonly strip: Strip
}

function timeOf(position: number, current: number): StepTime {
  return position < current ? 'past' : position === current ? 'now' : 'ahead'
}

/** Of hundreds of marks a step changes a few. */
const Mark = memo(function Mark({ step, position, left, time, strip }: MarkProps) {
  const words = useWords()
  const now = time === 'now'
  const label = step.kind === 'drop' ? words.page.dropped : step.kind === 'frame' ? interfaceLabel(step.interfaceName) : ''
  return (
    <div data-step={position} style={{ width: widthOf(strip, step), left }} className="absolute inset-y-0 grid place-items-center">
      {now && <span className={`absolute inset-y-0 left-1/2 -translate-x-1/2 rounded-[5px] border-2 border-ink ${step.kind === 'decision' ? 'w-5' : 'w-7'}`} />}
      <StepMark step={step} time={time} />
      {(now || strip.framePx >= LABEL_FRAME_PX) && label !== '' && (
        <span
          className={`absolute top-full left-1/2 -translate-x-1/2 text-caption whitespace-nowrap ${step.kind === 'drop' ? 'font-semibold text-drop' : now ? 'font-semibold' : 'text-tertiary'}`}
        >
          {label}
        </span>
      )}
    </div>
  )
})

/** Host veths are told apart by their namespace; their hash would not fit. */
function interfaceLabel(name: string): string {
  if (name.startsWith('cali')) return 'cali'
  if (name === 'vxlan.calico') return 'vxlan'
  return name === 'wireguard.cali' ? 'wg' : name
}
