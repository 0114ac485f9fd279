import { useEffect } from 'react'
import { appStore } from '../../store/app-store'

const SENT: Readonly<Record<string, string>> = { Enter: '\r', Tab: '\t', Backspace: '\u007f' }

/** Elements that take what is typed in them. */
const FIELDS = 'input, textarea, select, dialog[open]'

/** Stands where the terminal is on its way: who asks for a shell types at once, and means the shell. */
export function KeysForShell() {
  useEffect(() => {
    window.addEventListener('keydown', keep, { capture: true })
    return () => window.removeEventListener('keydown', keep, { capture: true })
  }, [])
  return null
}

function keep(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target instanceof Element && event.target.closest(FIELDS)) return
  const { activeTerminal, dictateKey } = appStore.getState()
  const key = event.key.length === 1 ? event.key : event.shiftKey ? undefined : SENT[event.key]
  if (activeTerminal === 0 || key === undefined) return
  dictateKey(key)
  event.preventDefault()
  event.stopPropagation()
}
