import { useEffect, useId, useMemo, useState } from 'react'
import type { Command } from '../../commands/command'
import { commandsMatching, possibleCommands } from '../../commands/commands'
import { faultCommands } from '../../commands/fault-commands'
import { thingCommands } from '../../commands/thing-commands'
import { KeyCaps } from '../../components/key-caps'
import { useModal } from '../../components/use-modal'
import { appStore, useAppStore } from '../../store/app-store'
import { useOfferedFaults } from '../../store/use-offered-faults'

/** More would not be read; typing shortens the list. */
const MOST_ROWS = 200

/** Every action by its name: type a part of it, choose by arrows, Enter does it. */
export function Palette() {
  const dialog = useModal(close)
  const list = useId()
  const words = useAppStore((state) => state.words)
  const typed = useAppStore((state) => state.paletteText)
  const setTyped = useAppStore((state) => state.setPaletteText)
  const [at, setAt] = useState(0)
  const faults = useOfferedFaults()
  // what is not possible while a flow runs is so when it has ended
  const running = useAppStore((state) => state.running)
  const commands = useMemo(() => {
    const state = appStore.getState()
    return [...possibleCommands(state, typed), ...faultCommands(state, faults), ...thingCommands(state, typed)].map((command) => ({ command, text: command.label(words) }))
  }, [words, typed, faults, running])
  const found = commandsMatching(commands, typed).slice(0, MOST_ROWS)
  const chosen = Math.min(at, found.length - 1)
  useEffect(() => {
    document.getElementById(`${list}-${chosen}`)?.scrollIntoView({ block: 'nearest' })
  }, [list, chosen])
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    const command = found[chosen]?.command
    if (by !== undefined) setAt(Math.max(0, Math.min(found.length - 1, chosen + by)))
    else if (event.key === 'Enter' && command) choose(command)
    else return
    event.preventDefault()
  }
  return (
    <dialog ref={dialog} aria-label={words.commands.palette} className="mx-auto mt-[12dvh] mb-auto w-[min(560px,94dvw)] rounded-[8px] border border-hairline bg-panel p-0 text-ink shadow-(--shadow-menu) backdrop:bg-transparent">
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found.length > 0 ? `${list}-${chosen}` : undefined}
        aria-label={words.commands.typeHere}
        placeholder={words.commands.typeHere}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        className="h-11 w-full border-b border-hairline bg-panel px-4 text-lead placeholder:text-tertiary -outline-offset-2!"
      />
      <ul id={list} role="listbox" aria-label={words.commands.palette} className="max-h-[50dvh] overflow-y-auto p-1">
        {found.map(({ command, text }, position) => (
          <li
            key={command.id}
            id={`${list}-${position}`}
            role="option"
            aria-selected={position === chosen}
            onPointerMove={() => setAt(position)}
            onClick={() => choose(command)}
            className="flex h-8 cursor-pointer items-center gap-3 rounded-[4px] px-3 aria-selected:bg-selected"
          >
            <span className="w-16 shrink-0 text-caption text-tertiary">{words.commands.groups[command.group]}</span>
            <span className="min-w-0 flex-1 truncate">{text}</span>
            {(command.keys ?? command.controlKeys) && <KeyCaps keys={command.keys} controlKeys={command.controlKeys} />}
          </li>
        ))}
      </ul>
      <p role="status" className={found.length === 0 ? 'px-4 pb-3 text-tertiary' : 'sr-only'}>
        {found.length === 0 ? words.commands.nothing : words.commands.count({ count: found.length })}
      </p>
    </dialog>
  )
}

function choose(command: Command): void {
  close()
  command.perform(appStore.getState())
}

function close(): void {
  appStore.getState().bringForward('none')
}
