import { useSyncExternalStore } from 'react'

/** A slide of 1080p would have words of less than half their size there: a phone, or a page at 200 %. */
const SMALL = window.matchMedia('(max-width: 899px), (max-height: 479px)')

/** Whether the screen is too small for a slide; kept up to date as it is turned. */
export function useSmallScreen(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      SMALL.addEventListener('change', onChange)
      return () => SMALL.removeEventListener('change', onChange)
    },
    () => SMALL.matches,
  )
}
