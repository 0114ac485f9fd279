import { useMemo } from 'react'
import type { PictureMoment } from '../../core/picture/moment'
import { useAppStore } from './app-store'
import { foldingOf, foldsOf, movesOf, placesOf } from './places-slice'

/** What a picture of this moment is of; `undefined` before there is a lab. */
export function usePictureMoment(): PictureMoment | undefined {
  const inventory = useAppStore((state) => state.inventory)
  const trace = useAppStore((state) => state.trace)
  const steps = useAppStore((state) => state.steps)
  const step = useAppStore((state) => state.playhead.step)
  const words = useAppStore((state) => state.words)
  const run = useAppStore((state) => state.runs[state.currentRun])
  const places = useAppStore(placesOf)
  const folds = useAppStore(foldsOf)
  return useMemo(
    () => (inventory === undefined ? undefined : { inventory, trace, steps, step, ends: run === undefined ? [] : [run.from, run.to], words, moves: movesOf(inventory, places), folding: foldingOf(inventory, folds) }),
    [inventory, trace, steps, step, run, words, places, folds],
  )
}
