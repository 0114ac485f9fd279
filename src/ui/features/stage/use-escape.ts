import { useEffect } from 'react'
import { forget } from '../../commands/pick'
import { appStore } from '../../store/app-store'

/** Escape forgets what is picked, wherever the focus is, unless something nearer to it wants the key. */
export function useEscape(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : undefined
      if (event.key === 'Escape' && !event.defaultPrevented && !target?.closest('[role=menu], input') && document.querySelector('dialog[open]') === null) forget(appStore.getState())
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
