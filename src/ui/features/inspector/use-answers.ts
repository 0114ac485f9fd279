import { useEffect, useRef, useState } from 'react'
import type { Answer } from '../../../worker/protocol'
import { appStore, useAppStore } from '../../store/app-store'

/** What commands printed in a namespace. */
export interface Told {
  /** Empty until they are known. */
  readonly answers: readonly Answer[]
  /** They are of the step in sight, and not of the present. */
  readonly isThen: boolean
  /** The same commands when the flow in sight began; empty where that is not known. */
  readonly before: readonly Answer[]
}

const NOTHING: Told = { answers: [], isThen: false, before: [] }

/**
 * What commands that only look printed at the step in sight. While steps go by faster than the engine answers, those between are
 * left out; what is known stays until the next is.
 */
export function useAnswers(netns: number | undefined, commands: readonly string[]): Told {
  const name = useAppStore((state) => (netns === undefined ? undefined : state.labInventory?.namespaces[netns]?.name))
  const atEntry = useAppStore((state) => momentOf(state.steps[state.playhead.step]?.entryIndex))
  const since = useAppStore((state) => momentOf(state.runs[state.currentRun]?.firstEntry))
  const labInventory = useAppStore((state) => state.labInventory)
  const faults = useAppStore((state) => state.faults)
  const line = commands.join('\n')
  const of = `${name ?? ''}\n${line}`
  const [known, setKnown] = useState<{ readonly of: string; readonly told: Told }>()
  const wanted = useRef<Wanted | undefined>(undefined)
  const isAsking = useRef(false)
  useEffect(() => {
    wanted.current = name === undefined ? undefined : { of, name, commands: line.split('\n'), atEntry, since }
    if (isAsking.current || wanted.current === undefined) return
    isAsking.current = true
    void answerLatest(wanted, setKnown).finally(() => (isAsking.current = false))
  }, [name, line, of, atEntry, since, labInventory, faults])
  useEffect(() => () => void (wanted.current = undefined), [])
  return known?.of === of ? known.told : NOTHING
}

/** When an entry has been recorded. */
function momentOf(entry: number | undefined): number | undefined {
  return entry === undefined ? undefined : entry + 1
}

interface Wanted {
  readonly of: string
  readonly name: string
  readonly commands: readonly string[]
  readonly atEntry: number | undefined
  readonly since: number | undefined
}

async function answerLatest(wanted: { readonly current: Wanted | undefined }, tell: (known: { readonly of: string; readonly told: Told }) => void): Promise<void> {
  for (let asked = wanted.current; asked !== undefined; asked = wanted.current === asked ? undefined : wanted.current) {
    const told = await ask(asked)
    // whoever asked has gone
    if (wanted.current === undefined) return
    tell({ of: asked.of, told })
  }
}

async function ask({ name, commands, atEntry, since }: Wanted): Promise<Told> {
  const { askAt } = appStore.getState()
  try {
    const { answers, isThen } = await askAt(name, commands, atEntry)
    const before = isThen && since !== undefined ? await askAt(name, commands, since) : undefined
    return { answers, isThen, before: before?.isThen ? before.answers : [] }
  } catch (error) {
    return { ...NOTHING, answers: [{ command: '', exit: 1, stdout: '', stderr: error instanceof Error ? error.message : String(error) }] }
  }
}
