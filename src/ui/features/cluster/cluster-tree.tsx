import { useMemo, useState } from 'react'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { clusterRows } from './cluster-rows'
import type { ClusterRow } from './cluster-rows'

const INDENT = { 0: 'pl-3', 1: 'pl-6.5', 2: 'pl-10' } as const

/** Everything in the lab as a list to search and to select from. */
export function ClusterTree() {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const [search, setSearch] = useState('')
  const rows = useMemo(() => (inventory ? clusterRows(inventory, search) : []), [inventory, search])
  return (
    <>
      <div className="relative p-3">
        <input
          id="find"
          type="search"
          aria-label={words.page.findLong}
          aria-keyshortcuts="/"
          placeholder={words.page.find}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="h-7 w-full rounded-[4px] border border-control bg-panel pr-8 pl-2 placeholder:text-tertiary"
        />
        {search === '' && (
          <kbd aria-hidden="true" className="pointer-events-none absolute top-4.5 right-5 rounded-[3px] border border-hairline px-1 font-mono text-caption text-tertiary">
            /
          </kbd>
        )}
      </div>
      <h2 className="px-3 pb-1 font-medium text-secondary">{words.page.cluster}</h2>
      <ul aria-label={words.page.cluster}>
        {rows.map((row) => (
          <li key={row.kind === 'segment' ? row.name : row.index}>{row.kind === 'segment' ? <SegmentRow name={row.name} /> : <NamespaceRow row={row} />}</li>
        ))}
      </ul>
      {inventory && rows.length === 0 && <p className="px-3 py-1 text-tertiary">{words.page.notFound({ name: search })}</p>}
    </>
  )
}

function SegmentRow({ name }: { readonly name: string }) {
  return <div className="h-6 px-3 font-mono text-caption/[24px] text-secondary">{name}</div>
}

function NamespaceRow({ row }: { readonly row: Extract<ClusterRow, { kind: 'namespace' }> }) {
  const selected = useAppStore((state) => state.selection.kind !== 'none' && selectedIndex(state.selection) === row.index)
  const atEnd = useAppStore((state) => {
    const run = state.runs[state.currentRun]
    return run !== undefined && (run.from === row.index || run.to === row.index)
  })
  const select = useAppStore((state) => state.select)
  const weight = row.depth === 1 ? 'font-medium' : atEnd ? 'font-semibold' : ''
  return (
    <button
      type="button"
      aria-pressed={selected}
      title={`${row.name} ${row.address}`}
      onClick={() => select({ kind: 'namespace', index: row.index })}
      className={`flex h-6 w-full items-center justify-between gap-2 pr-3 -outline-offset-2! hover:bg-hover aria-pressed:bg-selected ${INDENT[row.depth]}`}
    >
      <span className={`truncate ${weight}`}>{row.name}</span>
      <span className={`font-mono text-caption ${atEnd ? 'font-semibold' : 'text-secondary'}`}>{row.shortAddress}</span>
    </button>
  )
}

function selectedIndex(selection: { readonly kind: 'namespace'; readonly index: number } | { readonly kind: 'interface'; readonly namespace: number }): number {
  return selection.kind === 'namespace' ? selection.index : selection.namespace
}
