import { X } from 'lucide-react'
import { placeName } from '../../../core/explain/place-name'
import type { Words } from '../../../core/words/en'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { CopyCommand } from './copy-command'
import type { TableFacts } from './use-table-facts'

interface TableHeadingProps {
  readonly table: TableFacts
  readonly what: string
  /** The commands whose own output is copied. */
  readonly copies?: readonly string[]
}

/** Whose table it is and why it is shown; a selection can be taken back here, and the table copied. */
export function TableHeading({ table, what, copies }: TableHeadingProps) {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const select = useAppStore((state) => state.select)
  if (!inventory) return null
  return (
    <div className="flex items-baseline justify-between gap-2 px-4 pt-3 pb-1">
      <h2 className="text-title font-semibold">
        {what} <span className="font-normal text-tertiary">{words.page.on}</span> {placeName(inventory, table.netns)}
      </h2>
      <span className="flex items-center gap-2">
        {table.acting ? (
          <span className="text-caption text-tertiary">{words.tables.actsHere}</span>
        ) : (
          <button type="button" onClick={() => select({ kind: 'none' })} className="flex items-center gap-1 text-caption text-secondary underline-offset-2 hover:underline">
            <X aria-hidden="true" size={11} /> {words.tables.deselect}
          </button>
        )}
        {copies && <CopyCommand key={table.netns} netns={table.netns} commands={copies} />}
      </span>
    </div>
  )
}

export function NoTable({ what }: { readonly what: keyof Words['tables']['nobody'] }) {
  const words = useWords()
  return <p className="px-4 py-4 text-secondary">{words.tables.nobody[what]}</p>
}
