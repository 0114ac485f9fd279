import { memo, useMemo } from 'react'
import { stepNarration } from '../../../core/explain/step-title'
import { stageTable } from '../../../core/scene/stage-table'
import type { StageTableRow } from '../../../core/scene/stage-table'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

const CELL = 'py-1 pr-4 text-left align-top font-normal'
const NAMES = `${CELL} whitespace-nowrap`

/** The stage's twin: the same places, and where the packet is, in rows. Unseen but read out beside the picture, or in its place. */
export function StageTable() {
  const words = useWords().stageTable
  const isShown = useAppStore((state) => state.stageView === 'table')
  if (!isShown) {
    return (
      <div className="sr-only">
        <PlaceTable />
      </div>
    )
  }
  return (
    <section aria-label={words.name} tabIndex={0} className="absolute inset-0 overflow-auto bg-stage px-6 py-4 -outline-offset-2!">
      <button type="button" onClick={() => appStore.getState().showStageAs('picture')} className="mb-3 h-7 rounded-[4px] border border-control bg-panel px-3 font-medium hover:bg-hover">
        {words.back}
      </button>
      <PlaceTable />
    </section>
  )
}

function PlaceTable() {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const steps = useAppStore((state) => state.steps)
  const trace = useAppStore((state) => state.trace)
  const current = useAppStore((state) => state.playhead.step)
  const table = useMemo(() => (inventory === undefined ? undefined : stageTable(inventory, steps)), [inventory, steps])
  if (table === undefined || inventory === undefined) return null
  const step = steps[current]
  const now = step === undefined ? '' : `${words.picture.stepOf({ step: current + 1, count: steps.length })} ${stepNarration(step, inventory, trace, words)}`
  return (
    <table className="border-collapse text-body">
      <caption className="pb-2 text-left">
        <span className="font-semibold">{words.stageTable.name}</span> {now}
        {table.folded > 0 && ` ${words.stageTable.folded({ count: table.folded })}`}
      </caption>
      <thead>
        <tr className="text-caption text-secondary">
          <th scope="col" className={CELL}>{words.stageTable.place}</th>
          <th scope="col" className={CELL}>{words.stageTable.within}</th>
          <th scope="col" className={CELL}>{words.stageTable.addresses}</th>
          <th scope="col" className={CELL}>{words.stageTable.packet}</th>
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <PlaceRow key={row.place} row={row} seen={seenAt(row, current)} now={step?.netns === row.place ? now : ''} />
        ))}
      </tbody>
    </table>
  )
}

/** How many of the steps there lie behind the playhead. */
function seenAt(row: StageTableRow, current: number): number {
  return row.visits.findLastIndex((position) => position < current) + 1
}

interface RowProps {
  readonly row: StageTableRow
  readonly seen: number
  /** What happens there at this step; empty elsewhere. */
  readonly now: string
}

/** Drawn anew only when the packet comes, goes or acts there. */
const PlaceRow = memo(function PlaceRow({ row, seen, now }: RowProps) {
  const words = useWords().stageTable
  const passed = seen === 0 ? '' : words.passed({ steps: row.visits.slice(0, seen).map((position) => position + 1).join(', ') })
  return (
    <tr aria-current={now === '' ? undefined : 'step'} className="border-t border-hairline aria-[current=step]:bg-selected aria-[current=step]:font-medium">
      <th scope="row" className={NAMES}>
        <span className="text-secondary">{words.kinds[row.kind]}</span> <span className="font-semibold">{row.name}</span>
      </th>
      <td className={NAMES}>{row.within.join(', ')}</td>
      <td className={`${NAMES} font-mono text-caption`}>
        {row.addresses.map((address) => (
          <span key={address} className="block">{address}</span>
        ))}
      </td>
      <td className={CELL}>
        {now === '' ? passed : words.now({ what: now })}
      </td>
    </tr>
  )
})
