import { Keyboard } from 'lucide-react'
import { Suspense, lazy, useCallback, useState } from 'react'
import { IconButton } from '../../components/icon-button'
import { useWords } from '../../store/use-words'
import { useShortcuts } from './use-shortcuts'

const ShortcutList = lazy(async () => ({ default: (await import('./shortcut-list')).ShortcutList }))

/** The button and dialog that list every key of the page. */
export function ShortcutHelp() {
  const [isOpen, setOpen] = useState(false)
  const open = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  useShortcuts(open)
  const words = useWords()
  return (
    <>
      <IconButton label={words.shortcuts.name} shortcut="?" onClick={open}>
        <Keyboard aria-hidden="true" size={16} />
      </IconButton>
      {isOpen && (
        <Suspense>
          <ShortcutList onClose={close} />
        </Suspense>
      )}
    </>
  )
}
