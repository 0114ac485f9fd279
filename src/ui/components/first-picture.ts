import { startTransition, useEffect, useState } from 'react'

/** Should the picture never come, the rest of the page does not wait for it longer than this. */
const PATIENCE_MS = 3_000

let isPainted = false
let patience: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** The stage has been painted for the first time. */
export function firstPicturePainted(): void {
  isPainted = true
  clearTimeout(patience)
  for (const listener of listeners) listener()
}

/** Whether the stage has been painted once: what the first picture does not show is fetched after it, and put on the page between other work. */
export function useFirstPicture(): boolean {
  const [known, setKnown] = useState(isPainted)
  useEffect(() => {
    if (known) return undefined
    const tell = () => startTransition(() => setKnown(true))
    if (isPainted) tell()
    else patience ??= setTimeout(firstPicturePainted, PATIENCE_MS)
    listeners.add(tell)
    return () => void listeners.delete(tell)
  }, [known])
  return known
}
