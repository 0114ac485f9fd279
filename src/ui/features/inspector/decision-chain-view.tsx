import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ChainLink, PassedRow } from '../../../core/explain/chain-link'
import { tableName } from '../../../core/explain/route-decision'
import type { RouteDecision } from '../../../core/explain/route-decision'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { chainWordsIn } from '../../../core/words/chain'
import type { Words } from '../../../core/words/en'
import { CrossMark, TickMark } from '../../components/icons'
import type { Mode } from '../../components/mode-mark'
import { SentenceText } from '../../components/sentence-text'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { RouteTable } from './route-table'

interface ChainProps {
  readonly netns: number
  readonly links: readonly ChainLink[]
  readonly mode: Mode
  /** Of a lookup: the table behind it, whose other rows can be opened. */
  readonly decision?: RouteDecision
}

/** A decision link by link, from what was asked to what became of it; every row leads to its table. */
export function DecisionChainView({ netns, links, mode, decision }: ChainProps) {
  const words = chainWordsIn(useWords())
  return (
    <ol data-mode={mode}>
      {links.map((link, position) => (
        <li key={position} data-standing={link.standing} className="grid grid-cols-[12px_56px_minmax(0,1fr)] gap-x-1.5">
          <Rail standing={link.standing} isLast={position === links.length - 1} />
          <span className="pt-0.5 text-caption text-tertiary">{words.labels[link.kind]}</span>
          <div className="pb-1.5">
            {link.kind === 'rule' && <Passed netns={netns} link={link} />}
            <Taken netns={netns} link={link} />
            {link.kind === 'route' && <Passed netns={netns} link={link} />}
            {link.kind === 'route' && decision && <OtherRows decision={decision} mode={mode} />}
          </div>
        </li>
      ))}
    </ol>
  )
}

const DOTS = { taken: 'bg-ink', waiting: 'border-[1.5px] border-ink bg-panel', failed: 'bg-drop' } as const

function Rail({ standing, isLast }: { readonly standing: ChainLink['standing']; readonly isLast: boolean }) {
  return (
    <span aria-hidden="true" className="relative forced-color-adjust-none">
      {!isLast && <span className="absolute top-2.5 -bottom-2 left-[5px] w-px bg-control" />}
      <span className={`absolute top-[7px] left-0.5 size-[7px] rounded-full ${DOTS[standing]}`} />
    </span>
  )
}

function Taken({ netns, link }: { readonly netns: number; readonly link: ChainLink }) {
  const words = useWords()
  const wins = link.kind === 'route' && link.standing === 'taken'
  const tone = link.standing === 'failed' ? 'font-semibold text-drop' : link.kind === 'route' || link.kind === 'asked' ? 'font-semibold text-ink' : 'text-ink'
  return (
    <div className={wins ? '-ml-1.5 border-l-3 border-l-hue bg-tint pl-1' : ''}>
      <div className={`font-mono text-caption/[18px] [overflow-wrap:anywhere] ${tone}`}>
        <RowLink netns={netns} factId={link.factId} kind={link.kind} words={words}>
          {wins && <TickMark size={11} />}
          {wins && <span className="sr-only">{words.page.wins}: </span>}
          {link.standing === 'failed' && <CrossMark size={10} />}
          {wins || link.standing === 'failed' ? ' ' : ''}
          {link.row}
        </RowLink>
      </div>
      {link.note.length > 0 && <SentenceText sentence={link.note} />}
    </div>
  )
}

/** Rules that were asked before; rows that would have held the address too. */
function Passed({ netns, link }: { readonly netns: number; readonly link: ChainLink }) {
  const words = useWords()
  if (link.passed.length === 0) return null
  return (
    <ul className={link.kind === 'route' ? 'mt-1 space-y-0.5' : 'mb-0.5 space-y-0.5'}>
      {link.passed.map((row) => (
        <PassedItem key={row.factId} netns={netns} row={row} kind={link.kind} words={words} />
      ))}
    </ul>
  )
}

function PassedItem({ netns, row, kind, words }: { readonly netns: number; readonly row: PassedRow; readonly kind: ChainLink['kind']; readonly words: Words }) {
  return (
    <li className="text-caption/[16px] text-tertiary">
      <span className="font-mono [overflow-wrap:anywhere]">
        <RowLink netns={netns} factId={row.factId} kind={kind} words={words}>
          {row.row}
        </RowLink>
      </span>{' '}
      <span className="text-secondary">{row.why}</span>
    </li>
  )
}

const TABS = { rule: 'routes', route: 'routes', 'next-hop': 'routes', neighbour: 'neighbours', fdb: 'neighbours', tunnel: 'links', 'filter-rule': 'nat', set: 'nat', conntrack: 'nat' } as const

interface RowLinkProps {
  readonly netns: number
  readonly factId: number | undefined
  readonly kind: ChainLink['kind']
  readonly words: Words
  readonly children: ReactNode
}

/** Leads to the table that holds the row, with the row in hand. */
function RowLink({ netns, factId, kind, words, children }: RowLinkProps) {
  const showRow = useAppStore((state) => state.showRow)
  const tab = kind in TABS ? TABS[kind as keyof typeof TABS] : undefined
  if (tab === undefined || factId === undefined) return children
  return (
    <button
      type="button"
      title={chainWordsIn(words).showRow({ tab: words.page.tabs[tab] })}
      onClick={() => showRow(tab, netns, factId)}
      className="inline-block min-h-6 py-[3px] text-left decoration-1 underline-offset-2 hover:underline focus-visible:underline"
    >
      {children}
    </button>
  )
}

/** The rows that do not hold the address: a table is read as a whole by who wants to. */
function OtherRows({ decision, mode }: { readonly decision: RouteDecision; readonly mode: Mode }) {
  const words = useWords()
  const [open, setOpen] = useState(false)
  const rows = decision.rows.filter(({ standing }) => standing.kind === 'no-match')
  if (rows.length === 0) return null
  return (
    <>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="min-h-6 text-caption text-secondary underline underline-offset-2">
        {chainWordsIn(words).noMatch({ count: rows.length, address: formatIpv4(decision.destination) })}
      </button>
      {open && <RouteTable netns={decision.netns} rows={rows} mode={mode} caption={words.page.table({ name: tableName(decision.table) })} />}
    </>
  )
}
