interface FaultRowProps {
  readonly checked: boolean
  readonly title: string
  readonly effect: string
  /** What it is for the flow in sight, where it is nothing. */
  readonly note: string
  /** It is pointed at or focused: its commands are wanted. */
  readonly onAttend: () => void
  readonly onChange: () => void
}

/** A fault as a checkbox: what it is called, and what follows from it. */
export function FaultRow({ checked, title, effect, note, onAttend, onChange }: FaultRowProps) {
  return (
    <li onPointerEnter={onAttend} onFocus={onAttend}>
      <label className="flex cursor-pointer items-start gap-2 rounded-[4px] px-1.5 py-1 hover:bg-hover">
        <input type="checkbox" checked={checked} onChange={onChange} className="mt-0.5 accent-(--text-primary)" />
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{title}</span>
          <span className="block text-caption text-tertiary">{effect}</span>
          {note !== '' && <span className="block text-caption text-secondary">{note}</span>}
        </span>
      </label>
    </li>
  )
}
