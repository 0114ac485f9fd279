import { useMemo, useState } from 'react'
import { clockEndNs, placeAt } from '../../../core/explain/flow-clock'
import type { ClockLeg } from '../../../core/explain/flow-clock'
import type { FlowColumn } from '../../../core/explain/flow-column'
import { shortTime } from '../../../core/explain/short-time'
import { CrossMark } from '../../components/icons'
import { ModeMark } from '../../components/mode-mark'
import { useWords } from '../../store/use-words'
import { clockRange, ticksOf } from './clock-range'
import type { ClockRange } from './clock-range'

/** Every flow on one axis of time, and a hand that tells where each packet is then. */
export function OneClock({ columns }: { readonly columns: readonly FlowColumn[] }) {
  const words = useWords().compareView
  const range = useMemo(() => clockRange(columns.map(({ clock }) => clock)), [columns])
  const [handNs, setHandNs] = useState(0)
  if (range === undefined) return null
  const at = Math.min(Math.max(handNs, range.fromNs), range.toNs)
  return (
    <section aria-label={words.clock} className="-bottom-4 mt-3 -mb-4 border-t-2 border-hairline bg-panel pt-1 pb-4 short:-bottom-3 short:mt-1.5 short:-mb-3 short:pb-2 [@media(min-height:700px)]:sticky">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <p>
          <span className="font-semibold">{words.clock}</span> <span className="text-secondary">{words.clockAbout}</span>
        </p>
        <Keys hasDrop={columns.some(({ clock }) => clock.dropsNs.length > 0)} />
      </div>
      <div className="grid grid-cols-[9.5rem_minmax(0,1fr)_11rem] gap-x-3">
        <Axis range={range} atNs={at} onMove={setHandNs} />
        {columns.map((column, position) => (
          <Lane key={position} column={column} range={range} atNs={at} />
        ))}
      </div>
    </section>
  )
}

function Axis({ range, atNs, onMove }: { readonly range: ClockRange; readonly atNs: number; readonly onMove: (ns: number) => void }) {
  const words = useWords().compareView
  return (
    <>
      <span />
      <div className="relative h-9 text-caption text-tertiary">
        {ticksOf(range).map((tick) => (
          <span key={tick} style={{ left: percent(tick, range) }} className="absolute -translate-x-1/2 whitespace-nowrap">
            {tickText(tick)}
          </span>
        ))}
        <input type="range" aria-label={words.clockTime} aria-valuetext={shortTime(atNs)} min={range.fromNs} max={range.toNs} step="any" value={atNs} onChange={({ target }) => onMove(Number(target.value))} className="absolute -inset-x-2 bottom-0 w-[calc(100%+1rem)] accent-(--text-primary)" />
      </div>
      <span className="self-end pb-1 text-caption text-tertiary">{shortTime(atNs)}</span>
    </>
  )
}

/** A round time. */
function tickText(timeNs: number): string {
  return Math.abs(timeNs) < 1e6 ? `${Number((timeNs / 1e3).toFixed(1))} µs` : shortTime(timeNs)
}

function Lane({ column, range, atNs }: { readonly column: FlowColumn; readonly range: ClockRange; readonly atNs: number }) {
  const words = useWords().compareView
  const { clock, ranUnder, modeName } = column
  const first = clock.hops[0]
  const endNs = clockEndNs(clock)
  return (
    <>
      <span className="flex h-6 items-center gap-1.5 short:h-5">
        <ModeMark mode={ranUnder} />
        {modeName}
      </span>
      <div data-mode={ranUnder} data-protocol={column.protocol} className="relative h-6 overflow-clip short:h-5 forced-color-adjust-none [overflow-clip-margin:6px]">
        {clock.legs.map((leg, index) => (
          <Leg key={index} leg={leg} range={range} />
        ))}
        {first && first.timeNs < range.fromNs && <span className="absolute top-0 left-1 rounded-[2px] bg-panel px-1 text-caption leading-6 text-secondary short:leading-5">← {words.clockEarlier({ time: shortTime(-first.timeNs) })}</span>}
        <span aria-hidden="true" style={{ left: percent(atNs, range) }} className="absolute inset-y-0 w-px bg-ink" />
        {clock.dropsNs.map((dropNs, index) => (
          <span key={index} style={{ left: percent(dropNs, range) }} className="absolute top-[5px] flex -translate-x-1/2 text-drop">
            <CrossMark size={14} />
          </span>
        ))}
      </div>
      <span className="flex h-6 items-center justify-between gap-2 overflow-hidden text-caption short:h-5">
        <span className="truncate font-mono">{endNs === undefined || atNs >= endNs ? column.shortVerdict : (placeAt(clock, atNs) ?? words.clockNotYet)}</span>
        {endNs !== undefined && <span className="font-mono whitespace-nowrap text-secondary">{shortTime(endNs)}</span>}
      </span>
    </>
  )
}

function Leg({ leg, range }: { readonly leg: ClockLeg; readonly range: ClockRange }) {
  const span = { left: percent(leg.fromNs, range), width: `${((leg.toNs - leg.fromNs) / (range.toNs - range.fromNs)) * 100}%` }
  if (leg.kind !== 'answering') return <span data-mode={leg.kind === 'wrapped' ? leg.mode : undefined} style={span} className={`absolute ${FACES[leg.kind]} ${leg.kind === 'wrapped' && leg.mode === 'wireguard' ? 'sealed' : ''}`} />
  return (
    <>
      <span style={{ left: percent(leg.fromNs, range) }} className="absolute top-2 size-2 -translate-x-1 rounded-full border-2 border-strong bg-panel" />
      <span style={{ left: percent(leg.toNs, range) }} className="absolute top-2 size-2 -translate-x-1 rounded-full bg-strong" />
    </>
  )
}

const FACES: Readonly<Record<Exclude<ClockLeg['kind'], 'answering'>, string>> = {
  plain: 'top-[11px] h-0.5 bg-strong',
  wrapped: 'top-[6px] h-3 border-y border-hue bg-tint',
  asking: 'top-[11px] border-t-2 border-dotted border-strong',
  shaking: 'top-[11px] border-t-2 border-dotted border-strong',
}

function Keys({ hasDrop }: { readonly hasDrop: boolean }) {
  const { clockKeys } = useWords().compareView
  return (
    <ul className="flex flex-wrap gap-x-4 text-caption text-secondary" data-protocol="icmp" data-mode="ipip">
      {(['plain', 'wrapped', 'asking'] as const).map((kind) => (
        <li key={kind} className="flex items-center gap-1.5">
          <span aria-hidden="true" className="relative inline-block h-6 w-6 forced-color-adjust-none">
            <span className={`absolute inset-x-0 ${FACES[kind]}`} />
          </span>
          {clockKeys[kind === 'asking' ? 'waiting' : kind]}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <span aria-hidden="true" className="flex gap-1.5 forced-color-adjust-none">
          <span className="size-2 rounded-full border-2 border-strong bg-panel" />
          <span className="size-2 rounded-full bg-strong" />
        </span>
        {clockKeys.arrived}
      </li>
      {hasDrop && (
        <li className="flex items-center gap-1.5">
          <span className="flex text-drop forced-color-adjust-none">
            <CrossMark size={14} />
          </span>
          {clockKeys.dropped}
        </li>
      )}
    </ul>
  )
}

function percent(timeNs: number, { fromNs, toNs }: ClockRange): string {
  return `${((timeNs - fromNs) / (toNs - fromNs)) * 100}%`
}
