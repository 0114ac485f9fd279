import { X } from 'lucide-react'
import { placeName } from '../../../core/explain/place-name'
import { useAppStore } from '../../store/app-store'
import type { TableFacts } from './use-table-facts'

/** Whose table it is and why it is shown; a selection can be taken back here. */
export function TableHeading({ table, what }: { readonly table: TableFacts; readonly what: string }) {
  const inventory = useAppStore((state) => state.inventory)
  const select = useAppStore((state) => state.select)
  if (!inventory) return null
  return (
    <div className="flex items-baseline justify-between gap-2 px-4 pt-3 pb-1">
      <h2 className="text-title font-semibold">
        {what} <span className="font-normal text-tertiary">on</span> {placeName(inventory, table.netns)}
      </h2>
      {table.acting ? (
        <span className="text-caption text-tertiary">acts at this step</span>
      ) : (
        <button type="button" onClick={() => select({ kind: 'none' })} className="flex items-center gap-1 text-caption text-secondary underline-offset-2 hover:underline">
          <X aria-hidden="true" size={11} /> Deselect
        </button>
      )}
    </div>
  )
}

export function NoTable({ what }: { readonly what: string }) {
  return <p className="px-4 py-4 text-secondary">Select a node, a pod or the router to see its {what}, or send a ping to follow them.</p>
}
