import { useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** For a dialog that stands in front as long as it is on the page; when it goes, the focus is again where it was. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null)
  // a layout effect ends before React takes the element away: one that is gone gives no focus back
  useLayoutEffect(() => {
    const element = ref.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return ref
}
