import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useRowsInSight } from '../../components/use-rows-in-sight'
import { MiddleText } from '../../components/middle-text'
import { pick } from '../../commands/pick'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { whenLabIsThere } from '../../store/when-lab-is-there'
import { clusterRows, fullAddress, shortAddress } from './cluster-rows'
import type { ClusterRow } from './cluster-rows'

const INDENT = { 0: 'pl-3', 1: 'pl-6.5', 2: 'pl-10' } as const
const ROW_PX = 24
/** A longer list scrolls by itself, so that what stands under it stays in reach, and only the rows in sight are there. */
const MAX_WHOLE_ROWS = 100

/** Everything in the lab as a list to search and to select from. */
export function ClusterTree() {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const [search, setSearch] = useState('')
  // who types does not wait for a long list
  const wanted = useDeferredValue(search)
  const rows = useMemo(() => (inventory ? clusterRows(inventory, wanted) : []), [inventory, wanted])
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
      {rows.length > MAX_WHOLE_ROWS ? <LongList rows={rows} /> : <WholeList rows={rows} />}
      {inventory && rows.length === 0 && <p className="px-3 py-1 text-tertiary">{words.page.notFound({ name: search })}</p>}
    </>
  )
}

function WholeList({ rows }: { readonly rows: readonly ClusterRow[] }) {
  const words = useWords()
  return (
    <ul aria-label={words.page.cluster}>
      {rows.map((row) => (
        <li key={keyOf(row)}>
          <Row row={row} />
        </li>
      ))}
    </ul>
  )
}

function LongList({ rows }: { readonly rows: readonly ClusterRow[] }) {
  const words = useWords()
  const list = useRef<HTMLDivElement>(null)
  const { first, end } = useRowsInSight(list, { count: rows.length, current: 0, rowPx: ROW_PX })
  return (
    <div ref={list} tabIndex={0} role="group" aria-label={words.page.cluster} className="max-h-[55vh] overflow-y-auto border-y border-hairline">
      <ul aria-label={words.page.cluster} className="relative" style={{ height: rows.length * ROW_PX }}>
        {rows.slice(first, end).map((row, k) => (
          <li key={keyOf(row)} aria-setsize={rows.length} aria-posinset={first + k + 1} className="absolute inset-x-0" style={{ top: (first + k) * ROW_PX }}>
            <Row row={row} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function keyOf(row: ClusterRow): string | number {
  return row.kind === 'segment' ? row.name : row.netns.index
}

function Row({ row }: { readonly row: ClusterRow }) {
  return row.kind === 'segment' ? <SegmentRow name={row.name} /> : <NamespaceRow row={row} />
}

function SegmentRow({ name }: { readonly name: string }) {
  return <div className="h-6 px-3 font-mono text-caption/[24px] text-secondary">{name}</div>
}

/** A click on a pod is the click on it on the stage, where it may have no box of its own. */
function NamespaceRow({ row: { netns, depth } }: { readonly row: Extract<ClusterRow, { kind: 'namespace' }> }) {
  const { index, name, kind } = netns
  const selected = useAppStore((state) => state.selection.kind !== 'none' && selectedIndex(state.selection) === index)
  const atEnd = useAppStore((state) => {
    const run = state.runs[state.currentRun]
    return state.pendingFrom === index || (run !== undefined && (run.from === index || run.to === index))
  })
  const weight = depth === 1 ? 'font-medium' : atEnd ? 'font-semibold' : ''
  const onClick = (): void =>
    whenLabIsThere(() => {
      const state = appStore.getState()
      if (kind === 'pod') pick(state, { kind: 'namespace', netns: index })
      else state.select({ kind: 'namespace', index })
    })
  return (
    <button
      type="button"
      aria-pressed={selected}
      title={`${name} ${fullAddress(netns)}`}
      onClick={onClick}
      className={`flex h-6 w-full items-center justify-between gap-2 pr-3 -outline-offset-2! hover:bg-hover aria-pressed:bg-selected ${INDENT[depth]}`}
    >
      <MiddleText text={name} className={weight} />
      <span className={`font-mono text-caption ${atEnd ? 'font-semibold' : 'text-secondary'}`}>{shortAddress(netns)}</span>
    </button>
  )
}

function selectedIndex(selection: { readonly kind: 'namespace'; readonly index: number } | { readonly kind: 'interface'; readonly namespace: number }): number {
  return selection.kind === 'namespace' ? selection.index : selection.namespace
}
