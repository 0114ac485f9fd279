import { Lock } from 'lucide-react'
import type { ColumnPart, FlowColumn } from '../../../core/explain/flow-column'
import { MODE_WORDS } from '../../../core/explain/lab-words'
import { withCommas } from '../../../core/explain/sentence'
import { useWords } from '../../store/use-words'

/** Longer parts are drawn no higher than this many, and say so. */
const MOST_BYTES = 126
/** Fewer have no room for a second line. */
const TWO_LINES_BYTES = 16
/** In a higher part the words stand at its top, in a lower one in its middle. */
const LOW_BYTES = 32

const FACES: Readonly<Record<ColumnPart['face'], string>> = {
  link: 'border-box bg-app',
  envelope: 'border-hue bg-tint',
  packet: 'border-strong bg-fill text-fill-text',
  sealed: 'sealed border-hue bg-tint',
}

/** A packet's headers as boxes of their bytes' height, in `--byte`, one scale for all columns: eight bytes are a line of text; the pod's own packet begins at the same height in every column. */
export function ColumnStack({ column, frontBytes, leastBytes }: { readonly column: FlowColumn; readonly frontBytes: number; readonly leastBytes: number }) {
  const { compareView } = useWords()
  const { wire, parts, place, mode, otherBack } = column
  return (
    <>
      <p className="mb-2 short:mb-1">
        {wire ? (
          <>
            <span className="text-title font-semibold">{withCommas(wire.bytes)} B</span> {wire.bytes > leastBytes && <span className="font-medium">+{wire.bytes - leastBytes} B</span>} <span className="text-secondary">{compareView.onTheWire}, {place}</span>
          </>
        ) : (
          <span className="text-secondary">{compareView.neverLeft}</span>
        )}
        {otherBack && <span className="block">{compareView.back({ bytes: withCommas(otherBack.frame.bytes), place: otherBack.place, mode: MODE_WORDS[otherBack.frame.mode] })}</span>}
      </p>
      <ol className="text-ink forced-color-adjust-none" data-mode={mode} data-protocol={column.protocol} style={{ paddingTop: height(frontBytes - column.frontBytes) }}>
        {parts.map((part, index) => {
          const isCut = part.bytes > MOST_BYTES
          return (
            <li key={index} style={{ height: height(Math.min(part.bytes, MOST_BYTES)) }} className={`overflow-hidden rounded-[3px] border px-1.5 text-caption leading-[13px] ${part.bytes < LOW_BYTES ? 'flex flex-col justify-center' : 'pt-1'} ${FACES[part.face]}`}>
              <span className="flex justify-between gap-2">
                <span className="truncate font-medium">{part.name}</span>
                <span className="font-mono whitespace-nowrap">
                  {withCommas(part.bytes)} B{isCut && `, ${compareView.folded}`}
                </span>
              </span>
              {part.face === 'sealed' && (
                <span className="mt-1 flex w-fit items-center gap-1 rounded-[2px] bg-panel px-1">
                  <Lock aria-hidden="true" size={10} /> {compareView.lock}
                </span>
              )}
              {part.bytes >= TWO_LINES_BYTES && part.ends !== '' && <span className="block truncate font-mono">{part.ends}</span>}
            </li>
          )
        })}
      </ol>
    </>
  )
}

function height(bytes: number): string {
  return `calc(var(--byte) * ${bytes})`
}
