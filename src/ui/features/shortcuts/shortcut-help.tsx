import { Keyboard } from 'lucide-react'
import { Suspense, lazy } from 'react'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { useShortcuts } from './use-shortcuts'

const ShortcutList = lazy(async () => ({ default: (await import('./shortcut-list')).ShortcutList }))

/** The button and dialog that list every key of the page. */
export function ShortcutHelp() {
  const isOpen = useAppStore((state) => state.front === 'shortcuts')
  const bringForward = useAppStore((state) => state.bringForward)
  useShortcuts()
  const words = useWords()
  return (
    <>
      <IconButton label={words.shortcuts.name} shortcut="?" onClick={() => bringForward('shortcuts')}>
        <Keyboard aria-hidden="true" size={16} />
      </IconButton>
      {isOpen && (
        <Suspense>
          <ShortcutList />
        </Suspense>
      )}
    </>
  )
}
