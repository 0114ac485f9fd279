import { useEffect, useState } from 'react'
import type { PlaceWords } from '../../../core/scene/scene'

/** What places the words of a flow: it comes after the first picture, which has none. */
export function useFlowWords(isDrawn: boolean): PlaceWords | undefined {
  const [arrived, setArrived] = useState<{ readonly placeWords: PlaceWords }>()
  useEffect(() => {
    if (isDrawn) void import('../../../core/scene/scene-words').then(setArrived)
  }, [isDrawn])
  return arrived?.placeWords
}
