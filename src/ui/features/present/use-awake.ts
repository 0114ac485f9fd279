import { useCallback, useEffect, useState } from 'react'

/** A pointer that rests so long has left what it was moved for. */
const REST_MS = 2000

/** Whether something has been moved a moment ago, and what to call when it is. */
export function useAwake(): readonly [isAwake: boolean, wake: () => void] {
  const [wokenAt, setWokenAt] = useState(0)
  useEffect(() => {
    if (wokenAt === 0) return undefined
    const timer = setTimeout(() => setWokenAt(0), REST_MS)
    return () => clearTimeout(timer)
  }, [wokenAt])
  return [wokenAt !== 0, useCallback(() => setWokenAt(performance.now()), [])]
}
