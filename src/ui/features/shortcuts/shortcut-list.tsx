import { X } from 'lucide-react'
import type { Words } from '../../../core/words/en'
import type { Command } from '../../commands/command'
import { COMMANDS } from '../../commands/commands'
import { IconButton } from '../../components/icon-button'
import { KeyCaps } from '../../components/key-caps'
import { useModal } from '../../components/use-modal'
import { appStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** Keys that are no commands of the store: they move the focus. */
const FOCUS_KEYS = [
  { keys: ['Tab'], label: (words: Words) => words.shortcuts.tab },
  { keys: ['c'], label: (words: Words) => words.shortcuts.fold },
  { keys: ['Alt+Arrow'], label: (words: Words) => words.shortcuts.move },
] as const

const ROWS: readonly Pick<Command, 'keys' | 'controlKeys' | 'label'>[] = [...COMMANDS.filter(({ keys, controlKeys }) => keys ?? controlKeys), ...FOCUS_KEYS]

/** The dialog that lists every key of the page. */
export function ShortcutList() {
  const dialog = useModal(close)
  const words = useWords()
  return (
    <dialog
      ref={dialog}
      aria-labelledby="shortcuts"
      className="m-auto max-h-[92dvh] w-96 overflow-y-auto rounded-[8px] border border-hairline bg-panel p-4 text-ink shadow-(--shadow-menu) backdrop:bg-transparent"
    >
      <div className="mb-3 flex items-center justify-between">
        <h2 id="shortcuts" className="text-title font-semibold">
          {words.shortcuts.name}
        </h2>
        <IconButton label={words.close} onClick={close}>
          <X aria-hidden="true" size={14} />
        </IconButton>
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {ROWS.map(({ keys, controlKeys, label }) => (
          <div key={label(words)} className="contents">
            <dt>
              <KeyCaps keys={keys} controlKeys={controlKeys} />
            </dt>
            <dd className="text-secondary">{label(words)}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  )
}

function close(): void {
  appStore.getState().bringForward('none')
}
