import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * Asks for the full screen while the element is there; where the browser refuses, the window is what there is.
 * The browser takes Escape for itself in full screen: leaving that is leaving.
 */
export function useFullScreen(onLeave: () => void): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null)
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
    }
  }, [onLeave])
  return ref
}
