import { useEffect, useMemo, useRef } from 'react'
import type { KeyboardEvent, MouseEvent } from 'react'
import { placeName } from '../../../core/explain/place-name'
import { stepNarration } from '../../../core/explain/step-title'
import type { Inventory } from '../../../core/model/inventory'
import { groupSteps } from '../../../core/scene/steps'
import type { Step, StepGroup } from '../../../core/scene/steps'
import { useElementWidth } from '../../components/use-element-width'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { fitName } from './fit-name'
import { StepMark } from './step-mark'
import { StepCounter, Transport } from './transport'

/** A decision takes this much of a frame's room. */
const DECISION_WIDTH = 0.56
const GROUP_GAP_PX = 6
const MIN_FRAME_PX = 20
/** Below this width of a frame only the current one keeps its interface's name. */
const LABEL_FRAME_PX = 27

export function TimelineBar() {
  const words = useWords()
  return (
    <section aria-label={words.page.timeline} className="flex h-full items-center gap-3 border-t border-hairline bg-panel pr-4">
      <Transport />
      <StepCounter />
      <Timeline />
    </section>
  )
}

/** Every step of the run in order, grouped by namespace; one slider for keyboard and pointer. */
function Timeline() {
  const words = useWords()
  const steps = useAppStore((state) => state.steps)
  const inventory = useAppStore((state) => state.inventory)
  const trace = useAppStore((state) => state.trace)
  const current = useAppStore((state) => state.playhead.step)
  const scrub = useAppStore((state) => state.scrub)
  const groups = useMemo(() => groupSteps(steps), [steps])
  const [ref, width] = useElementWidth<HTMLDivElement>()
  const step = steps[current]
  if (!inventory || !step) return <div ref={ref} className="min-w-0 flex-1" />
  const units = steps.reduce((sum, { kind }) => sum + (kind === 'decision' ? DECISION_WIDTH : 1), 0)
  const framePx = Math.max(MIN_FRAME_PX, (width - GROUP_GAP_PX * groups.length) / units)
  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label={words.page.timeline}
      aria-valuemin={1}
      aria-valuemax={steps.length}
      aria-valuenow={current + 1}
      aria-valuetext={`${words.picture.stepOf({ step: current + 1, count: steps.length })} ${stepNarration(step, inventory, trace, words)}`}
      onClick={(event) => scrubTo(event, scrub)}
      onKeyDown={(event) => scrubByKey(event, current, steps.length, scrub)}
      className="flex min-w-0 flex-1 cursor-pointer gap-1.5 overflow-x-auto overflow-y-hidden pt-1 pb-5 -outline-offset-2!"
    >
      {groups.map((group) => (
        <Group key={group.first} group={group} steps={steps} inventory={inventory} current={current} framePx={framePx} />
      ))}
    </div>
  )
}

function scrubTo(event: MouseEvent, scrub: (step: number) => void): void {
  const mark = event.target instanceof Element ? event.target.closest('[data-step]') : null
  if (mark) scrub(Number(mark.getAttribute('data-step')))
}

function scrubByKey(event: KeyboardEvent, current: number, count: number, scrub: (step: number) => void): void {
  const to = { Home: 0, End: count - 1, PageDown: current + 5, PageUp: current - 5, ArrowUp: current + 1, ArrowDown: current - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  scrub(to)
}

interface GroupProps {
  readonly group: StepGroup
  readonly steps: readonly Step[]
  readonly inventory: Inventory
  readonly current: number
  readonly framePx: number
}

function Group({ group, steps, inventory, current, framePx }: GroupProps) {
  const members = steps.slice(group.first, group.end)
  const here = current >= group.first && current < group.end
  const widthPx = members.reduce((sum, step) => sum + stepWidth(step, framePx), 0)
  const name = placeName(inventory, group.netns)
  return (
    <div style={{ width: widthPx }} className="shrink-0">
      <div title={name} className={`h-4 text-center text-caption whitespace-nowrap ${here ? 'font-semibold' : 'text-secondary'}`}>
        {fitName(name, widthPx + GROUP_GAP_PX)}
      </div>
      <div className={`flex h-7 rounded-[4px] ${here ? 'bg-selected' : 'bg-hover'}`}>
        {members.map((step, offset) => (
          <Mark key={step.entryIndex} step={step} position={group.first + offset} current={current} framePx={framePx} />
        ))}
      </div>
    </div>
  )
}

function stepWidth(step: Step, framePx: number): number {
  return step.kind === 'decision' ? framePx * DECISION_WIDTH : framePx
}

function Mark({ step, position, current, framePx }: { readonly step: Step; readonly position: number; readonly current: number; readonly framePx: number }) {
  const words = useWords()
  const now = position === current
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (now) ref.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [now])
  const label = step.kind === 'drop' ? words.page.dropped : step.kind === 'frame' ? interfaceLabel(step.interfaceName) : ''
  return (
    <div ref={ref} data-step={position} style={{ width: stepWidth(step, framePx) }} className="relative grid place-items-center">
      {now && <span className={`absolute inset-y-0 left-1/2 -translate-x-1/2 rounded-[5px] border-2 border-ink ${step.kind === 'decision' ? 'w-5' : 'w-7'}`} />}
      <StepMark step={step} time={position < current ? 'past' : now ? 'now' : 'ahead'} />
      {(now || framePx >= LABEL_FRAME_PX) && label !== '' && (
        <span
          className={`absolute top-full left-1/2 -translate-x-1/2 text-caption whitespace-nowrap ${step.kind === 'drop' ? 'font-semibold text-drop' : now ? 'font-semibold' : 'text-tertiary'}`}
        >
          {label}
        </span>
      )}
    </div>
  )
}

/** Host veths are told apart by their namespace; their hash would not fit. */
function interfaceLabel(name: string): string {
  if (name.startsWith('cali')) return 'cali'
  if (name === 'vxlan.calico') return 'vxlan'
  return name === 'wireguard.cali' ? 'wg' : name
}
