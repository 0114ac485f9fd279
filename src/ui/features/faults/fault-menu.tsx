import { Popover } from 'radix-ui'
import { useEffect, useMemo, useRef, useState } from 'react'
import { flowMeets, flowMeetsCheck, flowMeetsNatOutgoing } from '../../../core/explain/fault-meets'
import { faultTitle } from '../../../core/explain/lab-words'
import { isSameFault } from '../../../core/model/fault'
import type { Fault, PlacedCommand } from '../../../core/model/fault'
import type { Words } from '../../../core/words/en'
import type { ArrivingMenu } from '../../components/late-menu'
import { MENU_BUTTON, MENU_SURFACE } from '../../components/menu-style'
import type { AppState } from '../../store/app-state'
import { appStore, useAppStore } from '../../store/app-store'
import type { FlowRun } from '../../store/flow-slice'
import { useEndsInSight } from '../../store/use-ends-in-sight'
import { useOfferedFaults } from '../../store/use-offered-faults'
import { useWords } from '../../store/use-words'
import { FaultFace } from './fault-face'
import { FaultRow } from './fault-row'
import { FaultScript } from './fault-script'
import { settingFaults } from './setting-faults'

/** What a row of the menu is made of, whether it is a script or a setting. */
export interface FaultChoice {
  readonly key: string
  readonly title: string
  readonly effect: string
  /** Whether the flow in sight, as it went when the menu was opened, needs what is taken away. */
  readonly isMet: boolean
  readonly active: boolean
  /** What a press runs now: to break, or to mend. */
  readonly script: readonly PlacedCommand[]
  readonly press: () => void
}

/** What can be broken on the way of the flow in sight, each with the commands that do it and those that undo it. */
export function FaultMenu({ defaultOpen }: ArrivingMenu) {
  const words = useWords()
  const hasLab = useAppStore((state) => state.settings !== undefined)
  return (
    <Popover.Root defaultOpen={defaultOpen}>
      <Popover.Trigger className={MENU_BUTTON} disabled={!hasLab}>
        <FaultFace />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={words.page.faults}
          className={`flex max-h-(--radix-popover-content-available-height) w-92 flex-col overflow-hidden ${MENU_SURFACE}`}
        >
          <FaultList />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function FaultList() {
  const words = useWords()
  const active = useAppStore((state) => state.faults)
  const settings = useAppStore((state) => state.settings)
  const poolNames = useAppStore((state) => state.poolNames)
  const offered = useOfferedFaults()
  const ends = useEndsInSight()
  const flow = useFlowWhenOpened()
  const needs = useMemo(() => needsOf(flow), [flow])
  const [attended, attend] = useState<string>()
  // a row stays where it is when it is pressed; what was broken on the way of another flow comes first
  const elsewhere = active.filter((fault) => !offered.some((one) => isSameFault(one, fault)))
  const groups = [
    { title: words.page.brokenElsewhere, choices: elsewhere.map((fault) => choiceOf(fault, fault, true, words)) },
    { title: ends ? words.page.brokenHere(ends) : '', choices: metFirst(offered.map((fault) => choiceOf(fault, active.find((one) => isSameFault(one, fault)), needs.fault(fault), words))) },
    { title: words.page.settingsThatBreak, choices: settings ? settingFaults(settings, poolNames, words, needs, (change) => void appStore.getState().changeSettings(change)) : [] },
  ].filter(({ choices }) => choices.length > 0)
  const all = groups.flatMap(({ choices }) => choices)
  const shown = all.find(({ key }) => key === attended) ?? all[0]
  const list = useRef<HTMLDivElement>(null)
  const [isMoved, setMoved] = useState(false)
  const firstKey = all[0]?.key
  // what is offered comes after the menu has opened: until a key or the mouse has been used in it, the focus is on its first box
  useEffect(() => {
    if (!isMoved) list.current?.querySelector('input')?.focus()
  }, [isMoved, firstKey])
  return (
    <>
      <div ref={list} onKeyDown={() => setMoved(true)} onPointerDown={() => setMoved(true)} className="min-h-0 overflow-y-auto p-2">
        {groups.map(({ title, choices }) => (
          <fieldset key={title} className="mb-2 last:mb-0">
            <legend className="px-1.5 py-1 font-medium text-secondary">{title}</legend>
            <ul>
              {choices.map(({ key, title: name, effect, isMet, active: checked, press }) => (
                <FaultRow key={key} checked={checked} title={name} effect={effect} note={isMet || checked ? '' : words.page.notMet} onAttend={() => attend(key)} onChange={press} />
              ))}
            </ul>
          </fieldset>
        ))}
      </div>
      {shown && <FaultScript title={`${shown.active ? words.page.mends : words.page.breaks}: ${shown.title}`} script={shown.script} />}
    </>
  )
}

/** The flow in sight as the menu was opened: rows do not change places when one is pressed and the flow runs again. */
function useFlowWhenOpened(): FlowWhenOpened {
  const [flow] = useState(() => {
    const { trace, runs, currentRun, faults } = appStore.getState()
    return { trace, run: runs[currentRun], faults }
  })
  return flow
}

interface FlowWhenOpened extends Pick<AppState, 'trace' | 'faults'> {
  readonly run: FlowRun | undefined
}

/** What is broken already is needed, and without a flow nobody knows. */
function needsOf({ trace, run, faults }: FlowWhenOpened) {
  return {
    fault: (fault: Fault): boolean => run === undefined || faults.some((one) => isSameFault(one, fault)) || flowMeets(trace, run, fault),
    natOutgoing: run === undefined || flowMeetsNatOutgoing(trace, run),
    check: run === undefined || flowMeetsCheck(trace, run),
  }
}

function metFirst(choices: readonly FaultChoice[]): readonly FaultChoice[] {
  return [...choices.filter(({ isMet }) => isMet), ...choices.filter(({ isMet }) => !isMet)]
}

function choiceOf(fault: Fault, active: Fault | undefined, isMet: boolean, words: Words): FaultChoice {
  return {
    key: `${fault.kind} ${fault.place} ${fault.object}`,
    title: faultTitle(fault, words),
    effect: words.lab.effects[fault.kind],
    isMet,
    active: active !== undefined,
    script: active?.repair ?? fault.script,
    press: () => void appStore.getState().breakOrMend(fault),
  }
}
