import { Plus, X } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { flowColumn } from '../../../core/explain/flow-column'
import { modeText } from '../../../core/explain/lab-words'
import { suggestedFlow } from '../../../core/scene/suggested-flow'
import type { Words } from '../../../core/words/en'
import { IconButton } from '../../components/icon-button'
import { useKeptFocus } from '../../components/use-kept-focus'
import { useModal } from '../../components/use-modal'
import { ModeMark } from '../../components/mode-mark'
import { appStore, useAppStore } from '../../store/app-store'
import type { FlowRun } from '../../store/flow-slice'
import { isRepeatable } from '../../store/repeatable'
import { useWords } from '../../store/use-words'
import { ColumnFacts } from './column-facts'
import { comparedFirst } from './compared-first'
import { ColumnStack } from './column-stack'
import { OneClock } from './one-clock'

const MOST_COLUMNS = 4

/** Flows side by side: their first packets on one scale of bytes, and what became of them. */
export function CompareView() {
  const dialog = useModal(close)
  const title = useId()
  const words = useWords()
  const trace = useAppStore((state) => state.trace)
  const runs = useAppStore((state) => state.runs)
  const currentRun = useAppStore((state) => state.currentRun)
  const [chosen, setChosen] = useState<readonly number[]>()
  const canRepeat = useAppStore(isRepeatable)
  const shown = chosen ?? comparedFirst(runs, currentRun)
  const columns = useMemo(() => shown.flatMap((index) => runs[index] ?? []).map((run) => flowColumn(trace, run, words)), [shown, runs, trace, words])
  const { compareView } = words
  const leastBytes = Math.min(...columns.flatMap(({ wire }) => wire?.bytes ?? []))
  const frontBytes = Math.max(0, ...columns.flatMap((column) => [column.frontBytes, column.otherBack?.frontBytes ?? 0]))
  return (
    <dialog ref={dialog} aria-labelledby={title} className="m-auto max-h-[96dvh] w-[min(1320px,96dvw)] overflow-auto rounded-[8px] border border-hairline bg-panel p-4 text-ink [--byte:1.9px] short:max-h-[98dvh] short:py-3 short:[--byte:1.75px] shadow-(--shadow-menu)">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 short:mb-1">
        <h2 id={title} className="text-page font-semibold">
          {compareView.name}
        </h2>
        <span className="ml-auto flex items-center gap-2">
          {canRepeat ? <EveryMode onDone={() => setChosen(undefined)} /> : <NoRepeat onDone={() => setChosen(undefined)} />}
          {shown.length < Math.min(MOST_COLUMNS, runs.length) && (
            <button type="button" onClick={() => setChosen([...shown, runs.findLastIndex((_, index) => !shown.includes(index))])} className="flex h-7 items-center gap-1 rounded-[4px] border border-control px-2 hover:bg-hover">
              <Plus aria-hidden="true" size={12} /> {compareView.add}
            </button>
          )}
          <IconButton label={words.close} onClick={close}>
            <X aria-hidden="true" size={14} />
          </IconButton>
        </span>
        <p className="w-full text-secondary">{compareView.about}</p>
      </div>
      <div className="grid gap-x-4" style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(180px, 1fr))` }}>
        {columns.map((column, position) => (
          <section key={position} aria-label={compareView.column({ number: position + 1 })} className="row-span-10 grid min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-subgrid gap-0">
            <ColumnHead
              words={words}
              runs={runs}
              index={shown[position] ?? 0}
              position={position}
              onChoose={(index) => setChosen(shown.with(position, index))}
              {...(shown.length > 1 ? { onLeaveOut: () => setChosen(shown.toSpliced(position, 1)) } : {})}
            />
            <ColumnStack column={column} frontBytes={frontBytes} leastBytes={leastBytes} />
            <ColumnFacts column={column} words={words} />
          </section>
        ))}
      </div>
      <OneClock columns={columns} />
    </dialog>
  )
}

/** One press for the whole comparison: the flow in Direct, IPIP, VXLAN and WireGuard. */
function EveryMode({ onDone }: { readonly onDone: () => void }) {
  const words = useWords().compareView
  const [isRunning, setIsRunning] = useState(false)
  const isFlying = useAppStore((state) => state.running)
  const isBusy = isRunning || isFlying
  const kept = useKeptFocus(isBusy)
  const run = async (): Promise<void> => {
    if (isBusy) return
    setIsRunning(true)
    await appStore.getState().runInEveryMode()
    setIsRunning(false)
    onDone()
  }
  return (
    <button type="button" {...kept} onClick={() => void run()} className="flex h-7 items-center rounded-[4px] bg-ink px-3 font-medium whitespace-nowrap text-on-solid aria-disabled:opacity-60">
      {isRunning ? words.runningModes : words.everyMode}
    </button>
  )
}

/** Why the flow in sight does not run again at a press; where none is in sight, a ping that does. */
function NoRepeat({ onDone }: { readonly onDone: () => void }) {
  const words = useWords()
  const lab = useAppStore((state) => state.labInventory)
  const isTyped = useAppStore((state) => state.runs[state.currentRun] !== undefined)
  const isFlying = useAppStore((state) => state.running)
  if (isTyped) return <span className="text-secondary">{words.compareView.typed}</span>
  const [from, to] = (lab && suggestedFlow(lab)) ?? []
  const [source, target] = [lab?.namespaces[from ?? -1], lab?.namespaces[to ?? -1]]
  return (
    <>
      <span className="text-secondary">{words.compareView.otherPods}</span>
      {source && target && (
        <button type="button" disabled={isFlying} onClick={() => void appStore.getState().startPing(source.index, target.index).then(onDone)} className="flex h-7 items-center rounded-[4px] bg-ink px-3 font-medium whitespace-nowrap text-on-solid">
          {words.page.pingTo({ from: source.name, to: target.name })}
        </button>
      )}
    </>
  )
}

function close(): void {
  appStore.getState().bringForward('none')
}

interface ColumnHeadProps {
  readonly words: Words
  readonly runs: readonly FlowRun[]
  readonly index: number
  readonly position: number
  readonly onChoose: (index: number) => void
  readonly onLeaveOut?: () => void
}

function ColumnHead({ words, runs, index, position, onChoose, onLeaveOut }: ColumnHeadProps) {
  const under = runs[index]?.under
  const mode = under?.mode ?? 'direct'
  return (
    <div data-mode={mode} className="mb-2 flex flex-wrap items-center gap-x-2 short:mb-1">
      <ModeMark mode={mode} />
      <span className="font-semibold">{under && modeText(under)}</span>
      <select aria-label={words.compareView.column({ number: position + 1 })} value={index} onChange={({ target }) => onChoose(Number(target.value))} className="h-6 min-w-0 flex-1 truncate rounded-[3px] border border-control bg-panel text-caption">
        {runs.map((run, number) => (
          <option key={number} value={number}>
            {runText(run, number, runs, words)}
          </option>
        ))}
      </select>
      {onLeaveOut && (
        <IconButton label={words.compareView.leaveOut} onClick={onLeaveOut}>
          <X aria-hidden="true" size={12} />
        </IconButton>
      )}
      <span className="mt-1.5 h-0.5 w-full bg-hue forced-color-adjust-none" />
    </div>
  )
}

function runText(run: FlowRun, number: number, runs: readonly FlowRun[], { page }: Words): string {
  const fork = run.forkedAt === undefined ? runs.findLast((other) => other.repeats === number && other.forkedAt !== undefined)?.forkedAt : undefined
  const kept = fork === undefined ? [] : [page.beforeChange({ step: fork + 1 })]
  const changed = run.forkedAt === undefined ? [] : [page.forked({ step: run.forkedAt + 1 })]
  return [`${number + 1}. ${modeText(run.under)} ${run.ns}$ ${run.command}`, ...changed, ...kept].join(', ')
}
