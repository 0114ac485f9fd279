import { useEffect, useState } from 'react'
import type { Answer } from '../../../worker/protocol'
import { appStore, useAppStore } from '../../store/app-store'

/** What commands print in a namespace now; asked anew after every flow and every change of the lab. Empty until it is known. */
export function useAnswers(netns: number | undefined, commands: readonly string[]): readonly Answer[] {
  const name = useAppStore((state) => (netns === undefined ? undefined : state.labInventory?.namespaces[netns]?.name))
  const runCount = useAppStore((state) => state.runs.length)
  const labInventory = useAppStore((state) => state.labInventory)
  const faults = useAppStore((state) => state.faults)
  const line = commands.join('\n')
  const [known, setKnown] = useState<{ readonly of: string; readonly answers: readonly Answer[] }>()
  const of = `${name ?? ''}\n${line}`
  useEffect(() => {
    if (name === undefined) return undefined
    let isCurrent = true
    appStore
      .getState()
      .ask(name, line.split('\n'))
      .then(
        (answers) => {
          if (isCurrent) setKnown({ of: `${name}\n${line}`, answers })
        },
        (error: unknown) => {
          if (isCurrent) setKnown({ of: `${name}\n${line}`, answers: [{ command: '', exit: 1, stdout: '', stderr: error instanceof Error ? error.message : String(error) }] })
        },
      )
    return () => {
      isCurrent = false
    }
  }, [name, line, runCount, labInventory, faults])
  return known?.of === of ? known.answers : []
}
