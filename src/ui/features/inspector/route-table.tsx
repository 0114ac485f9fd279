import { useState } from 'react'
import { shortInterfaceName } from '../../../core/explain/place-name'
import { formatAttributes, formatDestination, formatVia, formatWay } from '../../../core/explain/format-route'
import type { RouteRow } from '../../../core/explain/route-decision'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { TickMark } from '../../components/icons'
import type { Mode } from '../../components/mode-mark'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { LearnedMark } from './learned-mark'
import { usePointing } from './use-pointing'

/** Rows that did not match, before "n more"; a table that nobody asked is read for itself and shows more. */
const SHOWN_NO_MATCH = 12
const SHOWN_NOT_ASKED = 60

/** A route table in small: winner with tick, tint and bar; the others that matched by rank; the rest in table order. */
interface RouteTableProps {
  readonly netns: number
  readonly rows: readonly RouteRow[]
  /** Rows that came to be in the flow in sight. */
  readonly learned?: ReadonlySet<number>
  readonly mode: Mode
  readonly caption: string
}

export function RouteTable({ netns, rows, learned, mode, caption }: RouteTableProps) {
  const words = useWords()
  const rowInHand = useAppStore((state) => state.rowInHand)
  const [all, setAll] = useState(rows.some(({ fact }) => fact.id === rowInHand))
  const asked = rows.filter((row) => row.standing.kind === 'won' || row.standing.kind === 'matched').length
  const limit = asked + (asked > 0 ? SHOWN_NO_MATCH : SHOWN_NOT_ASKED)
  // hiding one or two rows would take as much room as showing them
  const shown = all || rows.length <= limit + 2 ? rows : rows.slice(0, limit)
  return (
    <div tabIndex={-1} className="@container -mx-2">
      <table data-mode={mode} className="w-full border-separate border-spacing-0 font-mono text-caption">
        <caption className="sr-only">{caption}</caption>
        <thead className="font-sans text-tertiary">
          <tr className="h-5">
            <th className="w-6.5">
              <span className="sr-only">{words.page.match}</span>
            </th>
            <th className="text-left font-normal">{words.tables.destination}</th>
            <th className={`text-left font-normal ${WIDE}`}>via</th>
            <th className={`text-left font-normal ${WIDE}`}>dev</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={row.fact.id} netns={netns} row={row} isLearned={learned?.has(row.fact.id) === true} />
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <button type="button" onClick={() => setAll(true)} className="mt-1 ml-6.5 text-caption text-secondary underline underline-offset-2">
          {words.page.moreRows({ count: rows.length - shown.length, asked: asked > 0 ? 'yes' : 'no' })}
        </button>
      )}
    </div>
  )
}

/** Three columns fit beside each other, whatever the addresses and devices are. In a narrower table all that follows the destination stands below it. */
const WIDE = '@max-[24rem]:hidden'
const NARROW = 'hidden @max-[24rem]:inline'
/** Below the destination, across all columns, and without a word in how wide they are. */
const BELOW = 'block w-[calc(100cqw-2rem)] whitespace-normal wrap-anywhere leading-4 font-normal'

const ROW_TONES = {
  won: 'bg-tint font-semibold text-ink',
  matched: 'bg-selected text-secondary',
  'no-match': 'text-tertiary',
  'not-asked': 'text-ink',
} as const

function Row({ netns, row, isLearned }: { readonly netns: number; readonly row: RouteRow; readonly isLearned: boolean }) {
  const words = useWords()
  const pointing = usePointing(netns, row.fact.route.link)
  const { standing } = row
  const { route } = row.fact
  const cell = 'h-5 border-b border-hairline pr-2 align-top leading-5 whitespace-nowrap'
  return (
    <tr {...pointing} data-fact={row.fact.id} className={`-outline-offset-2! ${ROW_TONES[standing.kind]}`}>
      <td className={`${cell} ${standing.kind === 'won' ? 'border-l-3 border-l-hue pl-0.5' : ''}`}>
        {standing.kind === 'won' && (
          <>
            <TickMark />
            <span className="sr-only">{words.page.wins}</span>
          </>
        )}
        {standing.kind === 'matched' && words.page.rank({ rank: standing.rank })}
      </td>
      <td className={cell}>
        {isLearned && <LearnedMark />}
        {formatDestination(route)}
        <span className="block w-0">
          <span className={`${BELOW} text-tertiary`}>
            <span className={WIDE}>{formatAttributes(route)}</span>
            <span className={NARROW}>{formatWay(route)}</span>
          </span>
          {standing.kind === 'won' && standing.destinations && (
            <span className={`${BELOW} font-sans text-secondary`}>{words.tables.askedFor({ addresses: standing.destinations.map(formatIpv4).join(', ') })}</span>
          )}
        </span>
      </td>
      <td className={`${cell} ${WIDE}`}>{formatVia(route)}</td>
      <td className={`${cell} ${WIDE}`} title={route.link}>
        {shortInterfaceName(route.link ?? '')}
      </td>
    </tr>
  )
}
