import { ChevronDown } from 'lucide-react'

/** What a menu's button shows, also before its menu has been fetched. `short` leaves the label out where the bar is narrow. */
export function MenuFace({ label, value, short = false }: { readonly label: string; readonly value: string; readonly short?: boolean }) {
  return (
    <span className="flex items-center gap-2">
      <span className={`text-tertiary ${short ? 'max-wide:sr-only' : ''}`}>{label}</span>
      <span className="max-w-48 truncate max-tree:max-w-18 font-medium">{value}</span>
      <ChevronDown aria-hidden="true" size={12} />
    </span>
  )
}
