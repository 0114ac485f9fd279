import { useEffect, useRef } from 'react'
import { outcomeWords } from '../../../core/explain/outcome-words'
import { CrossMark, TickMark } from '../../components/icons'
import { ModeMark } from '../../components/mode-mark'
import { appStore, useAppStore } from '../../store/app-store'
import type { FlowRun } from '../../store/flow-slice'
import { modesOf } from '../../store/going-on'
import { useWords } from '../../store/use-words'

/** The flows, newest first; choosing one shows it again, on the lab as it was then. */
export function FlowRows() {
  const runs = useAppStore((state) => state.runs)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // the form above it fills the column: who runs a flow there wants to see how it ends; a list in which one clicks keeps still
    if (appStore.getState().draft) list.current?.firstElementChild?.scrollIntoView({ block: 'nearest' })
  }, [runs.length])
  return <ul ref={list} className="px-2">{runs.map((run, index) => <FlowRow key={index} run={run} index={index} />).toReversed()}</ul>
}

/** What a click on two pods runs; the two names say all of it. */
const PLAIN_PING = /^ping -c 1 [\d.]+$/

function protocolOf(command: string): 'icmp' | 'udp' | 'tcp' {
  if (command.startsWith('nc ')) return command.includes(' -u ') ? 'udp' : 'tcp'
  return command.startsWith('traceroute ') && !command.includes(' -I ') ? 'udp' : 'icmp'
}

function FlowRow({ run, index }: { readonly run: FlowRun; readonly index: number }) {
  const words = useWords()
  const current = useAppStore((state) => state.currentRun === index)
  const underWay = useAppStore((state) => state.currentRun === index && state.playhead.playing)
  const showRun = useAppStore((state) => state.showRun)
  const to = run.drawnOn.namespaces[run.to]?.name ?? ''
  return (
    <li>
      <button
        type="button"
        aria-current={current}
        onClick={() => showRun(index)}
        data-protocol={protocolOf(run.command)}
        title={`${run.ns}$ ${run.command}`}
        className="mb-1 w-full rounded-[4px] border-l-3 border-transparent px-2 py-1.5 text-left -outline-offset-2! hover:bg-hover aria-[current=true]:border-strong aria-[current=true]:bg-selected"
      >
        <span className="flex items-center justify-between gap-2">
          <span className="truncate font-medium">{run.command.split(' ')[0]} {run.ns}</span>
          <span className="flex shrink-0 gap-1">
            {modesOf(run).map((mode) => (
              <ModeMark key={mode} mode={mode} />
            ))}
          </span>
        </span>
        <span className="block truncate text-secondary">{words.page.to({ name: to })}</span>
        <Fork index={index} />
        {!PLAIN_PING.test(run.command) && <span className="block truncate font-mono text-caption text-secondary">{run.command}</span>}
        <Outcome outcome={underWay ? 'under way' : run.outcome} />
      </button>
    </li>
  )
}

/** A flow in whose middle something was changed, and the one that it was until then. */
function Fork({ index }: { readonly index: number }) {
  const words = useWords()
  const forkedAt = useAppStore((state) => state.runs[index]?.forkedAt)
  const keptFrom = useAppStore((state) => state.runs.findLast((run) => run.repeats === index && run.forkedAt !== undefined)?.forkedAt)
  const texts = [...(forkedAt === undefined ? [] : [words.page.forked({ step: forkedAt + 1 })]), ...(keptFrom === undefined ? [] : [words.page.beforeChange({ step: keptFrom + 1 })])]
  return texts.map((text) => (
    <span key={text} className="block text-caption text-secondary">
      {text}
    </span>
  ))
}

function Outcome({ outcome }: { readonly outcome: string }) {
  const words = useWords()
  if (outcome === 'under way') return <span className="text-secondary">{words.page.underWay}</span>
  const delivered = outcome === 'delivered' || outcome === 'received'
  return (
    <span className={`flex items-center gap-1 ${delivered ? 'text-secondary' : 'font-medium text-drop'}`}>
      {delivered ? <TickMark /> : <CrossMark size={10} />}
      {outcomeWords(outcome, words)}
    </span>
  )
}
