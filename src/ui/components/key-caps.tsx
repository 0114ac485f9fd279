const KEY_NAMES: Readonly<Record<string, string>> = { ' ': 'Space', 'ArrowRight': 'Right', 'ArrowLeft': 'Left', 'Escape': 'Esc', 'Z': 'Shift Z' }

/** Keys as they are labelled; each of them does it. */
export function KeyCaps({ keys, withControl = false }: { readonly keys: readonly string[]; readonly withControl?: boolean }) {
  return (
    <span className="flex gap-1">
      {keys.map((key) => (
        <kbd key={key} className="h-5 rounded-[3px] border border-control px-1.5 font-mono text-caption/[18px]">
          {withControl ? 'Ctrl ' : ''}
          {KEY_NAMES[key] ?? (withControl ? key.toUpperCase() : key)}
        </kbd>
      ))}
    </span>
  )
}
