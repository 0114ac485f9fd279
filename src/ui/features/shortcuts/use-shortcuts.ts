import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import { commandOfKey } from '../../commands/commands'
import { appStore } from '../../store/app-store'

/** Elements that use the keys themselves: typing, choosing, sliding, and a focused button's Space. */
const OWN_KEYS = 'input:not([type=checkbox]), textarea, select, dialog, [role=dialog], [role=menu], [role=tablist]'

/** Arrows lead from pod to pod there, also where there is no next one. */
const STAGE_ELEMENTS = 'main li button'

/** Listens on the page; `openHelp` and the search field are elements, so they are named here and not in the list. */
export function useShortcuts(openHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      const target = event.target instanceof Element ? event.target : undefined
      // a dialog whose pressed button has gone leaves the focus to the page behind it, which is to keep still
      const front = document.querySelector('dialog[open]')
      if (front && target && !front.contains(target)) return
      if (event.ctrlKey || event.metaKey) {
        // pressed in the field already, the browser's own search is meant
        if (event.key === 'f' && !target?.closest('dialog, #find')) {
          event.preventDefault()
          find()
          return
        }
        if (!target?.closest(event.key.toLowerCase() === 'z' ? TYPING : 'dialog')) performByKey(event)
        return
      }
      if (target?.closest(OWN_KEYS)) return
      if (event.key === ' ' && target?.closest('button, summary, [role=button], input')) return
      if (event.key.startsWith('Arrow') && target?.closest(STAGE_ELEMENTS)) return
      if (event.key === '?') {
        openHelp()
        return
      }
      if (event.key === '/') {
        event.preventDefault()
        find()
        return
      }
      performByKey(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [openHelp])
}

function find(): void {
  flushSync(() => appStore.getState().setTreeOpen(true))
  document.getElementById('find')?.focus()
}

/** Fields whose own undo it is there. */
const TYPING = 'input:not([type=checkbox], [type=radio]), textarea'

function performByKey(event: KeyboardEvent): void {
  const command = commandOfKey(event.key, event.ctrlKey || event.metaKey)
  if (!command) return
  event.preventDefault()
  const state = appStore.getState()
  if (command.isPossible?.(state) ?? true) command.perform(state)
}
