const KEY_NAMES: Readonly<Record<string, string>> = { ' ': 'Space', 'ArrowRight': 'Right', 'ArrowLeft': 'Left', 'Escape': 'Esc', 'Z': 'Shift Z' }

/** Keys as they are labelled; each of them does it. */
export function KeyCaps({ keys = [], controlKeys = [] }: { readonly keys?: readonly string[] | undefined; readonly controlKeys?: readonly string[] | undefined }) {
  const names = [...keys.map((key) => KEY_NAMES[key] ?? key), ...controlKeys.map((key) => `Ctrl ${KEY_NAMES[key] ?? key.toUpperCase()}`)]
  return (
    <span className="flex gap-1">
      {names.map((name) => (
        <kbd key={name} className="h-5 rounded-[3px] border border-control px-1.5 font-mono text-caption/[18px]">
          {name}
        </kbd>
      ))}
    </span>
  )
}
