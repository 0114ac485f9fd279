import { useEffect, useState } from 'react'
import type { Fault } from '../../core/model/fault'
import { useAppStore } from './app-store'

/** What the engine says can be broken on the way of the flow in sight; nothing until it has answered. */
export function useOfferedFaults(): readonly Fault[] {
  const listFaults = useAppStore((state) => state.listFaults)
  const labInventory = useAppStore((state) => state.labInventory)
  const [offered, setOffered] = useState<readonly Fault[]>(NO_FAULTS)
  useEffect(() => {
    let isCurrent = true
    void listFaults().then((faults) => {
      if (isCurrent) setOffered(faults)
    })
    return () => {
      isCurrent = false
    }
  }, [listFaults, labInventory])
  return offered
}

const NO_FAULTS: readonly Fault[] = []
