import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/**
 * Asks for the full screen while the element is there; where the browser refuses, the window is what there is.
 * The browser takes Escape for itself in full screen: leaving that is leaving.
 */
export function useFullScreen(onLeave: () => void): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null)
  // asked for before the dialog takes the focus
  const [opener] = useState(() => document.activeElement)
  useEffect(() => {
    const element = ref.current
    if (element === null || !document.fullscreenEnabled) return undefined
    let entered = false
    const onChange = (): void => {
      if (document.fullscreenElement === element) entered = true
      else if (entered) onLeave()
    }
    document.addEventListener('fullscreenchange', onChange)
    element.requestFullscreen().catch(() => undefined)
    return () => {
      document.removeEventListener('fullscreenchange', onChange)
      if (document.fullscreenElement === element) void document.exitFullscreen()
      if (entered) giveBackOnceLeft(opener)
    }
  }, [onLeave])
  return ref
}

/** A dialog that closes in full screen finds nothing outside of it to give the focus back to. */
function giveBackOnceLeft(opener: Element | null): void {
  const giveBack = (): void => {
    if (document.fullscreenElement !== null) return
    document.removeEventListener('fullscreenchange', giveBack)
    if (document.activeElement === document.body && opener instanceof HTMLElement && opener.isConnected) opener.focus()
  }
  document.addEventListener('fullscreenchange', giveBack)
  giveBack()
}
