import { useEffect, useState } from 'react'
import type { Viewport } from '../../../core/scene/layout'

/** The size of an element, and again whenever it changes; undefined while it has none. */
export function useSize(element: React.RefObject<HTMLElement | null>): Viewport | undefined {
  const [size, setSize] = useState<Viewport>()
  useEffect(() => {
    const observed = element.current
    if (!observed) return
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = observed
      if (width > 0 && height > 0) setSize((before) => (before?.width === width && before.height === height ? before : { width, height }))
    })
    observer.observe(observed)
    return () => observer.disconnect()
  }, [element])
  return size
}
