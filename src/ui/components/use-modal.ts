import { useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * For a dialog that stands in front as long as it is on the page; when it goes, the focus is again where it was. `leave`, always the same
 * function, takes it away.
 */
export function useModal(leave: () => void): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null)
  // a layout effect ends before React takes the element away: one that is gone gives no focus back
  useLayoutEffect(() => {
    const element = ref.current
    element?.showModal()
    // with Escape, and not in the later task in which the browser tells of it: a key between the two is the page's already
    element?.addEventListener('cancel', leave)
    element?.addEventListener('close', leave)
    return () => {
      element?.removeEventListener('cancel', leave)
      element?.removeEventListener('close', leave)
      element?.close()
    }
  }, [leave])
  return ref
}
