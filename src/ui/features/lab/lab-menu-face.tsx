import { ChevronDown } from 'lucide-react'
import { useAppStore } from '../../store/app-store'

/** What the lab menu's button shows, also before it is a button. */
export function LabMenuFace() {
  const labName = useAppStore((state) => state.labInventory?.labName)
  return (
    <span className="flex items-center gap-2">
      <span className="text-tertiary">Lab</span>
      <span className="max-w-48 truncate font-medium">{labName ?? 'none'}</span>
      <ChevronDown aria-hidden="true" size={12} />
    </span>
  )
}
