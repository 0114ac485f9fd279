import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { usedFacts } from '../../../core/explain/used-facts'
import type { Point, Rect } from '../../../core/scene/geometry'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { peekContent, printedRows } from './peek-content'
import type { PeekContent, PeekRow } from './peek-content'
import { peekPlace } from './peek-place'
import type { StageThing } from './stage-thing'

interface PeekProps {
  readonly id: string
  readonly thing: StageThing
  /** In CSS pixels from the stage's corner. */
  readonly beside: Rect
  readonly avoid: readonly Rect[]
  readonly onEnter: () => void
  readonly onLeave: () => void
}

/** Rows beyond these are under the inspector's tabs. */
const MAX_ROWS = 14

/** What a thing is at a glance, beside it and never over a packet. */
export function Peek({ id, thing, beside, avoid, onEnter, onLeave }: PeekProps) {
  const words = useWords()
  const box = useRef<HTMLDivElement>(null)
  const content = useContent(thing)
  const printed = usePrinted(thing, content)
  const rows = [...(content?.rows ?? []), ...(printed ?? [])]
  const isComplete = content !== undefined && (content.command === undefined || printed !== undefined)
  const place = usePlace(box, beside, avoid, rows.length)
  if (!isComplete) return null
  return (
    <div
      ref={box}
      id={id}
      role="tooltip"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      className={`absolute z-10 max-h-[calc(100%-16px)] w-max max-w-[min(520px,calc(100%-16px))] overflow-auto rounded-[6px] border border-hairline bg-panel px-3 py-2 shadow-(--shadow-menu) ${place === undefined ? 'invisible' : ''}`}
      style={{ left: place?.x ?? 0, top: place?.y ?? 0 }}
    >
      <p className="text-body font-semibold text-ink">{content.title}</p>
      {content.rows.map((row) => (
        <p key={row.text} className="text-caption text-secondary">
          {row.text}
        </p>
      ))}
      {content.command && <p className="mt-1 font-mono text-caption text-tertiary">{`${content.command.netns}$ ${content.command.line}`}</p>}
      <ul className="font-mono text-caption">
        {(printed ?? []).slice(0, MAX_ROWS).map(({ text, isLit }) => (
          <li key={text} data-lit={isLit} className={`border-l-3 pl-2 whitespace-pre-wrap ${isLit ? 'border-ink bg-selected font-semibold text-ink' : 'border-transparent text-secondary'}`}>
            {text}
            {isLit && <span className="sr-only">, {words.stage.inUse}</span>}
          </li>
        ))}
      </ul>
      {printed && printed.length > MAX_ROWS && <p className="text-caption text-tertiary">{words.stage.moreRoutes({ count: printed.length - MAX_ROWS })}</p>}
    </div>
  )
}

function useContent(thing: StageThing): PeekContent | undefined {
  const inventory = useAppStore((state) => state.labInventory)
  const trace = useAppStore((state) => state.trace)
  const steps = useAppStore((state) => state.steps)
  const words = useWords()
  return useMemo(() => inventory && peekContent(thing, { inventory, trace, steps, words }), [thing, inventory, trace, steps, words])
}

/** What the command prints now, with the rows that the packet of this step has used. */
function usePrinted(thing: StageThing, content: PeekContent | undefined): readonly PeekRow[] | undefined {
  const [stdout, setStdout] = useState<string>()
  const { netns, line } = content?.command ?? {}
  const trace = useAppStore((state) => state.trace)
  const firstEntry = useAppStore((state) => state.runs[state.currentRun]?.firstEntry ?? 0)
  const step = useAppStore((state) => state.steps[state.playhead.step])
  useEffect(() => {
    if (netns === undefined || line === undefined) return undefined
    let isCurrent = true
    appStore
      .getState()
      .ask(netns, [line])
      .then(
        (answers) => {
          if (isCurrent) setStdout(answers.map((answer) => answer.stdout + answer.stderr).join(''))
        },
        (error: unknown) => {
          if (isCurrent) setStdout(error instanceof Error ? error.message : String(error))
        },
      )
    return () => {
      isCurrent = false
    }
  }, [netns, line])
  return useMemo(() => {
    if (stdout === undefined || thing.kind === 'packet') return undefined
    const used = usedFacts(trace, firstEntry, step, thing.netns)
    return printedRows(stdout, [...used.keys()].flatMap((id) => trace.fact(id) ?? []))
  }, [stdout, thing, trace, firstEntry, step])
}

/** Measured once it is on the page, unseen; where there is no place for it, it is not seen. */
function usePlace(box: React.RefObject<HTMLElement | null>, beside: Rect, avoid: readonly Rect[], rows: number): Point | undefined {
  const [place, setPlace] = useState<Point>()
  useLayoutEffect(() => {
    const element = box.current
    const stage = element?.offsetParent
    if (!element || !stage) return
    setPlace(peekPlace(beside, { width: element.offsetWidth, height: element.offsetHeight }, { width: stage.clientWidth, height: stage.clientHeight }, avoid))
  }, [box, beside, avoid, rows])
  return place
}
