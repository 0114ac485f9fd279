import { useEffect } from 'react'
import { commandOfKey } from '../../commands/commands'
import { appStore } from '../../store/app-store'

/** Elements in which every key is theirs; a dialog that is going may have the focus a moment longer. */
const OWN_KEYS = 'input:not([type=checkbox], [type=radio]), textarea, select, dialog[open], [role=dialog], [role=menu]'

/** Elements that choose one of several, and the keys that do it. */
const CHOOSERS = '[type=radio], [role=tablist]'
const CHOOSING_KEYS: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' ', 'Enter'])

/** Arrows lead from pod to pod there, also where there is no next one. */
const STAGE_ELEMENTS = 'main li button'

/** Listens on the page. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      const target = event.target instanceof Element ? event.target : undefined
      // a dialog whose pressed button has gone leaves the focus to the page behind it, which is to keep still
      const front = document.querySelector('dialog[open]')
      if (front && target && !front.contains(target)) return
      if (event.ctrlKey || event.metaKey) {
        if (!target?.closest(ownControlKeys(event.key))) performByKey(event)
        return
      }
      if (target?.closest(OWN_KEYS)) return
      if (CHOOSING_KEYS.has(event.key) && target?.closest(CHOOSERS)) return
      if (event.key === ' ' && target?.closest('button, summary, [role=button], input')) return
      if (event.key.startsWith('Arrow') && target?.closest(STAGE_ELEMENTS)) return
      performByKey(event)
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('keydown', keepForFront, { capture: true })
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('keydown', keepForFront, { capture: true })
    }
  }, [])
}

/**
 * What was asked for is on its way: the keys are its own already, and not those of what has the focus still.
 * A dialog on the page has come; one that is no longer open is going, and its `close` event follows in a later task.
 */
function keepForFront(event: KeyboardEvent): void {
  const { front, bringForward, paletteText, setPaletteText } = appStore.getState()
  if (front === 'none' || document.querySelector('dialog') !== null) return
  if (event.key === 'Escape') bringForward('none')
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) setPaletteText(paletteText + event.key)
  // pressed on what has the focus it would do something else
  else if (event.key !== 'Enter') return
  event.preventDefault()
  event.stopPropagation()
}

/** Fields have their own undo; who looks for a place already means the browser's own search. */
function ownControlKeys(key: string): string {
  if (key.toLowerCase() === 'z') return 'input:not([type=checkbox], [type=radio]), textarea'
  return key === 'f' ? 'dialog[open], #find' : 'dialog[open]'
}

function performByKey(event: KeyboardEvent): void {
  const command = commandOfKey(event.key, event.ctrlKey || event.metaKey)
  if (!command) return
  event.preventDefault()
  const state = appStore.getState()
  if (command.isPossible?.(state) ?? true) command.perform(state)
}
