import type { FlowColumn, OuterHeader } from '../../../core/explain/flow-column'
import { withCommas } from '../../../core/explain/sentence'
import { shortTime } from '../../../core/explain/short-time'
import type { Words } from '../../../core/words/en'

/** What became of a flow, one fact a row; the rows are those of the columns beside it, however high one of them grows. */
export function ColumnFacts({ column, words }: { readonly column: FlowColumn; readonly words: Words }) {
  const { compareView } = words
  const rows: readonly (readonly [string, string])[] = [
    [compareView.outcome, column.verdict],
    [compareView.frames, String(column.hops)],
    [compareView.podMtu, column.podMtuBytes === undefined ? '' : withCommas(column.podMtuBytes)],
    [compareView.outer, bothWays(column.isInsideSubnet ? compareView.insideSubnet : outerText(column.outer, compareView), column.otherBack && outerText(column.otherBack.outer, compareView), compareView)],
    [compareView.readable, bothWays(readableText(column.mode, compareView), column.otherBack && readableText(column.otherBack.frame.mode, compareView), compareView)],
    [compareView.duration, shortTime(column.durationNs)],
    [compareView.waited, waitsText(column, compareView)],
  ]
  return (
    <dl className="row-span-7 mt-2 grid grid-rows-subgrid short:mt-1">
      {rows.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-3 border-t border-hairline py-0.5 short:py-0">
          <dt className="text-secondary">{name}</dt>
          <dd className={`text-right font-medium ${name === compareView.outcome && column.isLost ? 'text-drop' : ''}`}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function outerText(outer: OuterHeader | undefined, words: Words['compareView']): string {
  return outer ? words.outerText({ ttl: outer.ttl, hasDf: outer.dontFragment }) : words.noOuter
}

function readableText(mode: FlowColumn['mode'], words: Words['compareView']): string {
  return mode === 'wireguard' ? words.sealed : words.yes
}

function bothWays(there: string, back: string | undefined, words: Words['compareView']): string {
  return back === undefined || back === there ? there : words.thereAndBack({ there, back })
}

/** A flow that ran first asked ARP for what the later ones know: their times alone say nothing about modes. */
function waitsText({ waits }: FlowColumn, words: Words['compareView']): string {
  const arp = waits.arpNs > 0 ? [words.waitedText({ time: shortTime(waits.arpNs), for: 'arp' })] : []
  const handshake = waits.handshakeNs > 0 ? [words.waitedText({ time: shortTime(waits.handshakeNs), for: 'handshake' })] : []
  return [...arp, ...handshake].join(', ') || words.waitedNot
}
