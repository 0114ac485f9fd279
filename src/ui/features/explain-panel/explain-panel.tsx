import { useEffect, useMemo, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { pictureStage } from '../../../core/picture/moment'
import type { PictureMoment } from '../../../core/picture/moment'
import { SentenceText } from '../../components/sentence-text'
import { useAppStore } from '../../store/app-store'
import { usePictureMoment } from '../../store/use-picture-moment'
import { DropPart } from './drop-part'
import { toldDrop } from './told-drop'
import { toldPlaces } from './told-steps'
import type { ToldPlace, ToldStep } from './told-steps'

/** Sentences speak of places and not of where they are drawn: any room will do. */
const ANY_ROOM = { width: 960, height: 640 } as const

/** The flow in plain words, step by step; each sentence leads to its step. */
export function ExplainPanel() {
  const words = useAppStore((state) => state.words.explain)
  const moment = usePictureMoment()
  if (moment === undefined || moment.steps.length === 0) return <p className="px-4 py-2 text-tertiary">{words.nothing}</p>
  return <Told moment={moment} />
}

function Told({ moment }: { readonly moment: PictureMoment }) {
  const { inventory, steps, ends, words } = moment
  const stage = useMemo(() => pictureStage({ inventory, steps, ends, words }, ANY_ROOM), [inventory, steps, ends, words])
  const isDelivered = useAppStore((state) => state.runs[state.currentRun]?.outcome === 'delivered')
  const drop = toldDrop(moment, isDelivered)
  const toldBeside = drop?.entryIndex
  const places = useMemo(() => toldPlaces(moment, stage, toldBeside), [moment, stage, toldBeside])
  return (
    <div className="flex min-h-0 flex-1 max-side:flex-col-reverse max-side:overflow-y-auto">
      <ol onKeyDown={goByKey} className="min-w-0 flex-1 overflow-y-auto px-4 py-2">
        <Untold count={places[0]?.steps[0]?.position ?? 0} />
        {places.map((place) => (
          <Place key={place.steps[0]?.position} place={place} current={moment.step} />
        ))}
        <Untold count={steps.length - 1 - (places.at(-1)?.steps.at(-1)?.position ?? 0)} />
      </ol>
      {drop && <DropPart key={drop.entryIndex} step={drop} moment={moment} />}
    </div>
  )
}

/** How many steps of a long flow stand before or after those that are told. */
function Untold({ count }: { readonly count: number }) {
  const words = useAppStore((state) => state.words.explain)
  return count > 0 && <li className="mb-2 px-2 text-tertiary">{words.untold({ count })}</li>
}

/** The sentences are one stop of the Tab key, at the step where one stands; within them arrows, Home and End lead on and scrub. */
function goByKey(event: KeyboardEvent<HTMLElement>): void {
  const sentences = [...event.currentTarget.querySelectorAll('button')]
  const at = sentences.findIndex((sentence) => sentence === document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: sentences.length - 1 }[event.key]
  if (to === undefined || at < 0) return
  event.preventDefault()
  event.stopPropagation()
  const sentence = sentences[Math.min(Math.max(0, to), sentences.length - 1)]
  sentence?.focus()
  sentence?.click()
}

function Place({ place, current }: { readonly place: ToldPlace; readonly current: number }) {
  return (
    <li className="mb-2">
      <h3 className="text-body font-semibold">{place.place}</h3>
      <ol>
        {place.steps.map((step) => (
          <Step key={step.position} step={step} isCurrent={step.position === current} />
        ))}
      </ol>
    </li>
  )
}

function Step({ step, isCurrent }: { readonly step: ToldStep; readonly isCurrent: boolean }) {
  const scrub = useAppStore((state) => state.scrub)
  const ref = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isCurrent) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  return (
    <li>
      <button
        ref={ref}
        type="button"
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isCurrent ? 'step' : undefined}
        onClick={() => scrub(step.position)}
        className="flex w-full gap-2 rounded-[4px] px-2 py-[3px] text-left hover:bg-hover aria-[current]:bg-selected -outline-offset-2!"
      >
        <span className="w-6 shrink-0 text-right font-mono text-caption/[18px] text-tertiary">{step.position + 1}</span>
        <SentenceText sentence={step.sentence} />
      </button>
    </li>
  )
}
