import { Keyboard, X } from 'lucide-react'
import { useCallback, useRef } from 'react'
import { IconButton } from '../../components/icon-button'
import { SHORTCUTS } from './shortcuts'
import { useShortcuts } from './use-shortcuts'

const KEY_NAMES: Readonly<Record<string, string>> = { ' ': 'Space', ArrowRight: 'Right', ArrowLeft: 'Left', Escape: 'Esc' }

const ROWS: readonly (readonly [keys: readonly string[], label: string])[] = [
  ...SHORTCUTS.map(({ keys, label }) => [keys, label] as const),
  [['Tab'], 'Go to the pods on the stage; arrows move between them, Enter picks'],
  [['Ctrl', 'Z'], 'Undo the last change of the lab'],
  [['Ctrl', 'Shift', 'Z'], 'Redo it'],
  [['/'], 'Find a node or pod'],
  [['?'], 'This list'],
]

/** The button and dialog that list every key of the page. */
export function ShortcutHelp() {
  const dialog = useRef<HTMLDialogElement>(null)
  const open = useCallback(() => dialog.current?.showModal(), [])
  useShortcuts(open)
  return (
    <>
      <IconButton label="Keyboard shortcuts" shortcut="?" onClick={open}>
        <Keyboard aria-hidden="true" size={16} />
      </IconButton>
      <dialog ref={dialog} aria-labelledby="shortcuts" className="m-auto w-96 rounded-[8px] border border-hairline bg-panel p-4 text-ink shadow-(--shadow-menu) backdrop:bg-transparent">
        <div className="mb-3 flex items-center justify-between">
          <h2 id="shortcuts" className="text-title font-semibold">
            Keyboard shortcuts
          </h2>
          <IconButton label="Close" onClick={() => dialog.current?.close()}>
            <X aria-hidden="true" size={14} />
          </IconButton>
        </div>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
          {ROWS.map(([keys, label]) => (
            <div key={label} className="contents">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <kbd key={key} className="h-5 rounded-[3px] border border-control px-1.5 font-mono text-caption/[18px]">
                    {KEY_NAMES[key] ?? key}
                  </kbd>
                ))}
              </dt>
              <dd className="text-secondary">{label}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  )
}
