import type { PlacedCommand } from '../../../core/model/fault'

/** Commands of a script that are shown before "and n more". */
const SHOWN_COMMANDS = 3

interface FaultRowProps {
  readonly checked: boolean
  readonly title: string
  readonly effect: string
  /** The commands that a press runs. */
  readonly script: readonly PlacedCommand[]
  readonly onChange: () => void
}

/** A fault as a checkbox: what it is called, what follows from it, and the commands that a press runs. */
export function FaultRow({ checked, title, effect, script, onChange }: FaultRowProps) {
  return (
    <li>
      <label className="flex cursor-pointer items-start gap-2 rounded-[4px] px-1.5 py-1 hover:bg-hover">
        <input type="checkbox" checked={checked} onChange={onChange} className="mt-0.5 accent-(--text-primary)" />
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{title}</span>
          <span className="block text-tertiary">{effect}</span>
          <span className="mt-0.5 block rounded-[3px] bg-code px-1.5 py-0.5 font-mono text-caption text-secondary">
            {script.slice(0, SHOWN_COMMANDS).map(({ netns, command }) => (
              <span key={`${netns} ${command}`} className="block break-words">
                {netns !== '' && <span className="text-tertiary">{netns}$ </span>}
                {command}
              </span>
            ))}
            {script.length > SHOWN_COMMANDS && <span className="block font-sans text-tertiary">and {script.length - SHOWN_COMMANDS} more</span>}
          </span>
        </span>
      </label>
    </li>
  )
}
