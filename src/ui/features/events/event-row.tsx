import { memo, useMemo } from 'react'
import { placeName, shortInterfaceName } from '../../../core/explain/place-name'
import type { Step } from '../../../core/scene/steps'
import { CrossMark, DiamondMark } from '../../components/icons'
import { MiddleText } from '../../components/middle-text'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { microseconds } from './event-columns'
import type { EventColumns } from './event-columns'
import { lineOf } from './step-lines'

export const EVENT_ROW_PX = 22

/** One step: two bars (outer, inner), number, microseconds, place, what tcpdump prints or what was decided, bytes. */
export const EventRow = memo(function EventRow({ step, position, row, rowCount, columns }: { readonly step: Step; readonly position: number; readonly row: number; readonly rowCount: number; readonly columns: EventColumns }) {
  const time = useAppStore((state) => (position === state.playhead.step ? 'now' : position < state.playhead.step ? 'past' : 'ahead'))
  const startNs = useAppStore((state) => state.steps[0]?.timeNs ?? 0)
  const inventory = useAppStore((state) => state.inventory)
  const trace = useAppStore((state) => state.trace)
  const words = useWords()
  const scrub = useAppStore((state) => state.scrub)
  const allSteps = useAppStore((state) => state.allSteps)
  const line = useMemo(() => (inventory ? lineOf(step, { trace, allSteps, inventory, words }) : ''), [step, trace, allSteps, inventory, words])
  if (!inventory) return null
  const tone = step.kind === 'drop' ? 'text-drop font-medium' : time === 'now' ? 'text-ink font-medium' : time === 'past' ? 'text-ink' : 'text-tertiary'
  return (
    <div
      id={`event-${position}`}
      role="option"
      aria-selected={time === 'now'}
      aria-setsize={rowCount}
      aria-posinset={row + 1}
      onClick={() => scrub(position)}
      style={{ top: row * EVENT_ROW_PX }}
      className={`absolute inset-x-0 flex h-5.5 cursor-pointer items-center gap-2 pr-4 font-mono text-caption whitespace-nowrap hover:bg-hover aria-selected:bg-selected ${tone}`}
    >
      <Bars step={step} />
      <span style={{ width: columns.number }} className="shrink-0 text-right">{position + 1}</span>
      <span style={{ width: columns.time }} className="shrink-0 text-right text-secondary">
        {step.kind === 'frame' && microseconds(step.timeNs - startNs)}
      </span>
      <span className="flex w-30 shrink-0 gap-[1ch] pl-1 max-phone:w-24 tree:w-44" title={`${placeName(inventory, step.netns)} ${step.interfaceName}`}>
        <MiddleText text={placeName(inventory, step.netns)} />
        <span className="shrink-0">{shortInterfaceName(step.interfaceName)}</span>
      </span>
      <span className={`min-w-0 flex-1 truncate ${step.kind === 'frame' ? '' : 'flex items-center gap-1 font-sans'}`} title={line}>
        {step.kind === 'decision' && <DiamondMark />}
        {step.kind === 'drop' && <CrossMark size={10} />}
        {line}
      </span>
      <span className="shrink-0 text-right">{step.kind === 'frame' && step.bytes}</span>
    </div>
  )
})

/** The outer bar is the mode's hue while wrapped; the inner one the protocol's line colour, unless it is sealed. */
function Bars({ step }: { readonly step: Step }) {
  const bare = step.kind !== 'frame'
  return (
    <span aria-hidden="true" data-protocol={step.protocol} data-mode={step.mode ?? 'direct'} className="flex h-4 shrink-0 forced-color-adjust-none">
      <span className={`w-1 ${bare ? '' : step.mode ? 'bg-hue' : 'bg-strong'}`} />
      <span className={`w-1 ${bare || !step.mode ? '' : step.sealed ? 'bg-hue' : 'bg-strong'}`} />
    </span>
  )
}
