import { useMemo } from 'react'
import { useAppStore } from './app-store'
import { endsInSight } from './history-slice'

/** Between whom something can be broken. */
export function useEndsInSight(): ReturnType<typeof endsInSight> {
  const labInventory = useAppStore((state) => state.labInventory)
  const runs = useAppStore((state) => state.runs)
  const currentRun = useAppStore((state) => state.currentRun)
  return useMemo(() => endsInSight({ labInventory, runs, currentRun }), [labInventory, runs, currentRun])
}
