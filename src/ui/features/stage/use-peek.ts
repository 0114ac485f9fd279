import { useCallback, useEffect, useRef, useState } from 'react'
import { isSameThing } from './stage-thing'
import type { MetThing } from './stage-thing'

/** How long a pointer or the focus rests before a peek comes, and how long it stays for a pointer on its way to it. */
const REST_MS = 450
const LEAVE_MS = 500

export interface Peeking {
  readonly met: MetThing | undefined
  /** The pointer or the keyboard is on a thing, or on none. */
  readonly attend: (met: MetThing | undefined) => void
  /** The pointer has reached the peek itself. */
  readonly keep: () => void
  readonly dismiss: () => void
}

/** Content on hover or focus (WCAG 2.2, 1.4.13): it can be pointed at, Escape dismisses it, and it stays until then. */
export function usePeek(): Peeking {
  const [met, setMet] = useState<MetThing>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const wanted = useRef<MetThing>(undefined)
  const attend = useCallback((next: MetThing | undefined) => {
    if (isSameThing(next?.thing, wanted.current?.thing)) return
    wanted.current = next
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setMet(next), next === undefined ? LEAVE_MS : REST_MS)
  }, [])
  const keep = useCallback(() => {
    clearTimeout(timer.current)
    setMet((now) => {
      wanted.current = now
      return now
    })
  }, [])
  const dismiss = useCallback(() => {
    clearTimeout(timer.current)
    // what is dismissed stays away until something else has been met
    setMet(undefined)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (met === undefined) return undefined
    const onKey = (event: KeyboardEvent) => {
      // what stands in front has the key for itself
      if (event.key !== 'Escape' || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      event.stopPropagation()
      dismiss()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [met, dismiss])
  return { met, attend, keep, dismiss }
}
